// What C simulation needs around a kernel: values in and out as raw memory, the time of the call, a large stack, and what
// happened when the program dies.
//
// `serve` answers requests until there are none: on standard input a byte for each call, then its arguments; on file
// descriptor 3, in messages that begin with a letter,
//   L, a length, text               a line that the kernel printed
//   R, nanoseconds (8 bytes), data  the call's end: what it wrote and returned
//   A, a line, a length, text       an assertion in this line of the C++ does not hold; the program ends
//   T, a count, addresses           where in the program (8 bytes each, callers last) a signal ended it
// with lengths, lines and counts of 4 bytes, little-endian. Kernels print only if heddle_print.h was included before.
// `run` does one call, and writes no more than nanoseconds and data, to standard output.
#ifndef HEDDLE_CSIM_H
#define HEDDLE_CSIM_H

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

// Where the C library cannot tell who called whom, deaths come without a place.
#if defined(__linux__) && __has_include(<execinfo.h>)
#define HEDDLE_TRACES 1
#include <execinfo.h>
#include <link.h>
#endif
#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace heddle_csim {

// Arrays that a kernel declares live on the stack.
const size_t stackBytes = size_t(1) << 30;
const int failedStatus = 76;

inline FILE*& results() {
  static FILE* f = stdout;
  return f;
}
inline bool isServing() { return results() != stdout; }

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

inline void writeBytes(const void* data, size_t size) {
  if (size > 0 && fwrite(data, size, 1, results()) != 1) fail("the results could not be written");
}

template <typename T> inline void write(const T& value) { writeBytes(static_cast<const void*>(&value), sizeof value); }

inline void start() { startedAt() = now(); }

inline void stop() {
  const uint64_t nanoseconds = now() - startedAt();
  if (isServing()) write('R');
  write(nanoseconds);
}

// Runs `simulate` on a stack of its own.
inline void onLargeStack(void (*simulate)()) {
  static ucontext_t caller, context;
  static void* const stack =
      mmap(nullptr, stackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (stack == MAP_FAILED) fail("no memory for the stack");
  getcontext(&context);
  context.uc_stack.ss_sp = stack;
  context.uc_stack.ss_size = stackBytes;
  context.uc_link = &caller;
  makecontext(&context, simulate, 0);
  swapcontext(&caller, &context);
  fflush(stdout);
  if (fflush(results()) != 0) fail("the results could not be written");
}

inline int run(void (*simulate)()) {
  onLargeStack(simulate);
  return 0;
}

// ---- messages ----

#ifdef HEDDLE_PRINT_H
inline void writeText(const std::string& text) {
  write(uint32_t(text.size()));
  writeBytes(text.data(), text.size());
  fflush(results());
}

inline void sendLine(const std::string& text) {
  write('L');
  writeText(text);
}

inline void sendFailure(const std::string& text, int line) {
  write('A');
  write(uint32_t(line));
  writeText(text);
  fflush(stdout);
  _Exit(failedStatus);
}
#endif

#ifdef HEDDLE_TRACES
inline int loadAddress(dl_phdr_info* info, size_t, void* address) {
  *static_cast<uint64_t*>(address) = info->dlpi_addr;
  return 1;  // the first is the program itself
}

inline uint64_t programCounter(const ucontext_t& context) {
#if defined(__x86_64__)
  return uint64_t(context.uc_mcontext.gregs[REG_RIP]);
#elif defined(__aarch64__)
  return context.uc_mcontext.pc;
#else
  return 0;
#endif
}

// Says where the program was, and lets the signal end it.
inline void onSignal(int signal, siginfo_t* info, void* context) {
#ifdef HEDDLE_HLS_STREAM_H
  const hls::heddle_sim::coroutine* const full = signal == SIGSEGV ? hls::heddle_sim::overflowing(info->si_addr) : nullptr;
  if (full != nullptr) {
    fprintf(stderr, "the stack of process %s is full: what it declares takes more than %u MiB\n",
            hls::heddle_sim::fullTitle(*full).c_str(), (unsigned)(hls::heddle_sim::stackBytes >> 20));
  }
#else
  (void)info;
#endif
  const int most = 40;
  void* callers[most];
  const uint32_t count = uint32_t(backtrace(callers, most));
  uint64_t load = 0;
  dl_iterate_phdr(loadAddress, &load);
  write('T');
  write(count + 1);
  write(programCounter(*static_cast<const ucontext_t*>(context)) - load);
  // A call returns to what comes after it.
  for (uint32_t i = 0; i < count; i++) write(uint64_t(callers[i]) - load - 1);
  fflush(stdout);
  fflush(results());
  ::signal(signal, SIG_DFL);
  raise(signal);
}

inline void watchSignals() {
  void* first;
  backtrace(&first, 1);  // loads what it needs
  const size_t size = 1 << 16;
  stack_t stack = {};
  stack.ss_sp = malloc(size);
  stack.ss_size = size;
  sigaltstack(&stack, nullptr);
  struct sigaction action = {};
  action.sa_sigaction = onSignal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | int(SA_RESETHAND);
  const int signals[] = {SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS};
  for (const int signal : signals) sigaction(signal, &action, nullptr);
}
#else
inline void watchSignals() {}
#endif

inline int serve(void (*simulate)()) {
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  results() = fdopen(3, "wb");
  if (results() == nullptr) fail("there is no file descriptor 3 for the results");
#ifdef HEDDLE_PRINT_H
  heddle::output() = {sendLine, sendFailure};
#endif
  watchSignals();
  while (getc(stdin) != EOF) onLargeStack(simulate);
  return 0;
}

}  // namespace heddle_csim

#endif  // HEDDLE_CSIM_H
