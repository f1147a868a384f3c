/** Fixed point, half precision, structs, bits. */
import { scalar, type Natural, type ProgramCase } from "./case.js";

const fixedPoint: readonly ProgramCase[] = [
  scalar("products are exact", "a: Fixed<8, 4>, b: Fixed<8, 4>): Fixed<16, 8>", "return a * b;", [1.0625, -2.5], -2.65625),
  scalar("sums grow", "a: Fixed<8, 4>, b: Fixed<8, 4>): Fixed<9, 4>", "return a + b;", [7.9375, 7.9375], 15.875),
  scalar("stores wrap and truncate down", "a: Fixed<16, 8>): Fixed<6, 2>", "return Fixed<6, 2>(a);", [-0.3], -0.5),
  scalar("stores round and saturate", "a: Fixed<16, 8>): Fixed<6, 2, \"round\", \"saturate\">", "return a * 100;", [1], 7.75),
  ...(["trunc", "truncZero", "round", "roundZero", "roundMinInf", "roundInf", "roundConv"] as const).flatMap((mode, i) =>
    ([[-2.5, [-3, -2, -2, -2, -3, -3, -2]], [2.5, [2, 2, 3, 2, 2, 3, 2]], [-2.75, [-3, -2, -3, -3, -3, -3, -3]], [3.5, [3, 3, 4, 3, 3, 4, 4]]] as const).map(([x, results]) =>
      scalar(`rounding ${mode} of ${x}`, `a: Fixed<16, 8>): Fixed<8, 0, "${mode}">`, `return Fixed<8, 0, "${mode}">(a);`, [x], results[i] ?? 0))),
  ...(["wrap", "saturate", "saturateZero", "saturateSym"] as const).flatMap((mode, i) =>
    ([[9, [-7, 7, 0, 7]], [-9, [7, -8, 0, -7]], [-8, [-8, -8, -8, -7]]] as const).map(([x, results]) =>
      scalar(`overflow ${mode} of ${x}`, `a: int32): Fixed<4, 0, "trunc", "${mode}">`, `return Fixed<4, 0, "trunc", "${mode}">(a);`, [x], results[i] ?? 0))),
  scalar("more fraction bits than bits", "a: UFixed<4, 8>, b: UFixed<4, 8>): UFixed<8, 16>", "return a * b;", [15 / 256, 3 / 256], 45 / 65536),
  scalar("negative fraction bits", "a: Fixed<8, -4>): int32", "return int32(a) + 1;", [-2048 + 16], -2031),
  scalar("fixed point from floats, by its modes", "x: float32): Fixed<8, 4, \"round\", \"saturate\">", "return Fixed<8, 4, \"round\", \"saturate\">(x);", [1.97], 2),
  scalar("floats from fixed point", "x: Fixed<16, 12>): float32", "return x * 0.5 + 1;", [0.75], 1.375),
  scalar("fixed point to integers truncates toward zero", "x: Fixed<16, 8>): int32", "return int32(x);", [-1.5], -1),
  scalar("comparison with integers and literals", "x: Fixed<16, 8>, n: int32): bool", "return x < n && x > 0.5 && x !== 1;", [1.25, 2], true),
  scalar("quotients have the fraction bits of their place", "a: Fixed<16, 8>, b: Fixed<16, 8>): Fixed<16, 12>", "return a / b;", [1, 3], 1365 / 4096),
  scalar("quotients of negative numbers truncate by the mode", "a: Fixed<16, 8>, b: Fixed<16, 8>): Fixed<16, 4>", "return a / b;", [-1, 3], -6 / 16),
  scalar("remainders", "a: Fixed<16, 8>, b: Fixed<16, 8>): Fixed<16, 8>", "return a % b;", [-7.25, 2], -1.25),
  scalar("floor, ceil, round of fixed point", "a: Fixed<16, 8>): int32", "return Math.floor(a) * 100 + Math.ceil(a) * 10 + Math.round(a);", [2.5], 233),
  scalar("min, max, abs, clamp of fixed point", "a: Fixed<8, 4>, b: Fixed<16, 8>): Fixed<20, 8>", "return min(a, b) + abs(a) + clamp(a, -1, 1);", [-7.5, 3], -7.5 + 7.5 - 1),
  scalar("accumulators", "a: Fixed<16, 15>): Fixed<40, 30>", "let s: Fixed<40, 30> = 0;\nfor (let i = 0; i < 4; i++) s += a * a;\nreturn s;", [0.5], 1),
  scalar("shifts of fixed point move its bits", "a: Fixed<16, 8>): Fixed<16, 8>", "return (a << 2) + (a >> 1);", [1.5], 6.75),
  scalar("types as constants", "a: Fixed<16, 8>): Fixed<12, 4>", "const half = q(0.5);\nreturn q(a) + half;", [1.03125], 1.5, "const q = Fixed.of(12, 4);"),
  scalar("mixed with integers", "a: Fixed<16, 8>, n: int16): Fixed<32, 8>", "return a * n + n;", [1.5, -3], -7.5),
  scalar("a literal takes the fraction bits beside it", "a: Fixed<16, 8>): Fixed<16, 8>", "return a + 0.1;", [1], 1 + 25 / 256),
];

