/** Random modules: generated JavaScript does what the interpreter does, also when subscripts go astray. */
import fc from "fast-check";
import type { Expr, Module, Stmt } from "../../../lib/ir/ir.js";
import { binary, intConst } from "../../../lib/ir/build.js";
import { printModule } from "../../../lib/ir/print.js";
import { mapExpr, mapList, mapStmtChildren } from "../../../lib/ir/walk.js";
import { kernelModule, moduleWithArgs } from "../../support/generators.js";
import { agree, runs } from "./agree.js";

/** Moves subscripts by `offsets`, in turn; every load and store gets a span of its own. */
function astray(m: Module, offsets: readonly number[]): Module {
  let at = 0;
  const span = (): Expr["span"] => ({ file: "astray.ts", start: at, length: 1 });
  const moved = (index: readonly Expr[]): readonly Expr[] => mapList(index, (e) => {
    const offset = offsets[at++ % offsets.length] ?? 0;
    return offset === 0 ? e : binary("add", e, intConst(offset));
  });
  const expr = (e: Expr): Expr => mapExpr(e, (x) => (x.kind === "load" ? { ...x, index: moved(x.index), span: span() } : x));
  const stmt = (s: Stmt): Stmt => {
    const mapped = mapStmtChildren(s, { expr, stmts });
    return mapped.kind === "store" ? { ...mapped, index: moved(mapped.index), span: span() } : mapped;
  };
  const stmts = (body: readonly Stmt[]): readonly Stmt[] => mapList(body, stmt);
  const functions = m.functions.map((f) => ({ ...f, body: stmts(f.body) }));
  const top = functions.find((f) => f.sym.id === m.top.sym.id) ?? m.top;
  return { functions, top };
}

/** Mostly 0: else no run gets far. */
const offsets = fc.array(
  fc.oneof({ weight: 12, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -2, max: 2 }) }),
  { minLength: 7, maxLength: 40 },
);

describe("targets/js modules", () => {
  it("agree with the interpreter", function () {
    this.timeout(runs(120_000));
    fc.assert(fc.property(moduleWithArgs(), ({ module, args }) => {
      agree(module, args);
    }), { numRuns: runs(300) });
  });

  it("agree with the interpreter on subscripts out of bounds", function () {
    this.timeout(runs(120_000));
    fc.assert(fc.property(moduleWithArgs(kernelModule()), offsets, ({ module, args }, o) => {
      const changed = astray(module, o);
      try {
        agree(changed, args);
      } catch (error) {
        throw new Error(printModule(changed, { spans: true }), { cause: error });
      }
    }), { numRuns: runs(300) });
  });
});
