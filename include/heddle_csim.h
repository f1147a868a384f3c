// What C simulation needs around a kernel: values in and out as raw memory, the time of the call, a large stack.
// Standard output gets the nanoseconds of the call (8 bytes), then what the kernel wrote and returned.
#ifndef HEDDLE_CSIM_H
#define HEDDLE_CSIM_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <ucontext.h>

namespace heddle_csim {

// Arrays that a kernel declares live on the stack.
const size_t stackBytes = size_t(1) << 30;

inline uint64_t& startedAt() {
  static uint64_t t = 0;
  return t;
}

inline uint64_t now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return uint64_t(t.tv_sec) * 1000000000u + uint64_t(t.tv_nsec);
}

inline void fail(const char* what) {
  fprintf(stderr, "%s\n", what);
  _Exit(1);
}

template <typename T> inline void read(T& value) {
  if (fread(static_cast<void*>(&value), sizeof value, 1, stdin) != 1) fail("the arguments ended early");
}

template <typename T> inline void write(const T& value) {
  if (fwrite(static_cast<const void*>(&value), sizeof value, 1, stdout) != 1) fail("the results could not be written");
}

inline void start() { startedAt() = now(); }

inline void stop() {
  const uint64_t nanoseconds = now() - startedAt();
  write(nanoseconds);
}

// Runs `simulate` on a stack of its own.
inline int run(void (*simulate)()) {
  static ucontext_t caller, context;
  void* const stack =
      mmap(nullptr, stackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (stack == MAP_FAILED) fail("no memory for the stack");
  getcontext(&context);
  context.uc_stack.ss_sp = stack;
  context.uc_stack.ss_size = stackBytes;
  context.uc_link = &caller;
  makecontext(&context, simulate, 0);
  swapcontext(&caller, &context);
  if (fflush(stdout) != 0) fail("the results could not be written");
  return 0;
}

}  // namespace heddle_csim

#endif  // HEDDLE_CSIM_H
