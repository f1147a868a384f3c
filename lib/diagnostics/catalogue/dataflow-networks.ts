/** 50xx: how the kernels of a region run together: streams with one end only, deadlocks, races. */
import { kind } from "../diagnostic.js";

/** The diagnostics of networks of kernels. */
export const networks = {
  deadlock: kind({
    code: 5001,
    severity: "error",
    title: "Deadlock",
    message: (blocked: readonly string[], cycle: readonly string[]) =>
      `deadlock: every kernel that has not finished is waiting\n` +
      blocked.map((line) => `  ${line}`).join("\n") +
      (cycle.length > 0 ? `\n  cycle: ${cycle.join(" -> ")}` : ""),
    help: () => "make a stream deeper, or put and get in an order that both ends can follow",
    cause: "Each waits for a stream to be filled or emptied by another that waits too (or has already finished).",
    wrong: "b.put(1); a.put(1);   // in one kernel, with depth 1; the other gets from a, then from b, twice",
    right: "a.put(1); b.put(1);",
  }),
  race: kind({
    code: 5002,
    severity: "error",
    title: "Two kernels of a region race on a tensor",
    message: (tensor: string, first: string, second: string) =>
      `kernels '${first}' and '${second}' both use '${tensor}', and at least one of them writes it`,
    help: () => "let one kernel own the tensor and pass the values to the other through a stream",
    cause: "Kernels of a region run side by side, so which of the two comes first isn't defined.",
    wrong: "@kernel({ args: [A] }) function one(a) { a[0] = 1; }  @kernel({ args: [A] }) function two(a) { a[0] = 2; }",
    right: "@kernel({ args: [A] }) function one(a) { a[0] = pipe.get(); }  @kernel() function two() { pipe.put(2); }",
  }),
  severalProducers: kind({
    code: 5003,
    severity: "error",
    title: "A stream with several producers",
    message: (stream: string, kernels: readonly string[]) =>
      `stream '${stream}' is put to by ${kernels.map((k) => `'${k}'`).join(" and ")}`,
    help: () => "give each producer its own stream and get from them in a fixed order",
    cause: "The order in which values of several producers arrive isn't defined.",
    wrong: "pipe.put(1);   // in two kernels",
    right: "left.put(1);   // in one kernel\nright.put(1);  // in the other",
  }),
  severalConsumers: kind({
    code: 5004,
    severity: "error",
    title: "A stream with several consumers",
    message: (stream: string, kernels: readonly string[]) =>
      `stream '${stream}' is read by ${kernels.map((k) => `'${k}'`).join(" and ")}`,
    help: () => "give each consumer its own stream and put the value to both",
    cause: "Which of several consumers gets a value isn't defined.",
    wrong: "x = pipe.get();   // in two kernels",
    right: "left.put(v); right.put(v);   // and each kernel gets from its own",
  }),
  noProducer: kind({
    code: 5005,
    severity: "error",
    title: "A stream that nobody fills",
    message: (stream: string) => `stream '${stream}' is read but no kernel of the region puts anything to it`,
    help: () => "put to it in one kernel, or remove it",
    cause: "Its reader would wait forever.",
    wrong: "const pipe = stream(int32);   // and only pipe.get()",
    right: "pipe.put(a[i]);   // in another kernel",
  }),
  livelock: kind({
    code: 5007,
    severity: "error",
    title: "Kernels only ask their streams",
    message: (asking: readonly string[]) =>
      `nothing moves any more: every kernel that has not finished waits, or only asks whether a stream is empty or full\n` +
      asking.map((line) => `  ${line}`).join("\n"),
    help: () => "end the loop that asks when all values have come, or wait with get() or put()",
    cause: "What they ask for never comes, because all that could change it have ended or wait themselves.",
    wrong: "while (!done) { const [ok, v] = pipe.tryGet(); … }   // and nothing more is put",
    right: "for (let i = 0; i < n; i++) { const v = pipe.get(); … }",
  }),
  noConsumer: kind({
    code: 5006,
    severity: "error",
    title: "A stream that nobody reads",
    message: (stream: string) => `stream '${stream}' is put to but no kernel of the region gets from it`,
    help: () => "get from it in one kernel, or remove it",
    cause: "Its writer would wait as soon as the stream is full.",
    wrong: "const pipe = stream(int32);   // and only pipe.put(…)",
    right: "b[i] = pipe.get();   // in another kernel",
  }),
};
