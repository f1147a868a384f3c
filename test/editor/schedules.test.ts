import assert from "node:assert/strict";
import { openEditor, places, type Editor } from "./support.js";

const kernels = `import { grid, int32, kernel, schedule, split, type Tensor } from "heddle";

const factor = 8;

@schedule(
  split("i", factor),
)
@kernel()
export function k(A: Tensor<int32, [16]>): void {
  for (const [i] of grid(16)) A[i] = 1;
}

@kernel()
export function other(A: Tensor<int32, [16]>): void {
  for (const [i] of grid(16)) A[i] = 2;
}
`;

describe("schedules in the editor", function () {
  this.timeout(60_000);
  let editor: Editor;
  let file: string;
  before(() => {
    editor = openEditor({ "src/kernels.ts": kernels });
    file = editor.file("src/kernels.ts");
  });
  after(() => editor.close());

  it("are fine when they are legal", async () => {
    assert.deepEqual(await editor.server.check(file), { syntaxDiag: [], semanticDiag: [], suggestionDiag: [] });
  });

  it("are refused at the step, also when a constant elsewhere makes them wrong, and move with the text", async () => {
    const { server } = editor;
    server.edit(file, 'split("i"', 'split("x"');
    const found = (await server.check(file)).semanticDiag;
    assert.deepEqual(places(found), ["6 1002004"]);
    assert.match(found[0]?.text ?? "", /^HDL2004: there is no loop 'x'\. Did you mean "i"\?\n {2}help: there is i/);
    server.edit(file, "A[i] = 2", "A[i] =\n    2");
    server.edit(file, "const factor", "\nconst factor");
    assert.deepEqual(places((await server.check(file)).semanticDiag), ["7 1002004"]);
    server.edit(file, 'split("x"', 'split("i"');
    assert.deepEqual((await server.check(file)).semanticDiag, []);
    server.edit(file, "factor = 8", "factor = 17");
    assert.deepEqual(places((await server.check(file)).semanticDiag), ["7 1002011"]);
    server.edit(file, "factor = 17", "factor = 8");
    assert.deepEqual((await server.check(file)).semanticDiag, []);
  });

  it("are read again from the schedule file, whose errors are shown in the source", async () => {
    const { server, project } = editor;
    const write = (loop: string): void => {
      project.write({ "src/kernels.schedule.json": `{ "kernels": {\n "other": [{ "primitive": "split", "loop": "${loop}", "factor": 2 }] } }` });
      server.edit(file, "A[i] = 1", "A[i] =  1");
      server.edit(file, "A[i] =  1", "A[i] = 1");
    };
    write("q");
    const [found] = (await server.check(file)).semanticDiag;
    assert.match(found?.text ?? "", /HDL2004: there is no loop 'q'\. Did you mean "i"\? \(in src\/kernels\.schedule\.json, which a kernel of this file uses\)/);
    assert.deepEqual(found?.relatedInformation?.map((r) => [r.span?.file, r.span?.start.line]), [[editor.file("src/kernels.schedule.json"), 2]]);
    write("i");
    assert.deepEqual((await server.check(file)).semanticDiag, []);
  });
});
