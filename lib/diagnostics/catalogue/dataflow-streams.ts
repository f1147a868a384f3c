/** 50xx: streams: their declarations and what is done with them. */
import { kind } from "../diagnostic.js";

function shapeText(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

/** The diagnostics of streams. */
export const streams = {
  autoDepth: kind({
    code: 5008, severity: "error", title: "A depth that cannot be found",
    message: (stream: string, reason: string) => `the depth of '${stream}' cannot be found: ${reason}`,
    help: (stream) => `give '${stream}' a number: { depth: 4 }`,
    cause: "\"auto\" is the smallest depth with which the region cannot stop. It is found where the numbers of values that kernels put and get do not depend on data.",
    wrong: "const pipe = stream(int32, { depth: \"auto\" });   // and a kernel with while (pipe.get() > 0) …",
    right: "const pipe = stream(int32, { depth: 4 });",
  }),
  askedBroadcast: kind({
    code: 5009, severity: "error", title: "A question to a broadcast",
    message: (stream: string, method: string) => `'${method}' cannot be asked of '${stream}', which is a broadcast`,
    help: () => "use put, which waits until every consumer has room",
    cause: "A broadcast has a stream for each consumer: some of them may be full when others are not.",
    wrong: "const all = broadcast(int32);   // …\nif (all.tryPut(x)) n += 1;",
    right: "all.put(x);\nn += 1;",
  }),
  wrongToken: kind({
    code: 5020, severity: "error", title: "A token that the stream does not carry",
    message: (stream: string, type: string, got: string) => `stream '${stream}' carries ${type}, not ${got}`,
    help: (_stream, type) => `put a value of ${type}, or declare the stream for other tokens`,
    cause: "Numbers are converted to a stream's type; structs and blocks must be exactly what the stream is declared to carry.",
    wrong: "const pipe = stream(tensorOf(int8, [4]));   // …\npipe.put(zeros(int8, [5]));",
    right: "const pipe = stream(tensorOf(int8, [4]));   // …\npipe.put(zeros(int8, [4]));",
  }),
  streamSubscript: kind({
    code: 5021, severity: "error", title: "A stream outside its array",
    message: (at: string, name: string, shape: readonly number[]) => `'${at}' is outside '${name}', whose shape is ${shapeText(shape)}`,
    help: (_at, _name, shape) => `stay between 0 and ${(shape[0] ?? 1) - 1}, or declare a larger array`,
    cause: "There is no such stream.",
    wrong: "const pipe = streams(int32, [4]);   // …\npipe[4].put(1);",
    right: "const pipe = streams(int32, [5]);   // …\npipe[4].put(1);",
  }),
  tooManyStreamSubscripts: kind({
    code: 5022, severity: "error", title: "A subscript on a single stream",
    message: (name: string) => `'${name}' is a single stream already`,
    help: (name) => `leave the subscript out: ${name}.get()`,
    cause: "There are more subscripts than the array of streams has dimensions.",
    wrong: "pipe[0][1].put(1);   // const pipe = streams(int32, [4])",
    right: "pipe[0].put(1);",
  }),
  wholeStreams: kind({
    code: 5023, severity: "error", title: "An array of streams in place of one stream",
    message: (name: string, shape: readonly number[]) => `'${name}' is an array of streams of shape ${shapeText(shape)}`,
    help: (name, shape) => `say which stream: ${name}${shape.map(() => "[i]").join("")}; gather, scatter, broadcast and merge take them all`,
    cause: "Each stream is a channel of its own.",
    wrong: "pipe.put(1);   // const pipe = streams(int32, [4])",
    right: "pipe[0].put(1);",
  }),
  openStream: kind({
    code: 5024, severity: "error", title: "A stream that is not known at compile time",
    message: (text: string) => `which stream '${text}' is, is known at run time only`,
    help: () => "subscript with constants, pid() or the variable of an unrolled loop; put, get and the other methods take any subscript",
    cause: "Streams are joined when the hardware is made. A method on one of several becomes a switch; more cannot be done with it.",
    wrong: "send(pipe[i]);   // i counts a loop",
    right: "for (const i of unrolled(4)) send(pipe[i]);",
  }),
  needsStreams: kind({
    code: 5025, severity: "error", title: "An array of streams is needed",
    message: (what: string, text: string) => `${what} needs an array of streams; '${text}' is none`,
    help: (what) => `${what === "gather" || what === "merge" ? `${what}(pipes)` : `${what}(value, pipes)`}, where const pipes = streams(int32, [4]); or a list: [a, b]`,
    cause: "It does something with several streams at once.",
    wrong: "const all = gather(pipe);   // const pipe = stream(int32)",
    right: "const all = gather(pipe);   // const pipe = streams(int32, [4])",
  }),
  scatteredShape: kind({
    code: 5026, severity: "error", title: "A tensor that does not go with the streams",
    message: (expected: string, got: string) => `for these streams scatter needs ${expected}, not ${got}`,
    help: (expected) => `give it ${expected}: a row for each stream, each of the type of its tokens`,
    cause: "scatter puts row i to stream i.",
    wrong: "scatter(zeros(int32, [5]), pipe);   // const pipe = streams(int32, [4])",
    right: "scatter(zeros(int32, [4]), pipe);",
  }),
  peekInHelper: kind({
    code: 5027, severity: "error", title: "peek outside a kernel's own code",
    message: () => "'peek' stands only in kernels themselves, not in functions that they call",
    help: () => "peek in the kernel and pass the value",
    cause: "The token that was looked at waits in a register of the kernel.",
    wrong: "function first(s: Stream<int32>): int32 { return s.peek(); }",
    right: "const x = pipe.peek();   // in the kernel",
  }),
  peekPassed: kind({
    code: 5028, severity: "error", title: "peek on a stream that is passed on",
    message: (stream: string, callee: string) => `the kernel peeks at '${stream}', and passes it to '${callee}'`,
    help: (_stream, callee) => `get in the kernel and pass the value to '${callee}', or do without peek`,
    cause: "The token that was looked at waits in a register of the kernel, where the function would not see it.",
    wrong: "if (pipe.peek() > 0) drain(pipe);",
    right: "if (pipe.peek() > 0) use(pipe.get());",
  }),
  streamVariable: kind({
    code: 5029, severity: "error", title: "A stream in a variable",
    message: (name: string) => `'${name}' would be a variable that holds a stream`,
    help: (name) => `write const ${name} = …: another name for the stream`,
    cause: "Streams are joined when the hardware is made, so a name always means the same one.",
    wrong: "let s = pipe[0];",
    right: "const s = pipe[0];",
  }),
};
