/** Help that is made for the mistake: what it says to write must be right where the mistake is. */
import assert from "node:assert/strict";
import { compileFile } from "../../../transformer/frontend/index.js";
import { programOf, virtualFile } from "../../support/program.js";

const cases: readonly (readonly [body: string, help: string])[] = [
  ["if (x) return 1;", "write x !== 0"],
  ["if (x + 1) return 1;", "write x + 1 !== 0"],
  ["if (x & 1) return 1;", "write (x & 1) !== 0"],
  ["if (!x) return 1;", "write x === 0"],
  ["if (!(x & 1)) return 1;", "write (x & 1) === 0"],
  ["console.assert(x > 0);", "use assert(condition, message) of heddle"],
  ["console.table(x);", "use console.log"],
  ["if (p === q) return 1;", "use one of its parts"],
  ["return x > 1 ? 'a' : 'b';", "hardware has no strings: use numbers"],
  ["if (A > 1) return 1;", "subscript it down to one element, or loop over it"],
];

describe("help", () => {
  const file = virtualFile("help.ts");
  for (const [body, help] of cases) {
    it(body, () => {
      const text = `import { kernel, type int32, type Tensor } from "heddle";
interface P { a: int32 }
@kernel()
export function f(x: int32, p: P, q: P, A: Tensor<int32, [2]>): int32 {
  ${body}
  return x;
}
`;
      const program = programOf([file], new Map([[file, text]]));
      const source = program.getSourceFile(file);
      assert.ok(source !== undefined);
      assert.deepEqual(compileFile(program, source).diagnostics.map((d) => d.help), [help]);
    });
  }
});
