/** 2090 to 2109: how schedules are written: calls, decorators, JSON. */
import { didYouMean } from "../closest.js";
import { kind } from "../diagnostic.js";

export const scheduleForms = {
  tooManyArguments: kind({
    code: 2090, severity: "error", title: "Too many arguments of a primitive",
    message: (primitive: string, front: readonly string[], count: number) =>
      `${primitive} takes ${front.length === 0 ? "no arguments" : front.join(", ")} before its options, not ${count} values`,
    help: (primitive, front) => `write ${primitive}(${front.join(", ")}, { … }), with the rest as options`,
    cause: "What is not among the first arguments of a primitive is a field of the options object at the end.",
    wrong: 'split("i", 8, "min")',
    right: 'split("i", 8, { tail: "min" })',
  }),
  argumentTwice: kind({
    code: 2091, severity: "error", title: "An argument given twice",
    message: (primitive: string, name: string) => `'${name}' of ${primitive} is given twice: by its place, and in the options`,
    help: (_primitive, name) => `leave '${name}' out of the options`,
    cause: "One of the two would silently lose.",
    wrong: 'split("i", 8, { factor: 4 })',
    right: 'split("i", 8)',
  }),
  notAStep: kind({
    code: 2092, severity: "error", title: "An argument of @schedule that is no step",
    message: (text: string) => `'${text}' is no step`,
    help: () => 'write calls of primitives: @schedule(split("i", 8), reorder("j", "i.outer")), or ...steps for a constant list of them',
    cause: "The compiler reads the steps from the text: calls of primitives, constants that hold them, and lists of these.",
    wrong: '@schedule("split")',
    right: '@schedule(split("i", 8))',
  }),
  openArgument: kind({
    code: 2093, severity: "error", title: "An argument of a step that is not constant",
    message: (text: string, reason: string) => `'${text}' is not known when kernels are compiled: ${reason}`,
    help: () => "use a literal, or a constant",
    cause: "Steps are applied by the compiler.",
    wrong: "let factor = 8;\n@schedule(split(\"i\", factor)) @kernel() function f(A: Tensor<int32, [64]>) {…}",
    right: "const factor = 8;\n@schedule(split(\"i\", factor)) @kernel() function f(A: Tensor<int32, [64]>) {…}",
  }),
  nothingToSchedule: kind({
    code: 2094, severity: "error", title: "@schedule without @kernel or @region",
    message: () => "@schedule stands beside @kernel() or @region()",
    help: () => "add @kernel(), or remove the schedule",
    cause: "A schedule says how a kernel or a region becomes hardware; a function without either does not become any.",
    wrong: '@schedule(split("i", 8)) function f(A: Tensor<int32, [64]>) {…}',
    right: '@schedule(split("i", 8)) @kernel() function f(A: Tensor<int32, [64]>) {…}',
  }),
  scheduleInRegion: kind({
    code: 2095, severity: "error", title: "@schedule on a kernel of a region",
    message: (kernel: string) => `the schedule of '${kernel}' belongs to the region around it`,
    help: (kernel) => `put the steps on the region, with names such as "${kernel}:i"`,
    cause: "A region and its kernels have one schedule, so that the order of its steps is known.",
    wrong: '@region() function top(…) { @schedule(split("i", 8)) @kernel(…) function producer(…) {…} }',
    right: '@schedule(split("producer:i", 8)) @region() function top(…) { @kernel(…) function producer(…) {…} }',
  }),
  scheduleFileSyntax: kind({
    code: 2096, severity: "error", title: "A schedule file that is not JSON",
    message: (reason: string) => `this is not JSON: ${reason}`,
    cause: "A schedule file is read as strict JSON, without comments or commas at the end of lists.",
    wrong: '{ "kernels": { "gemm": [ { "primitive": "split", }, ] } }',
    right: '{ "kernels": { "gemm": [ { "primitive": "split", "loop": "i", "factor": 8 } ] } }',
  }),
  fileTooLarge: kind({
    code: 2097, severity: "error", title: "A schedule that is too large",
    message: (what: string, most: string) => `${what} is too large: at most ${most}`,
    cause: "Schedules are written by people or a search, and have some dozens of steps. A file that is much larger is a mistake.",
    wrong: "a gemm.schedule.json of 10 MB",
    right: '{ "kernels": { "gemm": [ { "primitive": "split", "loop": "i", "factor": 8 } ] } }',
  }),
  wrongForm: kind({
    code: 2098, severity: "error", title: "A schedule that does not follow its schema",
    message: (path: string, problem: string) => `${path === "" ? "a schedule" : path} ${problem}`,
    cause: "The form of schedules as data is in the package, as schema/schedule.schema.json; editors check it while one types.",
    wrong: '{ "kernels": { "gemm": { "primitive": "split", "loop": "i", "factor": 8 } } }',
    right: '{ "kernels": { "gemm": [ { "primitive": "split", "loop": "i", "factor": 8 } ] } }',
  }),
  unknownKernel: kind({
    code: 2099, severity: "error", title: "A schedule for a kernel that is not in the file",
    message: (name: string, source: string, known: readonly string[]) =>
      `there is no kernel or region '${name}' in ${source}.${didYouMean(name, known)}`,
    help: (_name, _source, known) => (known.length === 0 ? "it has none at all" : `it has ${known.join(", ")}`),
    cause: "gemm.schedule.json holds the schedules of what gemm.ts declares, by its names.",
    wrong: '{ "kernels": { "gem": [] } }',
    right: '{ "kernels": { "gemm": [] } }',
  }),
  foreignHandle: kind({
    code: 2100, severity: "error", title: "A handle of another schedule",
    message: (primitive: string, name: string) => `'${name}' of ${primitive} is a handle of another schedule`,
    help: () => "use the handles that the steps of this schedule gave, or names",
    cause: "A handle stands for a loop or memory of the schedule whose step gave it.",
    wrong: 'const { inner } = schedule(f).split("i", 8); schedule(f).reorder(inner, "j");',
    right: 'const s = schedule(f); const { inner } = s.split("i", 8); s.reorder(inner, "j");',
  }),
  notSchedulable: kind({
    code: 2101, severity: "error", title: "Only kernels and regions have schedules",
    message: (got: string) => `schedule() needs a kernel or a region, not ${got}`,
    help: () => "decorate the function with @kernel() and compile its file with the transformer",
    cause: "A schedule changes what the transformer made of a kernel.",
    wrong: "const s = schedule((x: number) => x + 1);",
    right: "@kernel() function f(x: int32): int32 { return x + 1; }\nconst s = schedule(f);",
  }),
};
