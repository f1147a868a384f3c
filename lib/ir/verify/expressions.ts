/** The rules of expressions: operands fit the operator, and the type holds every result. */
import type { Arg, Binary, Expr, Func } from "../ir.js";
import { binaryType, unaryType } from "../typing.js";
import {
  bool, contains, intervalOf, isIntegral, isScalar, sameType, type ScalarType, type Type,
} from "../types.js";
import { effectsOf } from "../effects.js";
import { typeText } from "../text/syntax.js";
import { romOf, scalarType, tensorType, type ExprRules, type FuncContext } from "./context.js";
import { typeProblem, valueProblem } from "./values.js";

/** Every rule is asked about every expression, and answers for its own kind. */
export const exprRules: ExprRules = {
  "type": (e) => typeProblem(e.type),
  "constant": (e) => (e.kind === "const" ? valueProblem(e.value, e.type) : undefined),
  "variable": (e, c) => (e.kind === "var" ? mustBe(e.type, scalarType(c, e.sym.id), "a scalar variable") : undefined),
  "load": (e, c) => {
    if (e.kind !== "load") return undefined;
    const tensor = tensorType(c, e.tensor.id);
    return mustBe(e.type, tensor?.element, "a tensor") ?? indexProblem(e.index, tensor?.shape.length ?? 0);
  },
  "binary": (e) => (e.kind === "binary" ? binaryProblem(e) : undefined),
  "compare": (e) => {
    if (e.kind !== "compare") return undefined;
    return mustBeBool(e) ?? sidesProblem(e.left.type, e.right.type);
  },
  "logic": (e) => (e.kind === "logic" ? mustBeBool(e) ?? mustBeBool(e.left) ?? mustBeBool(e.right) : undefined),
  "unary": (e) => {
    if (e.kind !== "unary") return undefined;
    const type = unaryType(e.op, e.operand.type);
    if (type.kind === "error") return type.message;
    return e.op === "bitnot" ? mustBe(e.type, type) : mustHold(e.type, type);
  },
  "select": (e) => {
    if (e.kind !== "select") return undefined;
    const sides = sidesProblem(e.whenTrue.type, e.whenFalse.type);
    return mustBeBool(e.cond) ?? sides ?? mustHold(e.type, e.whenTrue.type) ?? mustHold(e.type, e.whenFalse.type);
  },
  "call": (e, c) => {
    if (e.kind !== "call") return undefined;
    const callee = c.callees.get(e.callee.id);
    if (callee === undefined) return `${e.callee.name} is not a function before this one`;
    const { writes, puts, gets } = effectsOf(callee, c.module);
    if (writes.size + puts.size + gets.size > 0) return `${e.callee.name} is not pure: call it in a statement`;
    return mustBe(e.type, callee.result, "a scalar result") ?? argsProblem(callee, e.args, c);
  },
};

/** Integers: the type holds every exact result, or is the left one of a shift. Floats: all three types are the same. */
function binaryProblem(e: Binary): string | undefined {
  const { left, right } = e;
  const derived = binaryType(e.op, left.type, right.type);
  if (derived.kind === "error") return derived.message;
  const sides = sidesProblem(left.type, right.type);
  if (sides !== undefined) return sides;
  return ["shl", "shr", "ushr"].includes(e.op) ? mustBe(e.type, derived) : mustHold(e.type, derived);
}

/** Both integral, or the same float type. */
function sidesProblem(left: ScalarType, right: ScalarType): string | undefined {
  if ((isIntegral(left) && isIntegral(right)) || sameType(left, right)) return undefined;
  return `the sides are ${typeText(left)} and ${typeText(right)}: cast one`;
}

/** A type may be wider than needed; floats and bools must be exactly what is needed. */
function mustHold(type: ScalarType, needed: ScalarType): string | undefined {
  if (!isIntegral(type) || !isIntegral(needed) || type.kind === "bool") return mustBe(type, needed);
  return contains(intervalOf(type), intervalOf(needed)) ? undefined : mustBe(type, needed);
}

function mustBeBool(e: Expr): string | undefined {
  return mustBe(e.type, bool);
}

/** What is wrong when a value of type `type` stands where `wanted` (described by `what`) is needed. */
export function mustBe(type: Type, wanted: Type | undefined, what = "a type"): string | undefined {
  if (wanted === undefined) return `there is no such name of ${what}`;
  return sameType(type, wanted) ? undefined : `the type is ${typeText(type)}, not ${typeText(wanted)}`;
}

/** Subscripts: one integral expression for each of the `rank` dimensions. */
export function indexProblem(index: readonly Expr[], rank: number): string | undefined {
  if (index.length !== rank) return `there are ${index.length} subscripts for ${rank} dimensions`;
  const wrong = index.find((e) => !isIntegral(e.type));
  return wrong && `a subscript has type ${typeText(wrong.type)}`;
}

/** Arguments of a call: as many as parameters, of their types; what is written is not constant and passed only once. */
export function argsProblem(callee: Func, args: readonly Arg[], c: FuncContext): string | undefined {
  if (args.length !== callee.params.length) return `${args.length} arguments for ${callee.params.length} parameters`;
  const { writes } = effectsOf(callee, c.module);
  for (const [i, param] of callee.params.entries()) {
    const arg = args[i];
    if (arg === undefined) return undefined;
    const written = writes.has(param.sym.id);
    const problem = argProblem(arg, param.type, c) ?? writtenRomProblem(arg, written, c)
      ?? aliasProblem(args, i, written || param.type.kind === "stream");
    if (problem !== undefined) return `argument ${i + 1}: ${problem}`;
  }
  return undefined;
}

/** An argument (or returned value) of type `type`: tensors and streams by reference, scalars by value. */
export function argProblem(arg: Arg, type: Type, c: FuncContext): string | undefined {
  if (isScalar(type)) return arg.kind === "ref" ? "a scalar is needed, not a reference" : mustBe(arg.type, type);
  if (arg.kind !== "ref") return `a reference is needed, not a ${typeText(arg.type)}`;
  const passed = c.variables.get(arg.sym.id)?.type;
  return passed === undefined ? `there is no ${arg.sym.name}` : mustBe(passed, type);
}

function writtenRomProblem(arg: Arg, written: boolean, c: FuncContext): string | undefined {
  const rom = written && arg.kind === "ref" && romOf(c, arg.sym.id) !== undefined;
  return rom ? "the callee writes a constant array" : undefined;
}

function aliasProblem(args: readonly Arg[], at: number, mustBeAlone: boolean): string | undefined {
  const arg = args[at];
  if (!mustBeAlone || arg?.kind !== "ref") return undefined;
  const again = args.some((other, i) => i !== at && other.kind === "ref" && other.sym.id === arg.sym.id);
  return again ? `${arg.sym.name} is passed twice` : undefined;
}
