/** Lowers expressions: the dispatch, and whatever is neither integer nor float arithmetic. */
import { visitExpr } from "../../ir/walk.js";
import type { Arg, Binary, CallExpr, Cast, Compare, Const, Expr, Load, Select, Store, Unary, VarRef } from "../../ir/ir.js";
import { isIntegral, isValueType, type ScalarType } from "../../ir/types.js";
import { lowerBitcast, reversed } from "./bitcasts.js";
import { functionNamed, rangeOf, typeOf, type FuncContext } from "./context.js";
import { fixedBinary, fixedCompare, fixedConstant, fixedSelect, fixedToInteger, fixedUnary, toFixed } from "./fixed.js";
import { floatBinary, floatLiteral, floatToInteger, floatUnary, toFloatType } from "./floats.js";
import { convertedInteger, integerBinary, integerUnary, sameSigns } from "./integers.js";
import { bothWide, comparedWide, exactPair, ringPair, ringResult, ringType } from "./pairs.js";
import { storedValue } from "./stored.js";
import { declaredType, fieldAt } from "./structs.js";
import { call, cast, infix, literal, name, prefix, sameExpr, ternary, type CppExpr, type InfixOp } from "./tree.js";
import { boolean, int64, plainInt, scalarType } from "./types.js";
import { callHelper, castTo, exact, integerLiteral, isSimple, type Lowered } from "./value.js";

/** Lowers `e` so that at least `need` low bits are right (default: the exact value). */
export function lower(e: Expr, c: FuncContext, need = exact): Lowered {
  const before = c.lowered.get(e);
  const found = before?.get(need);
  if (found !== undefined) return found;
  const made = constantValue(e, c) ?? lowerKind(e, c, need);
  if (before === undefined) c.lowered.set(e, new Map([[need, made]]));
  else before.set(need, made);
  return made;
}

/** Arithmetic on constants is done here: C++ compilers would warn where it wraps. */
function constantValue(e: Expr, c: FuncContext): Lowered | undefined {
  if (!isIntegral(e.type) || e.type.kind === "bool") return undefined;
  if (e.kind !== "binary" && e.kind !== "unary" && e.kind !== "cast" && e.kind !== "select") return undefined;
  const { lo, hi } = rangeOf(e, c);
  return lo === hi && !mayStop(e) ? integerLiteral(lo, c) : undefined;
}

const stopping: ReadonlySet<string> = new Set(["div", "rem", "floordiv", "mod", "shl", "shr", "ushr"]);

/** May evaluating `e` stop the run? Then it cannot be dropped. */
export function mayStop(e: Expr): boolean {
  let found = false;
  visitExpr(e, (x) => {
    if (x.kind === "load" || x.kind === "call") found = true;
    if (x.kind === "binary" && x.type.kind !== "float" && stopping.has(x.op)) found = true;
  });
  return found;
}

function lowerKind(e: Expr, c: FuncContext, need: number): Lowered {
  switch (e.kind) {
    case "const":
      return constant(e.value, e.type, c);
    case "var":
      if (e.path !== undefined) return fieldOf(e, e.path, c);
      return { expr: name(c.names.of(e.sym)), type: typeOf(e.sym, c), bits: exact };
    case "load":
      return { expr: element(e, c), type: e.path === undefined ? typeOf(e.tensor, c) : scalarType(e.type), bits: exact };
    case "binary":
      return binaryOf(e, c, need);
    case "unary":
      return unaryOf(e, c, need);
    case "compare":
      return comparison(e, c);
    case "logic":
      return logic(e.op === "and" ? "&&" : "||", lower(e.left, c), lower(e.right, c));
    case "select":
      return select(e, c, need);
    case "cast":
      return conversion(e, c, need);
    case "bitcast":
      return lowerBitcast(e, c, need);
    case "call":
      return { expr: callExpr(e, c), type: scalarType(e.type), bits: exact };
  }
}

function fieldOf({ sym, path, type }: VarRef, at: readonly string[], c: FuncContext): Lowered {
  const struct = c.irTypes.get(sym.id);
  if (struct === undefined || !isValueType(struct)) throw new Error(`${sym.name} has no field ${path?.join(".") ?? ""}`);
  return { expr: fieldAt(name(c.names.of(sym)), struct, at, c), type: scalarType(type), bits: exact };
}

