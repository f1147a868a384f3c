// Heddle's model of Vitis HLS's hls_np_channel.h, for C simulation without the vendor's tools: the channel with several
// writers and one reader. What is written to in[0], in[1] … comes out of `out` in the order in which it was written.
#ifndef HEDDLE_HLS_NP_CHANNEL_H
#define HEDDLE_HLS_NP_CHANNEL_H

#include <hls_stream.h>

namespace hls {
namespace merge {

template <typename T, unsigned PORTS, unsigned DEPTH = 2> class load_balance {
  // All ends of the channel are the one stream.
  struct ports {
    stream<T>& of;
    stream<T>& operator[](unsigned) const { return of; }
  };

 public:
  stream<T, (int)DEPTH> out;
  const ports in;

  load_balance() : in{out} {}
  load_balance(const char* name) : out(name), in{out} {}
  load_balance(const load_balance&) = delete;
  load_balance& operator=(const load_balance&) = delete;

 private:
  friend heddle_sim::naming;
  void rename(const std::string& name) { heddle_sim::naming::set(out, name); }
};

}  // namespace merge
}  // namespace hls

#endif  // HEDDLE_HLS_NP_CHANNEL_H
