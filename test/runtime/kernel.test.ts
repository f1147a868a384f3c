import "reflect-metadata";
import * as assert from "node:assert/strict";
import {
  descriptorOf, Fixed, float16, float32, HeddleError, Int, int32, int64, reset, run, slice, struct, tensor, uint8, zeros,
} from "heddle";
import { wholeFile } from "../../lib/diagnostics/source.js";
import * as ir from "../../lib/ir/types.js";
import { withSpans } from "../support/canonical.js";
import { parseModule } from "../../lib/ir/parse.js";
import { printModule } from "../../lib/ir/print.js";
import { withoutSpans } from "../../runtime/ir-text.js";
import { call, define, makeKernel, metadataKey, takesStream, template, type KernelDescriptor } from "../../runtime/kernel.js";
import { refuses } from "./support.js";

type Untyped = (...args: unknown[]) => unknown;

const source = wholeFile("src/k.ts", "line one\nC[i] = 1 / d;\n");

function descriptor(
  params: KernelDescriptor["signature"]["params"], entry: Untyped, ...results: readonly ir.Type[]
): KernelDescriptor {
  return { name: "k", signature: { params, results }, entry, ir: "", sources: [source], kind: "kernel" };
}

const vector = ir.tensor(ir.float32, [4]);
const matrix = ir.tensor(ir.int32, [2, 2]);

describe("calling kernels", () => {
  it("hands over storage and plain scalars, and wraps what comes back", () => {
    const k = makeKernel(descriptor(
      [{ name: "A", type: vector }, { name: "s", type: ir.float32 }, { name: "n", type: ir.int(64) }],
      (a, s, n) => (a as Float32Array).map((x) => x * Number(s) + Number(n)),
      vector,
    ));
    assert.deepEqual(k(tensor(float32, [4], [1, 2, 3, 4]), 2, 1), tensor(float32, [4], [3, 5, 7, 9]));
    assert.equal(k.name, "k");
  });

  it("gives scalars in the form of compiled code", () => {
    const seen: unknown[] = [];
    const types = [ir.int(8), ir.int(64), ir.int(53), ir.index, ir.float32, ir.float64, ir.bool];
    const k = makeKernel(descriptor(types.map((type, i) => ({ name: `p${i}`, type })), (...all) => seen.push(...all)));
    k(-0, 5, 7n, 3, 0.1, 0.1, true);
    assert.deepEqual(seen, [0, 5n, 7, 3, Math.fround(0.1), 0.1, true]);
  });

  it("returns the argument itself when the kernel returns its parameter", () => {
    const k = makeKernel(descriptor([{ name: "A", type: vector }], (a) => a, vector));
    const a = zeros(float32, [4]);
    assert.equal(k(a), a);
    const rows = zeros(float32, [2, 4]);
    assert.equal(k(rows[1]), rows[1]);
  });

  it("works on a row in place", () => {
    const k = makeKernel(descriptor([{ name: "A", type: vector }], (a) => void (a as Float32Array).fill(1)));
    const rows = zeros(float32, [2, 4]);
    k(rows[1]);
    assert.deepEqual(rows.toArray(), [[0, 0, 0, 0], [1, 1, 1, 1]]);
  });

  it("works on a row of very wide integers in place, also when the run stops", () => {
    const type = ir.tensor(ir.int(100), [2]);
    const rows = zeros(Int.of(100), [2, 2]);
    const k = makeKernel(descriptor([{ name: "A", type }], (a) => {
      (a as bigint[])[1] = 2n ** 90n;
      throw new HeddleError(6001, "stopped");
    }));
    refuses(6001, () => k(rows[1]));
    assert.deepEqual(rows.toArray(), [[0n, 0n], [0n, 2n ** 90n]]);
  });

  it("registers kernels, for others to find through reflect-metadata", () => {
    const d = descriptor([], () => 42, ir.int32);
    function k(): unknown {
      return call(k, []);
    }
    define(k, d);
    assert.equal(k(), 42);
    assert.equal(descriptorOf(k), d);
    assert.equal(Reflect.getMetadata(metadataKey, k), d);
    assert.equal(descriptorOf(() => 1), undefined);
    assert.equal(descriptorOf("k"), undefined);
  });

  it("runs class regions", () => {
    const Top = class Top {
      A: unknown;
    };
    const Other = class Other extends Top {};
    define(Top, descriptor([{ name: "A", type: vector }], (a) => void (a as Float32Array).fill(2)));
    const a = zeros(float32, [4]);
    run(Top, a);
    assert.deepEqual(a.toArray(), [2, 2, 2, 2]);
    refuses(6010, () => run(Other), "Other", '{ "transform": "heddle/transformer", "transformProgram": true }');
  });

  it("refuses to run a template", () => {
    refuses(6011, () => template("gemm"), "gemm is a template", "gemm<…>(…)");
  });
});

