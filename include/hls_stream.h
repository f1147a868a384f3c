// Heddle's model of Vitis HLS's hls_stream.h, for C simulation without the vendor's tools. Depths are enforced as in
// hardware: a write to a full stream and a read of an empty one wait. For that, the processes of a dataflow region run
// as coroutines in one thread. HEDDLE_PROCESS("title", f(x)) makes a call of f such a process; the region's block ends
// when all its processes have ended. HEDDLE_NAME(s, "name") names the streams of an array; no
// semicolon follows it, so that nothing at all is left of it elsewhere.
//
// Turns are those of Heddle's functional model, so that programs that ask their streams see the same: in each round all
// processes that can go on are resumed, in the order in which they were started, until they wait or end; those started in
// a round join in the next. Non-blocking operations that fail, and empty() and full() that are true, end the turn.
//
// When nothing can go on, or processes only ask for a long time, the program says who waits for what, with the lines of
// the calls, and ends with the exit status hls::deadlockStatus or hls::livelockStatus.
#ifndef HEDDLE_HLS_STREAM_H
#define HEDDLE_HLS_STREAM_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <new>
#include <string>

#define HEDDLE_JOINED_(a, b) a##b
#define HEDDLE_JOINED(a, b) HEDDLE_JOINED_(a, b)
#define HEDDLE_PROCESS(title, ...) \
  ::hls::process HEDDLE_JOINED(heddle_process_, __COUNTER__)(title, [&] { __VA_ARGS__; })
#define HEDDLE_NAME(streams, name) ::hls::heddle_sim::rename(streams, name);

