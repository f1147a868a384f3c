/** Random statements: every path through a function with results returns them. Loops are in loops.ts. */
import { noSpan } from "../../../lib/diagnostics/source.js";
import { ref } from "../../../lib/ir/build.js";
import type { Arg, CallStmt, Return, Stmt, Switch } from "../../../lib/ir/ir.js";
import { elementCount, leavesOf, sameType, type ScalarType, type TensorType } from "../../../lib/ir/types.js";
import { convert, type Value } from "../../../lib/numeric/convert.js";
import type { Draw } from "./draw.js";
import { argumentsFor, boolean, integer, subscripts, typed, value } from "./expressions.js";
import { doWhileLoop, forLoop, whileLoop } from "./loops.js";
import { assertion, printing } from "./messages.js";
import { bring, freshName, innerSite, workLimit, type Helper, type Site, type TensorVar } from "./site.js";
import { scalarType } from "./types.js";

const span = noSpan;

/** How deep expressions nest. */
const exprDepth = 3;

export type StmtMaker = (s: Site) => readonly Stmt[];

/** Up to `most` statements; the names they declare are added to `s`. */
export function statements(s: Site, most: number): readonly Stmt[] {
  const made: Stmt[] = [];
  for (let left = s.draw.between(0, most); left > 0 && !s.draw.exhausted(); left--) {
    s.routine.work += s.trips;
    made.push(...s.draw.pick(s.nest > 0 ? [...plain, ...nested] : plain)(s));
  }
  return made;
}

const loop = (make: (s: Site, body: typeof statements) => readonly Stmt[] | undefined): StmtMaker =>
  (s) => make(s, statements) ?? assignment(s);

const plain: readonly StmtMaker[] = [
  store, declaration, assignment, store, declaration, assignment, allocation, callStatement, jump,
  (s) => printing(s) ?? store(s), assertion,
];
const nested: readonly StmtMaker[] = [
  loop(forLoop), loop(forLoop), loop(forLoop), branch, loop(whileLoop), earlyReturn, selection, loop(doWhileLoop),
];

function declaration(s: Site): readonly Stmt[] {
  const type = scalarType(s.draw);
  const init = typed(s, type, exprDepth);
  const mutable = !s.draw.oneIn(3);
  const sym = freshName(s);
  s.scalars.push({ sym, type, assignable: mutable });
  return [{ kind: "let", sym, type, mutable, init, span }];
}

function assignment(s: Site): readonly Stmt[] {
  const known = s.scalars.filter((v) => v.assignable);
  if (known.length === 0) return declaration(s);
  const { sym, type } = s.draw.pick(known);
  return [{ kind: "assign", sym, value: typed(s, type, exprDepth), span }];
}

function store(s: Site): readonly Stmt[] {
  const known = s.tensors.filter((t) => t.writable);
  if (known.length === 0) return assignment(s);
  const { sym, type } = s.draw.pick(known);
  const leaf = s.draw.pick(leavesOf(type.element));
  const at = subscripts(s, type, 1);
  const path = leaf.path.length === 0 ? {} : { path: leaf.path };
  return [{ kind: "store", tensor: sym, index: at, ...path, value: typed(s, leaf.type, exprDepth), span }];
}

function allocation(s: Site): readonly Stmt[] {
  const type = s.draw.pick(s.routine.program.tensorTypes);
  return [s.draw.oneIn(2) ? constantArray(s, type) : newTensor(s, type)];
}

/** Declares a tensor that is filled with one value. */
export function newTensor(s: Site, type: TensorType): Stmt {
  const fill = value(s, type.element, 1);
  const sym = freshName(s);
  s.tensors.push({ sym, type, writable: true, own: true });
  return { kind: "alloc", sym, type, init: { kind: "fill", value: fill }, span };
}

function constantArray(s: Site, type: TensorType): Stmt {
  const values = constants(s.draw, type);
  const sym = freshName(s);
  s.tensors.push({ sym, type, writable: false, own: false });
  return { kind: "alloc", sym, type, init: { kind: "values", values }, span };
}

