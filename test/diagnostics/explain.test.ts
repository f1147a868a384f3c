import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { catalogue } from "../../lib/diagnostics/catalogue/index.js";
import { cataloguePage, explain, parseCode, unknownCode } from "../../lib/diagnostics/explain.js";

describe("parseCode", () => {
  it("takes the code with or without its prefix", () => {
    assert.equal(parseCode("1203"), 1203);
    assert.equal(parseCode("HDL1203"), 1203);
    assert.equal(parseCode(" hdl1203 "), 1203);
    assert.equal(parseCode("12"), undefined);
    assert.equal(parseCode("gemm"), undefined);
  });
});

describe("explain", () => {
  it("prints title, cause and both examples of every code", () => {
    for (const entry of catalogue.values()) {
      const text = explain(entry.code) ?? "";
      assert.ok(text.startsWith(`${entry.severity} HDL${entry.code}: ${entry.title}\n`), text);
      assert.ok(text.includes(entry.cause));
      assert.ok(text.indexOf("Wrong:") < text.indexOf("Right:"));
    }
  });

  it("knows nothing of other codes, and names near ones", () => {
    assert.equal(explain(9999), undefined);
    const [first] = catalogue.keys();
    assert.ok(first !== undefined);
    assert.match(unknownCode(`HDL${String(first).slice(0, 3)}`), /Did you mean "\d{4}"/);
    assert.match(unknownCode("gemm"), /^No diagnostic has the code "gemm"\. Codes are listed/);
  });
});

describe("docs/diagnostics.md", () => {
  it("is what the catalogue says (npm run docs writes it)", () => {
    const written = readFileSync(new URL("../../../docs/diagnostics.md", import.meta.url), "utf8");
    assert.equal(written, cataloguePage());
  });
});