describe("flat values", () => {
  const q = ir.fixed(16, 8);
  const wideFixed = ir.fixed(80, 70, false);
  const pixel = ir.struct("Pixel", ["r", "g"].map((name) => ({ name, type: ir.int(8, false) })));
  const particle = ir.struct("Particle", [
    { name: "pos", type: ir.struct("Point", [{ name: "x", type: q }, { name: "y", type: ir.float16 }]) },
    { name: "alive", type: ir.bool }, { name: "id", type: ir.int(64) },
  ]);
  const Pixel = struct("Pixel", { r: uint8, g: uint8 });

  /** What the entry of a kernel with one parameter of each of `types` is called with. */
  function passed(types: readonly ir.Type[], ...args: readonly unknown[]): readonly unknown[] {
    const seen: unknown[] = [];
    makeKernel(descriptor(types.map((type, i) => ({ name: `p${i}`, type })), (...all) => void seen.push(...all)))(...args);
    return seen;
  }

  /** What a kernel without parameters gives, whose entry returns `flat`. */
  function returned(types: readonly ir.Type[], flat: unknown): unknown {
    return makeKernel(descriptor([], () => flat, ...types))();
  }

  it("carry fixed point raw and 16-bit floats as numbers", () => {
    const types = [q, wideFixed, ir.float16, ir.bfloat16];
    assert.deepEqual(passed(types, 1.5, 0.5, 0.1, 257), [384, 2n ** 69n, 0.0999755859375, 256]);
    assert.deepEqual(returned([q], 384), 1.5);
    assert.deepEqual(returned([wideFixed], 2n ** 69n), 0.5);
    assert.deepEqual(returned([ir.float16], 0.5), 0.5);
  });

  it("are the scalars of structs, in order", () => {
    const value = { id: 7, alive: true, pos: { y: 0.5, x: -1 } };
    assert.deepEqual(passed([ir.bool, particle, ir.int(8)], false, value, 3), [false, -256, 0.5, true, 7n, 3]);
    assert.deepEqual(returned([particle], [-256, 0.5, true, 7n]), { pos: { x: -1, y: 0.5 }, alive: true, id: 7n });
    assert.deepEqual(returned([ir.struct("One", [{ name: "x", type: q }])], 128), { x: 0.5 });
  });

  it("are the storage of tensors: of structs one for each scalar", () => {
    const halves = tensor(float16, [2], [1, 2]);
    const pixels = tensor(Pixel, [2], [{ r: 1, g: 2 }, { r: 3, g: 4 }]);
    const [a, r, g] = passed([ir.tensor(ir.float16, [2]), ir.tensor(pixel, [2])], halves, pixels);
    assert.deepEqual([a, r, g], [halves.data, pixels.data.r, pixels.data.g]);
    (r as Uint8Array)[0] = 9;
    assert.deepEqual(pixels.toArray(), [{ r: 9, g: 2 }, { r: 3, g: 4 }]);
  });

  it("come back as an array when there are several", () => {
    const types = [ir.int32, ir.tensor(pixel, [1]), pixel, vector];
    const flat = [5, Uint8Array.of(1), Uint8Array.of(2), 3, 4, Float32Array.of(1, 2, 3, 4)];
    assert.deepEqual(returned(types, flat), [
      5, tensor(Pixel, [1], [{ r: 1, g: 2 }]), { r: 3, g: 4 }, tensor(float32, [4], [1, 2, 3, 4]),
    ]);
    assert.equal(returned([], undefined), undefined);
  });

  it("come back as the arguments that they are", () => {
    const type = ir.tensor(pixel, [2]);
    const params = [{ name: "A", type }, { name: "B", type }];
    const k = makeKernel(descriptor(params, (ar, ag, br, bg) => [br, bg, ar, ag], type, type));
    const [a, b] = [zeros(Pixel, [2]), zeros(Pixel, [2])];
    const result = k(a, b) as readonly unknown[];
    assert.ok(result[0] === b && result[1] === a);
  });

  it("go by the names of a struct's fields, as TypeScript does", () => {
    const other = zeros(struct("Other", { g: uint8, r: uint8 }), [1]);
    const [r, g] = passed([ir.tensor(pixel, [1])], other);
    assert.deepEqual([r === other.data.r, g === other.data.g], [true, true]);
    const saturating = zeros(Fixed.of(16, 8, "round", "saturate"), [1]);
    assert.equal(passed([ir.tensor(q, [1])], saturating)[0], saturating.data);
  });

  it("of views that are not in one piece are copies, which are written back", () => {
    const a = tensor(int32, [2, 3], [1, 2, 3, 4, 5, 6]);
    const column = slice(a, [0, 2], 1);
    const k = makeKernel(descriptor([{ name: "A", type: ir.tensor(ir.int32, [2]) }], (c) => {
      const storage = c as Int32Array;
      assert.deepEqual(storage, Int32Array.of(2, 5));
      storage[1] = 50;
    }));
    k(column);
    assert.deepEqual(a.toArray(), [[1, 2, 3], [4, 50, 6]]);
  });
});

