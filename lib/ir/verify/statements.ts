/** The rules of single statements. */
import type { Alloc, CallStmt, Const, For, MessagePart, ResultType, Stmt, Switch, Sym } from "../ir.js";
import { bitWidth, bool, elementCount, intervalOf, isIntegral, isScalar, leavesOf, type ScalarType, type TokenType, type ValueType } from "../types.js";
import { tripCount } from "../trip-count.js";
import { declaredBy } from "../walk.js";
import { typeText } from "../text/syntax.js";
import { romOf, streamType, tensorType, type FuncContext, type StmtRules, type Variable } from "./context.js";
import { loopProblem } from "./directives.js";
import { argProblem, argsProblem, fieldProblem, indexProblem, mustBe, valueArgProblem } from "./expressions.js";
import { typeProblem, valueProblem } from "./values.js";

/** Every rule is asked about every statement, and answers for its own kind. */
export const stmtRules: StmtRules = {
  "declared type": (s) => declaredBy(s).map((d) => typeProblem(d.type)).find((problem) => problem !== undefined),
  "let": (s) => (s.kind === "let" ? mustBe(s.init.type, s.type) : undefined),
  "assign": (s, c) => {
    if (s.kind !== "assign") return undefined;
    const variable = c.variables.get(s.sym.id);
    const by = variable?.by;
    const changes = by !== undefined && ("kind" in by ? by.kind === "let" && by.mutable : by.type.kind !== "tensor");
    if (!changes) return `${s.sym.name} is not declared by a mutable let`;
    return mustBe(s.value.type, variable?.type);
  },
  "alloc": (s) => (s.kind === "alloc" ? allocProblem(s) : undefined),
  "store": (s, c) => {
    if (s.kind !== "store") return undefined;
    const tensor = tensorType(c, s.tensor.id);
    if (romOf(c, s.tensor.id) !== undefined) return `${s.tensor.name} is a constant array`;
    return fieldProblem(s.value.type, tensor?.element, s.path) ?? indexProblem(s.index, tensor?.shape.length ?? 0);
  },
  "for": (s) => (s.kind === "for" ? forProblem(s) : undefined),
  "loop directives": (s) => (s.kind === "for" ? loopProblem(s) : undefined),
  "condition": (s) => {
    if ((s.kind !== "while" && s.kind !== "if" && s.kind !== "assert") || s.cond.type.kind === "bool") return undefined;
    return `the condition is ${typeText(s.cond.type)}, not bool`;
  },
  "return": (s, c) => (s.kind === "return" ? returnProblem(s, c) : undefined),
  "call": (s, c) => {
    if (s.kind !== "callstmt") return undefined;
    const callee = c.callees.get(s.callee.id);
    if (callee === undefined) return `${s.callee.name} is not a function before this one`;
    return callResultsProblem(s, callee.results) ?? argsProblem(callee, s.args, c);
  },
  "switch": (s) => (s.kind === "switch" ? switchProblem(s) : undefined),
  "put": (s, c) => {
    if (s.kind !== "put") return undefined;
    const token = elementOf(s.stream, c);
    return token === undefined ? `${s.stream.name} is not a stream` : argProblem(s.value, token, c);
  },
  "probe": (s, c) => (s.kind === "probe" && elementOf(s.stream, c) === undefined ? `${s.stream.name} is not a stream` : undefined),
  "get": (s, c) => (s.kind === "get" ? mustBe(s.type, elementOf(s.stream, c), "a stream") : undefined),
  "message": (s, c) => {
    if (s.kind !== "print" && s.kind !== "assert") return undefined;
    return messageProblem(s.kind === "print" ? s.parts : s.message, c);
  },
};

function callResultsProblem(s: CallStmt, results: readonly ResultType[]): string | undefined {
  if (s.results.length === 0) return undefined;
  if (s.results.length !== results.length) return `${s.results.length} names for ${results.length} results`;
  return s.results.map((r, i) => mustBe(r.type, results[i], "a result")).find((problem) => problem !== undefined);
}

function switchProblem(s: Switch): string | undefined {
  if (!isIntegral(s.value.type)) return `the value has type ${typeText(s.value.type)}`;
  const values = s.cases.flatMap((c) => c.values);
  if (s.cases.some((c) => c.values.length === 0)) return "a case has no value";
  const twice = values.find((v, i) => values.indexOf(v) !== i);
  return twice === undefined ? undefined : `two cases have the value ${twice}`;
}

function messageProblem(parts: readonly MessagePart[], c: FuncContext): string | undefined {
  for (const p of parts) {
    if (p.kind !== "tensor") continue;
    const element = tensorType(c, p.sym.id)?.element;
    if (element === undefined || !isScalar(element)) return `${p.sym.name} is not a tensor of scalars`;
    if (bitWidth(element) !== bitWidth(p.element)) return mustBe(p.element, element);
  }
  return undefined;
}

function elementOf(stream: Sym, c: FuncContext): TokenType | undefined {
  return streamType(c, stream.id)?.element;
}

function allocProblem(s: Alloc): string | undefined {
  const { element, shape } = s.type;
  if (s.init.kind === "fill") return valueArgProblem(s.init.value, element);
  return contentsProblem(s.init.values, element, elementCount(shape));
}

/** What is wrong with constants for `count` elements. */
export function contentsProblem(values: readonly Const["value"][], element: ValueType, count: number): string | undefined {
  const leaves = leavesOf(element);
  if (values.length !== count * leaves.length) return `${values.length} values for ${count * leaves.length} scalars`;
  for (const [i, value] of values.entries()) {
    const problem = valueProblem(value, leaves[i % leaves.length]?.type ?? bool);
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
  const trips = tripCount(s);
  if (trips === undefined || trips === 0n || !isIntegral(type)) return undefined;
  if (s.lo.kind !== "const" || typeof s.lo.value !== "bigint") return undefined;
  const first = s.lo.value;
  const range = intervalOf(type);
  const outside = [first, first + s.step * (trips - 1n)].find((v) => v < range.lo || v > range.hi);
  return outside === undefined ? undefined : `${typeText(type)} does not hold ${outside}`;
}

/** What is returned belongs to the caller: it may be neither a parameter, nor a state, nor constant. */
function isMadeHere(by: Variable["by"]): boolean {
  return by !== undefined && "kind" in by && (by.kind === "callstmt" || (by.kind === "alloc" && by.init.kind === "fill"));
}

function returnProblem(s: Extract<Stmt, { kind: "return" }>, c: FuncContext): string | undefined {
  const { results } = c.func;
  if (s.values.length !== results.length) return `${s.values.length} values are returned, not ${results.length}`;
  const refs = s.values.flatMap((v) => (v.kind === "ref" ? [v.sym] : []));
  const twice = refs.find((r, i) => refs.findIndex((other) => other.id === r.id) < i);
  if (twice !== undefined) return `${twice.name} is returned twice`;
  const wrong = s.values.map((v, i) => argProblem(v, results[i] ?? bool, c)).find((problem) => problem !== undefined);
  if (wrong !== undefined) return wrong;
  const foreign = refs.find((r) => !isMadeHere(c.variables.get(r.id)?.by));
  return foreign === undefined ? undefined : `${foreign.name} is returned, but was not made in this function`;
}
