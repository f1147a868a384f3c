/**
 * Makes a program that shows a mistake small. Every step is one simplification after which the program is still correct
 * and still shows the mistake; it ends when no single one is left.
 */
import { constant } from "../../lib/ir/build.js";
import type { Expr, Func, Module, Stmt } from "../../lib/ir/ir.js";
import { isScalar, sameType } from "../../lib/ir/types.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { childExprs, declarationsOf, mapExprChildren, mapStmtChildren, stmtBlocks } from "../../lib/ir/walk.js";
import { convert } from "../../lib/numeric/convert.js";
import { hasDirectives, loopsWithDirectives, mapLoops, plainLoop, withoutAnyDirectives } from "./directives.js";

/** The smallest program found for which `fails` holds, starting from `module`, for which it does. */
export async function reduced(module: Module, fails: (m: Module) => Promise<boolean>, limit = 5000): Promise<Module> {
  let current = module;
  let tried = 0;
  for (let again = true; again;) {
    again = false;
    for (const smaller of simplifications(current)) {
      if (++tried > limit) return current;
      if (verifyModule(smaller).length > 0 || !(await stillFails(smaller, fails))) continue;
      current = smaller;
      again = true;
      break;
    }
  }
  return current;
}

/** A simplification that no executor can run shows something else. */
async function stillFails(m: Module, fails: (m: Module) => Promise<boolean>): Promise<boolean> {
  try {
    return await fails(m);
  } catch {
    return false;
  }
}

/** Programs that differ from `m` by one step, the largest steps first. */
function* simplifications(m: Module): Generator<Module> {
  yield* withoutDirectives(m);
  for (const f of m.functions) {
    if (f.sym.id !== m.top.sym.id) yield { ...m, functions: m.functions.filter((g) => g !== f) };
  }
  for (const f of m.functions) for (const body of smallerBlocks(f.body)) yield replacedFunc(m, f, { ...f, body });
}

/** All directives of a function at once, then one loop's or one memory's at a time. */
function* withoutDirectives(m: Module): Generator<Module> {
  for (const f of m.functions) {
    const { memories = [] } = f;
    if (hasDirectives(f)) yield replacedFunc(m, f, withoutAnyDirectives(f));
    for (const d of memories) yield replacedFunc(m, f, { ...f, memories: memories.filter((other) => other !== d) });
    for (const { id } of loopsWithDirectives(f)) {
      yield replacedFunc(m, f, { ...f, body: mapLoops(f.body, (s) => (s.id === id ? plainLoop(s) : s)) });
    }
  }
}

/** `m` with `changed` instead of `f`; what is said of tensors that are gone goes with them. */
function replacedFunc(m: Module, f: Func, made: Func): Module {
  const declared = new Set(declarationsOf(made).map((d) => d.sym.id));
  const { memories = [], ...rest } = made;
  const left = memories.filter((d) => declared.has(d.sym.id));
  const changed: Func = left.length === 0 ? rest : { ...rest, memories: left };
  const functions = m.functions.map((g) => (g === f ? changed : g));
  return { functions, top: m.top.sym.id === f.sym.id ? changed : m.top };
}

function* smallerBlocks(block: readonly Stmt[]): Generator<readonly Stmt[]> {
  for (let size = block.length; size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < block.length; at += size) yield block.toSpliced(at, size);
  }
  for (const [i, s] of block.entries()) {
    for (const inner of stmtBlocks(s)) yield block.toSpliced(i, 1, ...inner);
    for (const smaller of smallerStmts(s)) yield block.with(i, smaller);
  }
}

/** One block or one expression of `s` made smaller. */
function* smallerStmts(s: Stmt): Generator<Stmt> {
  const blocks = stmtBlocks(s);
  for (const [n, block] of blocks.entries()) {
    for (const smaller of smallerBlocks(block)) yield replaced(s, { block: n, by: smaller });
  }
  const count = countExprs(s);
  for (let n = 0; n < count; n++) {
    for (const by of smallerExprs(exprAt(s, n))) yield replaced(s, { expr: n, by });
  }
}

type Change =
  | { readonly block: number; readonly by: readonly Stmt[] }
  | { readonly expr: number; readonly by: Expr };

/** `s` with its n-th block or n-th direct expression replaced. */
function replaced(s: Stmt, change: Change): Stmt {
  let block = 0;
  let expr = 0;
  return mapStmtChildren(s, {
    stmts: (b) => ("block" in change && block++ === change.block ? change.by : b),
    expr: (e) => ("expr" in change && expr++ === change.expr ? change.by : e),
  });
}

function directExprs(s: Stmt): readonly Expr[] {
  const found: Expr[] = [];
  mapStmtChildren(s, {
    stmts: (b) => b,
    expr: (e) => {
      found.push(e);
      return e;
    },
  });
  return found;
}

function countExprs(s: Stmt): number {
  return directExprs(s).length;
}

function exprAt(s: Stmt, n: number): Expr {
  const e = directExprs(s)[n];
  if (e === undefined) throw new Error(`there is no expression ${n}`);
  return e;
}

/** `e` without itself, or with something inside made smaller. */
function* smallerExprs(e: Expr): Generator<Expr> {
  if (e.kind !== "const" && isScalar(e.type)) {
    for (const n of [0n, 1n]) yield constant(e.type.kind === "bool" ? n === 1n : convert(n, e.type), e.type);
  }
  for (const child of childExprs(e)) if (sameType(child.type, e.type)) yield child;
  for (const [n, child] of childExprs(e).entries()) {
    for (const by of smallerExprs(child)) {
      let at = 0;
      yield mapExprChildren(e, (c) => (at++ === n ? by : c));
    }
  }
}
