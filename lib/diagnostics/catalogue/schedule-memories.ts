/** 2050 to 2069: steps about memories. */
import { kind } from "../diagnostic.js";

export const scheduleMemories = {
  noDimension: kind({
    code: 2050, severity: "error", title: "A dimension that a memory has not",
    message: (primitive: string, name: string, dim: number, rank: number) =>
      `${primitive}: '${name}' has ${rank === 1 ? "one dimension" : `the dimensions 1 to ${rank}`}, and no ${dim + 1}`,
    cause: "Dimensions are counted from 0, the first.",
    wrong: 'partition("A", { dim: 3, kind: "complete" }) // of Tensor<int32, [4, 4]>',
    right: 'partition("A", { dim: 1, kind: "complete" })',
  }),
  factorPastExtent: kind({
    code: 2051, severity: "error", title: "A factor that does not fit a dimension",
    message: (primitive: string, name: string, factor: number, dim: number, extent: number, why: string) =>
      `the factor ${factor} of ${primitive} ${why} the extent ${extent} of dimension ${dim + 1} of '${name}'`,
    cause: "Each memory, and each word, must hold something.",
    wrong: 'partition("A", { kind: "cyclic", factor: 8 }) // of Tensor<int32, [4]>',
    right: 'partition("A", { kind: "cyclic", factor: 4 })',
  }),
  partitionFactor: kind({
    code: 2052, severity: "error", title: "A partition with a wrong factor",
    message: (kind: string) =>
      (kind === "complete" ? "a complete partition has no factor: it makes a memory for each index"
      : `a ${kind} partition needs a factor: the number of memories`),
    cause: "`block` and `cyclic` spread a dimension over `factor` memories, `complete` over as many as it has indices.",
    wrong: 'partition("A", { kind: "cyclic" })',
    right: 'partition("A", { kind: "cyclic", factor: 4 })',
  }),
  reachesExternal: kind({
    code: 2053, severity: "error", title: "A memory of an external function",
    message: (primitive: string, name: string, external: string) =>
      `${primitive} cannot reach into the external function '${external}', which is given '${name}'`,
    cause: "The C++ of an external function is not Heddle's to change, and both sides of a call must have the same "
      + "memory.",
    wrong: 'partition("A", { kind: "complete" }) // A is passed to an external function',
    right: "const own = zeros(int32, [8]); for (const [i] of grid(8)) own[i] = A[i]; // partition(\"own\", …)",
  }),
  fixedInterface: kind({
    code: 2054, severity: "error", title: "A memory that is not made by the function",
    message: (primitive: string, name: string, what: string) => `${primitive} would change '${name}', ${what}`,
    help: () => "name a tensor that the function makes, or make one by bufferAt",
    cause: "The type of a parameter is what callers pass, and that of a state what its `init` says: a step does not "
      + "change interfaces.",
    wrong: 'reshape("A", [16]) // A is a parameter',
    right: 'bufferAt("A", "i"), reshape("A.i", [16])',
  }),
  usedWhole: kind({
    code: 2055, severity: "error", title: "A memory that is used as a whole",
    message: (primitive: string, name: string, how: string) =>
      `${primitive} needs to see each access of '${name}', which is ${how}`,
    cause: "What a function that is called does with a tensor, or a message that shows it, is not one access.",
    wrong: 'for (const [i] of grid(4)) helper(A, i); // bufferAt("A", "i")',
    right: 'for (const [i] of grid(4)) A[i] = f(A[i], i); // bufferAt("A", "i")',
  }),
  untouched: kind({
    code: 2056, severity: "error", title: "A memory that a loop does not touch",
    message: (primitive: string, name: string, loop: string) =>
      `${primitive}: nothing inside '${loop}' touches '${name}'`,
    cause: "There is nothing to keep in a buffer.",
    wrong: 'for (const [i] of grid(4)) B[i] = 0; // bufferAt("A", "i")',
    right: 'for (const [i] of grid(4)) B[i] = 0; // bufferAt("B", "i")',
  }),
  notLinear: kind({
    code: 2057, severity: "error", title: "A subscript that is not linear",
    message: (primitive: string, name: string, dim: number) =>
      `${primitive}: subscript ${dim + 1} of '${name}' is no sum of multiples of loop counters`,
    cause: "Which part of the tensor an iteration touches is only known of linear subscripts, without divisions and "
      + "without what is read or assigned at run time.",
    wrong: 'for (const [i] of grid(4)) for (const k of range(8)) A[B[k]] += 1; // bufferAt("A", "i")',
    right: 'for (const [i] of grid(4)) for (const k of range(8)) A[8 * i + k] += 1; // bufferAt("A", "i")',
  }),
  severalParts: kind({
    code: 2058, severity: "error", title: "Several parts of one memory",
    message: (primitive: string, name: string, loop: string, dim: number) =>
      `${primitive}: inside '${loop}' the accesses of '${name}' move differently in dimension ${dim + 1}: they are several parts, which may overlap`,
    cause: "A buffer holds one part. Another access of the same elements, past the buffer, would miss what was written.",
    wrong: 'for (…i…) for (…j…) for (…k…) A[i][j] -= A[i][k] * A[k][j]; // bufferAt("A", "j")',
    right: 'for (…i…) for (…j…) for (…k…) C[i][j] += A[i][k] * B[k][j]; // bufferAt("C", "j")',
  }),
  maybeOutside: kind({
    code: 2059, severity: "error", title: "A subscript that is not proven inside its tensor",
    message: (primitive: string, name: string, dim: number) =>
      `${primitive}: subscript ${dim + 1} of '${name}' is not proven to be inside the tensor`,
    cause: "Outside, the run stops. After the step the access would be another one, which might not stop it.",
    wrong: "if (flags[i]) B[i] = A[i + 1]; // reuseAt(\"A\", \"i\"): flags do not tell that i + 1 < 8",
    right: "if (i < 7) B[i] = A[i + 1];",
  }),
  jumpsOut: kind({
    code: 2060, severity: "error", title: "An iteration that may end early",
    message: (primitive: string, loop: string) =>
      `${primitive}: an iteration of '${loop}' may end early, before the buffer is written back`,
    cause: "The buffer is written back at the end of the body, which `break`, `continue` and `return` do not come to.",
    wrong: 'for (const [i] of grid(4)) { C[i] = 0; if (A[i] > 0) continue; C[i] = 1; } // bufferAt("C", "i")',
    right: 'for (const [i] of grid(4)) C[i] = A[i] > 0 ? 0 : 1; // bufferAt("C", "i")',
  }),
  sharedMemory: kind({
    code: 2061, severity: "error", title: "A memory that kernels share",
    message: (primitive: string, name: string) =>
      `${primitive}: '${name}' is shared with other kernels of the region, which run at the same time`,
    cause: "A buffer is read in and written back as a whole: it would overwrite what others write in the meantime.",
    wrong: 'bufferAt("producer:A", "i") // producer and consumer both have A',
    right: "// Give each kernel a tensor of its own, or join them by a stream.",
  }),
  madeInside: kind({
    code: 2062, severity: "error", title: "A memory made inside the loop",
    message: (primitive: string, name: string, loop: string) =>
      `${primitive}: '${name}' is made inside '${loop}', anew in each iteration`,
    cause: "Nothing of it outlives the iteration that the buffer would be filled before.",
    wrong: 'for (const [i] of grid(4)) { const t = zeros(int32, [8]); … } // bufferAt("t", "i")',
    right: 'for (const [i] of grid(4)) { const t = zeros(int32, [8]); for (const k of range(8)) … } // bufferAt("t", "k")',
  }),
  noReuse: kind({
    code: 2063, severity: "error", title: "Nothing that iterations read again",
    message: (name: string, loop: string, why: string) =>
      `reuseAt: no iteration of '${loop}' reads again what the one before it read of '${name}': ${why}`,
    cause: "The buffer moves along one dimension by as much as the loop does, forward, and keeps what the next "
      + "iteration reads too.",
    wrong: 'for (const [x] of grid(8)) B[x] = A[x]; // reuseAt("A", "x")',
    right: 'for (const [x] of grid(8)) B[x] = A[x] + A[x + 1]; // reuseAt("A", "x")',
  }),
  writtenInside: kind({
    code: 2064, severity: "error", title: "A memory that is written while it is reused",
    message: (name: string, loop: string) =>
      `reuseAt: '${name}' is written inside '${loop}', and the buffer would keep what was there before`,
    help: () => "write another tensor, and read this one",
    cause: "A reuse buffer reads each element once.",
    wrong: 'for (const [x] of grid(8)) A[x] = A[x] + A[x + 1]; // reuseAt("A", "x")',
    right: 'for (const [x] of grid(8)) B[x] = A[x] + A[x + 1]; // reuseAt("A", "x")',
  }),
  elementCount: kind({
    code: 2065, severity: "error", title: "A shape with another number of elements",
    message: (name: string, has: number, shape: string, wants: number) =>
      `reshape: '${name}' has ${has} elements, and [${shape}] ${wants}`,
    cause: "The elements stay, in row-major order; only how they are counted changes.",
    wrong: 'reshape("buf", [4, 5]) // of Tensor<int32, [16]>',
    right: 'reshape("buf", [4, 4])',
  }),
  notWords: kind({
    code: 2066, severity: "error", title: "Elements that make no words",
    message: (primitive: string, name: string, why: string) => `${primitive} cannot make words of '${name}': ${why}`,
    cause: "Words are integers of up to 4096 bits that hold several integers of equal width side by side.",
    wrong: 'pack("buf", 4) // of Tensor<float32, [16]>',
    right: 'pack("buf", 4) // of Tensor<int8, [16]>',
  }),
  saidOfMemory: kind({
    code: 2067, severity: "error", title: "A step that contradicts an earlier one",
    message: (primitive: string, name: string, what: string) => `${primitive} comes too late: '${name}' ${what}`,
    cause: "Partitions count the elements of the old shape; a FIFO has no addresses at all.",
    wrong: 'partition("buf", { kind: "complete" }), reshape("buf", [4, 4])',
    right: 'reshape("buf", [4, 4]), partition("buf", { kind: "complete" })',
  }),
  unboundedPart: kind({
    code: 2068, severity: "error", title: "A part of unknown size",
    message: (primitive: string, name: string, loop: string, dim: number) =>
      `${primitive}: how much of dimension ${dim + 1} of '${name}' an iteration of '${loop}' touches is not known`,
    cause: "A buffer has a fixed size, which the bounds of the loops inside must give.",
    wrong: 'for (const [i] of grid(4)) for (let k = 0; k < n; k++) A[i][k] = 0; // bufferAt("A", "i")',
    right: 'for (const [i] of grid(4)) for (let k = 0; k < 8; k++) if (k < n) A[i][k] = 0; // bufferAt("A", "i")',
  }),
  sideBySide: kind({
    code: 2069, severity: "error", title: "What runs side by side",
    message: (primitive: string, name: string, where: string, directive: string) =>
      `${primitive} would have what runs side by side, by the ${directive} of '${where}', share '${name}'`,
    cause: "What depends on each other cannot run at the same time.",
    wrong: 'parallel("x"), reuseAt("A", "x")',
    right: 'reuseAt("A", "x")',
  }),
};
