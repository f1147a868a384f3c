/** Modules with one thing changed: an operator, a constant, a bound, a subscript, a width, a side. */
import { cast, constant } from "../../lib/ir/build.js";
import type { BinaryOp, CompareOp, Expr, Module, Stmt } from "../../lib/ir/ir.js";
import { int, type ScalarType } from "../../lib/ir/types.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { mapExpr, mapStmtChildren } from "../../lib/ir/walk.js";

/** `m` with the change number `which`; `undefined` when what comes out is no correct module. */
export function mutant(m: Module, which: number): Module | undefined {
  let places = 0;
  rewritten(m, () => {
    places++;
    return false;
  });
  if (places === 0) return undefined;
  let at = which % places;
  const changed = rewritten(m, () => at-- === 0);
  return verifyModule(changed).length === 0 ? changed : undefined;
}

/** `m` with those places changed that are chosen; asks for each, in some order. */
function rewritten(m: Module, chosen: () => boolean): Module {
  const expr = (root: Expr): Expr => mapExpr(root, (e) => variants(e).find(() => chosen()) ?? e);
  const stmt = (s: Stmt): Stmt => {
    const inside = mapStmtChildren(s, { expr, stmts });
    return changedStmts(inside).find(() => chosen()) ?? inside;
  };
  const stmts = (body: readonly Stmt[]): readonly Stmt[] => body.map(stmt);
  const functions = m.functions.map((f) => ({ ...f, body: stmts(f.body) }));
  return { functions, top: functions.find((f) => f.sym.id === m.top.sym.id) ?? m.top };
}

const operators: Readonly<Partial<Record<BinaryOp, BinaryOp>>> = {
  add: "sub", sub: "add", mul: "add", div: "floordiv", rem: "mod", mod: "rem", min: "max", max: "min",
  and: "or", or: "xor", xor: "and",
  shl: "shr", shr: "shl",
};
const comparisons: Readonly<Record<CompareOp, CompareOp>> = {
  eq: "ne", ne: "eq", lt: "le", le: "lt", gt: "ge", ge: "gt",
};

function variants(e: Expr): readonly Expr[] {
  switch (e.kind) {
    case "const":
      return [{ ...e, value: next(e.value, e.type) }];
    case "binary": {
      const op = operators[e.op];
      const swapped = e.type.kind === "float" && e.op === "mul" ? "add" : op;
      return [...(swapped === undefined ? [] : [{ ...e, op: swapped }]), { ...e, left: e.right, right: e.left }];
    }
    case "compare":
      return [{ ...e, op: comparisons[e.op] }, { ...e, left: e.right, right: e.left }];
    case "logic":
      return [{ ...e, op: e.op === "and" ? "or" : "and" }];
    case "select":
      return [{ ...e, whenTrue: e.whenFalse, whenFalse: e.whenTrue }];
    case "cast":
      return narrower(e.operand, e.type);
    default:
      return [];
  }
}

function next(v: bigint | number | boolean, t: ScalarType): bigint | number | boolean {
  if (typeof v === "boolean") return !v;
  return constant(typeof v === "bigint" ? v + 1n : v + 1, t).value;
}

/** Through an integer of one bit less, and of the other sign. */
function narrower(e: Expr, t: ScalarType): readonly Expr[] {
  if (t.kind !== "int" || t.width < 2) return [];
  return [cast(cast(e, int(t.width - 1, t.signed)), t), cast(cast(e, int(t.width, !t.signed)), t)];
}

function changedStmts(s: Stmt): readonly Stmt[] {
  switch (s.kind) {
    case "for":
      if (s.hi.kind !== "const" || typeof s.hi.value !== "bigint") return [];
      return [{ ...s, hi: { ...s.hi, value: s.hi.value - 1n } }];
    case "if":
      return [{ ...s, then: s.else, else: s.then }];
    case "store":
      return s.index.length > 1 ? [{ ...s, index: [...s.index].reverse() }] : [];
    default:
      return [];
  }
}