function binaryOf(e: Binary, c: FuncContext, need: number): Lowered {
  switch (e.type.kind) {
    case "float":
      return floatBinary(e, e.type, c);
    case "fixed":
      return fixedBinary(e, e.type, c);
    default:
      return integerBinary(e, c, need);
  }
}

function unaryOf(e: Unary, c: FuncContext, need: number): Lowered {
  if (e.op === "not") return truth(not(lower(e.operand, c).expr));
  if (e.op === "reverse") return reversed(e, e.type, c);
  if (e.operand.type.kind === "fixed") return fixedUnary(e, e.operand.type, c);
  return e.type.kind === "float" ? floatUnary(e, e.type, c) : integerUnary(e, c, need);
}

const truth = (expr: CppExpr): Lowered => ({ expr, type: boolean, bits: exact });

/** `true` or `false` as a literal. */
function known(e: CppExpr): boolean | undefined {
  return e.kind === "literal" && (e.text === "true" || e.text === "false") ? e.text === "true" : undefined;
}

function not(e: CppExpr): CppExpr {
  const value = known(e);
  return value === undefined ? prefix("!", e) : literal(String(!value));
}

/** Without sides that constants decide. */
function logic(op: "&&" | "||", left: Lowered, right: Lowered): Lowered {
  const decides = op === "||";
  const value = known(left.expr);
  if (value !== undefined) return value === decides ? left : right;
  return known(right.expr) === !decides ? left : truth(infix(op, left.expr, right.expr));
}

/** A constant of any type. */
export function constant(value: Const["value"], t: ScalarType, c: FuncContext): Lowered {
  if (t.kind === "fixed") return fixedConstant(value, t, c);
  if (typeof value === "bigint") return integerLiteral(value, c);
  if (typeof value === "boolean") return { expr: literal(String(value)), type: boolean, bits: exact };
  if (t.kind !== "float") throw new Error("an integer constant must be a bigint");
  return floatLiteral(value, t, c);
}

/** `A[i][j].x`; a subscript that is not proven to be inside its tensor is checked in simulation. */
export function element(access: Load | Store, c: FuncContext): CppExpr {
  const proven = c.ranges.inBounds(access);
  const type = c.irTypes.get(access.tensor.id);
  const index = access.index.map((i, d) => {
    const extent = type?.kind === "tensor" ? type.shape[d] : undefined;
    return proven[d] === true || extent === undefined ? provenSubscript(i, c) : checkedSubscript(i, extent, c);
  });
  const whole: CppExpr = { kind: "subscript", base: c.names.of(access.tensor), index };
  return type?.kind === "tensor" ? fieldAt(whole, type.element, access.path ?? [], c) : whole;
}

/** A subscript inside its tensor needs no more than 32 bits. */
function provenSubscript(i: Expr, c: FuncContext): CppExpr {
  const v = lower(i, c, 32);
  if (v.type.kind === "bool" || (v.bits === exact && v.type.kind !== "wide")) return v.expr;
  const isPlain = v.type.kind === "int" && v.bits >= v.type.width;
  return isPlain ? v.expr : castTo(plainInt, v, rangeOf(i, c), c).expr;
}

function checkedSubscript(i: Expr, extent: number, c: FuncContext): CppExpr {
  const v = lower(i, c, exact);
  const type = v.type.kind === "wide" ? v.type : int64;
  return callHelper("in_bounds", [type], [v.expr, literal(String(extent))], c);
}

const comparisons: Readonly<Record<Compare["op"], InfixOp>> = { eq: "==", ne: "!=", lt: "<", le: "<=", gt: ">", ge: ">=" };

/** Compilers warn when a value is compared with itself. */
const reflexive: ReadonlySet<Compare["op"]> = new Set(["eq", "le", "ge"]);

