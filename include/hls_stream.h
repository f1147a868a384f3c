// Heddle's model of Vitis HLS's hls_stream.h, for C simulation without the vendor's tools. Depths are enforced as in
// hardware: a write to a full stream and a read of an empty one wait. For that, the processes of a dataflow region run
// as coroutines in one thread, each until it waits or ends, in turn. HEDDLE_PROCESS(f(x)) starts a call of f as such a
// process; a region ends when its streams are destroyed, which waits for its processes. When all wait, the program says
// who waits for what and ends with the exit status hls::deadlockStatus.
#ifndef HEDDLE_HLS_STREAM_H
#define HEDDLE_HLS_STREAM_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <new>

#define HEDDLE_PROCESS(call) ::hls::process(#call, [&] { call; })

namespace hls {

const int deadlockStatus = 75;

namespace heddle_sim {

// The state of a stream that does not depend on its element type.
struct channel {
  const char* name;
  int depth;
  int count;
};

enum class need { nothing, space, element, children };

// A coroutine. The program itself counts as one too: it has no stack of its own here.
struct coroutine {
  ucontext_t context;
  coroutine* resumedBy;
  coroutine* parent;
  coroutine* next;
  const char* name;
  void (*run)(const void*);
  const void* body;
  void* stack;
  int children;
  need waitsFor;
  const channel* on;
  bool ended;
};

const size_t stackBytes = size_t(256) << 20;

inline coroutine& mainProgram() {
  static coroutine c = {};
  return c;
}
inline coroutine*& current() {
  static coroutine* c = &mainProgram();
  return c;
}
inline coroutine*& firstProcess() {
  static coroutine* c = nullptr;
  return c;
}

inline bool canGoOn(const coroutine& c) {
  switch (c.waitsFor) {
    case need::space: return c.on->count < c.on->depth;
    case need::element: return c.on->count > 0;
    case need::children: return c.children == 0;
    case need::nothing: break;
  }
  return true;
}

inline void describe(const coroutine& c) {
  if (c.waitsFor != need::space && c.waitsFor != need::element) return;
  int length = 0;
  while (c.name[length] != '\0' && c.name[length] != '(') length++;
  fprintf(stderr, "  %.*s waits to %s %s (%d of %d full)\n", length, c.name,
          c.waitsFor == need::space ? "put" : "get", c.on->name, c.on->count, c.on->depth);
}

inline void reportDeadlock(const coroutine& program) {
  fprintf(stderr, "deadlock: every process that has not ended is waiting\n");
  describe(program);
  for (const coroutine* c = firstProcess(); c != nullptr; c = c->next) describe(*c);
  fflush(nullptr);
  _Exit(deadlockStatus);
}

inline void resume(coroutine* c) {
  c->resumedBy = current();
  current() = c;
  swapcontext(&c->resumedBy->context, &c->context);
  current() = c->resumedBy;
}

inline void remove(coroutine* c) {
  coroutine** at = &firstProcess();
  while (*at != c) at = &(*at)->next;
  *at = c->next;
  c->parent->children--;
  munmap(c->stack, stackBytes);
  delete c;
}

// Resumes each process that can go on, until `c`, which runs on the program's own stack, can go on itself.
inline void runOthersUntilReady(coroutine& c) {
  while (!canGoOn(c)) {
    bool progress = false;
    for (coroutine* p = firstProcess(); p != nullptr;) {
      coroutine* const next = p->next;
      if (canGoOn(*p)) {
        progress = true;
        resume(p);
        if (p->ended) remove(p);
      }
      p = next;
    }
    if (!progress) reportDeadlock(c);
  }
}

inline void wait(need what, const channel* on) {
  coroutine& c = *current();
  c.waitsFor = what;
  c.on = on;
  if (&c == &mainProgram()) {
    c.name = "the caller";
    runOthersUntilReady(c);
  } else {
    while (!canGoOn(c)) swapcontext(&c.context, &c.resumedBy->context);
  }
  c.waitsFor = need::nothing;
}

inline void enter() {
  coroutine* const c = current();
  c->run(c->body);
  c->ended = true;
  setcontext(&c->resumedBy->context);
}

inline void joinChildren() {
  if (current()->children > 0) wait(need::children, nullptr);
}

}  // namespace heddle_sim

// Runs `body` as a process, until it first waits; it goes on whenever the processes around it wait.
template <typename F> inline void process(const char* name, F&& body) {
  using namespace heddle_sim;
  coroutine* const c = new coroutine();
  struct on {
    F body;
    static void run(const void* self) { static_cast<const on*>(self)->body(); }
  };
  c->name = name;
  c->run = on::run;
  c->parent = current();
  c->parent->children++;
  c->stack = mmap(nullptr, stackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (c->stack == MAP_FAILED) {
    fprintf(stderr, "no memory for the stack of process %s\n", name);
    _Exit(1);
  }
  // The closure is copied to the bottom of the new stack, since the caller's copy ends with this call.
  c->body = new (c->stack) on{static_cast<F&&>(body)};
  getcontext(&c->context);
  c->context.uc_stack.ss_sp = static_cast<char*>(c->stack) + sizeof(on) + 64;
  c->context.uc_stack.ss_size = stackBytes - sizeof(on) - 64;
  makecontext(&c->context, enter, 0);
  coroutine** last = &firstProcess();
  while (*last != nullptr) last = &(*last)->next;
  *last = c;
  resume(c);
  if (c->ended) remove(c);
}

template <typename T, int DEPTH = 0> class stream;

// A stream of unspecified depth: what parameters are. Two elements is what the hardware's default holds.
template <typename T> class stream<T, 0> {
 public:
  stream() : stream("(unnamed)") {}
  stream(const char* name) : stream(name, 2) {}
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;
  ~stream() {
    heddle_sim::joinChildren();
    if (state.count > 0) fprintf(stderr, "warning: %d values left in stream %s\n", state.count, state.name);
    delete[] ring;
  }

  bool empty() const { return state.count == 0; }
  bool full() const { return state.count == state.depth; }
  unsigned size() const { return (unsigned)state.count; }
  unsigned capacity() const { return (unsigned)state.depth; }

  // Waits while the stream is full.
  void write(const T& v) {
    if (full()) heddle_sim::wait(heddle_sim::need::space, &state);
    put(v);
  }
  // Waits while the stream is empty.
  T read() {
    if (empty()) heddle_sim::wait(heddle_sim::need::element, &state);
    return take();
  }
  void read(T& v) { v = read(); }
  bool write_nb(const T& v) {
    if (full()) return false;
    put(v);
    return true;
  }
  bool read_nb(T& v) {
    if (empty()) return false;
    v = take();
    return true;
  }
  void operator<<(const T& v) { write(v); }
  void operator>>(T& v) { v = read(); }

 protected:
  stream(const char* name, int depth) : state{name, depth, 0}, ring(new T[depth]), first(0) {}

 private:
  void put(const T& v) {
    const int at = first + state.count;
    ring[at < state.depth ? at : at - state.depth] = v;
    state.count++;
  }
  T take() {
    const T v = ring[first];
    first = first + 1 == state.depth ? 0 : first + 1;
    state.count--;
    return v;
  }

  heddle_sim::channel state;
  T* ring;
  int first;
};

template <typename T, int DEPTH> class stream : public stream<T, 0> {
 public:
  stream() : stream<T, 0>("(unnamed)", DEPTH) {}
  stream(const char* name) : stream<T, 0>(name, DEPTH) {}
};

}  // namespace hls

#endif  // HEDDLE_HLS_STREAM_H
