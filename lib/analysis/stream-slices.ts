/**
 * The part of a function that its stream operations depend on: a static slice (Weiser 1981) by fixpoint. A statement is
 * in it if it puts, gets or asks, calls what does, holds such a statement, jumps over one, or sets a variable that
 * a condition or bound of the slice reads.
 */
import type { Arg, Expr, Func, Jump, Module, NameArg, Return, Stmt, Sym } from "../ir/ir.js";
import { stmtBlocks, stmtExprs, visitExpr, visitStmts } from "../ir/walk.js";

/** What matters in a function to the streams it uses. */
export interface Slice {
  readonly func: Func;
  readonly active: ReadonlySet<Stmt>;
  /** The variables and parameters that conditions and bounds of the slice read, by their ids. */
  readonly needed: ReadonlySet<number>;
  /** The variables that are assigned. */
  readonly assigned: ReadonlySet<number>;
}

/** The slices of all functions of `m`, by the ids of their names. */
export function slicesOf(m: Module): ReadonlyMap<number, Slice> {
  const known = slices.get(m) ?? new Map<number, Slice>();
  if (!slices.has(m)) for (const f of m.functions) known.set(f.sym.id, sliceOf(f, known));
  slices.set(m, known);
  return known;
}

/** Modules are immutable, so their slices are worked out once. */
const slices = new WeakMap<Module, Map<number, Slice>>();

/** Whether a call uses streams, its own ones included. */
export function usesStreams(slice: Slice | undefined): boolean {
  return slice !== undefined && (slice.func.network !== undefined || slice.active.size > 0);
}

interface Slicing {
  readonly known: ReadonlyMap<number, Slice>;
  readonly active: Set<Stmt>;
  readonly needed: Set<number>;
}

/** Callees come first in a module, so `known` holds every callee. */
function sliceOf(func: Func, known: ReadonlyMap<number, Slice>): Slice {
  const s: Slicing = { known, active: new Set(), needed: new Set() };
  const assigned = new Set<number>();
  visitStmts(func.body, (stmt) => stmt.kind === "assign" && assigned.add(stmt.sym.id));
  for (const i of func.network?.instances ?? []) needArguments(s, i.callee, i.args);
  for (let size = -1; size !== s.active.size + s.needed.size;) {
    size = s.active.size + s.needed.size;
    mark(s, func.body, undefined);
  }
  return { func, active: s.active, needed: s.needed, assigned };
}

/** A statement, those after it in its block, and the same of the statement around the block. */
interface Around {
  readonly rest: readonly Stmt[];
  readonly stmt: Stmt;
  readonly outer: Around | undefined;
}

function mark(s: Slicing, block: readonly Stmt[], outer: Around | undefined): void {
  block.forEach((stmt, at) => {
    const around: Around = { rest: block.slice(at + 1), stmt, outer };
    for (const inner of stmtBlocks(stmt)) mark(s, inner, around);
    if (holdsActive(s, stmt) || isActive(s, stmt, around)) {
      s.active.add(stmt);
      needControl(s, stmt);
    }
    // A constant has no effect of its own, but what it is computed of is needed with it.
    if (stmt.kind === "let" && s.needed.has(stmt.sym.id)) needAll(s, [stmt.init]);
  });
}

function isActive(s: Slicing, stmt: Stmt, around: Around): boolean {
  switch (stmt.kind) {
    case "put": case "get": case "probe":
      return true;
    case "assign":
      return s.needed.has(stmt.sym.id);
    case "let":
      return stmt.mutable && s.needed.has(stmt.sym.id);
    case "callstmt":
      return usesStreams(s.known.get(stmt.callee.id));
    case "break": case "continue": case "return":
      return skips(s, stmt, around);
    case "alloc": case "store": case "for": case "while": case "if": case "switch": case "print": case "assert":
      return false;
  }
}

/** Whether a jump leaves out something of the slice: after it on the way to its target, or in more iterations. */
function skips(s: Slicing, jump: Jump | Return, around: Around): boolean {
  if (around.rest.some((x) => s.active.has(x))) return true;
  if (around.outer === undefined) return false;
  const { stmt } = around.outer;
  const isTarget = jump.kind !== "return" && "id" in stmt && stmt.id === jump.loop;
  if (isTarget && (jump.kind === "continue" || stmt.kind === "switch")) return false;
  if ((stmt.kind === "for" || stmt.kind === "while") && holdsActive(s, stmt)) return true;
  return !isTarget && skips(s, jump, around.outer);
}

function holdsActive(s: Slicing, stmt: Stmt): boolean {
  return stmtBlocks(stmt).some((b) => b.some((x) => s.active.has(x)));
}

/** The names that decide what an active statement does. */
function needControl(s: Slicing, stmt: Stmt): void {
  switch (stmt.kind) {
    case "for": case "while": case "if": case "switch": case "let": case "assign":
      return needAll(s, stmtExprs(stmt));
    case "callstmt":
      return needArguments(s, stmt.callee, stmt.args);
    case "put": case "get": case "probe": case "alloc": case "store": case "break": case "continue": case "return":
    case "print": case "assert":
  }
}

/** Of the arguments, those that the callee's slice needs. */
function needArguments(s: Slicing, callee: Sym, args: readonly (Arg | NameArg)[]): void {
  const slice = s.known.get(callee.id);
  args.forEach((arg, i) => {
    if (slice?.needed.has(slice.func.params[i]?.sym.id ?? NaN) !== true) return;
    if (arg.kind === "name") s.needed.add(arg.sym.id);
    else if (arg.kind !== "ref" && arg.kind !== "aggregate") needAll(s, [arg]);
  });
}

function needAll(s: Slicing, exprs: readonly Expr[]): void {
  for (const root of exprs) visitExpr(root, (e) => e.kind === "var" && s.needed.add(e.sym.id));
}
