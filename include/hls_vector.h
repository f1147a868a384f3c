// Heddle's model of Vitis HLS's hls_vector.h, for C simulation without the vendor's tools: as much of it as emitted code
// uses, a fixed number of elements that is copied as a whole.
#ifndef HEDDLE_HLS_VECTOR_H
#define HEDDLE_HLS_VECTOR_H

#include <stddef.h>

namespace hls {

template <typename T, size_t N> class vector {
 public:
  T& operator[](size_t i) { return data[i]; }
  const T& operator[](size_t i) const { return data[i]; }

 private:
  T data[N];
};

}  // namespace hls

#endif  // HEDDLE_HLS_VECTOR_H
