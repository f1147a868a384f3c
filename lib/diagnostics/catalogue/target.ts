/** 4xxx: what targets cannot take (40xx), and the tools that run what they write (41xx). */
import { didYouMean } from "../closest.js";
import { kind } from "../diagnostic.js";

/** The diagnostics of targets and of `build`. */
export const target = {
  integerTooWide: kind({
    code: 4001,
    severity: "error",
    title: "An integer is too wide for the target",
    message: (type: string, limit: number, targetName: string) =>
      `${targetName} has integers of at most ${limit} bits, and this needs ${type}`,
    help: () => "store the value in a narrower type first",
    cause: "The target's integer types end at a width. Intermediate results grow, so they can be wider than what is stored.",
    wrong: "const y = wide * wide;   // wide: UInt<4000>",
    right: "const y = UInt<4096>(narrow * narrow);   // narrow: UInt<2048>",
  }),
  streamAtTop: kind({
    code: 4002,
    severity: "error",
    title: "A kernel with stream parameters cannot be built by itself",
    message: (kernel: string, parameter: string) =>
      `kernel '${kernel}' has the stream '${parameter}' as a parameter, so it only runs inside a region`,
    help: () => "build the region that calls it",
    cause: "Outside a region nothing is at the other end of a stream.",
    wrong: "build(producer, { target: \"vitis\", mode: \"csim\" })",
    right: "build(top, { target: \"vitis\", mode: \"csim\" })   // the region that holds producer",
  }),
  notAKernel: kind({
    code: 4101,
    severity: "error",
    title: "Only kernels and regions can be built",
    message: (got: string) => `build() needs a kernel or a region, not ${got}`,
    help: () =>
      `decorate the function with @kernel() and compile its file with the transformer: ` +
      `"plugins": [{ "transform": "heddle/transformer", "transformProgram": true }] in tsconfig.json`,
    cause: "Only what the transformer compiled carries the information that targets need.",
    wrong: "await build(() => 1, { target: \"vitis\" })",
    right: "await build(gemm, { target: \"vitis\" })",
  }),
  unknownTarget: kind({
    code: 4102,
    severity: "error",
    title: "Unknown target in build()",
    message: (name: string, known: readonly string[]) => `there is no target '${name}'.${didYouMean(name, known)}`,
    help: (_name, known) => `the targets are ${known.map((k) => `"${k}"`).join(", ")}`,
    cause: "The target must be one that `heddle targets` lists.",
    wrong: "await build(gemm, { target: \"vits\" })",
    right: "await build(gemm, { target: \"vitis\" })",
  }),
  unknownMode: kind({
    code: 4103,
    severity: "error",
    title: "Unknown mode in build()",
    message: (name: string, targetName: string, known: readonly string[]) =>
      `target '${targetName}' has no mode '${name}'.${didYouMean(name, known)}`,
    help: (_name, _target, known) => `its modes are ${known.map((k) => `"${k}"`).join(", ")}`,
    cause: "Each target has its own modes: what build() does beyond emitting code.",
    wrong: "await build(gemm, { target: \"vitis\", mode: \"sim\" })",
    right: "await build(gemm, { target: \"vitis\", mode: \"csim\" })",
  }),
  notRunnable: kind({
    code: 4104,
    severity: "error",
    title: "This build has nothing to run",
    message: (name: string, targetName: string, mode: string) =>
      `'${name}' was built for '${targetName}' in mode '${mode}', which only emits code`,
    help: () => `build it with mode: "csim" to run it`,
    cause: "Mode \"emit\" stops when the code is written.",
    wrong: "const mod = await build(gemm, { target: \"vitis\", mode: \"emit\" }); await mod(A, B);",
    right: "const mod = await build(gemm, { target: \"vitis\", mode: \"csim\" }); await mod(A, B);",
  }),
  refused: kind({
    code: 4105,
    severity: "error",
    title: "The target refuses the kernel",
    message: (name: string, targetName: string, reasons: readonly string[]) =>
      `'${name}' cannot be built for '${targetName}':\n${reasons.map((r) => `  ${r}`).join("\n")}`,
    cause: "build() throws what the compiler would have reported at the lines of the kernel.",
    wrong: "await build(tooWide, { target: \"vitis\" })",
    right: "await build(tooWide, { target: \"js\" })",
  }),
  noCompiler: kind({
    code: 4110,
    severity: "error",
    title: "No C++ compiler was found",
    message: (tried: readonly string[]) => `C simulation needs a C++ compiler; ${tried.join(" and ")} could not be run`,
    help: () => "install g++ (Debian, Ubuntu: apt-get install g++), or set HEDDLE_CXX to the compiler's path",
    cause: "C simulation compiles the emitted C++ with the machine's own compiler.",
    wrong: "HEDDLE_CXX=/nowhere/g++ node app.js",
    right: "HEDDLE_CXX=/usr/bin/g++-12 node app.js",
  }),
  compilerFailed: kind({
    code: 4111,
    severity: "error",
    title: "The emitted C++ did not compile",
    message: (name: string, compiler: string, output: string) => `${compiler} refused the C++ of '${name}':\n${output}`,
    cause: "That is a mistake of Heddle (or a compiler older than C++14): emitted code must always compile.",
    wrong: "// any kernel whose emitted code is wrong",
    right: "// please report it, with the kernel",
  }),
  simulationFailed: kind({
    code: 4112,
    severity: "error",
    title: "The C simulation ended unexpectedly",
    message: (name: string, how: string, output: string) =>
      `the C simulation of '${name}' ${how}${output === "" ? "" : `:\n${output}`}`,
    cause: "The simulated program crashed, or was ended from outside.",
    wrong: "// a kernel whose C simulation runs out of memory",
    right: "// a smaller problem, or a machine with more memory",
  }),
  timeLimit: kind({
    code: 4113,
    severity: "error",
    title: "The C simulation took too long",
    message: (name: string, seconds: number) => `the C simulation of '${name}' was ended after ${seconds} s`,
    help: () => "give build() a larger timeLimit (in seconds), or a smaller problem",
    cause: "A time limit ends simulations that would never finish.",
    wrong: "const mod = await build(endless, { target: \"vitis\", mode: \"csim\", timeLimit: 10 });",
    right: "const mod = await build(finite, { target: \"vitis\", mode: \"csim\", timeLimit: 600 });",
  }),
  cannotWrite: kind({
    code: 4114,
    severity: "error",
    title: "The files of a build could not be written",
    message: (folder: string, reason: string) => `the files could not be written to ${folder}: ${reason}`,
    help: () => "check the path and permissions of outDir, and the space left on the disk",
    cause: "The operating system refused to create or replace a file in the output directory.",
    wrong: "await build(gemm, { target: \"vitis\", outDir: \"/usr/share/gemm.prj\" })",
    right: "await build(gemm, { target: \"vitis\", outDir: \"gemm.prj\" })",
  }),
  outOfBounds: kind({
    code: 4115,
    severity: "error",
    title: "A subscript is outside its array in C simulation",
    message: (name: string) =>
      `the C simulation of '${name}' was stopped: a subscript is outside its array`,
    help: () => "call the kernel itself with the same arguments: the functional model names the line",
    cause: "C simulation checks subscripts, but does not know the lines of your source.",
    wrong: "a[8] = 1;   // a: Tensor<int32, [8]>",
    right: "a[7] = 1;",
  }),
};
