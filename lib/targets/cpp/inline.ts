/**
 * Puts a value that is read once where it is used: the IR names what comes out of a stream or a call before it is used,
 * a programmer writes `b[i] = pipe.read() + 1`. Only into the very next statement, and only when that evaluates nothing
 * else with an effect, so that the order of effects stays.
 */
import type { CppExpr, CppStmt } from "./tree.js";
import { childrenOf, expressionsOf, isConversion, reads, sets, withBlocks, withChildren } from "./walk.js";

/** The statements of a block with such values inlined. */
export function inlineReads(stmts: readonly CppStmt[]): readonly CppStmt[] {
  const result: CppStmt[] = [];
  for (const s of [...stmts].reverse()) {
    const made = withBlocks(s, inlineReads);
    const next = result[0];
    const merged = next === undefined ? undefined : merge(made, next, result.slice(1));
    if (merged === undefined) result.unshift(made);
    else result.splice(0, 1, merged);
  }
  return result;
}

/** `next` with the value of the constant `s` in it, if that is its only use. */
function merge(s: CppStmt, next: CppStmt, later: readonly CppStmt[]): CppStmt | undefined {
  if (s.kind !== "declare" || !s.qualifiers.includes("const") || s.dims.length > 0) return undefined;
  const { init, name } = s;
  if (init?.kind !== "call" && (init?.kind !== "method" || isConversion(init.method))) return undefined;
  if (later.some((r) => reads(r, name) || sets(r, name))) return undefined;
  const count = expressionsOf(next).reduce((n, e) => n + uses(e, name), 0);
  return count === 1 ? withValue(next, name, init) : undefined;
}

/** `s` with `value` in place of the variable, where nothing else that `s` evaluates has an effect. */
function withValue(s: CppStmt, variable: string, value: CppExpr): CppStmt | undefined {
  const put = (e: CppExpr | undefined): CppExpr | undefined =>
    e !== undefined && isCalm(e) && uses(e, variable) === 1 ? replaced(e, variable, value) : undefined;
  if (s.kind === "assign") {
    const made = isCalm(s.target) ? put(s.value) : undefined;
    return made === undefined ? undefined : { ...s, value: made };
  }
  if (s.kind === "declare") {
    const init = put(s.init);
    return init === undefined ? undefined : { ...s, init };
  }
  if (s.kind === "return") {
    const made = put(s.value);
    return made === undefined ? undefined : { ...s, value: made };
  }
  // `out.write(in.read())`
  if (s.kind !== "expr" || s.expr.kind !== "method" || s.expr.args.length !== 1) return undefined;
  const arg = put(s.expr.args[0]);
  return arg === undefined ? undefined : { ...s, expr: { ...s.expr, args: [arg] } };
}

function uses(e: CppExpr, variable: string): number {
  return Number(e.kind === "name" && e.name === variable) + childrenOf(e).reduce((n, x) => n + uses(x, variable), 0);
}

/** Evaluates all its parts, always, and none has an effect; so it does not matter when. */
function isCalm(e: CppExpr): boolean {
  if (e.kind === "call" || e.kind === "ternary" || (e.kind === "infix" && (e.op === "&&" || e.op === "||"))) return false;
  return (e.kind !== "method" || isConversion(e.method)) && childrenOf(e).every(isCalm);
}

function replaced(e: CppExpr, variable: string, by: CppExpr): CppExpr {
  return e.kind === "name" && e.name === variable ? by : withChildren(e, (x) => replaced(x, variable, by));
}
