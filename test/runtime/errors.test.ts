import * as assert from "node:assert/strict";
import { DeadlockError, HeddleError, RaceError } from "heddle";
import { kind } from "../../lib/diagnostics/diagnostic.js";
import { heddleError } from "../../runtime/errors.js";

const at = (start: number) => ({ file: "src/k.ts", start, length: 1 });

describe("errors at run time", () => {
  it("carry code and span; the span is absent when there is none", () => {
    const error = new HeddleError(6001, "an integer was divided by zero", at(3));
    assert.equal(error.message, "HDL6001: an integer was divided by zero");
    assert.deepEqual([error.name, error.code, error.span], ["HeddleError", 6001, at(3)]);
    assert.equal(Object.hasOwn(new HeddleError(6001, "stopped"), "span"), false);
  });

  it("end with the help of their kind", () => {
    const k = kind({
      code: 6999, severity: "error", title: "", cause: "", wrong: "", right: "",
      message: (n: number) => `${n} is odd`, help: (n: number) => `use ${n + 1}`,
    });
    assert.equal(heddleError(k, [3]).message, "HDL6999: 3 is odd; use 4");
  });

  it("of a deadlock name every instance that waits, and the cycle", () => {
    const error = new DeadlockError([
      { instance: "producer", waitsTo: "put", stream: "pipe", fill: 2, depth: 2, span: at(5) },
      { instance: "consumer", waitsTo: "get", stream: "back", fill: 0, depth: 1, span: at(9) },
    ], ["producer", "consumer"]);
    assert.ok(error instanceof HeddleError);
    assert.deepEqual([error.name, error.code, error.span], ["DeadlockError", 5001, at(5)]);
    assert.match(error.message, /^HDL5001: .*\n.*producer waits to put on stream 'pipe' \(2 of 2 full\)\n/);
    assert.match(error.message, /consumer waits to get on stream 'back' \(0 of 1 full\)/);
    assert.match(error.message, /\n {2}the cycle of waits:\n {2}┌─▶ producer\n.*'pipe' is full \(2 of 2\)\n[^]*└─────┘$/);
  });

  it("of a race name both kernels", () => {
    const error = new RaceError("A", "one", "two", [at(1), at(2)]);
    assert.deepEqual([error.name, error.code, error.span, error.accesses], ["RaceError", 5002, at(1), [at(1), at(2)]]);
    assert.match(error.message, /'one' and 'two'.*'A'/);
  });
});