const halves: readonly ProgramCase[] = [
  scalar("float16 rounds each operation", "a: float16, b: float16): float16", "return a * b + 1;", [0.0999755859375, 3], 1.2998046875),
  scalar("float16 overflows to infinity", "a: float16): float16", "return a * 2;", [60000], Infinity),
  scalar("float16 subnormals", "a: float16): float16", "return a / 4;", [2 ** -14], 2 ** -16),
  scalar("bfloat16 has 8 digits", "a: bfloat16): bfloat16", "return a + 1;", [256], 256),
  scalar("bfloat16 ties to even", "a: bfloat16): bfloat16", "return a + 2;", [257.9 - 1.9], 258),
  scalar("float16 beside float32 widens", "a: float16, b: float32): float32", "return a * b;", [0.0999755859375, 3], Math.fround(0.0999755859375 * 3)),
  scalar("float16 beside bfloat16 gives float32", "a: float16, b: bfloat16): float32", "return a * b;", [0.0999755859375, 3], Math.fround(0.0999755859375 * 3)),
  scalar("float64 to float16 rounds once", "a: float64): float16", "return float16(a);", [1 + 2 ** -11 + 2 ** -40], 1 + 2 ** -10),
  scalar("the square root of a half", "a: float16): float16", "return Math.sqrt(a);", [2], 1.4140625),
  scalar("signed zero", "a: float32): bool", "return 1 / (a * 0) < 0;", [-1], true),
  scalar("NaN differs from itself", "a: float64): bool", "const n = a / a;\nreturn n !== n && !(n === n) && !(n < 1) && !(n >= 1);", [0], true),
  { name: "tensors of halves", source: "@kernel()\nexport function f(A: Tensor<bfloat16, [2]>): Tensor<float16, [2]> {\n  const B = zeros(float16, [2]);\n  for (const [i] of grid(2)) B[i] = float16(A[i] * 0.5);\n  return B;\n}\n", args: [[1.5, -3]], result: [0.75, -1.5] },
];

const pixel = "interface Pixel { r: uint8; g: uint8; b: uint8 }\n";
const body = "interface Body { pos: { x: Fixed<16, 8>; y: float32 }; alive: bool; id: Int<70> }\n";

function structs(name: string, source: string, args: ProgramCase["args"], rest: Omit<ProgramCase, "name" | "source" | "args">, types = pixel): ProgramCase {
  return { name, source: `${types}@kernel()\nexport function f${source}\n`, args, ...rest };
}

