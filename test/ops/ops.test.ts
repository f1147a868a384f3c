/** The operator library against oracles, over element types and shapes: interpreted, and run natively. */
import assert from "node:assert/strict";
import { interpret } from "../../lib/ir/interpret.js";
import type { Module } from "../../lib/ir/ir.js";
import { fracOf, isExact, isScalar, type ScalarType, type TensorType } from "../../lib/ir/types.js";
import { convert, type Value } from "../../lib/numeric/convert.js";
import { compileFile } from "../../transformer/frontend/index.js";
import { programOf, virtualFile } from "../support/program.js";
import { agree } from "../targets/js/agree.js";
import * as oracle from "./oracles.js";
import type { NdArray } from "./oracles.js";

interface OpCase {
  readonly name: string;
  /** `f(…): …`, from the parameters on: the types of the operands and of the result, and the call. */
  readonly types: readonly string[];
  readonly result: string;
  readonly call: string;
  readonly oracle: (...args: readonly NdArray[]) => NdArray;
  /** How far floats may be from the oracle, relative to the largest value. */
  readonly tolerance?: number;
}

const float = { tolerance: 1e-5 };
const half = { tolerance: 2e-3 };
const brain = { tolerance: 2e-2 };

const T = (element: string, ...shape: readonly number[]): string => `Tensor<${element}, [${shape.join(", ")}]>`;

const elementwise: readonly OpCase[] = [
  { name: "add", types: [T("int8", 2, 3), T("int8", 2, 3)], result: T("int16", 2, 3), call: "add(A, B)", oracle: (a, b) => oracle.broadcast(a, b, (x, y) => x + y) },
  { name: "add a row", types: [T("int8", 2, 3), T("int16", 3)], result: T("int32", 2, 3), call: "add(A, B)", oracle: (a, b) => oracle.broadcast(a, b, (x, y) => x + y) },
  { name: "sub a column", types: [T("int8", 2, 3), T("int8", 2, 1)], result: T("int16", 2, 3), call: "sub(A, B)", oracle: (a, b) => oracle.broadcast(a, b, (x, y) => x - y) },
  { name: "mul both stretched", types: [T("int8", 4, 1, 3), T("int8", 2, 1)], result: T("int16", 4, 2, 3), call: "mul(A, B)", oracle: (a, b) => oracle.broadcast(a, b, (x, y) => x * y) },
  { name: "div", types: [T("float32", 2, 3), T("float32", 3)], result: T("float32", 2, 3), call: "div(A, B)", oracle: (a, b) => oracle.broadcast(a, b, (x, y) => x / y), ...float },
  { name: "div of integers", types: [T("int16", 6)], result: T("int16", 6), call: "div(A, 3)", oracle: (a) => oracle.map(a, (x) => Math.trunc(x / 3)) },
  { name: "a number and a tensor", types: [T("float64", 2, 2)], result: T("float64", 2, 2), call: "sub(0.1, mul(A, 0.3))", oracle: (a) => oracle.map(a, (x) => 0.1 - x * 0.3), tolerance: 1e-14 },
  { name: "mul of fixed point", types: [T("Fixed<12, 6>", 4), T("Fixed<12, 6>", 4)], result: T("Fixed<24, 12>", 4), call: "mul(A, B)", oracle: (a, b) => oracle.broadcast(a, b, (x, y) => x * y) },
];

