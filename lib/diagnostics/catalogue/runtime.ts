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
  assertion: kind({
    code: 6004,
    severity: "error",
    title: "An assertion that does not hold",
    message: (what: string) => (what === "" ? "an assertion does not hold" : `an assertion does not hold: ${what}`),
    cause: "The condition of an assert was false. Hardware leaves assertions out; they stop only runs in simulation.",
    wrong: "assert(n > 0, \"n is\", n);   // called with n = 0",
    right: "if (n > 0) …",
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
    title: "A value that doesn't fit",
    message: (place: string, expected: string, lo: string, hi: string, got: string) =>
      `${place} must be within ${expected} (${lo} to ${hi}) but is ${got}`,
    help: (_place: string, expected: string) => `convert it with a cast: ${expected}(x)`,
    cause: "Host values are never changed silently; casts wrap, or saturate where the type says so.",
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
  notFinite: kind({
    code: 6022,
    severity: "error",
    title: "NaN or an infinity for fixed point",
    message: (place: string, expected: string, got: string) =>
      `${place} must be a finite number (${expected}) but is ${got}`,
    cause: "Fixed point has neither NaN nor infinities.",
    wrong: "const a = tensor(Fixed.of(16, 8), [1], [0 / 0]);",
    right: "const a = tensor(Fixed.of(16, 8), [1], [0]);",
  }),
  notAStruct: kind({
    code: 6023,
    severity: "error",
    title: "Not a value of the struct",
    message: (place: string, struct: string, fields: string, got: string) =>
      `${place} must be a ${struct} ${fields} but is ${got}`,
    cause: "A struct is given as an object with all of its fields.",
    wrong: `A[0] = { r: 1, g: 2 };   // Pixel { r, g, b }`,
    right: "A[0] = { r: 1, g: 2, b: 3 };",
  }),
  externalWrites: kind({
    code: 6024,
    severity: "error",
    title: "An external model that writes an input",
    message: (external: string, position: number, element: string) =>
      `the model of ${external} wrote argument ${position}, which is an input only (${element})`,
    help: (_external: string, position: number) => `name ${position} in outputs as well, or work on a copy`,
    cause: "What external code writes decides how it is connected, so the model must not write more than is declared.",
    wrong: `external({ top: "f", source: "f.cc", inputs: [0], outputs: [1], model: (A, B) => { A[0] = 1; } });`,
    right: `external({ top: "f", source: "f.cc", inputs: [0], outputs: [1], model: (A, B) => { B[0] = 1; } });`,
  }),
  badExternal: kind({
    code: 6025,
    severity: "error",
    title: "An external function that isn't described fully",
    message: (why: string) => `this external function can't be used: ${why}`,
    cause: "Positions count the parameters from 0; each is in inputs, in outputs, or in both.",
    wrong: `external({ top: "f", source: "f.cc", inputs: [0], outputs: [], model: (A, B) => {} });`,
    right: `external({ top: "f", source: "f.cc", inputs: [0], outputs: [1], model: (A, B) => {} });`,
  }),
  unknownExternal: kind({
    code: 6026,
    severity: "error",
    title: "An external function that isn't loaded",
    message: (id: string) => `the external function ${id} is called before the file that declares it has run`,
    cause: "The model is registered when its external(…) runs.",
    wrong: "total(A);   // at the top of a file, above: const sum = external({ … });",
    right: "const sum = external({ … }); total(A);",
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
    message: (got: string) => `a type has 1 to 4096 bits, not ${got}`,
    cause: "Widths are whole numbers of bits, and wider ones are no use in hardware.",
    wrong: "Int.of(0);",
    right: "Int.of(1);",
  }),
  argumentsMissing: kind({
    code: 6037,
    severity: "error",
    title: "A type without its arguments",
    message: (name: string, what: string, example: string) =>
      `${name} as a value needs its ${what}: write ${name}.of(${example}), or ${name}<${example}> in a file compiled ` +
      `by Heddle, for which tsconfig.json has ${transformerLine} in compilerOptions.plugins`,
    cause: "TypeScript erases type arguments; the transformer turns Int<7> into Int.of(7).",
    wrong: "zeros(Int, [4]);",
    right: "zeros(Int.of(7), [4]);",
  }),
  badFrac: kind({
    code: 6038,
    severity: "error",
    title: "Not a number of fraction bits",
    message: (got: string) => `a fixed-point type has -4096 to 4096 fraction bits, not ${got}`,
    cause: "The value is an integer times a power of two; fraction bits say which.",
    wrong: "Fixed.of(16, 7.5);",
    right: "Fixed.of(16, 7);",
  }),
  badMode: kind({
    code: 6039,
    severity: "error",
    title: "Not a mode of fixed point",
    message: (got: string, modes: readonly string[]) => `${got} is not one of ${modes.join(", ")}`,
    cause: "A fixed-point type says how it rounds, and then what becomes of values outside.",
    wrong: `Fixed.of(16, 8, "nearest");`,
    right: `Fixed.of(16, 8, "round");`,
  }),
  badStruct: kind({
    code: 6040,
    severity: "error",
    title: "Not a struct",
    message: (why: string) => `this is no struct: ${why}`,
    cause: "A struct has a name and at least one field, named as in TypeScript and C++.",
    wrong: `struct("Pixel", {});`,
    right: `struct("Pixel", { r: uint8, g: uint8, b: uint8 });`,
  }),
  badSlice: kind({
    code: 6041,
    severity: "error",
    title: "A slice outside the tensor",
    message: (type: string, dimension: number, got: string, extent: number) =>
      `${got} is no part of dimension ${dimension} of ${type}, which goes from 0 to ${extent - 1}`,
    help: (_type: string, _dimension: number, _got: string, extent: number) =>
      `write a subscript, or [from, to] with 0 <= from < to <= ${extent}`,
    cause: "A slice is a view of elements that exist; its end is excluded.",
    wrong: `${vectors} slice(a, [1, 4]);`,
    right: `${vectors} slice(a, [1, 3]);`,
  }),
  tooManyCuts: kind({
    code: 6042,
    severity: "error",
    title: "A slice with too many dimensions",
    message: (type: string, rank: number, got: number) => `${type} has ${rank} dimensions but the slice gives ${got}`,
    cause: "Each argument after the tensor belongs to one of its dimensions.",
    wrong: `${vectors} slice(a, [0, 2], 1);`,
    right: `${vectors} slice(a, [0, 2]);`,
  }),
};