/** Constants for all elements of a tensor. */
export function constants(draw: Draw, { element, shape }: TensorType): readonly Value[] {
  const leaves = leavesOf(element);
  return Array.from({ length: elementCount(shape) }, () => leaves.map((l) => someValue(draw, l.type))).flat();
}

/** A constant value of a type. */
export function someValue(draw: Draw, type: ScalarType): Value {
  const samples = [0n, 1n, -1n, 2n, 100n, -77n, 123456789n, -(1n << 70n), 0.5, -0, 1e300, NaN, -Infinity];
  return convert(draw.pick(samples), type);
}

/** A call of any helper; tensors it needs and that are not there are made first. */
function callStatement(s: Site): readonly Stmt[] {
  const known = s.routine.program.helpers.filter((h) => {
    const allowed = s.routine.mayLast || !h.lasting;
    return allowed && s.routine.work + s.trips * h.work < workLimit;
  });
  if (known.length === 0) return store(s);
  const helper = s.draw.pick(known);
  s.routine.work += s.trips * helper.work;
  const { made, args } = argumentsMade(s, helper);
  const { func } = helper;
  const named = func.results.length > 0 && !s.draw.oneIn(4);
  const results = named ? func.results.map((type) => ({ sym: freshName(s), type })) : [];
  for (const { sym, type } of results) bring(s, sym, type);
  const made1: CallStmt = { kind: "callstmt", callee: func.sym, args, results, span };
  return [...made, made1];
}

function argumentsMade(s: Site, { func, writes }: Helper): { made: readonly Stmt[]; args: readonly Arg[] } {
  const args = argumentsFor(s, func, writes, 2);
  if (args !== undefined) return { made: [], args };
  const made = func.params.flatMap(({ type }) => (type.kind === "tensor" ? [newTensor(s, type)] : []));
  const complete = argumentsFor(s, func, writes, 2);
  if (complete === undefined) throw new Error("a helper takes something other than values and tensors");
  return { made, args: complete };
}

function branch(s: Site): readonly Stmt[] {
  const cond = boolean(s, 2);
  const then = statements(innerSite(s), 3);
  return [{ kind: "if", cond, then, else: s.draw.oneIn(2) ? statements(innerSite(s), 3) : [], span }];
}

/** A switch over a value that often meets a case, sometimes with several values for a case, with or without default. */
function selection(s: Site): readonly Stmt[] {
  const x = integer(s, 2);
  const id = s.routine.program.freshLoop();
  const inside = (): Site => innerSite(s, { targets: [...s.targets, { id, isSwitch: true }] });
  const values = [0n, 1n, 2n, -1n, 255n, 3n, 1n << 40n].slice(0, s.draw.between(1, 7));
  const cases: Switch["cases"][number][] = [];
  for (let at = 0; at < values.length;) {
    const count = s.draw.between(1, 3);
    cases.push({ values: values.slice(at, at + count), body: statements(inside(), 2) });
    at += count;
  }
  const otherwise = s.draw.oneIn(2) ? [] : statements(inside(), 2);
  return [{ kind: "switch", value: x, cases, default: otherwise, id, span }];
}

function jump(s: Site): readonly Stmt[] {
  if (s.targets.length === 0) return assignment(s);
  const target = s.draw.pick([...s.targets].reverse());
  const kind = target.isSwitch ? "break" : s.draw.pick(["break", "continue"] as const);
  const then: Stmt = { kind, loop: target.id, span };
  return [{ kind: "if", cond: boolean(s, 2), then: [then], else: [], span }];
}

function earlyReturn(s: Site): readonly Stmt[] {
  if (!s.routine.mayReturn) return assignment(s);
  return [{ kind: "if", cond: boolean(s, 2), then: [returnStatement(s)], else: [], span }];
}

/** Returns values of the result types, no tensor twice; tensors of the types must be in scope. */
export function returnStatement(s: Site): Return {
  const used = new Set<TensorVar>();
  const values = s.routine.results.map((type): Arg => {
    if (type.kind !== "tensor") return value(s, type, 2);
    const tensor = s.draw.pick(s.tensors.filter((t) => t.own && !used.has(t) && sameType(t.type, type)));
    used.add(tensor);
    return ref(tensor.sym);
  });
  return { kind: "return", values, span };
}
