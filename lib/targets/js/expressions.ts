/** Bools, elements, calls, and what a variable of the expression's type holds. */
import type { Arg, Assign, Binary, CallExpr, Compare, CompareOp, Expr, Func, Load, Sym } from "../../ir/ir.js";
import type { ScalarType } from "../../ir/types.js";
import { carried, inCarrier, toBigint } from "./carriers.js";
import { call, conditional, infix, prefix, primary, type Code } from "./code.js";
import type { FunctionContext } from "./context.js";
import { float } from "./floats.js";
import { integer } from "./integers.js";
import { carrierWithin, isSmallFloat } from "./storage.js";
import { elementText } from "./subscripts.js";
import { calleeOf, passedSyms } from "./watches.js";

/** The value of `e` as a variable or argument of its own type is carried. */
export function carriedValue(e: Expr, cx: FunctionContext): Code {
  switch (e.type.kind) {
    case "bool":
      return boolean(e, cx);
    case "float":
      return float(e, cx);
    case "int":
    case "index":
      return carried(integer(e, cx), e.type);
    case "fixed":
      throw new Error("fixed point was to be lowered");
  }
}

/** `x = value`, without the semicolon; a state is written to its cell as well. */
export function assignment(s: Assign, cx: FunctionContext): string {
  return `${target(s, cx)} = ${carriedValue(s.value, cx).text}`;
}

function target({ sym }: Assign, cx: FunctionContext): string {
  const { name } = cx.local(sym);
  return cx.isState(sym) ? `${cx.module.states.get(sym.id) ?? ""} = ${name}` : name;
}

/** `A[offset]` as expressions have it. */
export function element(e: Load, cx: FunctionContext): Code {
  const kept = cx.promoted.get(e.tensor.id);
  return primary(kept ?? loaded(elementText(e, cx), e.type, cx));
}

/** What an element of the storage stands for; bools are left 0 and 1. */
export function loaded(text: string, type: ScalarType, cx: FunctionContext): string {
  return isSmallFloat(type) ? `${cx.valuesOf(type)}[${text}]` : text;
}

/** A call of a pure function. */
export function functionCall(e: CallExpr, cx: FunctionContext): Code {
  const { info: callee, extra } = calleeOf(e.callee, passedSyms(e.args), cx);
  const text = call(callee.name, ...callArguments(e.args, callee.func, cx), ...extra);
  return { ...text, text: cx.module.marker.mark(e.span) + text.text };
}

/** Arguments as the parameters of `callee` take them. */
export function callArguments(args: readonly Arg[], callee: Func, cx: FunctionContext): Code[] {
  return args.map((a, i) => {
    const param = callee.params[i];
    if (a.kind !== "ref") return argumentCode(scalar(a), param?.sym, cx);
    return primary((param?.type.kind === "stream" ? cx.stream(a.sym) : cx.tensor(a.sym)).name);
  });
}

/** A parameter that is known to be narrower than its type is carried so. */
function argumentCode(e: Expr, param: Sym | undefined, cx: FunctionContext): Code {
  const range = param && cx.module.ranges.ofParam(param);
  if (range === undefined || e.type.kind === "bool") return carriedValue(e, cx);
  return inCarrier(integer(e, cx), carrierWithin(e.type, range));
}

/** A value that is no struct: those were split. */
export function scalar(a: Exclude<Arg, { kind: "ref" }>): Expr {
  if (a.kind === "aggregate") throw new Error("structs were to be split");
  return a;
}

const comparisons: Record<CompareOp, string> = { eq: "===", ne: "!==", lt: "<", le: "<=", gt: ">", ge: ">=" };

/** The value of a bool expression as true or false. */
export function boolean(e: Expr, cx: FunctionContext): Code {
  switch (e.kind) {
    case "const":
      return primary(String(e.value));
    case "var":
      return primary(cx.local(e.sym).name);
    case "load":
      return cx.promoted.has(e.tensor.id) ? element(e, cx) : infix("!==", element(e, cx), primary("0"));
    case "binary":
      return booleanBinary(e, cx);
    case "compare":
      return compare(e, cx);
    case "logic":
      return infix(e.op === "and" ? "&&" : "||", boolean(e.left, cx), boolean(e.right, cx));
    case "unary":
      return prefix("!", boolean(e.operand, cx));
    case "select":
      return conditional(boolean(e.cond, cx), boolean(e.whenTrue, cx), boolean(e.whenFalse, cx));
    case "cast":
    case "bitcast": // of one bit
      return notZero(e.operand, cx);
    case "call":
      return functionCall(e, cx);
  }
}

/** Both sides are evaluated: the right one may stop the run. */
function booleanBinary(e: Binary, cx: FunctionContext): Code {
  const [left, right] = [boolean(e.left, cx), boolean(e.right, cx)];
  if (e.op === "xor") return infix("!==", left, right);
  return infix("===", infix(e.op === "and" ? "&" : "|", left, right), primary("1"));
}

function compare(e: Compare, cx: FunctionContext): Code {
  const sign = comparisons[e.op];
  if (e.left.type.kind === "float") return infix(sign, float(e.left, cx), float(e.right, cx));
  if (e.left.type.kind === "bool" && e.right.type.kind === "bool") {
    return infix(sign, boolean(e.left, cx), boolean(e.right, cx));
  }
  const [a, b] = [integer(e.left, cx), integer(e.right, cx)];
  return a.carrier === b.carrier ? infix(sign, a, b) : infix(sign, toBigint(a), toBigint(b));
}

function notZero(operand: Expr, cx: FunctionContext): Code {
  if (operand.type.kind === "bool") return boolean(operand, cx);
  if (operand.type.kind === "float") return infix("!==", float(operand, cx), primary("0"));
  const value = integer(operand, cx);
  return infix("!==", value, primary(value.carrier === "bigint" ? "0n" : "0"));
}