function comparison(e: Compare, c: FuncContext): Lowered {
  const op = comparisons[e.op];
  if (e.left.type.kind === "fixed" || e.right.type.kind === "fixed") return fixedCompare(e, op, c);
  const [left, right] = [lower(e.left, c).expr, lower(e.right, c).expr];
  const direct: Lowered = { expr: infix(op, left, right), type: boolean, bits: exact };
  if (e.left.type.kind === "float") return direct;
  if (isSimple(left) && sameExpr(left, right)) return constant(reflexive.has(e.op), e.type, c);
  if (e.left.type.kind === "bool" && e.right.type.kind === "bool") return direct;
  const p = exactPair(e.left, e.right, [], c, (x) => sameSigns(x.left, x.right));
  const [l, r] = p.kind === "machine"
    ? [p.left, p.right]
    : comparedWide(p.left, p.right, rangeOf(e.left, c), rangeOf(e.right, c), c);
  return { expr: infix(op, asNumber(l), asNumber(r)), type: boolean, bits: exact };
}

/** Compilers warn of a truth value compared with a number. */
function asNumber(v: Lowered): CppExpr {
  return v.type.kind === "bool" ? cast(plainInt, v.expr) : v.expr;
}

function select(e: Select, c: FuncContext, need: number): Lowered {
  const cond = lower(e.cond, c).expr;
  const decided = known(cond);
  if (decided !== undefined) return lower(decided ? e.whenTrue : e.whenFalse, c, need);
  if (e.type.kind === "fixed") return fixedSelect(e, e.type, cond, c);
  if (e.type.kind === "float" || e.type.kind === "bool") {
    const [yes, no] = [lower(e.whenTrue, c), lower(e.whenFalse, c)];
    const type = [yes, no].find((v) => v.type.kind !== "bool")?.type ?? boolean;
    return { expr: ternary(cond, yes.expr, no.expr), type, bits: exact };
  }
  const range = rangeOf(e, c);
  const t = ringType(range, need);
  const pair = t === undefined ? undefined : ringPair(e.whenTrue, e.whenFalse, t, range, need, c);
  if (pair !== undefined) return ringResult(pair, ternary(cond, pair.left.expr, pair.right.expr), range, need, c);
  const ranges = [rangeOf(e.whenTrue, c), rangeOf(e.whenFalse, c), range] as const;
  const both = bothWide(lower(e.whenTrue, c), lower(e.whenFalse, c), ranges, c);
  return { expr: ternary(cond, both.left.expr, both.right.expr), type: both.type, bits: exact };
}

function conversion(e: Cast, c: FuncContext, need: number): Lowered {
  const from = e.operand.type;
  switch (e.type.kind) {
    case "float":
      return toFloatType(e, e.type, c);
    case "fixed":
      return toFixed(e, e.type, c);
    case "bool": {
      const x = lower(e.operand, c);
      const zero = from.kind === "float" ? floatLiteral(0, from, c).expr : literal("0");
      return { expr: infix("!=", x.expr, zero), type: boolean, bits: exact };
    }
    case "int":
    case "index":
      if (from.kind === "float") return floatToInteger(e, e.type, need, c);
      return from.kind === "fixed" ? fixedToInteger(e, from, e.type, need, c) : convertedInteger(e.operand, e.type, need, c);
  }
}

/** `f(a, B)`, without the parameter for a tensor result. */
export function callExpr(e: Pick<CallExpr, "callee" | "args">, c: FuncContext, more: readonly CppExpr[] = []): CppExpr {
  const f = functionNamed(e.callee, c);
  const args = e.args.map((a) => argument(a, c));
  return call(c.functionNames.get(f.sym.id) ?? f.sym.name, [...args, ...more]);
}

function argument(a: Arg, c: FuncContext): CppExpr {
  return a.kind === "ref" ? name(c.names.of(a.sym)) : storedValue(a, declaredType(a.type, c), c);
}

/** A condition as a value of type bool: C++ computes some of them as integers. */
export function truthValue(v: Lowered): CppExpr {
  return v.type.kind === "bool" ? v.expr : infix("!=", v.expr, literal("0"));
}

/** A condition. */
export function condition(e: Expr, c: FuncContext): CppExpr {
  return lower(e, c).expr;
}
