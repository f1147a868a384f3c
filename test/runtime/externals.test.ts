/** External functions: their models, called from host code and from compiled code. */
import * as assert from "node:assert/strict";
import { external, float32, int32, struct, tensor, uint8, zeros, type ExternalOptions, type Int, type Tensor } from "heddle";
import * as ir from "../../lib/ir/types.js";
import { runExternal } from "../../runtime/externals.js";
import { refuses, untyped } from "./support.js";

type Vector = Tensor<Int<32>, [2]>;

const doubling = {
  top: "twice", source: "twice.cc", inputs: [0], outputs: [1],
  model: (A: Vector, B: Vector): void => {
    B[0] = (A[0] ?? 0) * 2;
    B[1] = (A[1] ?? 0) * 2;
  },
};

const vector = ir.tensor(ir.int32, [2]);
const twoVectors = [{ name: "A", type: vector }, { name: "B", type: vector }];

/** As compiled files call `external`. */
function registered(
  options: Partial<ExternalOptions<never>>, id: string, params: unknown, results: readonly ir.Type[] = [],
): void {
  Reflect.apply(external, undefined, [{ ...doubling, ...options }, id, { params, results }]);
}

describe("external functions", () => {
  it("run their model in host code", () => {
    const twice = external(doubling);
    const b = zeros(int32, [2]);
    twice(tensor(int32, [2], [3, 4]), b);
    assert.deepEqual(b.toArray(), [6, 8]);
    assert.equal(twice.name, "twice");
    const model = (A: Vector): number => (A[0] ?? 0) + (A[1] ?? 0);
    const sum = external({ top: "sum", source: "s.cc", inputs: [0], outputs: [], model });
    assert.equal(sum(tensor(int32, [2], [3, 4])), 7);
  });

  it("must not write their inputs", () => {
    const wrong = external({
      ...doubling,
      model: (A: Vector, B: Vector): void => {
        B[0] = 1;
        A[1] = 9;
      },
    });
    refuses(6024, () => { wrong(zeros(int32, [2]), zeros(int32, [2])); }, "the model of twice wrote argument 0",
      "element [1] of Tensor<int32, [2]>", "name 0 in outputs as well");
    const copying = (A: Vector, B: Vector): void => void (A[1] = B[1] ?? 0);
    const both = external({ ...doubling, outputs: [0, 1], model: copying });
    const a = zeros(int32, [2]);
    both(a, tensor(int32, [2], [1, 2]));
    assert.deepEqual(a.toArray(), [0, 2]);
    const idle = (_A: Tensor<never, [1]>): void => undefined;
    const nan = external({ top: "f", source: "f.cc", inputs: [0], outputs: [], model: idle });
    nan(untyped(tensor(float32, [1], [NaN])));
  });

  it("work on the storage of compiled code", () => {
    registered({}, "twice#1", twoVectors);
    const [a, b] = [Int32Array.of(5, 6), new Int32Array(2)];
    assert.equal(runExternal("twice#1", [a, b]), undefined);
    assert.deepEqual(b, Int32Array.of(10, 12));
    registered({ model: untyped((A: Vector) => { A[0] = 1; }) }, "twice#2", twoVectors);
    refuses(6024, () => runExternal("twice#2", [a, b]), "argument 0");
  });

  it("take and give scalars and structs as compiled code carries them", () => {
    const q = ir.fixed(16, 8);
    const pixel = ir.struct("Pixel", [{ name: "r", type: ir.int(8, false) }, { name: "x", type: q }]);
    const params = [{ name: "x", type: q }, { name: "p", type: pixel }, { name: "P", type: ir.tensor(pixel, [1]) }];
    const seen: unknown[] = [];
    const model = (x: unknown, p: unknown, P: { toArray(): unknown }): number => {
      seen.push(x, p, P.toArray());
      return 2.5;
    };
    registered({ inputs: [0, 1, 2], outputs: [], model: untyped(model) }, "mixed", params, [q]);
    const flat = [384, 7, -256, Uint8Array.of(9), Int16Array.of(128)];
    assert.equal(runExternal("mixed", flat), 640);
    assert.deepEqual(seen, [1.5, { r: 7, x: -1 }, [{ r: 9, x: 0.5 }]]);
    registered({ inputs: [0, 1, 2], outputs: [], model: untyped(() => "two") }, "wrong", params, [q]);
    refuses(6016, () => runExternal("wrong", flat), "the result of twice");
    registered({ inputs: [0, 1, 2], outputs: [], model: untyped(() => ({ r: 1, x: 1 })) }, "struct", params, [pixel]);
    assert.deepEqual(runExternal("struct", flat), [1, 256]);
  });

  it("name the field of a struct that was written", () => {
    const Pixel = struct("Pixel", { r: uint8, g: uint8 });
    const model = (P: Tensor<{ g: number }, [2]>): void => void (P[1] = { ...P[1], g: 3 });
    const f = external({ top: "f", source: "f.cc", inputs: [0], outputs: [], model });
    refuses(6024, () => { f(untyped(zeros(Pixel, [2]))); }, "element [1] of Tensor<Pixel, [2]>");
  });

  it("must be loaded before they are called", () => {
    refuses(6026, () => runExternal("nowhere", []), "nowhere");
  });

  it("must describe every parameter", () => {
    const wrong = (changes: object, ...parts: readonly string[]): void =>
      refuses(6025, () => external(untyped({ ...doubling, ...changes })), ...parts);
    wrong({ top: "two words" }, "'two words'");
    wrong({ source: "" }, "source");
    wrong({ inputs: [0.5] }, "0.5 is no position");
    wrong({ inputs: [-1] }, "-1");
    wrong({ outputs: [] }, "parameter 1 is neither in inputs nor in outputs");
    wrong({ outputs: [2] }, "parameter 1");
    wrong({ inputs: 0 }, "arrays");
    wrong({ model: undefined }, "model must be a function");
  });
});
