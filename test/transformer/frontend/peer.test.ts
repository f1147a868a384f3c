/** Programs that our closest peer takes and gives a wrong meaning; they have to be refused. See cases/peer.ts for the others. */
import assert from "node:assert/strict";
import type { Diagnostic } from "../../../lib/diagnostics/diagnostic.js";
import { compileFile } from "../../../transformer/frontend/index.js";
import { programOf, virtualFile } from "../../support/program.js";

interface Refusal {
  readonly name: string;
  readonly source: string;
  /** What refuses it: a code of ours, or one of TypeScript's. */
  readonly code: string;
}

const kernel = (signature: string, body: string): string => `@kernel()\nexport function f(${signature} {\n${body}\n}\n`;

const refusals: readonly Refusal[] = [
  { name: "7: a struct of other fields", code: "TS2741", source: `interface P { x: int32; y: int32 }\n${kernel("x: int32): int32", "const p: P = { x };\nreturn p.x;")}` },
  { name: "13: a condition with a name that does not exist", code: "HDL1005", source: kernel("x: int32): int32", "if (debugg === 1) return x;\nreturn 0;") },
  { name: "13: a condition that is not known when it has to be", code: "HDL1006", source: `let size = 4;\n${kernel("x: int32): int32", "for (const i of unrolled(size)) x += i;\nreturn x;")}` },
  { name: "14: a name of some caller is no name here", code: "HDL1005", source: `function helper(): int32 {\n  return local;\n}\n${kernel("x: int32): int32", "const local = x;\nreturn helper() + local;")}` },
  { name: "16: a step about a loop that does not exist", code: "HDL2004", source: `import { pipeline, schedule } from "heddle";\n@schedule(pipeline("i"))\n${kernel("x: int32): int32", "return x;")}` },
  { name: "20: a token of another kind", code: "HDL3005", source: "@region()\nexport function f(A: Tensor<int32, [2]>): void {\n  const pipe = stream(int32, { depth: 1 });\n  @kernel({ args: [A] })\n  function send(a: Tensor<int32, [2]>) { pipe.put(a[0] > 0); }\n  @kernel()\n  function receive() { console.log(pipe.get()); }\n}\n" },
  { name: "21: a negative subscript", code: "HDL3008", source: kernel("A: Tensor<int32, [4]>): int32", "return A[-1];") },
  { name: "21: a slice with a step", code: "TS2769", source: kernel("A: Tensor<int32, [6]>): int32", "const B = slice(A, [0, 5, 2]);\nreturn B[0];") },
  { name: "25: a memory that would be ignored", code: "TS2305", source: `import { type Memory } from "heddle";\n${kernel("A: Tensor<int32, [4]> & Memory<\"BRAM\">): int32", "return A[0];")}` },
];

const names = ["int32", "kernel", "region", "slice", "stream", "unrolled"];

function textOf({ source }: Refusal): string {
  const used = names.filter((n) => new RegExp(`\\b${n}\\b`).test(source));
  return `import { ${used.join(", ")}${source.includes("Tensor<") ? ", type Tensor" : ""} } from "heddle";\n${source}`;
}

describe("programs to which the peer gives a wrong meaning", () => {
  const files = refusals.map((_, i) => virtualFile(`peer-${i}.ts`));
  const program = programOf(files, new Map(refusals.map((r, i) => [files[i] ?? "", textOf(r)])));

  for (const [i, r] of refusals.entries()) {
    it(r.name, () => {
      const source = program.getSourceFile(files[i] ?? "");
      assert.ok(source !== undefined);
      const own = compileFile(program, source).diagnostics.map((d: Diagnostic) => `HDL${d.code}`);
      const theirs = program.getSemanticDiagnostics(source).map((d) => `TS${d.code}`);
      assert.ok([...own, ...theirs].includes(r.code), `${[...own, ...theirs].join(", ")} for\n${source.text}`);
    });
  }
});