describe("states", () => {
  it("are restored by reset", () => {
    let n = 0;
    const d = { ...descriptor([], () => ++n, ir.int32), reset: () => void (n = 0) };
    const k = makeKernel(d);
    assert.deepEqual([k(), k()], [1, 2]);
    reset(k);
    assert.equal(k(), 1);
    reset(makeKernel(descriptor([], () => 0)));
    refuses(6010, () => { reset(function plain() { return 1; }); }, "plain");
  });
});

describe("the IR of a kernel", () => {
  const text = `files "src/a.ts" "b (@1+2).ts"

struct Pixel { r: uint8, g: uint8 }

@0+120 top func k(@7+3 A: Tensor<Pixel, [4]>, @1:5+2 n: int32) -> int32 {
  @- let x: int32 = int32(A[0]->r@12+4 / n@1:20+5 + 1:int32)
  @30+9 print "at @12+4 \\" " x
  @40+9 \`odd @1+2 name\` = (x / n)@41+3 * 2:int32
  @50+9 return x
}
`;

  it("is text without the places in the source", () => {
    const k = makeKernel({ ...descriptor([], () => 0), ir: text });
    assert.equal(k.ir, `struct Pixel { r: uint8, g: uint8 }

top func k(A: Tensor<Pixel, [4]>, n: int32) -> int32 {
  let x: int32 = int32(A[0]->r / n + 1:int32)
  print "at @12+4 \\" " x
  \`odd @1+2 name\` = (x / n) * 2:int32
  return x
}
`);
    assert.deepEqual(Object.keys(k), []);
    assert.equal((() => 1).ir, undefined);
  });

  it("reads back as the same module", () => {
    const module = parseModule(`func helper(x: int8, out: int8[2]) -> bool {
  out[mod(x, 2)] = int8(x / 3 + 1)
  return x > 0
}

top func kernel(A: int8[2], n: index) -> int8 {
  for i: index = 0 to 2 {
    call ok: bool = helper(int8(A[i] / n + (A[1] << 2)), A)
    print "A[@1+2] is ", A[i] % n
  }
  return A[0]
}
`);
    const printed = printModule(withSpans(module), { spans: true });
    assert.match(printed, /^files [^]*\)@\d+\+\d+/);
    assert.equal(printModule(parseModule(withoutSpans(printed))), printModule(module));
  });
});