const products: readonly OpCase[] = [
  { name: "matmul", types: [T("float32", 3, 4), T("float32", 4, 2)], result: T("float32", 3, 2), call: "matmul(A, B)", oracle: oracle.matmul, ...float },
  { name: "matmul of int8 in int32", types: [T("int8", 3, 40), T("int8", 40, 2)], result: T("int32", 3, 2), call: "matmul(A, B)", oracle: oracle.matmul },
  { name: "matmul of uint8 and int8", types: [T("uint8", 3, 40), T("int8", 40, 2)], result: T("int32", 3, 2), call: "matmul(A, B)", oracle: oracle.matmul },
  { name: "matmul of float16", types: [T("float16", 3, 64), T("float16", 64, 2)], result: T("float16", 3, 2), call: "matmul(A, B)", oracle: oracle.matmul, ...half },
  { name: "matmul of bfloat16", types: [T("bfloat16", 2, 64), T("bfloat16", 64, 2)], result: T("bfloat16", 2, 2), call: "matmul(A, B)", oracle: oracle.matmul, ...brain },
  { name: "matmul of fixed point", types: [T("Fixed<16, 8>", 2, 30), T("Fixed<16, 8>", 30, 2)], result: T("Fixed<40, 16>", 2, 2), call: "matmul(A, B)", oracle: oracle.matmul },
  { name: "bmm", types: [T("int16", 2, 3, 4), T("int16", 2, 4, 2)], result: T("int64", 2, 3, 2), call: "bmm(A, B)", oracle: oracle.bmm },
  { name: "linear", types: [T("float32", 2, 3), T("float32", 4, 3), T("float32", 4)], result: T("float32", 2, 4), call: "linear(A, B, C)", oracle: oracle.linear, ...float },
  { name: "linear of int8", types: [T("int8", 2, 20), T("int8", 4, 20), T("int32", 4)], result: T("int32", 2, 4), call: "linear(A, B, C)", oracle: oracle.linear },
];

const rows: readonly OpCase[] = [
  { name: "relu", types: [T("int8", 2, 3)], result: T("int8", 2, 3), call: "relu(A)", oracle: (a) => oracle.map(a, (x) => Math.max(x, 0)) },
  { name: "gelu", types: [T("float32", 2, 3)], result: T("float32", 2, 3), call: "gelu(A)", oracle: (a) => oracle.map(a, oracle.gelu), ...float },
  { name: "gelu of float16", types: [T("float16", 6)], result: T("float16", 6), call: "gelu(A)", oracle: (a) => oracle.map(a, oracle.gelu), ...half },
  { name: "softmax", types: [T("float32", 2, 2, 5)], result: T("float32", 2, 2, 5), call: "softmax(A)", oracle: oracle.softmax, ...float },
  { name: "softmax of large values", types: [T("float32", 4)], result: T("float32", 4), call: "softmax(mul(A, 1000))", oracle: (a) => oracle.softmax(oracle.map(a, (x) => x * 1000)), ...float },
  { name: "softmax of bfloat16", types: [T("bfloat16", 4)], result: T("bfloat16", 4), call: "softmax(A)", oracle: oracle.softmax, ...brain },
  { name: "layernorm", types: [T("float32", 3, 8), T("float32", 8), T("float32", 8)], result: T("float32", 3, 8), call: "layernorm(A, B, C, 1e-3)", oracle: (a, b, c) => oracle.layernorm(a, b, c, 1e-3), ...float },
  { name: "layernorm of values far from 0", types: [T("float32", 8), T("float32", 8), T("float32", 8)], result: T("float32", 8), call: "layernorm(add(A, 4096), B, C, 1e-5)",
    oracle: (a, b, c) => oracle.layernorm(oracle.map(a, (x) => Math.fround(x + 4096)), b, c, 1e-5), tolerance: 1e-3 },
  { name: "batchnorm", types: [T("float32", 2, 3, 2, 2), T("float32", 3), T("float32", 3), T("float32", 3), T("float32", 3)], result: T("float32", 2, 3, 2, 2),
    call: "batchnorm(A, B, C, D, mul(E, E), 1e-5)", oracle: (a, b, c, d, e) => oracle.batchnorm(a, b, c, d, oracle.map(e, (x) => x * x), 1e-5), tolerance: 1e-4 },
];

