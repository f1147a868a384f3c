import "reflect-metadata";
import * as assert from "node:assert/strict";
import { descriptorOf, float32, HeddleError, Int, int32, int64, run, tensor, zeros } from "heddle";
import { wholeFile } from "../../lib/diagnostics/source.js";
import * as ir from "../../lib/ir/types.js";
import { call, define, makeKernel, metadataKey, template, type KernelDescriptor } from "../../runtime/kernel.js";

type Untyped = (...args: unknown[]) => unknown;

const source = wholeFile("src/k.ts", "line one\nC[i] = 1 / d;\n");

function descriptor(
  params: KernelDescriptor["signature"]["params"], entry: Untyped, result?: ir.Type,
): KernelDescriptor {
  const signature = result === undefined ? { params } : { params, result };
  return { name: "k", signature, entry, ir: "", sources: [source], kind: "kernel" };
}

const vector = ir.tensor(ir.float32, [4]);
const matrix = ir.tensor(ir.int32, [2, 2]);

function refuses(code: number, act: () => unknown, ...parts: readonly string[]): void {
  assert.throws(act, (error: unknown) => {
    assert.ok(error instanceof HeddleError, String(error));
    assert.equal(error.code, code, error.message);
    for (const part of parts) assert.ok(error.message.includes(part), `'${part}' in: ${error.message}`);
    return true;
  });
}

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
    const d = descriptor([], () => 42);
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
    assert.throws(() => k(a[0], a[1], 1, true), /must not run/);
  });

  it("because they would have to be streams", () => {
    const type: ir.Type = { kind: "stream", element: ir.int32, depth: 2 };
    const s = makeKernel(descriptor([{ name: "pipe", type }], () => 0));
    refuses(6021, () => s(1), "'pipe'", "region");
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
