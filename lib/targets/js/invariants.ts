/**
 * Moves work out of counting loops, where V8 cannot: it must assume that any two arrays share storage; kernels' never
 * do. Float expressions that a loop does not change are computed before it, and an element that a loop keeps writing is
 * kept in a variable meanwhile. Reading outside an array gives `undefined` and writing there does nothing, so both are
 * safe even for a loop that never runs.
 */
import { sameForm } from "../../analysis/affine.js";
import type { Expr, For, Load, Stmt, Store } from "../../ir/ir.js";
import { isScalar, type ScalarType } from "../../ir/types.js";
import { childExprs, stmtExprs } from "../../ir/walk.js";
import { deferWraps } from "./accumulators.js";
import { waitsIn } from "./batches.js";
import { smallBits } from "./bitcasts.js";
import { primary } from "./code.js";
import type { FunctionContext } from "./context.js";
import { carriedValue, loaded } from "./expressions.js";
import { loopFacts, type LoopFacts } from "./loop-facts.js";
import { arrayName, isSmallFloat } from "./storage.js";
import { elementText } from "./subscripts.js";
import { withoutMarks } from "./writer.js";

/** Writes what is computed before loop `s`; the result writes what comes after it. Call both outside the loop. */
export function prepareLoop(s: For, cx: FunctionContext, waits = waitsIn(s.body, cx)): () => void {
  const facts = loopFacts(s);
  if (!cx.movesCode || waits) return deferWraps(s, facts, cx);
  const computed = precompute(s, facts, cx);
  const finish = promote(facts, cx);
  const wrap = deferWraps(s, facts, cx);
  return () => {
    wrap();
    finish();
    for (const e of computed) cx.precomputed.delete(e);
  };
}

function precompute(s: For, facts: LoopFacts, cx: FunctionContext): readonly Expr[] {
  const found: Expr[] = [];
  findInvariants(s.body, facts, cx, found);
  const names = new Map<string, string>();
  for (const e of found) {
    const text = carriedValue(e, cx).text;
    const key = withoutMarks(text);
    const name = names.get(key) ?? cx.temporary(e.kind === "load" ? `${e.tensor.name}_element` : "term");
    if (!names.has(key)) cx.writer.line(`const ${name} = ${text};`);
    names.set(key, name);
    cx.precomputed.set(e, primary(name));
  }
  return found;
}

/** Looks at what every iteration computes, not at what stands under conditions. */
function findInvariants(body: readonly Stmt[], facts: LoopFacts, cx: FunctionContext, found: Expr[]): void {
  for (const s of body) {
    if (s.kind === "for") findInvariants(s.body, facts, cx, found);
    else if (!isCold(s)) for (const e of stmtExprs(s)) collectLargest(e, facts, cx, found);
  }
}

/** What runs seldom, or a number of times of its own. */
function isCold({ kind }: Stmt): boolean {
  return kind === "while" || kind === "print" || kind === "assert";
}

function collectLargest(e: Expr, facts: LoopFacts, cx: FunctionContext, found: Expr[]): void {
  if (cx.precomputed.has(e) || found.includes(e)) return;
  if (isWorthMoving(e) && isInvariant(e, facts, cx)) {
    found.push(e);
  } else if (e.kind !== "select" && e.kind !== "logic") {
    for (const c of childExprs(e)) collectLargest(c, facts, cx, found);
  }
}

function isWorthMoving(e: Expr): boolean {
  return e.type.kind === "float" && (e.kind === "load" || e.kind === "binary" || e.kind === "unary");
}

/** Floats only, from elements at linear subscripts: these cannot stop a run, nor choke on an `undefined`. */
function isInvariant(e: Expr, facts: LoopFacts, cx: FunctionContext): boolean {
  if (e.type.kind !== "float") return false;
  switch (e.kind) {
    case "const":
      return true;
    case "var":
      return !facts.changed.has(e.sym.id);
    case "load":
      return !facts.written.has(e.tensor.id) && isFixed(e, facts, cx);
    case "binary":
    case "unary":
    case "cast":
      return childExprs(e).every((c) => isInvariant(c, facts, cx));
    case "compare": case "logic": case "select": case "call": case "bitcast":
      return false;
  }
}

/** An access of one and the same element, all through the loop. */
function isFixed(access: Load | Store, facts: LoopFacts, cx: FunctionContext): boolean {
  const { ranges } = cx.module;
  if (facts.changed.has(access.tensor.id) || ranges.inBounds(access).includes(false)) return false;
  return access.index.every((e) => {
    const form = ranges.formOf(e);
    return form !== undefined && [...form.terms.keys()].every((id) => !facts.changed.has(id) && cx.locals.has(id));
  });
}

/** Keeps elements in variables that the loop writes, where it accesses no other element of their tensors. */
function promote(facts: LoopFacts, cx: FunctionContext): () => void {
  if (facts.leavesEarly) return () => undefined;
  const writeBack: (() => void)[] = [];
  for (const [id, accesses] of facts.accesses) {
    const [first] = accesses;
    if (first === undefined || !isPromotable(id, accesses, facts, cx)) continue;
    const { name } = cx.tensor(first.tensor);
    const type = elementType(first, cx);
    const element = elementText(first, cx);
    const variable = cx.temporary(`${name}_element`);
    cx.writer.line(`let ${variable} = ${loaded(element, type, cx)}${type.kind === "bool" ? " !== 0" : ""};`);
    cx.promoted.set(id, variable);
    writeBack.push(() => {
      cx.promoted.delete(id);
      const stored = isSmallFloat(type) ? smallBits(primary(variable), type, cx).text : variable;
      cx.writer.line(`${element} = ${stored};`);
    });
  }
  return () => writeBack.forEach((write) => write());
}

function isPromotable(id: number, accesses: readonly (Load | Store)[], facts: LoopFacts, cx: FunctionContext): boolean {
  const [first] = accesses;
  if (first === undefined || !facts.written.has(id) || facts.passed.has(id) || cx.promoted.has(id)) return false;
  // What is kept must be seen even by a run after one that was stopped.
  if (!cx.tensors.has(id) || cx.isState(first.tensor) || arrayName(elementType(first, cx)) === "Array") return false;
  return accesses.every((a) => isFixed(a, facts, cx) && sameElement(a, first, cx));
}

function elementType(access: Load | Store, cx: FunctionContext): ScalarType {
  const { element } = cx.tensor(access.tensor).type;
  if (!isScalar(element)) throw new Error("structs were to be split");
  return element;
}

function sameElement(a: Load | Store, b: Load | Store, cx: FunctionContext): boolean {
  return a.index.every((e, d) => {
    const other = b.index[d];
    const [mine, theirs] = [cx.module.ranges.formOf(e), other && cx.module.ranges.formOf(other)];
    return mine !== undefined && theirs !== undefined && sameForm(mine, theirs);
  });
}