const images: readonly OpCase[] = [
  { name: "conv2d", types: [T("int8", 2, 3, 5, 6), T("int8", 2, 3, 3, 3)], result: T("int32", 2, 2, 3, 4), call: "conv2d(A, B, 1, 0)", oracle: (a, b) => oracle.conv2d(a, b, 1, 0) },
  { name: "conv2d with stride and padding", types: [T("int8", 1, 2, 7, 6), T("int8", 3, 2, 3, 3)], result: T("int32", 1, 3, 4, 3), call: "conv2d(A, B, 2, 1)", oracle: (a, b) => oracle.conv2d(a, b, 2, 1) },
  { name: "conv2d of floats", types: [T("float32", 1, 2, 4, 4), T("float32", 1, 2, 2, 3)], result: T("float32", 1, 1, 3, 2), call: "conv2d(A, B, 1, 0)", oracle: (a, b) => oracle.conv2d(a, b, 1, 0), ...float },
  { name: "maxpool", types: [T("int8", 1, 2, 4, 6)], result: T("int8", 1, 2, 2, 3), call: "maxpool(A, 2, 2, 0)", oracle: (a) => oracle.maxpool(a, 2, 2, 0) },
  { name: "maxpool of negative values", types: [T("float32", 1, 1, 4, 4)], result: T("float32", 1, 1, 2, 2), call: "maxpool(sub(relu(A), 100), 3, 2, 1)", oracle: (a) => oracle.maxpool(oracle.map(a, (x) => Math.max(x, 0) - 100), 3, 2, 1), ...float },
  { name: "avgpool", types: [T("float32", 1, 2, 5, 5)], result: T("float32", 1, 2, 3, 3), call: "avgpool(A, 3, 2, 1)", oracle: (a) => oracle.avgpool(a, 3, 2, 1), ...float },
  { name: "avgpool of integers", types: [T("int8", 1, 1, 4, 4)], result: T("int8", 1, 1, 2, 2), call: "avgpool(A, 2, 2, 0)", oracle: (a) => oracle.map(oracle.avgpool(a, 2, 2, 0), Math.trunc) },
];

const arrangements: readonly OpCase[] = [
  { name: "transpose", types: [T("int8", 2, 3)], result: T("int8", 3, 2), call: "transpose(A)", oracle: oracle.transpose },
  { name: "concat", types: [T("int8", 2, 3), T("int8", 1, 3)], result: T("int8", 3, 3), call: "concat(A, B, 0)", oracle: (a, b) => oracle.concat(a, b, 0) },
  { name: "concat of columns", types: [T("int8", 2, 1, 2), T("int8", 2, 3, 2)], result: T("int8", 2, 4, 2), call: "concat(A, B, 1)", oracle: (a, b) => oracle.concat(a, b, 1) },
  { name: "tril", types: [T("int8", 4, 3)], result: T("int8", 4, 3), call: "tril(A, 0)", oracle: (a) => oracle.tril(a, 0) },
  { name: "tril below", types: [T("int8", 3, 4)], result: T("int8", 3, 4), call: "tril(A, -1)", oracle: (a) => oracle.tril(a, -1) },
  { name: "tril above", types: [T("int8", 3, 4)], result: T("int8", 3, 4), call: "tril(A, 2)", oracle: (a) => oracle.tril(a, 2) },
  { name: "attention", types: [T("float32", 2, 3, 4), T("float32", 2, 5, 4), T("float32", 2, 5, 3)], result: T("float32", 2, 3, 3), call: "attention(A, B, C)", oracle: (q, k, v) => oracle.attention(q, k, v, false), ...float },
  { name: "causal attention", types: [T("float32", 1, 4, 4), T("float32", 1, 4, 4), T("float32", 1, 4, 4)], result: T("float32", 1, 4, 4), call: "causalAttention(A, B, C)", oracle: (q, k, v) => oracle.attention(q, k, v, true), ...float },
  { name: "attention of float16", types: [T("float16", 1, 3, 8), T("float16", 1, 3, 8), T("float16", 1, 3, 8)], result: T("float16", 1, 3, 8), call: "attention(A, B, C)", oracle: (q, k, v) => oracle.attention(q, k, v, false), ...half },
];

