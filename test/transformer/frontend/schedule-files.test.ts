/** What may stand in a schedule file that should not: each a coded error at its place in the file. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { locate, wholeFile } from "../../../lib/diagnostics/source.js";
import { compileFile } from "../../../transformer/frontend/index.js";
import { programOf } from "../../support/program.js";

const source = `import { grid, int32, kernel, type Tensor } from "heddle";
@kernel()
export function k(A: Tensor<int32, [16, 8]>): void {
  for (const [i, j] of grid(16, 8)) A[i][j] = A[i][j] * 3 + 1;
}
`;

const splitI = '{ "primitive": "split", "loop": "i", "factor": 4 }';

const cases: readonly (readonly [string, string, RegExp])[] = [
  ["malformed", '{ "kernels": {\n "k": [ }', /k\.schedule\.json\(2,9\): error HDL2096: this is not JSON: Unexpected token '}'$/],
  ["cut off", '{ "kernels": {', /HDL2096: this is not JSON: (Unexpected end|Expected)/],
  ["empty", "", /HDL2096/],
  ["with comments", '{ // no\n "kernels": {} }', /HDL2096/],
  ["of another form", '{ "kernels": { "k": {} } }', /json\(1,21\): error HDL2098: kernels\.k must be array/],
  ["no object", "[]", /HDL2098: a schedule must be object/],
  ["with a field too many", '{ "kernels": {}, "extra": 1 }', /json\(1,18\): error HDL2098: a schedule has no field 'extra'/],
  ["with an unknown primitive", '{ "kernels": { "k": [{ "primitive": "spilt" }] } }', /error HDL2001: there is no primitive 'spilt'\. Did you mean "split"/],
  ["with an unknown argument", `{ "kernels": { "k": [${splitI.replace(" }", ', "tial": "min" }')}] } }`, /HDL2003: split has no argument 'tial'\. Did you mean "tail"/],
  ["with an ill-typed argument", `{ "kernels": { "k": [${splitI.replace("4", '"4"')}] } }`, /json\(1,69\): error HDL2098: kernels\.k\[0\]\.factor must be integer/],
  ["with factor 0", `{ "kernels": { "k": [${splitI.replace("4", "0")}] } }`, /kernels\.k\[0\]\.factor must be >= 2/],
  ["with an argument missing", '{ "kernels": { "k": [{ "primitive": "split", "loop": "i" }] } }', /HDL2098: kernels\.k\[0\] must have required property 'factor'/],
  ["with a choice of its own", `{ "kernels": { "k": [${splitI.replace(" }", ', "tail": "x" }')}] } }`, /\.tail must be one of "guard", "min", "perfect"/],
  ["for an unknown kernel", '{ "kernels": { "kk": [] } }', /json\(1,16\): error HDL2099: there is no kernel or region 'kk' in .*k\.ts\. Did you mean "k"/],
  ["with a field twice", `{ "kernels": { "k": [${splitI}], "k": [] } }`, /HDL2098: "k" stands here twice/],
  ["with the prototype as kernel", '{ "kernels": { "__proto__": [] , "constructor": [] } }', /'__proto__'[^]*'constructor'/],
  ["with the prototype as argument", `{ "kernels": { "k": [${splitI.replace(" }", ', "__proto__": { "tail": "min" }, "constructor": 1 }')}] } }`,
    /HDL2003: split has no argument '__proto__'[^]*HDL2003: split has no argument 'constructor'/],
  ["with the prototype as document", '{ "__proto__": { "kernels": {} } }', /HDL2098/],
  ["with too many steps", `{ "kernels": { "k": [${Array.from({ length: 1001 }, () => splitI).join()}] } }`, /kernels\.k must NOT have more than 1000 items/],
  ["enormous", `{ "kernels": { "k": [${" ".repeat(1 << 20)}] } }`, /k\.schedule\.json\(1,1\): error HDL2097: the file is too large/],
  ["nested without an end", `{ "kernels": { "k": ${"[".repeat(100_000)}${"]".repeat(100_000)} } }`, /HDL2097: the nesting/],
];

describe("schedule files are refused", function () {
  this.timeout(60_000);
  // Inside the package, so that "heddle" is found.
  const folder = fs.mkdtempSync(fileURLToPath(new URL("../schedules-", import.meta.url)));
  const fileOf = (i: number): string => path.join(folder, String(i), "k.ts");
  let program: ReturnType<typeof programOf>;
  before(() => {
    cases.forEach(([, text], i) => {
      fs.mkdirSync(path.dirname(fileOf(i)));
      fs.writeFileSync(fileOf(i), source);
      fs.writeFileSync(fileOf(i).replace(".ts", ".schedule.json"), text);
    });
    program = programOf(cases.map((_, i) => fileOf(i)));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  for (const [i, [what, text, expected]] of cases.entries()) {
    it(what, () => {
      const file = program.getSourceFile(fileOf(i));
      assert.ok(file !== undefined);
      const { diagnostics, units } = compileFile(program, file);
      const shown = diagnostics.map((d) => {
        const at = locate([wholeFile(d.span.file, text)], d.span);
        return `${path.basename(d.span.file)}(${at?.line},${at?.column}): error HDL${d.code}: ${d.message}`;
      });
      assert.match(shown.join("\n"), expected);
      assert.deepEqual(units.map((u) => u.scheduled), [undefined]);
    });
  }
});