const structures: readonly ProgramCase[] = [
  structs("fields are read and written", "(A: Tensor<Pixel, [2]>): uint8 {\n  A[1].g = A[0].r;\n  A[0].b += 5;\n  return A[0].b;\n}", [[1, 2, 3, 4, 5, 6]], { result: 8, after: [1, 2, 8, 4, 1, 6] }),
  structs("elements are copied whole", "(A: Tensor<Pixel, [2]>): void {\n  const p = A[0];\n  A[0] = A[1];\n  A[1] = p;\n}", [[1, 2, 3, 4, 5, 6]], { after: [4, 5, 6, 1, 2, 3] }),
  structs("elements change places", "(A: Tensor<Pixel, [2]>): void {\n  [A[0], A[1]] = [A[1], A[0]];\n}", [[1, 2, 3, 4, 5, 6]], { after: [4, 5, 6, 1, 2, 3] }),
  structs("literals of structs", "(A: Tensor<Pixel, [1]>, x: uint8): void {\n  A[0] = { b: x, r: 1, g: uint8(x + 1) };\n}", [[1, 2, 3], 255], { after: [1, 0, 255] }),
  structs("variables of struct type", "(x: uint8): uint8 {\n  let p: Pixel = { r: x, g: 1, b: 2 };\n  let q = p;\n  p.r = 100;\n  q.g += p.r;\n  p = { ...q, b: 9 };\n  return uint8(p.r + p.g + p.b);\n}", [7], { result: 7 + 101 + 9 }),
  structs("struct parameters", "(p: Pixel, q: Pixel): int32 {\n  p.r = 0;\n  return p.r * 100 + p.g * 10 + q.b;\n}", [[1, 2, 3], [4, 5, 6]], { result: 26 }),
  structs("struct results", "(x: uint8): Pixel {\n  return { r: x, g: 2, b: 3 };\n}", [1], { result: [1, 2, 3] }),
  structs("helpers of structs", "(p: Pixel): Pixel {\n  const d = doubled(p);\n  return doubled({ ...d, b: 1 });\n}", [[1, 2, 3]], { result: [4, 8, 2] },
    `${pixel}function doubled(p: Pixel): Pixel {\n  return { r: uint8(p.r * 2), g: uint8(p.g * 2), b: uint8(p.b * 2) };\n}\n`),
  structs("nested structs", "(A: Tensor<Body, [2]>): float32 {\n  A[1].pos = A[0].pos;\n  A[0].pos.x += 0.5;\n  A[1].alive = !A[1].alive;\n  A[0].id = A[1].id + 1;\n  return A[1].pos.y;\n}", [[1.5, 0.25, true, 1, 2, 3, false, 1n << 60n]],
    { result: 0.25, after: [2, 0.25, true, (1n << 60n) + 1n, 1.5, 0.25, true, 1n << 60n] }, body),
  structs("tensors of structs made inside", "(x: uint8): Tensor<Pixel, [2]> {\n  const A = full(dtype<Pixel>(), [2], { r: x, g: 1, b: 0 });\n  A[1].b = 7;\n  return A;\n}", [5], { result: [5, 1, 0, 5, 1, 7] }),
  structs("struct types as values", "(A: Tensor<Pixel, [2]>): uint8 {\n  const B = zeros(Rgb, [2]);\n  B[0] = A[1];\n  const p = Rgb({ r: 300, g: B[0].g, b: 0 });\n  return uint8(p.r + p.g);\n}", [[1, 2, 3, 4, 5, 6]], { result: 49 },
    `${pixel}const Rgb = struct("Rgb", { r: uint8, g: uint8, b: uint8 });\n`),
  structs("structs are compared by their fields", "(A: Tensor<Colour, [1]>): int32 {\n  return total(A[0]);\n}", [[1, 2, 3]], { result: 6 },
    `${pixel}interface Colour { r: uint8; g: uint8; b: uint8 }\nfunction total(p: Pixel): int32 { return p.r + p.g + p.b; }\n`),
  structs("fields in another order", "(A: Tensor<Bgr, [1]>): int32 {\n  return total(A[0]);\n}", [[3, 2, 1]], { result: 123 },
    `${pixel}interface Bgr { b: uint8; g: uint8; r: uint8 }\nfunction total(p: Pixel): int32 { return p.r * 100 + p.g * 10 + p.b; }\n`),
  structs("fields by destructuring", "(A: Tensor<Pixel, [2]>): int32 {\n  let s: int32 = 0;\n  for (const { r, b: blue } of A) s += r * 10 + blue;\n  return s;\n}", [[1, 2, 3, 4, 5, 6]], { result: 59 }),
  structs("streams of structs", "(A: Tensor<Pixel, [2]>): void {\n  const pipe = stream(dtype<Pixel>(), { depth: 1 });\n  @kernel({ args: [A] })\n  function send(a: Tensor<Pixel, [2]>) {\n    for (const [i] of grid(2)) { pipe.put(a[i]); pipe.put({ r: 9, g: a[i].r, b: 0 }); }\n  }\n  @kernel({ args: [A] })\n  function receive(a: Tensor<Pixel, [2]>) {\n    for (const [i] of grid(2)) { const p = pipe.get(); const q = pipe.get(); console.log(p.g, q); }\n  }\n}",
    [[1, 2, 3, 4, 5, 6]], { prints: ["2 { r: 9, g: 1, b: 0 }", "5 { r: 9, g: 4, b: 0 }"] }),
].map((c) => (c.name.startsWith("streams") ? { ...c, source: c.source.replace("@kernel()\nexport", "@region()\nexport") } : c));

