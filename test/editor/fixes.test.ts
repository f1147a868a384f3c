import assert from "node:assert/strict";
import { menders } from "../../transformer/editor/fixes/index.js";
import { fixCases, type FixCase } from "./fix-cases.js";
import { openEditor, type Editor } from "./support.js";

function shown(code: number): number {
  return code < 2000 || code >= 3000 ? 1_000_000 + code : code;
}

describe("quick fixes", function () {
  this.timeout(60_000);

  const name = (i: number): string => `src/case-${i}.ts`;
  let editor: Editor;
  before(() => {
    editor = openEditor(Object.fromEntries(fixCases.map((c, i) => [name(i), c.text])));
  });
  after(() => editor.close());

  /** Applies the fix of a case and returns what the file then is. */
  async function mended({ code, fix, text }: FixCase, file: string): Promise<string> {
    const { server } = editor;
    const found = (await server.check(file)).semanticDiag;
    const d = found.find((x) => x.code === shown(code));
    assert.ok(d !== undefined, `no HDL${code} in\n${text}\nbut ${JSON.stringify(found, null, 1)}`);
    const offered = await server.fixes(file, d);
    const chosen = offered.find((f) => f.description.startsWith(fix));
    assert.ok(chosen !== undefined, `no fix "${fix}", but ${offered.map((f) => f.description).join("; ")}`);
    server.apply(chosen);
    return server.textOf(file);
  }

  for (const [i, c] of fixCases.entries()) {
    it(`${shown(c.code) === c.code ? "TS" : "HDL"}${c.code}: ${c.line}`, async () => {
      const file = editor.file(name(i));
      const text = await mended(c, file);
      assert.ok(text.split("\n").some((l) => l.trim() === c.line), text);
      const left = (await editor.server.check(file)).semanticDiag;
      assert.deepEqual(left.map((d) => d.code), c.left ?? [], `${text}\n${left.map((d) => d.text).join("\n")}`);
    });
  }

  it("each has a case", () => {
    const tried = new Set(fixCases.map((c) => c.code));
    assert.deepEqual([...new Set(menders.map((m) => m.code))].filter((c) => !tried.has(c)), []);
  });

  it("are announced to editors that ask once for all files", async () => {
    const codes = (await editor.server.request("getSupportedCodeFixes", null)) as readonly string[];
    assert.deepEqual(menders.map((m) => String(1_000_000 + m.code)).filter((c) => !codes.includes(c)), []);
    assert.equal(new Set(codes).size, codes.length);
  });

  it("leave TypeScript's own in place", async () => {
    const { server } = editor;
    const file = editor.file(name(0));
    server.edit(file, "@kernel()", "export const missing = uint64;\n@kernel()");
    const d = (await server.check(file)).semanticDiag.find((x) => x.code === 2304);
    assert.ok(d !== undefined);
    assert.ok((await server.fixes(file, d)).some((f) => f.fixName === "import"));
  });
});
