/** Code that was compiled without the transformer says which line to add, and never runs with another meaning. */
import * as assert from "node:assert/strict";
import {
  abs, assert as check, bit, bitcast, bits, clamp, concat, dim, dtype, floorDiv, grid, HeddleError, Int, int32, kernel,
  max, min, mod, pid, range, reduction, region, reverseBits, run, state, stream, unrolled, withBit, withBits, zeros,
} from "heddle";

const line = /add \{ "transform": "heddle\/transformer", "transformProgram": true \} to .*tsconfig\.json/;

function refuses(act: () => unknown, what: string): void {
  assert.throws(act, (error: unknown) => {
    assert.ok(error instanceof Error);
    assert.ok(error.message.startsWith(`HDL6010: ${what} works only in code compiled by Heddle: add `), error.message);
    assert.match(error.message, line);
    return true;
  });
}

/** As TypeScript's standard decorators do it. */
class Members {
  @kernel()
  static scale(x: number): number {
    return x * 2;
  }

  @kernel({ mapping: [1], args: ["A"] })
  producer(): number {
    return 1;
  }
}

@region()
class Top {
  static readonly constant = 4;
  A: unknown;
}

describe("code compiled without the transformer", () => {
  it("refuses decorated methods", () => {
    refuses(() => Members.scale(2), "scale");
    refuses(() => new Members().producer(), "producer");
    assert.equal(Members.scale.name, "scale");
  });

  it("refuses decorated classes, but leaves their static members", () => {
    refuses(() => new Top(), "Top");
    refuses(() => run(Top), "Top");
    assert.equal(Top.constant, 4);
  });

  it("refuses methods and classes under legacy decorators", () => {
    const original = { value: () => 1, writable: true, enumerable: false, configurable: true };
    const replaced: unknown = Reflect.apply(kernel(), undefined, [Members, "scale", original]);
    assert.ok(typeof replaced === "object" && replaced !== null && "value" in replaced);
    const { value } = replaced;
    assert.ok(typeof value === "function");
    refuses(() => Reflect.apply(value, undefined, []), "scale");
    const Legacy = class Legacy {
      A: unknown;
    };
    const replacement: unknown = Reflect.apply(region(), undefined, [Legacy]);
    assert.ok(typeof replacement === "function");
    refuses(() => Reflect.construct(replacement, []), "Legacy");
  });

  it("refuses what exists in kernels only", () => {
    refuses(() => grid(2, 3), "grid(…)");
    refuses(() => reduction(2), "reduction(…)");
    refuses(() => range(2), "range(…)");
    refuses(() => stream(int32, { depth: 2 }), "stream(…)");
    refuses(() => pid(), "pid()");
    refuses(() => dim<4>(), "dim<…>()");
    refuses(() => dtype<int32>(), "dtype<…>()");
    refuses(() => unrolled(4), "unrolled(…)");
    refuses(() => state(int32, 0), "state(…)");
    refuses(() => state(int32, [4]), "state(…)");
    assert.throws(() => Int<7>(3), /HDL6037: Int as a value needs its width: write Int\.of\(7\)/);
  });

  it("refuses what needs the hardware type of its operand", () => {
    refuses(() => bit(5, 0), "bit(…)");
    refuses(() => bits(5, 2, 1), "bits(…)");
    refuses(() => withBit(5, 0, 1), "withBit(…)");
    refuses(() => withBits(5, 2, 1, 3), "withBits(…)");
    refuses(() => concat(1, 2), "concat(…)");
    refuses(() => reverseBits(1), "reverseBits(…)");
    refuses(() => bitcast(int32, 1), "bitcast(…)");
  });
});

describe("arithmetic in host code", () => {
  it("floors", () => {
    const pairs: readonly [number, number][] = [[7, 2], [-7, 2], [7, -2], [-7, -2], [6, 3], [-6, 3], [0, -5]];
    assert.deepEqual(pairs.map(([n, d]) => floorDiv(n, d)), [3, -4, -4, 3, 2, -2, 0]);
    assert.deepEqual(pairs.map(([n, d]) => mod(n, d)), [1, 1, -1, -1, 0, 0, 0]);
    assert.equal(floorDiv(2 ** 53 - 1, 2), 2 ** 52 - 1);
    assert.throws(() => floorDiv(1, 0), /HDL6001/);
    assert.throws(() => mod(1, 0), /HDL6001/);
  });

  it("bounds", () => {
    assert.deepEqual([min(1, 2), max(1, 2), abs(-3)], [1, 2, 3]);
    assert.deepEqual([clamp(5, 0, 3), clamp(-5, 0, 3), clamp(2, 0, 3)], [3, 0, 2]);
  });
});

describe("assert in host code", () => {
  it("stops with its message when the condition is false", () => {
    check(true, "never seen");
    const stopped = (...message: readonly unknown[]) => (error: unknown): boolean => {
      assert.ok(error instanceof HeddleError);
      assert.equal(error.code, 6004);
      return error.message === `HDL6004: an assertion does not hold${message.join("")}`;
    };
    assert.throws(() => check(false), stopped());
    assert.throws(() => check(false, "n is", 3, 4n), stopped(": n is 3 4"));
    assert.throws(() => check(false, zeros(int32, [2])), stopped(": Tensor<int32, [2]> [0, 0]"));
  });
});
