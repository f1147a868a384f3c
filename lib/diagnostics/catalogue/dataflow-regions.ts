/** 50xx: regions, kernel grids and regions in regions. */
import { didYouMean } from "../closest.js";
import { kind } from "../diagnostic.js";

/** The diagnostics of regions. */
export const regions = {
  pidRank: kind({
    code: 5010, severity: "error", title: "pid() of another rank than the mapping",
    message: (call: string, extents: readonly number[]) =>
      `${call} does not fit the kernel's mapping, which has ${count(extents.length, "dimension")}: [${extents.join(", ")}]`,
    help: (_call, extents) => (extents.length === 1 ? "write pid()" : `write pid<${extents.length}>()`),
    cause: "pid<N>() is the place in a mapping of N dimensions; pid() is pid<1>().",
    wrong: "@kernel({ mapping: [4, 4] }) function pe() { const [p] = pid(); }",
    right: "@kernel({ mapping: [4, 4] }) function pe() { const [pi, pj] = pid<2>(); }",
  }),
  notARegion: kind({
    code: 5011, severity: "error", title: "run() of what is no class region",
    message: (name: string) => `run takes a class decorated with @region(), not ${name}`,
    help: () => "call regions that are functions by their name: inner(A, B)",
    cause: "run(Region, A, B) starts a region that is written as a class.",
    wrong: "run(inner, A, B);   // function inner",
    right: "inner(A, B);",
  }),
  regionValue: kind({
    code: 5012, severity: "error", title: "A value that a region would compute",
    message: (name: string) => `'${name}' would be made when the region runs, but a region runs nothing itself`,
    help: () => "make it in the kernel that uses it; pass tensors that several kernels use as parameters of the region",
    cause: "A region holds streams, constants, kernels and other regions, which all start together.",
    wrong: "@region() function top(A: Tensor<int32, [4]>) { const buffer = zeros(int32, [4]); /* kernels */ }",
    right: "@kernel({ args: [A] }) function first(a: Tensor<int32, [4]>) { const buffer = zeros(int32, [4]); /* … */ }",
  }),
  unknownOption: kind({
    code: 5013, severity: "error", title: "An option that a decorator does not have",
    message: (decorator: string, option: string, known: readonly string[]) =>
      `@${decorator} has no option '${option}'.${didYouMean(option, known)}`,
    help: (_decorator, _option, known) => (known.length === 0 ? "remove it; a region is given its arguments where it is called" : `it has ${known.join(" and ")}`),
    cause: "The compiler reads the options, and knows no others.",
    wrong: "@kernel({ map: [4] })",
    right: "@kernel({ mapping: [4] })",
  }),
  kernelArgument: kind({
    code: 5014, severity: "error", title: "An argument of another type than the kernel's parameter",
    message: (kernel: string, parameter: string, wanted: string, name: string, got: string) =>
      `kernel '${kernel}' takes '${parameter}' as ${wanted}, but args gives it '${name}', which is ${got}`,
    help: (_kernel, parameter, _wanted, _name, got) => `declare ${parameter}: ${got}`,
    cause: "A kernel's parameters are the region's names in args, in that order, and have their types.",
    wrong: "@kernel({ args: [A] }) function sum(a: Tensor<int32, [8]>) {}   // A: Tensor<int32, [4]>",
    right: "@kernel({ args: [A] }) function sum(a: Tensor<int32, [4]>) {}",
  }),
  returnsInRegion: kind({
    code: 5015, severity: "error", title: "A kernel of a region, or a region, that returns something",
    message: (what: "kernel" | "region", name: string) =>
      `${what} '${name}' returns a value, which nothing in ${what === "kernel" ? "its region" : "a region"} takes`,
    help: () => "write the result to a tensor that is a parameter, or put it to a stream",
    cause: "Kernels of a region run side by side: nobody waits for what one returns.",
    wrong: "@kernel({ args: [A] }) function sum(a: Tensor<int32, [4]>): int32 { return a[0]; }",
    right: "@kernel({ args: [A, B] }) function sum(a: Tensor<int32, [4]>, b: Tensor<int32, [1]>) { b[0] = a[0]; }",
  }),
  notAnInstance: kind({
    code: 5016, severity: "error", title: "A call in a region that starts no kernel",
    message: (name: string, isOwn: boolean) => (isOwn
      ? `kernel '${name}' is started by its region already`
      : `'${name}' is no region and no kernel, so a region cannot start it`),
    help: (_name, isOwn) => (isOwn ? "remove the call" : "decorate it with @kernel() or @region(), or call it in a kernel"),
    cause: "A call in a region stands for a kernel or region that runs beside the others; those declared in it need none.",
    wrong: "@region() function top(A: Tensor<int32, [4]>) { helper(A); }",
    right: "@region() function top(A: Tensor<int32, [4]>) { inner(A); }   // @region() function inner(…)",
  }),
  unusedStream: kind({
    code: 5017, severity: "warning", title: "A stream that no kernel uses",
    message: (stream: string) => `no kernel puts to or gets from stream '${stream}'`,
    help: () => "remove it",
    cause: "It does nothing.",
    wrong: "const pipe = stream(int32);   // and no pipe.put, no pipe.get",
    right: "pipe.put(a[i]);   // in one kernel, and pipe.get() in another",
  }),
  mappingRank: kind({
    code: 5018, severity: "error", title: "A mapping of no or too many dimensions",
    message: (text: string, rank: number) => `the mapping ${text} has ${count(rank, "dimension")}; it needs 1, 2 or 3`,
    help: () => "write one, two or three sizes: mapping: [4, 4]",
    cause: "Kernels stand in a line, a grid or a cube.",
    wrong: "@kernel({ mapping: [2, 2, 2, 2] })",
    right: "@kernel({ mapping: [4, 2, 2] })",
  }),
  idleKernel: kind({
    code: 5019, severity: "warning", title: "A kernel that does nothing",
    message: (kernel: string) => `kernel '${kernel}' writes no tensor and uses no stream, so it is left out`,
    help: () => "write its results to a tensor or stream, or remove it",
    cause: "Instances of a kernel that do nothing become no hardware.",
    wrong: "@kernel({ args: [A] }) function sum(a: Tensor<int32, [4]>) { let s = a[0] + a[1]; }",
    right: "@kernel({ args: [A] }) function sum(a: Tensor<int32, [4]>) { a[0] = a[0] + a[1]; }",
  }),
};

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
