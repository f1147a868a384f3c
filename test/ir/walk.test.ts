import assert from "node:assert/strict";
import fc from "fast-check";
import { noSpan } from "../../lib/diagnostics/source.js";
import { constant, intConst, logic } from "../../lib/ir/build.js";
import type { Expr, Stmt } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { printExpr, printModule } from "../../lib/ir/print.js";
import { bool, type ScalarType } from "../../lib/ir/types.js";
import {
  childExprs, declarationsOf, mapExpr, mapExprChildren, mapList, mapStmtChildren, refArgs, stmtBlocks, stmtExprs,
  typesOf, visitExprs, visitStmts,
} from "../../lib/ir/walk.js";
import { anyModule } from "../support/generators.js";

const example = parseModule(`
  func g(n: int8, T: int8[4]) -> int8 { return T[mod(n, 4)] }
  top func f(n: int8, A: int8[4]) {
    let x: int8 = int8(select(n > 0, n + 1, g(n, A)))
    alloc B: int8[4] = x
    for i: index = 0 to n {
      while !(B[i] == 3) update { x = int8(-x) } do { A[i] = x }
      if true && n < 2 { call y: int8 = g(B[0], A) } else { return }
    }
  }
`);
const body = example.functions[1]?.body ?? [];

/** Rebuilds the whole block with `f` on every expression, bottom-up. */
function rewrite(stmts: readonly Stmt[], f: (e: Expr) => Expr): readonly Stmt[] {
  return mapList(stmts, (s) => mapStmtChildren(s, { expr: (e) => mapExpr(e, f), stmts: (b) => rewrite(b, f) }));
}

describe("walking the IR", () => {
  it("gives the same object when nothing changes", () => {
    assert.equal(rewrite(body, (e) => e), body);
    fc.assert(fc.property(anyModule(), (m) => {
      for (const f of m.functions) assert.equal(rewrite(f.body, (e) => e), f.body);
    }));
  });

  it("rebuilds only the path to what changed", () => {
    const changed = rewrite(body, (e) => (e.kind === "const" && e.value === 3n ? intConst(2) : e));
    assert.notEqual(changed, body);
    assert.deepEqual(body.map((s, i) => s === changed[i]), [true, true, false]);
    const [before, after] = [body[2], changed[2]];
    assert.ok(before?.kind === "for" && after?.kind === "for");
    assert.equal(after.hi, before.hi);
    assert.equal(after.body[1], before.body[1]);
    const text = printModule({ functions: [], top: { ...(example.functions[1] ?? assert.fail()), body: changed } });
    assert.match(text, /B\[i\] == 2/);
  });

  it("reaches every expression: turning constants into others changes all of them", () => {
    fc.assert(fc.property(anyModule(), (m) => {
      for (const f of m.functions) {
        const marked = rewrite(f.body, (e) => (e.kind === "const" ? { ...e, span: { ...noSpan, start: 1 } } : e));
        visitExprs(marked, (e) => assert.ok(e.kind !== "const" || e.span.start === 1));
      }
    }));
  });

  it("lists children in order of evaluation", () => {
    const [first] = body;
    assert.ok(first?.kind === "let" && first.init.kind === "cast");
    assert.deepEqual(childExprs(first.init.operand).map(printExpr), ["n > 0", "n + 1", "g(n, A)"]);
    assert.deepEqual(stmtExprs(body[2] ?? first).map(printExpr), ["0", "n"]);
  });

  it("leaves references out of the children and lists them apart", () => {
    const calls: string[] = [];
    visitExprs(body, (e) => {
      if (e.kind === "call") calls.push(...childExprs(e).map(printExpr), ...refArgs(e).map((r) => `ref ${r.sym.name}`));
    });
    assert.deepEqual(calls, ["n", "ref A"]);
    const { functions } = parseModule("top func f() -> bool[1] { alloc A: bool[1] = true return A }");
    const returned = functions[0]?.body[1];
    assert.deepEqual(returned && refArgs(returned).map((r) => r.sym.name), ["A"]);
  });

  it("visits statements, parents first, updates before bodies", () => {
    const kinds: string[] = [];
    visitStmts(body, (s) => kinds.push(s.kind));
    assert.deepEqual(kinds, ["let", "alloc", "for", "while", "assign", "store", "if", "callstmt", "return"]);
    const loop = body[2];
    assert.equal(loop && stmtBlocks(loop).length, 1);
  });

  it("lists declarations, and the types of all names", () => {
    const f = example.functions[1] ?? assert.fail();
    assert.deepEqual(declarationsOf(f).map((d) => d.sym.name), ["n", "A", "x", "B", "i", "y"]);
    const types = typesOf(example);
    assert.equal(declarationsOf(f).every((d) => types.get(d.sym.id) === d.type), true);
    assert.deepEqual(types.get(example.functions[0]?.sym.id ?? -1), { kind: "int", width: 8, signed: true });
    assert.equal(types.get(f.sym.id), undefined);
  });

  it("walks what is new: aggregates, cases, do, messages, several results", () => {
    const { functions } = parseModule(`
      struct P { x: int8, y: int8 }
      func g(p: P) -> (int8, P) { return p->x, {p->y, 1:int8} }
      top func f(A: int8[2], s: stream<P, 1>) {
        state n: int8 = 0
        alloc T: P[1] = {2:int8, 3:int8}
        put s, {4:int8, A[5]}
        call a: int8, b: P = g({6:int8, n})
        switch n + 7 { case 1 { print 8, A, "x" } default { assert n == 9, A, 10 } }
        do { } update { n = 11:int8 } while n < 12
      }
    `);
    const f = functions[1] ?? assert.fail();
    const constants: string[] = [];
    visitExprs(f.body, (e) => e.kind === "const" && constants.push(String(e.value)));
    assert.deepEqual(constants, ["2", "3", "4", "5", "6", "7", "8", "9", "10", "12", "11"]);
    assert.deepEqual(declarationsOf(f).map((d) => d.sym.name), ["A", "s", "n", "T", "a", "b"]);
    const refs: string[] = [];
    visitStmts(f.body, (s) => refs.push(...refArgs(s).map((r) => r.sym.name)));
    assert.deepEqual(refs, ["A", "A"]);
    assert.equal(rewrite(f.body, (e) => e), f.body);
    const loop = f.body.at(-1);
    assert.deepEqual(loop && stmtBlocks(loop).map((b) => b.length), [0, 1]);
    const ones = rewrite(f.body, (e) => (e.kind === "const" && e.type.kind === "int" ? { ...e, value: 1n } : e));
    visitExprs(ones, (e) => assert.ok(e.kind !== "const" || e.value === 1n));
  });

  it("keeps the type of the node it maps", () => {
    const e: Expr = logic("or", constant(true, bool), constant(false, bool));
    const flipped = mapExprChildren(e, (c) => constant(c.kind === "const" && c.value === false, bool));
    const type: ScalarType = flipped.type;
    assert.equal(printExpr(flipped), "false || true");
    assert.equal(type, bool);
  });
});
