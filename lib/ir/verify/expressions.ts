/** The rules of expressions: operands fit the operator, and the type holds every result. */
import type { Aggregate, Arg, Binary, Expr, Func } from "../ir.js";
import { binaryType, holdsType, isShift, unaryType } from "../typing.js";
import {
  bitWidth, bool, isExact, isIntegral, isValueType, leavesOf, sameType, typeAt,
  type Path, type ScalarType, type Type, type ValueType,
} from "../types.js";
import { effectsOf } from "../effects.js";
import { typeText } from "../text/syntax.js";
import { romOf, tensorType, valueType, type ExprRules, type FuncContext } from "./context.js";
import { typeProblem, valueProblem } from "./values.js";

/** Every rule is asked about every expression, and answers for its own kind. */
export const exprRules: ExprRules = {
  "type": (e) => typeProblem(e.type),
  "constant": (e) => (e.kind === "const" ? valueProblem(e.value, e.type) : undefined),
  "variable": (e, c) => (e.kind === "var" ? fieldProblem(e.type, valueType(c, e.sym.id), e.path) : undefined),
  "load": (e, c) => {
    if (e.kind !== "load") return undefined;
    const tensor = tensorType(c, e.tensor.id);
    return fieldProblem(e.type, tensor?.element, e.path) ?? indexProblem(e.index, tensor?.shape.length ?? 0);
  },
  "bitcast": (e) => {
    if (e.kind !== "bitcast" || bitWidth(e.type) === bitWidth(e.operand.type)) return undefined;
    return `${bitWidth(e.operand.type)} bits are read as ${bitWidth(e.type)}`;
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
    return e.op === "bitnot" || e.op === "reverse" ? mustBe(e.type, type) : mustHold(e.type, type);
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
    const { writes, puts, gets, lasting } = effectsOf(callee, c.module);
    if (lasting || writes.size + puts.size + gets.size > 0) return `${e.callee.name} is not pure: call it in a statement`;
    if (callee.results.length !== 1) return `${e.callee.name} has ${callee.results.length} results`;
    return mustBe(e.type, callee.results[0], "a scalar result") ?? argsProblem(callee, e.args, c);
  },
};

/** Exact types: the type holds every exact result, or is the left one of a shift. Floats: all three types are the same. */
function binaryProblem(e: Binary): string | undefined {
  const { left, right } = e;
  const derived = binaryType(e.op, left.type, right.type);
  if (derived.kind === "error") return derived.message;
  const sides = sidesProblem(left.type, right.type);
  if (sides !== undefined) return sides;
  if (e.op === "div" && derived.kind === "fixed") return e.type.kind === "fixed" ? undefined : mustBe(e.type, derived);
  return isShift(e.op) ? mustBe(e.type, derived) : mustHold(e.type, derived);
}

/** Both exact types, or the same float type. */
function sidesProblem(left: ScalarType, right: ScalarType): string | undefined {
  if ((isExact(left) && isExact(right)) || sameType(left, right)) return undefined;
  return `the sides are ${typeText(left)} and ${typeText(right)}: cast one`;
}

/** A type may be wider than needed; floats and bools must be exactly what is needed. */
function mustHold(type: ScalarType, needed: ScalarType): string | undefined {
  if (!isExact(type) || !isExact(needed) || type.kind === "bool") return mustBe(type, needed);
  if (type.kind !== "fixed" && needed.kind === "fixed") return mustBe(type, needed);
  return holdsType(type, needed) ? undefined : mustBe(type, needed);
}

/** What is wrong with a scalar of type `type` at `path` in a value of type `within`. */
export function fieldProblem(type: ScalarType, within: ValueType | undefined, path: Path = []): string | undefined {
  const found = within === undefined ? undefined : typeAt(within, path);
  if (found?.kind === "struct") return "a struct is read field by field";
  return mustBe(type, found, path.length === 0 ? "a scalar" : "a field");
}

/** A value of type `type`: an expression, or a struct whose scalars have exactly their types. */
export function valueArgProblem(v: Expr | Aggregate, type: ValueType | undefined, what = "a type"): string | undefined {
  if (v.kind !== "aggregate") return mustBe(v.type, type, what);
  const wrong = mustBe(v.type, type, what);
  if (wrong !== undefined) return wrong;
  const leaves = leavesOf(v.type);
  if (leaves.length !== v.leaves.length) return `${v.leaves.length} values for ${leaves.length} scalars`;
  return leaves.map((l, i) => mustBe(v.leaves[i]?.type ?? bool, l.type)).find((problem) => problem !== undefined);
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

/** An argument (or returned value) of type `type`: tensors and streams by reference, scalars and structs by value. */
export function argProblem(arg: Arg, type: Type, c: FuncContext): string | undefined {
  if (isValueType(type)) return arg.kind === "ref" ? "a value is needed, not a reference" : valueArgProblem(arg, type);
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