namespace hls {

const int deadlockStatus = 75;
const int livelockStatus = 77;

namespace heddle_sim {

struct coroutine;

// The state of a stream that does not depend on its element type.
struct channel {
  std::string name;
  int depth;
  int count;
  // Who declared it, and the next stream of the same.
  coroutine* owner;
  channel* next;
  bool isReported;
};

enum class need { nothing, space, element, turn, children };

// A coroutine. The program itself counts as one too: it has no stack of its own here, and always the first turn.
struct coroutine {
  // Where it goes on; before it has begun, `context` says where. Unlike swapcontext, jumps make no system calls.
  void* place[5];
  ucontext_t context;
  bool hasBegun;
  coroutine* parent;
  coroutine* next;
  const char* title;
  void (*run)(const void*);
  const void* body;
  char* stack;
  channel* streams;
  int children;
  need waitsFor;
  const channel* on;
  int line;  // of the call that waits
  bool ended;
};

// Arrays that a process declares live on its stack; the pages below it are no memory.
const size_t stackBytes = size_t(64) << 20;
const size_t guardBytes = size_t(1) << 20;

// After so many rounds in which processes only asked in vain, the program ends.
const int idleRounds = 100000;

struct scheduler {
  coroutine program;
  coroutine* current;
  // Processes in the order in which they were started, and the last that was there when this round began.
  coroutine* first;
  coroutine* last;
  coroutine* roundEnd;
  // How many elements were put or taken so far, and when this round began.
  uint64_t moves;
  uint64_t movesBefore;
  bool isResumed;
  bool onlyAsked;
  int idle;
  // Stacks of ended processes, linked through their first word.
  char* freeStacks;
};

inline scheduler& all() {
  static scheduler s = {};
  if (s.current == nullptr) {
    s.program.title = "";
    s.program.hasBegun = true;
    s.current = &s.program;
  }
  return s;
}

inline bool canGoOn(const coroutine& c) {
  switch (c.waitsFor) {
    case need::space: return c.on->count < c.on->depth;
    case need::element: return c.on->count > 0;
    case need::children: return c.children == 0;
    case need::turn:
    case need::nothing: break;
  }
  return true;
}

// "outer.inner"
inline std::string fullTitle(const coroutine& c) {
  const bool isInner = c.parent != nullptr && c.parent->title[0] != '\0';
  return isInner ? fullTitle(*c.parent) + "." + c.title : c.title;
}

inline std::string fullName(const channel& s) {
  const std::string owner = fullTitle(*s.owner);
  return owner.empty() ? s.name : owner + "." + s.name;
}

inline void describe(const coroutine& c) {
  if (c.waitsFor != need::space && c.waitsFor != need::element) return;
  const std::string title = c.parent == nullptr ? "the caller" : fullTitle(c);
  fprintf(stderr, "  %s waits to %s %s (%d of %d full) in line %d\n", title.c_str(),
          c.waitsFor == need::space ? "put" : "get", fullName(*c.on).c_str(), c.on->count, c.on->depth, c.line);
}

inline void reportDeadlock() {
  fprintf(stderr, "deadlock: every process that has not ended is waiting\n");
  describe(all().program);
  for (const coroutine* c = all().first; c != nullptr; c = c->next) describe(*c);
  fflush(nullptr);
  _Exit(deadlockStatus);
}

inline void reportLivelock() {
  fprintf(stderr, "livelock: processes only ask their streams\n");
  for (const coroutine* c = all().first; c != nullptr; c = c->next) {
    if (c->waitsFor != need::turn) continue;
    fprintf(stderr, "  %s asks %s in line %d\n", fullTitle(*c).c_str(), fullName(*c->on).c_str(), c->line);
  }
  fflush(nullptr);
  _Exit(livelockStatus);
}

// ---- processes ----

inline char* takeStack(const char* title) {
  scheduler& s = all();
  if (s.freeStacks != nullptr) {
    char* const stack = s.freeStacks;
    s.freeStacks = *reinterpret_cast<char**>(stack + guardBytes);
    return stack;
  }
  void* const stack =
      mmap(nullptr, stackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (stack == MAP_FAILED || mprotect(stack, guardBytes, PROT_NONE) != 0) {
    fprintf(stderr, "no address space for the stack of process %s: each process takes %u MiB of it\n", title,
            (unsigned)(stackBytes >> 20));
    _Exit(1);
  }
  return static_cast<char*>(stack);
}

// The process whose stack is too small when the program touches `address`.
inline const coroutine* overflowing(const void* address) {
  const char* const at = static_cast<const char*>(address);
  const coroutine* const c = all().current;
  return c->stack != nullptr && at >= c->stack && at < c->stack + guardBytes ? c : nullptr;
}

inline void remove(coroutine* c) {
  scheduler& s = all();
  coroutine* before = nullptr;
  coroutine** at = &s.first;
  while (*at != c) {
    before = *at;
    at = &before->next;
  }
  *at = c->next;
  if (s.last == c) s.last = before;
  *reinterpret_cast<char**>(c->stack + guardBytes) = s.freeStacks;
  s.freeStacks = c->stack;
  delete c;
}

// Goes on in `to`, until somebody goes on in `from`.
__attribute__((noinline)) inline void change(coroutine& from, coroutine& to) {
  if (__builtin_setjmp(from.place) != 0) return;
  if (to.hasBegun) __builtin_longjmp(to.place, 1);
  to.hasBegun = true;
  setcontext(&to.context);
}

// A process's turn.
inline void resume(coroutine* c) {
  scheduler& s = all();
  s.isResumed = true;
  s.current = c;
  change(s.program, *c);
  s.current = &s.program;
  s.onlyAsked = s.onlyAsked && !c->ended && c->waitsFor == need::turn;
  if (!c->ended) return;
  c->parent->children--;
  remove(c);
}

// The turns of the others, on the program's own stack, until it is the program's turn again.
inline void runOthers() {
  scheduler& s = all();
  s.onlyAsked = s.onlyAsked && s.program.waitsFor == need::turn;
  for (;;) {
    coroutine* const end = s.roundEnd;
    for (coroutine* p = end == nullptr ? nullptr : s.first; p != nullptr;) {
      coroutine* const next = p == end ? nullptr : p->next;
      if (canGoOn(*p)) resume(p);
      p = next;
    }
    if (!s.isResumed) reportDeadlock();
    s.idle = s.onlyAsked && s.moves == s.movesBefore ? s.idle + 1 : 0;
    if (s.idle > idleRounds) reportLivelock();
    s.roundEnd = s.last;
    s.movesBefore = s.moves;
    s.isResumed = canGoOn(s.program);
    s.onlyAsked = true;
    if (s.isResumed) return;
  }
}

// Ends the turn of what runs now, until it can go on.
__attribute__((noinline)) inline void wait(need what, const channel* on, int line) {
  scheduler& s = all();
  coroutine& c = *s.current;
  c.waitsFor = what;
  c.on = on;
  c.line = line;
  if (&c == &s.program) {
    s.isResumed = true;
    runOthers();
  } else {
    change(c, s.program);
  }
  c.waitsFor = need::nothing;
}

inline void enter() {
  scheduler& s = all();
  coroutine* const c = s.current;
  c->run(c->body);
  c->ended = true;
  change(*c, s.program);
}

// `bytes`: how much of the stack's lower end the closure takes.
__attribute__((noinline)) inline coroutine* newProcess(const char* title, size_t bytes) {
  scheduler& s = all();
  coroutine* const c = new coroutine();
  c->title = title;
  c->parent = s.current;
  c->parent->children++;
  c->stack = takeStack(title);
  c->body = c->stack + guardBytes;
  getcontext(&c->context);
  const size_t kept = guardBytes + (bytes + 63) / 64 * 64;
  c->context.uc_stack.ss_sp = c->stack + kept;
  c->context.uc_stack.ss_size = stackBytes - kept;
  makecontext(&c->context, enter, 0);
  (s.last == nullptr ? s.first : s.last->next) = c;
  s.last = c;
  return c;
}

// ---- streams ----

inline void declare(channel& s) {
  coroutine* const owner = all().current;
  channel** last = &owner->streams;
  while (*last != nullptr) last = &(*last)->next;
  *last = &s;
  s.owner = owner;
}

inline void report(channel& s) {
  if (s.count > 0 && !s.isReported) fprintf(stderr, "warning: %d values left in stream %s\n", s.count, fullName(s).c_str());
  s.isReported = true;
}

inline void end(channel& s) {
  report(s);
  channel** at = &s.owner->streams;
  while (*at != &s) at = &(*at)->next;
  *at = s.next;
}

// Waits for the processes that were started here, and says what they left.
__attribute__((noinline)) inline void join() {
  coroutine& c = *all().current;
  if (c.children == 0) return;
  wait(need::children, nullptr, 0);
  for (channel* s = c.streams; s != nullptr; s = s->next) report(*s);
}

// Names are no part of the vendor's classes.
struct naming {
  template <typename S> static void set(S& stream, const std::string& name) { stream.rename(name); }
};
template <typename S> inline void rename(S& stream, const std::string& name) { naming::set(stream, name); }
template <typename S, size_t N> inline void rename(S (&streams)[N], const std::string& name) {
  for (size_t i = 0; i < N; i++) rename(streams[i], name + "[" + std::to_string(i) + "]");
}

}  // namespace heddle_sim

// A call that runs beside the others that are declared in the same block.
class process {
 public:
  template <typename F> process(const char* title, const F& body) {
    struct closure {
      F body;
      static void run(const void* self) { static_cast<const closure*>(self)->body(); }
    };
    heddle_sim::coroutine* const c = heddle_sim::newProcess(title, sizeof(closure));
    // The caller's copy ends with this call.
    c->body = new (const_cast<void*>(c->body)) closure{body};
    c->run = closure::run;
  }
  process(const process&) = delete;
  process& operator=(const process&) = delete;
  ~process() { heddle_sim::join(); }
};

template <typename T, int DEPTH = 0> class stream;

// A stream of unspecified depth: what parameters are. Two elements is what the hardware's default holds. The lines are
// those of the calls.
template <typename T> class stream<T, 0> {
 public:
  stream() : stream("(unnamed)") {}
  stream(const char* name) : stream(name, 2) {}
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;
  ~stream() {
    heddle_sim::end(state);
    delete[] ring;
  }

  bool empty(int line = __builtin_LINE()) const { return state.count == 0 && ask(line); }
  bool full(int line = __builtin_LINE()) const { return state.count == state.depth && ask(line); }
  unsigned size() const { return (unsigned)state.count; }
  unsigned capacity() const { return (unsigned)state.depth; }

  // Waits while the stream is full.
  void write(const T& v, int line = __builtin_LINE()) {
    if (state.count == state.depth) heddle_sim::wait(heddle_sim::need::space, &state, line);
    put(v);
  }
  // Waits while the stream is empty.
  T read(int line = __builtin_LINE()) {
    if (state.count == 0) heddle_sim::wait(heddle_sim::need::element, &state, line);
    return take();
  }
  void read(T& v, int line = __builtin_LINE()) { v = read(line); }
  bool write_nb(const T& v, int line = __builtin_LINE()) {
    if (state.count == state.depth) return !ask(line);
    put(v);
    return true;
  }
  bool read_nb(T& v, int line = __builtin_LINE()) {
    if (state.count == 0) return !ask(line);
    v = take();
    return true;
  }
  void operator<<(const T& v) { write(v); }
  void operator>>(T& v) { v = read(); }

 protected:
  stream(const char* name, int depth)
      : state{name, depth, 0, nullptr, nullptr, false}, ring(new T[depth]), first(0) {
    heddle_sim::declare(state);
  }

 private:
  friend heddle_sim::naming;
  void rename(const std::string& name) { state.name = name; }
  // Lets the others run before the answer.
  bool ask(int line) const {
    heddle_sim::wait(heddle_sim::need::turn, &state, line);
    return true;
  }
  void put(const T& v) {
    const int at = first + state.count;
    ring[at < state.depth ? at : at - state.depth] = v;
    state.count++;
    heddle_sim::all().moves++;
  }
  T take() {
    const T v = ring[first];
    first = first + 1 == state.depth ? 0 : first + 1;
    state.count--;
    heddle_sim::all().moves++;
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