describe("arguments that don't fit", () => {
  const k = makeKernel(descriptor(
    [
      { name: "A", type: matrix }, { name: "B", type: matrix }, { name: "n", type: ir.int(8) },
      { name: "on", type: ir.bool },
    ],
    () => assert.fail("must not run"),
  ));
  const good = (): unknown[] => [zeros(int32, [2, 2]), zeros(int32, [2, 2]), 1, true];
  const withArgument = (i: number, value: unknown) => (): unknown => k(...good().with(i, value));

  it("by their number", () => {
    refuses(6012, () => k(), "k takes 4 arguments (A: Tensor<int32, [2, 2]>", "n: int8", "got 0");
    refuses(6012, () => k(...good(), 1), "got 5");
  });

  it("by their kind", () => {
    refuses(6013, withArgument(1, [[1, 2], [3, 4]]), "argument 2 of k ('B')", "a Tensor<int32, [2, 2]>",
      "an array of 2", "tensor(int32, [2, 2], …)");
    refuses(6013, withArgument(0, new Int32Array(4)), "a value of class Int32Array");
    refuses(6013, withArgument(0, undefined), "is undefined");
    refuses(6013, withArgument(0, null), "is null");
    refuses(6016, withArgument(2, "1"), "argument 3 of k ('n')", "an integer (int8)", 'the string "1"');
    refuses(6016, withArgument(2, zeros(int32, [1])), "a value of class");
    refuses(6016, withArgument(3, 1), "argument 4 of k ('on')", "true or false", "the number 1");
  });

  it("by their elements and shape", () => {
    refuses(6014, withArgument(0, zeros(float32, [2, 2])), "argument 1 of k ('A')", "type int32", "float32");
    refuses(6014, withArgument(0, zeros(int64, [2, 2])), "int64");
    refuses(6015, withArgument(0, zeros(int32, [2, 3])), "shape [2, 2]", "[2, 3]");
    refuses(6015, withArgument(0, zeros(int32, [4])), "[4]");
  });

  it("by the fields and scalars of structs", () => {
    const pixel = ir.struct("Pixel", [{ name: "r", type: ir.int(8, false) }]);
    const p = makeKernel(descriptor([{ name: "A", type: ir.tensor(pixel, [1]) }, { name: "p", type: pixel }], () => 0));
    const pixels = zeros(struct("Pixel", { r: uint8 }), [1]);
    refuses(6014, () => p(zeros(struct("Pixel", { r: int32 }), [1]), { r: 1 }),
      "type Pixel { r: uint8 } but has Pixel { r: int32 }", "tensor(dtype<Pixel>(), A.shape, A.toArray())");
    refuses(6014, () => p(zeros(struct("Pixel", { r: uint8, g: uint8 }), [1]), { r: 1 }), "Pixel { r: uint8, g: uint8 }");
    refuses(6014, () => p(zeros(uint8, [1]), { r: 1 }), "has uint8");
    refuses(6013, () => p([{ r: 1 }], { r: 1 }), "a Tensor<Pixel, [1]>", "tensor(dtype<Pixel>(), [1], …)");
    refuses(6023, () => p(pixels, { g: 1 }), "argument 2 of k ('p') must be a Pixel { r }", "without 'r'");
    refuses(6018, () => p(pixels, { r: 256 }), "field 'r' of argument 2 of k ('p')", "256");
  });

  it("by the range of fixed point", () => {
    const types = [ir.tensor(ir.fixed(16, 8, true, "round"), [1]), ir.fixed(16, 8), ir.float16];
    const f = makeKernel(descriptor(types.map((type, i) => ({ name: `p${i}`, type })), () => 0));
    const a = zeros(Fixed.of(16, 8), [1]);
    refuses(6013, () => f([1], 1, 1), 'tensor(Fixed.of(16, 8, "round"), [1], …)');
    refuses(6014, () => f(zeros(Fixed.of(16, 9), [1]), 1, 1), 'type Fixed<16, 8, "round"> but has Fixed<16, 9>');
    refuses(6018, () => f(a, 128, 1), "argument 2 of k ('p1')", "-128 to 127.99609375");
    refuses(6022, () => f(a, NaN, 1), "argument 2", "finite");
    refuses(6016, () => f(a, 1, "1"), "argument 3", "a number (float16)");
    assert.equal(f(a, 127.999, NaN), undefined);
  });

  it("by their value", () => {
    refuses(6017, withArgument(2, NaN), "argument 3 of k ('n')", "integer", "NaN");
    refuses(6017, withArgument(2, 1.5), "1.5");
    refuses(6018, withArgument(2, 128), "-128 to 127", "128");
    refuses(6018, withArgument(2, 128n), "128");
  });

  it("because two are the same storage", () => {
    const a = zeros(int32, [2, 2, 2]);
    refuses(6020, () => k(a[0], a[0], 1, true), "'A' and 'B' of k share their storage");
    const both = zeros(int32, [2, 2]);
    refuses(6020, () => k(both, both, 1, true));
    const wide = zeros(int32, [2, 4]);
    refuses(6020, () => k(slice(wide, [0, 2], [0, 2]), slice(wide, [0, 2], [1, 3]), 1, true), "'A' and 'B'");
    assert.throws(() => k(slice(wide, [0, 2], [0, 2]), slice(wide, [0, 2], [2, 4]), 1, true), /must not run/);
    assert.throws(() => k(a[0], a[1], 1, true), /must not run/);
  });

  it("because they would have to be streams", () => {
    const type: ir.Type = { kind: "stream", element: ir.int32, depth: 2 };
    const s = makeKernel(descriptor([{ name: "pipe", type }], () => 0));
    refuses(6021, () => s(1), "'pipe'", "region");
    const inner = (): void => undefined;
    refuses(6021, () => run(takesStream(inner, "out"), 1), "inner", "'out'");
  });
});

describe("errors inside kernels", () => {
  const failing = (error: Error): Untyped => makeKernel(descriptor([], () => {
    throw error;
  }));

  it("name the user's line", () => {
    const error = new HeddleError(6001, "an integer was divided by zero", { file: "src/k.ts", start: 16, length: 5 });
    const message = "HDL6001: an integer was divided by zero (src/k.ts:2:8)";
    refuses(6001, failing(error), message);
    assert.ok(error.stack?.startsWith(`HeddleError: ${message}\n`), error.stack);
    assert.deepEqual(error.span, { file: "src/k.ts", start: 16, length: 5 });
  });

  it("name it once when kernels call kernels", () => {
    const error = new HeddleError(6001, "stopped", { file: "src/k.ts", start: 0, length: 1 });
    const inner = failing(error);
    refuses(6001, makeKernel(descriptor([], () => inner())));
    assert.equal(error.message, "HDL6001: stopped (src/k.ts:1:1)");
  });

  it("stay as they are when they aren't ours", () => {
    assert.throws(failing(new RangeError("too deep")), new RangeError("too deep"));
  });
});