const cases: readonly OpCase[] = [...elementwise, ...products, ...rows, ...images, ...arrangements];

const operators = ["add", "sub", "mul", "div", "matmul", "bmm", "linear", "relu", "gelu", "softmax", "layernorm", "batchnorm", "conv2d", "maxpool",
  "avgpool", "transpose", "concat", "tril", "attention", "causalAttention"];

function textOf(c: OpCase): string {
  const names = (list: readonly string[], text: string): string => list.filter((n) => new RegExp(`\\b${n}\\b`).test(text)).join(", ");
  const params = c.types.map((t, i) => `${"ABCDE".charAt(i)}: ${t}`).join(", ");
  const scalars = ["int8", "uint8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "Fixed"];
  return `import { kernel, type Tensor, ${names(scalars, `${params} ${c.result}`)} } from "heddle";
import { ${names(operators, c.call)} } from "heddle/ops";
@kernel()
export function f(${params}): ${c.result} {
  return ${c.call};
}
`;
}

/** Values from -8 to 8 that the type holds; the same ones in every run. */
function values(type: ScalarType, count: number, seed: number): readonly number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    const x = (state / 2147483648 - 0.5) * 16;
    return type.kind === "int" ? Number(convert(type.signed ? Math.trunc(x * 15) : Math.trunc(Math.abs(x) * 30), type)) : real(convert(x, type), type);
  });
}

function real(v: Value, type: ScalarType): number {
  return isExact(type) ? Number(v) / 2 ** fracOf(type) : Number(v);
}

describe("the operator library", () => {
  const files = cases.map((_, i) => virtualFile(`op-${i}.ts`));
  const program = programOf(files, new Map(cases.map((c, i) => [files[i] ?? "", textOf(c)])));

  function lowered(i: number): Module {
    const source = program.getSourceFile(files[i] ?? "");
    assert.ok(source !== undefined);
    const wrong = program.getSemanticDiagnostics(source).filter((d) => d.code !== 1206);
    assert.deepEqual(wrong.map((d) => d.messageText), [], source.text);
    const { units, diagnostics } = compileFile(program, source);
    assert.deepEqual(diagnostics.map((d) => `HDL${d.code} ${d.message}`), []);
    const module = units.at(-1)?.unit.module;
    assert.ok(module !== undefined);
    return module;
  }

  for (const [i, c] of cases.entries()) {
    it(c.name, () => {
      const module = lowered(i);
      const types = module.top.params.map((p) => p.type as TensorType);
      const arrays = types.map((t, n): NdArray => {
        assert.ok(isScalar(t.element));
        return { shape: t.shape, data: values(t.element, t.shape.reduce((a, b) => a * b, 1), i * 10 + n + 1) };
      });
      const args = types.map((t, n) => (arrays[n]?.data ?? []).map((x) => (isScalar(t.element) ? convert(x, t.element) : x)));
      const [result] = interpret(module, args.map((a) => [...a])).results;
      const expected = c.oracle(...arrays);
      const type = module.top.kind === "func" ? module.top.results[0] : undefined;
      assert.ok(Array.isArray(result) && type?.kind === "tensor" && isScalar(type.element));
      assert.deepEqual(type.shape, expected.shape);
      const { element } = type;
      compare(result.map((v) => real(v, element)), expected.data, c.tolerance ?? 0);
      assert.ok(agree(module, args), "the native code was not compared");
    });
  }
});

function compare(found: readonly number[], expected: readonly number[], tolerance: number): void {
  const scale = Math.max(...expected.map(Math.abs));
  assert.ok(scale > 0, "the oracle gives only zeros");
  const far = found.findIndex((x, i) => !(Math.abs(x - (expected[i] ?? NaN)) <= tolerance * scale));
  assert.equal(far, -1, `element ${far} is ${String(found[far])}, not ${String(expected[far])}`);
}
