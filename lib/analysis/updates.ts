/** Statements `x = x op e`: sums, products and the like, whose repetitions may change their order. */
import type { Binary, BinaryOp, Expr, Stmt, Sym } from "../ir/ir.js";
import { contains, intervalOf, isIntegral, sameType, type ScalarType } from "../ir/types.js";
import { childExprs } from "../ir/walk.js";

export interface Update {
  readonly op: BinaryOp;
  /** `free`: any order gives the same bits. `rounded`: a sum or product of floats, which is rounded each time. */
  readonly order: "free" | "rounded";
}

const reorderable: ReadonlySet<BinaryOp> = new Set(["add", "sub", "mul", "and", "or", "xor", "min", "max"]);
const onFloats: ReadonlySet<BinaryOp> = new Set(["add", "sub", "mul", "min", "max"]);
/** What wrapping at the end, instead of each time, does not change. */
const modular: ReadonlySet<BinaryOp> = new Set(["add", "sub", "mul", "and", "or", "xor"]);

/** How `s` updates `target`; `undefined` when it does something else with it. */
export function updateOf(s: Stmt, target: Sym): Update | undefined {
  if (s.kind !== "assign" && s.kind !== "store") return undefined;
  if ((s.kind === "assign" ? s.sym : s.tensor).id !== target.id) return undefined;
  const sum = withoutCasts(s.value);
  if (sum.kind !== "binary" || !reorderable.has(sum.op)) return undefined;
  const other = otherOperand(s, sum);
  if (other === undefined || mentions(other, target)) return undefined;
  const order = orderOf(sum, s.value.type, other.type);
  return order === undefined ? undefined : { op: sum.op, order };
}

/** The `e` of `x = x op e`. */
function otherOperand(s: Stmt & { readonly kind: "assign" | "store" }, { op, left, right }: Binary): Expr | undefined {
  if (isTarget(s, withoutWidening(left))) return right;
  return op !== "sub" && isTarget(s, withoutWidening(right)) ? left : undefined;
}

function isTarget(s: Stmt & { readonly kind: "assign" | "store" }, e: Expr): boolean {
  if (s.kind === "assign") return e.kind === "var" && e.sym.id === s.sym.id;
  if (e.kind !== "load" || e.tensor.id !== s.tensor.id) return false;
  return e.index.every((x, i) => {
    const other = s.index[i];
    return other !== undefined && sameExpr(x, other);
  }) && e.path?.join(".") === s.path?.join(".");
}

/** Without conversions that change no value. */
function withoutWidening(e: Expr): Expr {
  if (e.kind !== "cast" || !isIntegral(e.type) || !isIntegral(e.operand.type)) return e;
  return contains(intervalOf(e.type), intervalOf(e.operand.type)) ? withoutWidening(e.operand) : e;
}

function withoutCasts(e: Expr): Expr {
  return e.kind === "cast" ? withoutCasts(e.operand) : e;
}

function mentions(e: Expr, target: Sym): boolean {
  if ((e.kind === "var" && e.sym.id === target.id) || (e.kind === "load" && e.tensor.id === target.id)) return true;
  return childExprs(e).some((c) => mentions(c, target));
}

function orderOf({ op, type }: Binary, stored: ScalarType, other: ScalarType): Update["order"] | undefined {
  switch (stored.kind) {
    case "float":
      if (!sameType(type, stored) || !onFloats.has(op)) return undefined;
      return op === "min" || op === "max" ? "free" : "rounded";
    case "fixed": {
      const keepsFraction = type.kind === "fixed" ? type.frac <= stored.frac : type.kind === "int";
      return stored.overflow === "wrap" && keepsFraction && (op === "add" || op === "sub") ? "free" : undefined;
    }
    case "int": case "index": case "bool":
      if (!isIntegral(type) || !isIntegral(other)) return undefined;
      return modular.has(op) || contains(intervalOf(stored), intervalOf(other)) ? "free" : undefined;
  }
}

/** The same expression, but for where it stands. */
export function sameExpr(a: Expr, b: Expr): boolean {
  const head = headOf(a);
  if (head === undefined || head !== headOf(b) || !sameType(a.type, b.type)) return false;
  const [of, other] = [childExprs(a), childExprs(b)];
  return of.length === other.length && of.every((c, i) => {
    const d = other[i];
    return d !== undefined && sameExpr(c, d);
  });
}

/** All of an expression but its type and operands; `undefined` for calls, which are never the same. */
function headOf(e: Expr): string | undefined {
  switch (e.kind) {
    case "const":
      return `const ${Object.is(e.value, -0) ? "-0" : String(e.value)}`;
    case "var":
      return `var ${e.sym.id} ${e.path?.join(".") ?? ""}`;
    case "load":
      return `load ${e.tensor.id} ${e.path?.join(".") ?? ""}`;
    case "binary": case "compare": case "logic": case "unary":
      return `${e.kind} ${e.op}`;
    case "select": case "cast": case "bitcast":
      return e.kind;
    case "call":
      return undefined;
  }
}
