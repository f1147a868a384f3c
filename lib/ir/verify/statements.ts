/** The rules of single statements. */
import type { Alloc, For, Stmt, Sym } from "../ir.js";
import { elementCount, intervalOf, isIntegral, isScalar, sameType, type ScalarType } from "../types.js";
import { declaredBy } from "../walk.js";
import { typeText } from "../text/syntax.js";
import { romOf, streamType, tensorType, type FuncContext, type StmtRules } from "./context.js";
import { argProblem, argsProblem, indexProblem, mustBe } from "./expressions.js";
import { typeProblem, valueProblem } from "./values.js";

/** Every rule is asked about every statement, and answers for its own kind. */
export const stmtRules: StmtRules = {
  "declared type": (s) => {
    const declared = declaredBy(s);
    return declared && typeProblem(declared.type);
  },
  "let": (s) => (s.kind === "let" ? mustBe(s.init.type, s.type) : undefined),
  "assign": (s, c) => {
    if (s.kind !== "assign") return undefined;
    const variable = c.variables.get(s.sym.id);
    if (variable?.by?.kind !== "let" || !variable.by.mutable) return `${s.sym.name} is not declared by a mutable let`;
    return mustBe(s.value.type, variable.type);
  },
  "alloc": (s) => (s.kind === "alloc" ? allocProblem(s) : undefined),
  "store": (s, c) => {
    if (s.kind !== "store") return undefined;
    const tensor = tensorType(c, s.tensor.id);
    if (romOf(c, s.tensor.id) !== undefined) return `${s.tensor.name} is a constant array`;
    return mustBe(s.value.type, tensor?.element, "a tensor") ?? indexProblem(s.index, tensor?.shape.length ?? 0);
  },
  "for": (s) => (s.kind === "for" ? forProblem(s) : undefined),
  "condition": (s) => {
    if ((s.kind !== "while" && s.kind !== "if") || s.cond.type.kind === "bool") return undefined;
    return `the condition is ${typeText(s.cond.type)}, not bool`;
  },
  "return": (s, c) => (s.kind === "return" ? returnProblem(s, c) : undefined),
  "call": (s, c) => {
    if (s.kind !== "callstmt") return undefined;
    const callee = c.callees.get(s.callee.id);
    if (callee === undefined) return `${s.callee.name} is not a function before this one`;
    const result = s.result && mustBe(s.result.type, callee.result, "a result");
    return result ?? argsProblem(callee, s.args, c);
  },
  "put": (s, c) => (s.kind === "put" ? mustBe(s.value.type, elementOf(s.stream, c), "a stream") : undefined),
  "get": (s, c) => (s.kind === "get" ? mustBe(s.type, elementOf(s.stream, c), "a stream") : undefined),
};

function elementOf(stream: Sym, c: FuncContext): ScalarType | undefined {
  return streamType(c, stream.id)?.element;
}

function allocProblem(s: Alloc): string | undefined {
  const { element, shape } = s.type;
  if (s.init.kind === "fill") return mustBe(s.init.value.type, element);
  const { values } = s.init;
  if (values.length !== elementCount(shape)) return `${values.length} values for ${elementCount(shape)} elements`;
  for (const value of values) {
    const problem = valueProblem(value, element);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function forProblem(s: For): string | undefined {
  if (s.step === 0n) return "the step is 0";
  const wrong = [s.lo, s.hi].find((e) => !isIntegral(e.type));
  if (wrong !== undefined) return `a bound has type ${typeText(wrong.type)}`;
  if (s.type.kind !== "int" && s.type.kind !== "index") return `the variable has type ${typeText(s.type)}`;
  return constantRangeProblem(s, s.type);
}

/** With constant bounds, the type holds the first and the last value. */
function constantRangeProblem(s: For, type: ScalarType): string | undefined {
  if (s.lo.kind !== "const" || s.hi.kind !== "const" || !isIntegral(type)) return undefined;
  const [lo, hi] = [s.lo.value, s.hi.value];
  if (typeof lo !== "bigint" || typeof hi !== "bigint") return undefined;
  const distance = s.step > 0n ? hi - lo : lo - hi;
  if (distance <= 0n) return undefined;
  const size = s.step > 0n ? s.step : -s.step;
  const last = lo + s.step * ((distance - 1n) / size);
  const range = intervalOf(type);
  const outside = [lo, last].find((v) => v < range.lo || v > range.hi);
  return outside === undefined ? undefined : `${typeText(type)} does not hold ${outside}`;
}

function returnProblem(s: Extract<Stmt, { kind: "return" }>, c: FuncContext): string | undefined {
  const { result } = c.func;
  if (s.value === undefined) return result && `a ${typeText(result)} must be returned`;
  if (result === undefined) return "the function has no result";
  if (s.value.kind === "ref" && !isScalar(result)) {
    const type = tensorType(c, s.value.sym.id);
    const fits = type !== undefined && sameType(type, result);
    return fits ? undefined : `${s.value.sym.name} is not a ${typeText(result)}`;
  }
  return argProblem(s.value, result, c);
}
