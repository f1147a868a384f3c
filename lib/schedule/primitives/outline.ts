/** `outline`: loops become a function. */
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { For, Func, Stmt } from "../../ir/ir.js";
import { mapStmtChildren, stmtBlocks } from "../../ir/walk.js";
import { jumpOutOf } from "../loops.js";
import { loopsOf } from "../names.js";
import { outlined, sameFunction, withoutMemoriesOf } from "../outlining.js";
import { loops, text } from "../parameters.js";
import { definePrimitive, refused, type StepContext } from "../primitive.js";
import { withFunc } from "../rewrite.js";

export const outline = definePrimitive({
  name: "outline",
  summary: "Makes a function called `name` of loops that follow each other; what they use become its parameters.",
  elsewhere: { allo: "outline (in the dialect only)", exo: "extract_subproc(p, \"stage\", \"for i in _: _\")" },
  rule: "No jump leaves the loops. A name that is taken must be of a function that does the same: then that one is called.",
  cost: "None; the function can be a stage, and equal ones share their hardware.",
  parameters: {
    loops: loops("the loops, in the order of the text; a label stands for the outermost loop of its band"),
    name: text("the name of the function"),
  },
  positional: ["loops", "name"],
  picture: {
    before: `top func f(A: int32[8], C: int32[8], k: int32) {
      alloc B: int32[8] = int32(0)
      for i: index = 0 to 8 { B[i] = int32(A[i] * k) }
      for j: index = 0 to 8 { C[j] = B[j] }
    }`,
    step: '{ "primitive": "outline", "loops": ["i"], "name": "scaled" }',
    after: `func scaled(A: int32[8], k: int32, B: int32[8]) { for i: index = 0 to 8 { B[i] = int32(A[i] * k) } }
    top func f(A: int32[8], C: int32[8], k: int32) {
      alloc B: int32[8] = int32(0)
      call scaled(A, k, B)
      for j: index = 0 to 8 { C[j] = B[j] }
    }`,
  },
  legal: (context, { loops: places, name }) => {
    const chosen = places.map((p) => p.loop);
    const [first] = places;
    if (first === undefined) return [];
    const apart = notInARow(first.func, chosen);
    if (apart !== undefined) return refused(context, kinds.notInARow, [apart.iter.name]);
    const jump = jumpOutOf(chosen);
    if (jump !== undefined) {
      return refused(
        context, kinds.movedJump, ["outline", first.loop.iter.name], [{ span: jump.span, message: "it is left here" }],
      );
    }
    return nameErrors(context, first.func, chosen, name);
  },
  apply: (module, { loops: places, name }) => {
    const [first] = places;
    if (first === undefined) throw new Error("something is outlined");
    const { func } = first;
    const chosen = places.map((p) => p.loop);
    const { func: made, call } = outlined(module, func, chosen, name);
    const known = module.functions.find((f) => f.sym.name === name);
    const placed = known === undefined ? call
      : call.map((s) => (s.kind === "callstmt" ? { ...s, callee: known.sym } : s));
    const caller = withoutMemoriesOf({ ...func, body: inPlaceOf(func.body, chosen, placed) }, chosen);
    const functions = known === undefined ? module.functions.flatMap((f) => (f === func ? [made, f] : [f]))
      : module.functions;
    const gone = loopsOf(func).filter((l) => isInside(l.loop, chosen))
      .map((l) => ({ name: l.name, into: [`${name}:${l.loop.iter.name}`] }));
    return { module: withFunc({ ...module, functions }, caller), gone };
  },
});

function nameErrors(context: StepContext, func: Func, chosen: readonly Stmt[], name: string): readonly Diagnostic[] {
  const { module } = context;
  const known = module.functions.find((f) => f.sym.name === name);
  if (known === undefined && module.top.sym.name !== name) {
    return isName(name) ? [] : refused(context, kinds.badName, [name]);
  }
  const { func: made } = outlined(module, func, chosen, name);
  const isBefore = known !== undefined && module.functions.indexOf(known) < module.functions.indexOf(func);
  if (isBefore && sameFunction(module, known, made)) return [];
  return refused(
    context, kinds.takenName, [name],
    known === undefined ? [] : [{ span: known.span, message: "the function of that name" }],
  );
}

function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}

/** The first of the loops that does not come next after the one before. */
function notInARow(f: Func, chosen: readonly For[]): For | undefined {
  const find = (stmts: readonly Stmt[]): readonly Stmt[] | undefined => {
    if (stmts.some((s) => s === chosen[0])) return stmts;
    for (const s of stmts) {
      for (const block of stmtBlocks(s)) {
        const inner = find(block);
        if (inner !== undefined) return inner;
      }
    }
    return undefined;
  };
  const block: readonly Stmt[] = find(f.body) ?? [];
  const start = block.findIndex((s) => s === chosen[0]);
  return chosen.find((l, i) => block[start + i] !== l);
}

function inPlaceOf(stmts: readonly Stmt[], chosen: readonly Stmt[], by: readonly Stmt[]): readonly Stmt[] {
  return stmts.flatMap((s) => {
    if (s === chosen[0]) return by;
    return chosen.includes(s) ? [] : [mapStmtChildren(s, { stmts: (body) => inPlaceOf(body, chosen, by) })];
  });
}

function isInside(l: For, chosen: readonly Stmt[]): boolean {
  return chosen.some((s) => s === l || stmtBlocks(s).some((block) => isInside(l, block)));
}
