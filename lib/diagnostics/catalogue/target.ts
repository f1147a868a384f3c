/** 4xxx: what targets cannot take (40xx), and the tools that run what they write (41xx). */
import { didYouMean } from "../closest.js";
import { kind } from "../diagnostic.js";

/** The diagnostics of targets and of `build`. */
export const target = {
  integerTooWide: kind({
    code: 4001,
    severity: "error",
    title: "A number is too wide for the target",
    message: (width: number, limit: number, targetName: string) =>
      `${targetName} has numbers of at most ${limit} bits, and this needs one of ${width}`,
    help: () => "store the value in a narrower type first",
    cause: "The target's integer and fixed-point types end at a width. Intermediate results grow, so they can be wider than what is stored.",
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
  fixedRange: kind({
    code: 4003,
    severity: "error",
    title: "A fixed-point type beyond the range of floats",
    message: (type: string, targetName: string) =>
      `${targetName} cannot convert between ${type} and floats: its values reach beyond those of float64`,
    help: () => "convert by way of a fixed-point type with fewer fraction and integer bits",
    cause: "The target converts by way of doubles, whose exponents end at 1023, and loses numbers that are smaller than its normal ones.",
    wrong: "const y = float32(x);   // x: Fixed<16, 2000>",
    right: "const y = float32(Fixed<64, 48>(x));",
  }),
  externalName: kind({
    code: 4004,
    severity: "error",
    title: "The name of an external function cannot be used",
    message: (name: string, why: string) => `the external function '${name}' cannot be called: ${why}`,
    help: () => "give the function in the C++ file another name, and say it in top: \"…\"",
    cause: "Emitted code declares the function and calls it by its name, so it must be a name of C++ that nothing else in the code has.",
    wrong: "const f = external({ top: \"my::norm\", … });",
    right: "const f = external({ top: \"my_norm\", … });",
  }),
  externalMissing: kind({
    code: 4005,
    severity: "error",
    title: "The source of an external function is missing",
    message: (name: string, file: string) => `the file ${file} with the external function '${name}' was not found`,
    help: () => "give its path relative to the file that declares the external function",
    cause: "The C++ of an external function is written beside the kernel that calls it, so its file must be there.",
    wrong: "external({ top: \"norm\", source: \"nrom.cc\", … })",
    right: "external({ top: \"norm\", source: \"norm.cc\", … })",
  }),
  memory: kind({
    code: 4006,
    severity: "error",
    title: "The target cannot build such a memory",
    message: (targetName: string, tensor: string, why: string) => `${targetName} cannot build '${tensor}' so: ${why}`,
    help: () => "choose another memory, other ports or another latency, or leave the choice to the tool",
    cause: "Each kind of memory of a device has certain ports and pipeline stages, and constants are not held by all.",
    wrong: "bind(\"A\", { memory: \"lutram\", ports: \"trueDual\" })",
    right: "bind(\"A\", { memory: \"bram\", ports: \"trueDual\" })",
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
    help: () => "call the kernel itself with the same arguments: the functional model names the subscript",
    cause: "C simulation checks subscripts, but does not tell which of a line's was wrong.",
    wrong: "a[8] = 1;   // a: Tensor<int32, [8]>",
    right: "a[7] = 1;",
  }),
  externalFailed: kind({
    code: 4116,
    severity: "error",
    title: "An external file did not compile",
    message: (file: string, compiler: string, output: string) => `${compiler} refused ${file}:\n${output}`,
    cause: "The C++ of an external function is compiled as it is, as C++14, with Heddle's models of the vendor's headers.",
    wrong: "void norm(float x[4]) { x[0] = 1 }",
    right: "void norm(float x[4]) { x[0] = 1; }",
  }),
  externalUndefined: kind({
    code: 4117,
    severity: "error",
    title: "An external function is not defined as it is called",
    message: (file: string, declaration: string) => `${file} does not define the function that the kernel calls: ${declaration}`,
    help: () => "define it with exactly these parameters: not const, not static, not extern \"C\", in no namespace",
    cause: "C++ tells functions apart by the types of their parameters, so the definition must have those of the call.",
    wrong: "void norm(const float x[4]) { … }",
    right: "void norm(float x[4]) { … }",
  }),
  tokenTooWide: kind({
    code: 4120,
    severity: "error",
    title: "The values of a stream are too wide for the target",
    message: (targetName: string, stream: string, width: number, limit: number) =>
      `${targetName} has streams of at most ${limit} bits, and each value of '${stream}' has ${width}`,
    help: () => "put smaller blocks, a row at a time for one",
    cause: "A block or struct goes through a stream as one word, all its elements side by side.",
    wrong: "const pipe = stream(tensorOf(int32, [16, 16]), { depth: 2 });   // 8192 bits",
    right: "const pipe = stream(tensorOf(int32, [16]), { depth: 32 });      // a row at a time",
  }),
  sharedTensor: kind({
    code: 4121,
    severity: "warning",
    title: "A tensor that several kernels of a region use",
    message: (targetName: string, region: string, tensors: readonly string[]) =>
      `${targetName} may refuse '${region}': it wants one kernel to read a tensor and one to write it, but several use ${listed(tensors)}`,
    help: () => "let one kernel load or store each and pass the values on by streams, or give each kernel a tensor of its own",
    cause: "A memory has few ports, so the target gives it to one reading and one writing process of a dataflow region.",
    wrong: "@kernel({ mapping: [4], args: [A] }) function load(a) { … a[p][k] … }",
    right: "@kernel({ args: [A] }) function load(a) { scatter(a, rows); }",
  }),
  mergeInside: kind({
    code: 4122,
    severity: "error",
    title: "Several kernels of an inner region put to one stream of the region around it",
    message: (targetName: string, region: string, stream: string, users: readonly string[]) =>
      `${targetName} has no stream with several producers inside '${region}': ${listed(users)} put to its parameter '${stream}'`,
    help: () => "declare the merge in the inner region, and pass on what comes out of it in one more kernel",
    cause: "A merge has a port for each producer, and an inner region is given one of them.",
    wrong: "function inner(out) { /* kernels a and b put to out */ }",
    right: "const all = merge(int32, { depth: 4 });   // in inner: a and b put to it, a third kernel gets and puts to out",
  }),
};

/** `'a', 'b' and 3 others` */
function listed(names: readonly string[]): string {
  const [shown, rest] = [names.slice(0, 3).map((n) => `'${n}'`), names.length - 3];
  if (rest > 0) return `${shown.join(", ")} and ${rest} other${rest > 1 ? "s" : ""}`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}`;
}
