/** `distribute`: one loop over several statements becomes two loops, one after the other. */
import { findDependence, type Decide } from "../../analysis/dependences.js";
import { report as kinds } from "../../diagnostics/catalogue/report.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { variable } from "../../ir/build.js";
import type { Expr, For, Func, Stmt } from "../../ir/ir.js";
import { childExprs, visitStmts } from "../../ir/walk.js";
import { freshSyms } from "../../passes/fresh-syms.js";
import { refusal } from "../legality.js";
import { freshLoopId } from "../loops.js";
import { integer, loop, optional } from "../parameters.js";
import { definePrimitive, refused, type StepContext } from "../primitive.js";
import { substituted, withLoop } from "../rewrite.js";

export const distribute = definePrimitive({
  name: "distribute",
  summary: "Cuts a loop in two: all iterations of its first statements, then all iterations of the rest.",
  elsewhere: { exo: "fission(p, stmt.after())" },
  rule: "No iteration of the first statements may need what the rest did in an earlier one; "
    + "the first statements declare no names.",
  cost: "The counter and the control of another loop; the nests that come of it can be scheduled apart.",
  parameters: {
    loop: loop("the loop"),
    after: optional(integer("how many statements the first loop keeps; one unless given", 1)),
  },
  positional: ["loop"],
  picture: {
    before: "top func f(A: int32[8], B: int32[8]) { for i: index = 0 to 8 {\n A[i] = int32(1)\n B[i] = A[i]\n } }",
    step: '{ "primitive": "distribute", "loop": "i" }',
    after: `top func f(A: int32[8], B: int32[8]) {
      for i.first: index = 0 to 8 { A[i.first] = int32(1) }
      for i.rest: index = 0 to 8 #2 { B[i.rest] = A[i.rest] }
    }`,
  },
  legal: (context, { loop: { func, loop: l }, after = 1 }) => {
    const problem = problemWith(l, after);
    if (problem !== undefined) return refused(context, kinds.notDistributed, [l.iter.name, problem]);
    return orderErrors(context, func, l, after);
  },
  apply: (module, { loop: { func, loop: l }, after = 1 }) => {
    const syms = freshSyms(module);
    const id = freshLoopId(func.body);
    const half = (name: string, body: readonly Stmt[], own: number): For => {
      const iter = syms.fresh(`${l.iter.name}.${name}`);
      return { ...l, iter, id: own, body: substituted(body, l.iter, variable(iter, l.type, l.span)) };
    };
    const { label: _label, ...rest } = half("rest", l.body.slice(after), id);
    const { name } = l.iter;
    const made = withLoop(module, func, l, () => [half("first", l.body.slice(0, after), l.id), rest]);
    return { module: made, gone: [{ name, into: [`${name}.first`, `${name}.rest`] }] };
  },
});

function problemWith(l: For, after: number): string | undefined {
  if (after >= l.body.length) return `it has ${l.body.length} statement${l.body.length === 1 ? "" : "s"} only`;
  const declares = l.body.slice(0, after).find((s) => s.kind === "let" || s.kind === "alloc" || s.kind === "get"
    || (s.kind === "callstmt" && s.results.length > 0));
  if (declares !== undefined) return "its first statements declare names";
  const assigned = new Set<number>();
  const jumps: Stmt[] = [];
  visitStmts(l.body, (s) => {
    if (s.kind === "return" || ((s.kind === "break" || s.kind === "continue") && s.loop === l.id)) jumps.push(s);
    if (s.kind === "assign") assigned.add(s.sym.id);
  });
  if (jumps.length > 0) return "an iteration may be left halfway";
  return [l.lo, l.hi].some((e) => varies(e, assigned))
    ? "its bounds may be others when the second loop starts" : undefined;
}

/** Whether the body may change what `e` is. */
function varies(e: Expr, assigned: ReadonlySet<number>): boolean {
  return e.kind === "load" || e.kind === "call" || (e.kind === "var" && assigned.has(e.sym.id))
    || childExprs(e).some((c) => varies(c, assigned));
}

/** What the rest does in an iteration comes after all iterations of the first statements. */
function orderErrors(context: StepContext, f: Func, l: For, after: number): readonly Diagnostic[] {
  const sides = new Map<Stmt, number>();
  l.body.forEach((s, n) => {
    visitStmts([s], (x) => sides.set(x, n < after ? 0 : 1));
  });
  const violated = findDependence(f, context.module, undefined, ({ from, to, loops }) => {
    if (sides.get(from.stmt) !== 1 || sides.get(to.stmt) !== 0) return undefined;
    const at = loops.findIndex((x) => x.node === l);
    return at < 0 ? undefined : (directions): ReturnType<Decide> => {
      if (directions.slice(0, at).includes("<")) return "no";
      return directions.length <= at ? "more" : directions[at] === "<" ? "yes" : "no";
    };
  });
  return violated === undefined ? [] : refusal(context, "distribute", violated);
}
