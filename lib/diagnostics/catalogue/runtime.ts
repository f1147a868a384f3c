/** 6xxx: what stops a run, or a call of a kernel from host code. They are thrown as `HeddleError`. */
import { kind } from "../diagnostic.js";

/** The line that makes TypeScript compile kernels; shown wherever a file was compiled without it. */
export const transformerLine = `{ "transform": "heddle/transformer", "transformProgram": true }`;

const vectors = `const a = tensor(int32, [3], [1, 2, 3]);`;

/** The diagnostics of kernels that run and of calls from host code. */
export const runtime = {
  divisionByZero: kind({
    code: 6001,
    severity: "error",
    title: "Integer division by zero",
    message: () => "an integer was divided by zero",
    help: () => "guard the division: d === 0 ? 0 : n / d",
    cause: "An integer quotient or remainder by zero has no value, so the run stops; hardware gives an arbitrary one.",
    wrong: "b[i] = 100 / a[i];",
    right: "b[i] = a[i] === 0 ? 0 : 100 / a[i];",
  }),
  outOfBounds: kind({
    code: 6002,
    severity: "error",
    title: "Subscript out of bounds",
    message: (tensor: string, dimension: number, subscript: bigint | number, extent: number) =>
      `subscript ${subscript} is out of bounds for dimension ${dimension} of ${tensor}, which has ${extent}`,
    help: (_tensor: string, _dimension: number, _subscript: bigint | number, extent: number) =>
      `subscripts of this dimension go from 0 to ${extent - 1}`,
    cause: "Hardware doesn't check subscripts and would touch another element, so the functional model stops instead.",
    wrong: "for (let i = 0; i <= N; i++) a[i] = 0;",
    right: "for (let i = 0; i < N; i++) a[i] = 0;",
  }),
  negativeShift: kind({
    code: 6003,
    severity: "error",
    title: "Negative shift amount",
    message: (amount: bigint | number) => `the shift amount is negative (${amount})`,
    help: () => "shift the other way by the amount without its sign",
    cause: "A shift by a negative amount means different things in different languages, so the run stops.",
    wrong: "b[i] = a[i] << (i - 4);",
    right: "b[i] = i < 4 ? a[i] >> (4 - i) : a[i] << (i - 4);",
  }),
  notTransformed: kind({
    code: 6010,
    severity: "error",
    title: "Compiled without Heddle's transformer",
    message: (what: string) =>
      `${what} works only in code compiled by Heddle: ` +
      `add ${transformerLine} to compilerOptions.plugins in the tsconfig.json of its file and compile with tspc`,
    cause: "TypeScript alone can't give a kernel its meaning: exact integers and shapes are the transformer's work.",
    wrong: `{ "compilerOptions": { "plugins": [] } }`,
    right: `{ "compilerOptions": { "plugins": [${transformerLine}] } }`,
  }),
  templateCall: kind({
    code: 6011,
    severity: "error",
    title: "A template called without its arguments",
    message: (name: string) => `${name} is a template: call an instance of it, ${name}<…>(…)`,
    cause: "Element types and dimensions are fixed when a kernel is compiled, so each instance is a kernel of its own.",
    wrong: "const f = gemm; f(A, B);",
    right: "const f = gemm<float32, 4, 4, 4>; f(A, B);",
  }),
  argumentCount: kind({
    code: 6012,
    severity: "error",
    title: "Wrong number of arguments",
    message: (kernel: string, parameters: readonly string[], got: number) =>
      `${kernel} takes ${parameters.length} ${parameters.length === 1 ? "argument" : "arguments"} ` +
      `(${parameters.join(", ")}) but got ${got}`,
    cause: "A kernel's parameters are ports of the hardware: none is optional.",
    wrong: "scale(A);",
    right: "scale(A, 2);",
  }),
  notATensor: kind({
    code: 6013,
    severity: "error",
    title: "Not a tensor",
    message: (argument: string, expected: string, got: string, _maker: string) =>
      `${argument} must be ${expected} but is ${got}`,
    help: (_argument: string, _expected: string, _got: string, maker: string) => `make one with ${maker}`,
    cause: "Tensors know their element type and shape; arrays don't.",
    wrong: "total([1, 2, 3]);",
    right: "total(tensor(int32, [3], [1, 2, 3]));",
  }),
  elementType: kind({
    code: 6014,
    severity: "error",
    title: "A tensor of other elements",
    message: (argument: string, expected: string, got: string, _value: string) =>
      `${argument} must have elements of type ${expected} but has ${got}`,
    help: (_argument: string, _expected: string, _got: string, value: string) =>
      `convert it: tensor(${value}, A.shape, A.toArray())`,
    cause: "The kernel was compiled for one element type; another would be read wrongly.",
    wrong: "total(zeros(float32, [3]));",
    right: "total(zeros(int32, [3]));",
  }),
  shape: kind({
    code: 6015,
    severity: "error",
    title: "A tensor of another shape",
    message: (argument: string, expected: readonly number[], got: readonly number[]) =>
      `${argument} must have shape [${expected.join(", ")}] but has [${got.join(", ")}]`,
    cause: "Shapes are fixed when a kernel is compiled.",
    wrong: "total(zeros(int32, [4]));",
    right: "total(zeros(int32, [3]));",
  }),
  notAScalar: kind({
    code: 6016,
    severity: "error",
    title: "Not a value of the parameter's type",
    message: (argument: string, expected: string, got: string) => `${argument} must be ${expected} but is ${got}`,
    cause: "Scalars are given as numbers or bigints, and bool as true or false; nothing is converted silently.",
    wrong: `scale(A, "2");`,
    right: "scale(A, 2);",
  }),
  notAnInteger: kind({
    code: 6017,
    severity: "error",
    title: "Not an integer",
    message: (place: string, expected: string, got: string) =>
      `${place} must be an integer (${expected}) but is ${got}`,
    help: () => "round it first: Math.trunc(x), Math.floor(x), Math.round(x)",
    cause: "NaN, infinities and fractions have no integer value, and which rounding is meant isn't known.",
    wrong: "const a = tensor(int32, [2], [1.5, NaN]);",
    right: "const a = tensor(int32, [2], [Math.trunc(1.5), 0]);",
  }),
  outOfRange: kind({
    code: 6018,
    severity: "error",
    title: "An integer that doesn't fit",
    message: (place: string, expected: string, lo: string, hi: string, got: string) =>
      `${place} must be within ${expected} (${lo} to ${hi}) but is ${got}`,
    help: (_place: string, expected: string) => `wrap it with a cast: ${expected}(x)`,
    cause: "Host values are never wrapped silently; casts wrap.",
    wrong: "const a = tensor(int8, [1], [200]);",
    right: "const a = tensor(int8, [1], [int8(200)]);",
  }),
  unsafeInteger: kind({
    code: 6019,
    severity: "error",
    title: "A number too large to be exact",
    message: (place: string, expected: string, got: string) =>
      `${place} (${expected}) is the number ${got}, which is beyond the exactly known integers`,
    help: () => "give a bigint, such as 9007199254740993n",
    cause: "Above 2^53 a JavaScript number stands for several integers.",
    wrong: "const a = tensor(int64, [1], [2 ** 60 + 1]);",
    right: "const a = tensor(int64, [1], [2n ** 60n + 1n]);",
  }),
  aliasing: kind({
    code: 6020,
    severity: "error",
    title: "One tensor for two parameters",
    message: (kernel: string, first: string, second: string) =>
      `arguments '${first}' and '${second}' of ${kernel} share their storage`,
    help: (_kernel: string, _first: string, second: string) =>
      `give '${second}' a tensor of its own: tensor(A.dtype, A.shape, A.toArray())`,
    cause: "Tensor parameters become separate memories of the hardware, so they must not overlap.",
    wrong: "add(A, A, B);",
    right: "add(A, tensor(A.dtype, A.shape, A.toArray()), B);",
  }),
  streamArgument: kind({
    code: 6021,
    severity: "error",
    title: "A stream parameter called from host code",
    message: (kernel: string, parameter: string) =>
      `${kernel} has the stream parameter '${parameter}', so only a region can run it`,
    cause: "Streams join kernels that run side by side, which is what a region does.",
    wrong: "producer(A, pipe);",
    right: "@region() function top(A: Tensor<int32, [8]>) { const pipe = stream(int32); /* kernels */ }",
  }),
  badShape: kind({
    code: 6030,
    severity: "error",
    title: "Not a shape",
    message: (got: string) => `a shape is a list of at least one extent, each an integer from 1, but this is ${got}`,
    cause: "Tensors have at least one dimension and at least one element.",
    wrong: "zeros(float32, []);",
    right: "zeros(float32, [1]);",
  }),
  dataCount: kind({
    code: 6031,
    severity: "error",
    title: "Wrong number of elements",
    message: (type: string, expected: number, got: number) =>
      `${type} has ${expected} elements but the data has ${got}`,
    cause: "Flat data gives every element once, in row-major order.",
    wrong: "tensor(int32, [2, 2], [1, 2, 3]);",
    right: "tensor(int32, [2, 2], [1, 2, 3, 4]);",
  }),
  dataShape: kind({
    code: 6032,
    severity: "error",
    title: "Nested data of another shape",
    message: (type: string, place: string, expected: string, got: string) =>
      `data for ${type} must have ${expected} at ${place} but has ${got}`,
    cause: "Nested data is arrays in arrays, as many and as long as the shape says.",
    wrong: "tensor(int32, [2, 2], [[1, 2], [3]]);",
    right: "tensor(int32, [2, 2], [[1, 2], [3, 4]]);",
  }),
  badSubscript: kind({
    code: 6033,
    severity: "error",
    title: "A subscript outside the tensor",
    message: (type: string, subscript: string, extent: number) =>
      `[${subscript}] is outside ${type}: its first subscript goes from 0 to ${extent - 1}`,
    cause: "Reading or writing outside a tensor is always a mistake, so it isn't answered with undefined.",
    wrong: `${vectors} a[3];`,
    right: `${vectors} a[2];`,
  }),
  rowAssignment: kind({
    code: 6034,
    severity: "error",
    title: "Assignment to a row",
    message: (type: string, subscript: string) =>
      `[${subscript}] of ${type} is a row and can't be assigned as a whole; assign its elements`,
    cause: "A row is a view of the tensor's storage, not a value of its own.",
    wrong: "A[0] = B[0];",
    right: "B[0].toArray().forEach((x, j) => { A[0][j] = x; });",
  }),
  badDType: kind({
    code: 6035,
    severity: "error",
    title: "Not an element type",
    message: (got: string) => `an element type such as float32 or Int.of(7) is needed here, not ${got}`,
    cause: "A tensor's storage is laid out by its element type.",
    wrong: `zeros("float32", [4]);`,
    right: "zeros(float32, [4]);",
  }),
  badWidth: kind({
    code: 6036,
    severity: "error",
    title: "Not a width",
    message: (got: string) => `an integer type has 1 to 4096 bits, not ${got}`,
    cause: "Widths are whole numbers of bits, and very wide integers are no use in hardware.",
    wrong: "Int.of(0);",
    right: "Int.of(1);",
  }),
  widthMissing: kind({
    code: 6037,
    severity: "error",
    title: "An integer type without its width",
    message: (name: string) =>
      `${name} as a value needs its width: write ${name}.of(7), or ${name}<7> in a file compiled by Heddle, ` +
      `for which tsconfig.json has ${transformerLine} in compilerOptions.plugins`,
    cause: "TypeScript erases type arguments; the transformer turns Int<7> into Int.of(7).",
    wrong: "zeros(Int, [4]);",
    right: "zeros(Int.of(7), [4]);",
  }),
};
