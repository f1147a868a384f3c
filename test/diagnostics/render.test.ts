import assert from "node:assert/strict";
import pc from "picocolors";
import type { Diagnostic } from "../../lib/diagnostics/diagnostic.js";
import { renderDiagnostic, renderDiagnostics } from "../../lib/diagnostics/render.js";
import { wholeFile } from "../../lib/diagnostics/source.js";

const text = "const a = 1;\n\tlet b = a / 0;\nconst c = b;\n";
const sources = [wholeFile("src/a.ts", text)];
const start = text.indexOf("a / 0");

const division: Diagnostic = {
  code: 1999,
  severity: "error",
  message: "This divides by zero.",
  span: { file: "src/a.ts", start, length: 5 },
  related: [{ span: { file: "src/a.ts", start: 6, length: 1 }, message: "'a' is declared here." }],
  help: "Divide by something else.",
};

describe("renderDiagnostic", () => {
  it("writes the one-line form of tsc, notes and help on lines of their own", () => {
    assert.equal(
      renderDiagnostic(division, sources),
      [
        "src/a.ts(2,10): error HDL1999: This divides by zero.",
        "  src/a.ts(1,7): 'a' is declared here.",
        "  help: Divide by something else.",
      ].join("\n"),
    );
  });

  it("writes the pretty form of tsc with squiggles under the span", () => {
    assert.equal(
      renderDiagnostic(division, sources, { pretty: true }),
      [
        "src/a.ts:2:10 - error HDL1999: This divides by zero.",
        "",
        "2  let b = a / 0;",
        "           ~~~~~",
        "",
        "  src/a.ts:1:7",
        "    1 const a = 1;",
        "            ~",
        "    'a' is declared here.",
        "",
        "  help: Divide by something else.",
      ].join("\n"),
    );
  });

  it("colours only when it is given colours, and changes nothing else", () => {
    const coloured = renderDiagnostic(division, sources, { pretty: true, colours: pc.createColors(true) });
    assert.match(coloured, /\u001b\[31merror/);
    assert.equal(coloured.replace(/\u001b\[\d+m/g, ""), renderDiagnostic(division, sources, { pretty: true }));
  });

  it("ends the squiggles with the line when the span goes on", () => {
    const long = { ...division, span: { ...division.span, length: 100 }, related: [] };
    const lines = renderDiagnostic(long, sources, { pretty: true }).split("\n");
    assert.equal(lines[3], "           ~~~~~~");
  });

  it("keeps the columns when only a stretch of the file is known", () => {
    const stretch = [{ file: "src/a.ts", start, line: 1, column: 9, text: text.slice(start, start + 6) }];
    assert.match(renderDiagnostic({ ...division, related: [] }, stretch), /^src\/a\.ts\(2,10\): /);
    const lines = renderDiagnostic({ ...division, related: [] }, stretch, { pretty: true }).split("\n");
    assert.equal(lines[2]?.indexOf("a / 0"), lines[3]?.indexOf("~"));
  });

  it("says what it can about a place that it cannot show", () => {
    const elsewhere = { ...division, span: { file: "b.ts", start: 0, length: 1 }, related: [] };
    assert.match(renderDiagnostic(elsewhere, sources), /^b\.ts: error HDL1999: /);
    const nowhere = { ...division, span: { file: "", start: 0, length: 0 }, related: [] };
    assert.match(renderDiagnostic(nowhere, sources), /^error HDL1999: /);
    assert.match(renderDiagnostic(nowhere, sources, { pretty: true }), /^error HDL1999: /);
  });

  it("shows files as it is told to", () => {
    const shown = renderDiagnostic(division, sources, { showFile: (f) => `../${f}` });
    assert.match(shown, /^\.\.\/src\/a\.ts\(2,10\)/);
  });
});

describe("renderDiagnostics", () => {
  it("sorts by place and prints the same thing once", () => {
    const early = { ...division, code: 1998, span: { ...division.span, start: 0 }, related: [] };
    const codes = renderDiagnostics([division, early, division], sources).match(/HDL\d+/g);
    assert.deepEqual(codes, ["HDL1998", "HDL1999"]);
  });
});
