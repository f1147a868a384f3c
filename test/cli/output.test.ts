import assert from "node:assert/strict";
import { outputFor } from "../../cli/context.js";

const terminal = { isTTY: true, write: () => true };
const pipe = { write: () => true };

function isColoured(stream: typeof pipe, env: Readonly<Record<string, string>>): boolean {
  return outputFor(stream, env).colours.red("x") !== "x";
}

describe("output", () => {
  it("has colours on a terminal only", () => {
    assert.equal(isColoured(terminal, {}), true);
    assert.equal(isColoured(pipe, {}), false);
    assert.equal(isColoured(terminal, { TERM: "dumb" }), false);
  });

  it("obeys NO_COLOR and FORCE_COLOR, the former first", () => {
    assert.equal(isColoured(terminal, { NO_COLOR: "1" }), false);
    assert.equal(isColoured(terminal, { NO_COLOR: "" }), true);
    assert.equal(isColoured(pipe, { FORCE_COLOR: "1" }), true);
    assert.equal(isColoured(terminal, { FORCE_COLOR: "0" }), false);
    assert.equal(isColoured(pipe, { FORCE_COLOR: "1", NO_COLOR: "1" }), false);
  });

  it("is pretty for people", () => {
    assert.equal(outputFor(terminal, { NO_COLOR: "1" }).pretty, true);
    assert.equal(outputFor(pipe, {}).pretty, false);
    assert.equal(outputFor(pipe, { FORCE_COLOR: "1" }).pretty, true);
  });
});
