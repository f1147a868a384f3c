/** The values of variables that loops add to. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { accumulatedRange } from "../../lib/analysis/accumulators.js";
import { analyseRanges } from "../../lib/analysis/ranges.js";
import { noSpan } from "../../lib/diagnostics/source.js";
import { binary, cast, compare, intConst, logic, variable } from "../../lib/ir/build.js";
import { interpret } from "../../lib/ir/interpret.js";
import type { Func, Module, Stmt, Sym } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { int, intervalOf, isIntegral, type Interval } from "../../lib/ir/types.js";
import { declarationsOf, mapStmtChildren } from "../../lib/ir/walk.js";
import { moduleWithArgs } from "../support/generators.js";

/** What is found for the variable `x` of a function with these statements. */
function found(body: string): string {
  const m = parseModule(`top func f(A: uint8[16], n: int32, b: int8) {\n${body}\n}`);
  const [f] = m.functions;
  const x = f === undefined ? undefined : declarationsOf(f).find((d) => d.sym.name === "x");
  assert.ok(f !== undefined && x !== undefined);
  const range = accumulatedRange(f, x.sym, analyseRanges(m));
  return range === undefined ? "nothing" : `${range.lo} to ${range.hi}`;
}

describe("analysis/accumulators", () => {
  const loop = (body: string): string => `for i: index = 0 to 16 {\n${body}\n}`;
  const cases: readonly (readonly [string, string, string])[] = [
    ["a sum", `let x: int32 = 0\n${loop("x = int32(x + A[i])")}`, "0 to 4080"],
    ["a sum the other way round", `let x: int32 = 0\n${loop("x = int32(A[i] + x)")}`, "0 to 4080"],
    ["a difference", `let x: int32 = 5\n${loop("x = int32(x - A[i])")}`, "-4075 to 5"],
    ["a sum of either sign", `let x: int32 = 0\n${loop("x = int32(x + b)")}`, "-2048 to 2032"],
    ["loops in loops", `let x: int32 = 0\n${loop(loop("x = int32(x + 1)").replaceAll("i:", "j:"))}`, "0 to 256"],
    ["steps", "let x: int32 = 0\nfor i: index = 0 to 16 step 3 {\nx = int32(x + 1)\n}", "0 to 6"],
    ["two places", `let x: int32 = 0\n${loop("x = int32(x + 1)\nif b > 0 {\nx = int32(x + 2)\n}")}`, "0 to 48"],
    ["a declaration inside the loop", loop("let x: int32 = 0\nx = int32(x + A[i])"), "0 to 255"],
    ["a new start", `let x: int32 = 0\n${loop("x = 7:int32\nx = int32(x + 1)")}`, "0 to 23"],
    ["the largest", `let x: int32 = 0\n${loop("x = int32(max(x, A[i]))")}`, "0 to 255"],
    ["a choice", `let x: int32 = 0\n${loop("x = int32(select(b > 0, x, x + 2))")}`, "0 to 32"],
    ["a variable that is set only", "let x: int32 = 3\nx = 9:int32", "3 to 9"],
    ["a sum that wraps", `let x: int8 = 0\n${loop("x = int8(x + A[i])")}`, "nothing"],
    ["a loop without bound", "let x: int32 = 0\nwhile n > x {\nx = int32(x + 1)\n}", "nothing"],
    ["a loop whose bound is unknown", "let x: int8 = 0\nfor i: index = 0 to n {\nx = int8(x + 1)\n}", "nothing"],
    ["a product", `let x: int32 = 1\n${loop("x = int32(x * 2)")}`, "nothing"],
    ["a difference from something", `let x: int32 = 1\n${loop("x = int32(5 - x)")}`, "nothing"],
  ];
  for (const [name, body, expected] of cases) it(name, () => assert.equal(found(body), expected));

  it("holds every value that a run has", () => {
    let narrower = 0;
    fc.assert(fc.property(moduleWithArgs(), ({ module, args }) => {
      const checked = withChecks(module, () => {
        narrower += 1;
      });
      interpret(checked, args, { stepLimit: 200_000 });
    }), { numRuns: 300 });
    assert.ok(narrower > 30, `only ${narrower} variables have a range narrower than their type`);
  });
});

/** `m` with a division by zero wherever a variable leaves the range that was found for it. */
function withChecks(m: Module, note: () => void): Module {
  const ranges = analyseRanges(m);
  const functions = m.functions.map((f): Func => {
    const known = new Map<number, Interval>();
    for (const { sym, type } of declarationsOf(f)) {
      const range = accumulatedRange(f, sym, ranges);
      if (range === undefined || !isIntegral(type)) continue;
      known.set(sym.id, range);
      if (range.lo > intervalOf(type).lo || range.hi < intervalOf(type).hi) note();
    }
    return { ...f, body: checkedBody(f.body, known) };
  });
  const { top } = m;
  return { functions, top: top.kind === "region" ? top : (functions[m.functions.indexOf(top)] ?? assert.fail()) };
}

function checkedBody(body: readonly Stmt[], known: ReadonlyMap<number, Interval>): readonly Stmt[] {
  return body.flatMap((s): readonly Stmt[] => {
    const inside = mapStmtChildren(s, { stmts: (b) => checkedBody(b, known) });
    const stored = s.kind === "let" || s.kind === "assign" ? s.sym : undefined;
    const range = stored === undefined ? undefined : known.get(stored.id);
    const type = s.kind === "let" ? s.type : s.kind === "assign" ? s.value.type : undefined;
    if (stored === undefined || range === undefined || type === undefined) return [inside];
    const v = variable(stored, type);
    const holds = logic("and", compare("ge", v, intConst(range.lo)), compare("le", v, intConst(range.hi)));
    const init = binary("div", intConst(1), cast(holds, int(1, false)));
    return [inside, { kind: "let", sym: freshSym(), type: init.type, mutable: false, init, span: noSpan }];
  });
}

let nextId = 1_000_000;

function freshSym(): Sym {
  nextId += 1;
  return { name: "check", id: nextId };
}
