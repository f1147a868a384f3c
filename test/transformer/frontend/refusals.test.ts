/**
 * Wrong programs, one mistake a file in test/fixtures/refusals. A comment at the end of a line says which diagnostic is
 * expected there (`// HDL1004: part of the message`, `// warning HDL3010: …`); missing and unexpected ones both fail.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { constructs } from "../../../lib/diagnostics/catalogue/constructs.js";
import { regions } from "../../../lib/diagnostics/catalogue/dataflow-regions.js";
import { streams } from "../../../lib/diagnostics/catalogue/dataflow-streams.js";
import { language } from "../../../lib/diagnostics/catalogue/language.js";
import { shapes } from "../../../lib/diagnostics/catalogue/shapes.js";
import { types } from "../../../lib/diagnostics/catalogue/types.js";
import type { Diagnostic } from "../../../lib/diagnostics/diagnostic.js";
import { compileFile } from "../../../transformer/frontend/index.js";
import { programOf } from "../../support/program.js";

const folder = fileURLToPath(new URL("../../../../test/fixtures/refusals/", import.meta.url));
const names = fs.readdirSync(folder).filter((f) => f.endsWith(".ts"));

interface Expectation {
  readonly line: number;
  readonly severity: string;
  readonly code: number;
  readonly text: string;
}

/** The expectations written in a fixture; lines count from 1. */
function expectationsOf(text: string): readonly Expectation[] {
  return text.split("\n").flatMap((line, i) => {
    const found = /\/\/ (warning )?HDL(\d{4}): (.*)$/.exec(line);
    return found === null
      ? []
      : [
          {
            line: i + 1,
            severity: found[1] === undefined ? "error" : "warning",
            code: Number(found[2]),
            text: found[3] ?? "",
          },
        ];
  });
}

function lineOf(text: string, d: Diagnostic): number {
  return text.slice(0, d.span.start).split("\n").length;
}

describe("refused programs", () => {
  const files = names.map((n) => path.join(folder, n));
  const program = programOf(files);

  for (const [i, name] of names.entries()) {
    it(name, () => {
      const source = program.getSourceFile(files[i] ?? "");
      assert.ok(source !== undefined);
      const expected = expectationsOf(source.text);
      const found = compileFile(program, source).diagnostics;
      const shown = found.map((d) => `${lineOf(source.text, d)}: ${d.severity} HDL${d.code}: ${d.message}`);
      assert.ok(expected.length > 0, "the fixture expects nothing");
      assert.equal(found.length, expected.length, `expected ${expected.length}, got:\n${shown.join("\n")}`);
      for (const d of found) {
        assert.ok(d.help !== undefined && d.help !== "", `HDL${d.code} has no help`);
        assert.doesNotMatch(`${d.message} ${d.help}`, /\[object|SyntaxKind|__@|heddle(Exact|Values)|undefined\b(?!')/);
      }
      for (const e of expected) {
        const match = found.some(
          (d) =>
            d.code === e.code &&
            d.severity === e.severity &&
            lineOf(source.text, d) === e.line &&
            d.message.includes(e.text),
        );
        assert.ok(match, `no '${e.severity} HDL${e.code}: …${e.text}…' on line ${e.line}; got:\n${shown.join("\n")}`);
      }
    });
  }

  it("covers every diagnostic of the language and its types", () => {
    const seen = new Set(
      names.flatMap((n) => expectationsOf(fs.readFileSync(path.join(folder, n), "utf8")).map((e) => e.code)),
    );
    const catalogues: readonly Readonly<Record<string, { readonly code: number }>>[] = [language, constructs, types, shapes, regions, streams];
    const missing = catalogues.flatMap((c) => Object.values(c)).map((k) => k.code).filter((c) => !seen.has(c));
    assert.deepEqual(missing, []);
  });
});
