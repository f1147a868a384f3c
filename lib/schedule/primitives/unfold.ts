/** `unfold`: a loop becomes its iterations. */
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import { constant } from "../../ir/build.js";
import type { Expr, For, Func, MemoryDirectives, Module, Stmt, Sym } from "../../ir/ir.js";
import { declaredBy, visitStmts } from "../../ir/walk.js";
import { copied, copying, sayingOfMemories } from "../copies.js";
import { jumpOutOf, tripCount } from "../loops.js";
import { loopsOf } from "../names.js";
import { loop } from "../parameters.js";
import { definePrimitive, refused } from "../primitive.js";
import { replaced, withFunc } from "../rewrite.js";

/** More statements than this are not written out. */
const mostStatements = 1 << 16;

export const unfold = definePrimitive({
  name: "unfold",
  summary: "Writes out the iterations of a loop one after the other, each with its counter as a constant: instances in space.",
  elsewhere: {
    allo: "s.unfold(\"PE\", [0, 1])", exo: "unroll_loop(p, \"i\")",
    halide: "f.unroll(i)", tvm: "sch.unroll(i)",
  },
  rule: "Always legal: the iterations keep their order. Their number must be known, and no jump may leave one early.",
  cost: "The hardware of the body as often as there are iterations; functions that it calls are shared unless they are stages.",
  parameters: { loop: loop("the loop") },
  positional: ["loop"],
  picture: {
    before: `func pe(A: int32[2, 8], n: index) { for j: index = 0 to 8 { A[n, j] = int32(A[n, j] + 1) } }
    top func f(A: int32[2, 8]) { for i: index = 0 to 2 {
      call pe(A, i)
      for k: index = 0 to 8 { A[i, k] = int32(0) }
    } }`,
    step: '{ "primitive": "unfold", "loop": "i" }',
    after: `func pe(A: int32[2, 8], n: index) { for j: index = 0 to 8 { A[n, j] = int32(A[n, j] + 1) } }
    top func f(A: int32[2, 8]) {
      call pe(A, 0:index)
      i_0: for k: index = 0 to 8 { A[0:index, k] = int32(0) }
      call pe(A, 1:index)
      i_1: for k: index = 0 to 8 { A[1:index, k] = int32(0) }
    }`,
  },
  legal: (context, { loop: { loop: l } }) => {
    const trips = tripCount(l);
    if (trips === undefined || firstOf(l) === undefined) {
      return refused(context, kinds.dynamicLoop, ["unfold", l.iter.name]);
    }
    const jump = jumpOutOf(l.body);
    if (jump !== undefined) {
      return refused(
        context, kinds.movedJump, ["unfold", l.iter.name], [{ span: jump.span, message: "an iteration is left here" }],
      );
    }
    if (l.directives !== undefined) {
      return refused(context, kinds.directivesLost, ["unfold", l.iter.name, Object.keys(l.directives)]);
    }
    const size = trips * BigInt(sizeOf(l.body));
    return size > mostStatements
      ? refused(context, kinds.tooLarge, ["unfold", l.iter.name, String(size), mostStatements])
      : [];
  },
  apply: (module, { loop: { func, loop: l } }) => {
    const { stmts, memories } = iterations(module, func, l);
    const body = replaced(func.body, l, () => stmts);
    const made = sayingOfMemories({ ...func, body }, memories);
    const labels = stmts.flatMap((s) =>
      (s.kind === "for" && s.label !== undefined ? [`${s.label}.${s.iter.name}`] : []));
    const name = loopsOf(func).find((n) => n.loop === l)?.name ?? l.iter.name;
    return { module: withFunc(module, made), gone: [{ name, into: labels }] };
  },
});

function firstOf({ lo }: For): bigint | undefined {
  return lo.kind === "const" && typeof lo.value === "bigint" ? lo.value : undefined;
}

function sizeOf(stmts: readonly Stmt[]): number {
  let count = 0;
  visitStmts(stmts, () => count++);
  return count;
}

function iterations(
  m: Module, f: Func, l: For,
): { readonly stmts: readonly Stmt[]; readonly memories: readonly MemoryDirectives[] } {
  const by = copying(m, f);
  const inside = new Set<number>();
  visitStmts(l.body, (s) => {
    for (const d of declaredBy(s)) inside.add(d.sym.id);
  });
  const said = (f.memories ?? []).filter((d) => inside.has(d.sym.id));
  const stmts: Stmt[] = [];
  const memories = (f.memories ?? []).filter((d) => !inside.has(d.sym.id));
  const trips = Number(tripCount(l) ?? 0n);
  for (let n = 0; n < trips; n++) {
    const names = new Map<number, Sym>();
    visitStmts(l.body, (s) => {
      if (s.kind === "alloc") names.set(s.sym.id, by.fresh(`${s.sym.name}_${n}`));
    });
    const value = constant((firstOf(l) ?? 0n) + l.step * BigInt(n), l.type, l.span);
    const copy = copied(l.body, by, names, (v): Expr | undefined => (v.sym.id === l.iter.id ? value : undefined));
    stmts.push(...copy.map((s) => labelled(s, l, n)));
    for (const d of said) memories.push({ ...d, sym: names.get(d.sym.id) ?? d.sym });
  }
  return { stmts, memories };
}

/** Loops that are now outermost of their band are told apart by the iteration. */
function labelled(s: Stmt, l: For, n: number): Stmt {
  if (s.kind !== "for" && s.kind !== "while") return s;
  return { ...s, label: `${s.label ?? l.label ?? l.iter.name}_${n}` };
}