function bits(name: string, signature: string, value: string, args: ProgramCase["args"], result: Natural): ProgramCase {
  return scalar(name, signature, `return ${value};`, args, result);
}

const bitFunctions: readonly ProgramCase[] = [
  bits("bit", "x: int8): UInt<1>", "bit(x, 7)", [-1], 1),
  bits("bit at run time", "x: uint8, i: int32): UInt<1>", "bit(x, i)", [0b100, 2], 1),
  bits("bits", "x: uint16): UInt<4>", "bits(x, 11, 8)", [0xabcd], 0xb),
  bits("bits of a negative number", "x: int16): UInt<8>", "bits(x, 15, 8)", [-2], 0xff),
  bits("withBit", "x: uint8): uint8", "withBit(withBit(x, 0, 1), 7, 0)", [0x80], 1),
  bits("withBits", "x: uint16): uint16", "withBits(x, 11, 4, 0x5a)", [0xffff], 0xf5af),
  bits("concat", "x: uint8, y: int8): uint16", "concat(x, y)", [0x12, -1], 0x12ff),
  bits("concat of three", "x: UInt<3>, y: bool, z: UInt<4>): uint8", "concat(x, y, z)", [5, true, 9], 0b10111001),
  bits("reverseBits", "x: UInt<5>): UInt<5>", "reverseBits(x)", [0b00110], 0b01100),
  bits("bitcast of a float", "x: float32): uint32", "bitcast(uint32, x)", [-2], 0xc0000000),
  bits("bitcast to a float", "x: uint64): float64", "bitcast(float64, x)", [0x3ff8000000000000n], 1.5),
  bits("bitcast of halves", "x: float16): bfloat16", "bitcast(bfloat16, x)", [1], 0.0078125),
  bits("bitcast of fixed point", "x: Fixed<16, 8>): int16", "bitcast(int16, x)", [-1.5], -384),
  bits("bitcast of signs", "x: int8): uint8", "bitcast(uint8, x)", [-1], 255),
  bits("width", "x: int8): int32", "x + width(Fixed<24, 4>) + width(int8)", [1], 33),
  bits("bits of fixed point are those of its raw value", "x: Fixed<16, 8>): UInt<8>", "bits(x, 7, 0)", [1.5], 128),
];

const point = "interface P { x: int32; y: Fixed<8, 4> }\n";

const parts: readonly ProgramCase[] = [
  { name: "ternaries of elements that are structs", args: [[1, 0.5, 2, 1.5], false], result: 2,
    source: `${point}@kernel()\nexport function f(A: Tensor<P, [2]>, c: bool): int32 {\n  const p = c ? A[0] : A[1];\n  return p.x;\n}\n` },
  { name: "ternaries of structs and objects", args: [[7, 1, 8, 2], true], after: [1, 0.5, 5, 3],
    source: `${point}@kernel()\nexport function f(A: Tensor<P, [2]>, c: bool): void {\n  A[0] = c ? { x: 1, y: 0.5 } : A[1];\n  A[1] = !c ? A[0] : { y: 3, x: 5 };\n}\n` },
  { name: "ternaries of objects", args: [true], result: 11,
    source: `${point}@kernel()\nexport function f(c: bool): int32 {\n  const p: P = c ? { x: 1, y: 0.5 } : { x: 2, y: 1.5 };\n  return p.x + int32(p.y * 2) * 10;\n}\n` },
  { name: "type parameters of a struct's fields", args: [[3, 4]], result: -700 + 24 - 117000,
    source: `interface C<T extends number> { re: T; im: T }
function mul<T extends number>(a: C<T>, b: C<T>): C<T> {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}
@kernel()
export function f(v: C<int32>): int32 {
  const r = mul(v, v);
  const q = mul(v, r);
  return r.re * 100 + r.im + q.re * 1000;
}
` },
];

export const types: readonly ProgramCase[] = [...fixedPoint, ...halves, ...structures, ...bitFunctions, ...parts];
