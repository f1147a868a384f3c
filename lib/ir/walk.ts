/**
 * Walking the IR. This file alone knows which fields of a node are children and which nodes declare names; everything
 * else that rewrites or searches a tree goes through it. Rewriting returns the same object when nothing changed.
 */
import type {
  Aggregate, Arg, Expr, Func, MessagePart, Module, RefArg, Stmt, Sym, TensorPart,
} from "./ir.js";
import { bool, type Type } from "./types.js";

/** What to do with the children of a statement; what is absent leaves them as they are. */
export interface StmtMapper {
  readonly expr?: (e: Expr) => Expr;
  readonly stmts?: (body: readonly Stmt[]) => readonly Stmt[];
}

/** `e` with each direct child replaced by `f(child)`. References to tensors and streams are not children. */
export function mapExprChildren(e: Expr, f: (child: Expr) => Expr): Expr {
  switch (e.kind) {
    case "const":
    case "var":
      return e;
    case "load":
      return updated(e, { index: mapList(e.index, f) });
    case "binary":
    case "compare":
    case "logic":
      return updated<typeof e>(e, { left: f(e.left), right: f(e.right) });
    case "unary":
    case "cast":
    case "bitcast":
      return updated<typeof e>(e, { operand: f(e.operand) });
    case "select":
      return updated(e, { cond: f(e.cond), whenTrue: f(e.whenTrue), whenFalse: f(e.whenFalse) });
    case "call":
      return updated(e, { args: mapArgs(e.args, f) });
  }
}

/** Rewrites the whole tree of `e`, children before parents. */
export function mapExpr(e: Expr, f: (e: Expr) => Expr): Expr {
  return f(mapExprChildren(e, (child) => mapExpr(child, f)));
}

/** `s` with its direct expressions and its blocks replaced. */
export function mapStmtChildren(s: Stmt, f: StmtMapper): Stmt {
  const expr = f.expr ?? ((e: Expr): Expr => e);
  const stmts = f.stmts ?? ((body: readonly Stmt[]): readonly Stmt[] => body);
  switch (s.kind) {
    case "let":
      return updated(s, { init: expr(s.init) });
    case "assign":
      return updated(s, { value: expr(s.value) });
    case "put":
      return s.value.kind === "ref" ? s : updated(s, { value: mapValue(s.value, expr) });
    case "alloc":
      return s.init.kind === "fill" ? updated(s, { init: updated(s.init, { value: mapValue(s.init.value, expr) }) }) : s;
    case "store":
      return updated(s, { index: mapList(s.index, expr), value: expr(s.value) });
    case "for":
      return updated(s, { lo: expr(s.lo), hi: expr(s.hi), body: stmts(s.body) });
    case "while":
      return s.bodyFirst
        ? updated(s, { body: stmts(s.body), update: stmts(s.update), cond: expr(s.cond) })
        : updated(s, { cond: expr(s.cond), update: stmts(s.update), body: stmts(s.body) });
    case "if":
      return updated(s, { cond: expr(s.cond), then: stmts(s.then), else: stmts(s.else) });
    case "switch": {
      const cases = mapList(s.cases, (c) => updated(c, { body: stmts(c.body) }));
      return updated(s, { value: expr(s.value), cases, default: stmts(s.default) });
    }
    case "return":
      return updated(s, { values: mapArgs(s.values, expr) });
    case "callstmt":
      return updated(s, { args: mapArgs(s.args, expr) });
    case "print":
      return updated(s, { parts: mapParts(s.parts, expr) });
    case "assert":
      return updated(s, { cond: expr(s.cond), message: mapParts(s.message, expr) });
    case "break":
    case "continue":
    case "get":
    case "probe":
      return s;
  }
}

/** Maps a list; the same array when no item changed. */
export function mapList<T>(items: readonly T[], f: (item: T) => T): readonly T[] {
  const mapped = items.map((item) => f(item));
  return mapped.every((item, i) => item === items[i]) ? items : mapped;
}

function mapArgs(args: readonly Arg[], f: (e: Expr) => Expr): readonly Arg[] {
  return mapList(args, (arg) => (arg.kind === "ref" ? arg : mapValue(arg, f)));
}

function mapValue(v: Expr | Aggregate, f: (e: Expr) => Expr): Expr | Aggregate {
  return v.kind === "aggregate" ? updated(v, { leaves: mapList(v.leaves, f) }) : f(v);
}

function mapParts(parts: readonly MessagePart[], f: (e: Expr) => Expr): readonly MessagePart[] {
  return mapList(parts, (part) => (part.kind === "text" || part.kind === "tensor" ? part : f(part)));
}

/** `node` with `changes`, or `node` itself when they change nothing. */
function updated<T extends object>(node: T, changes: Partial<T>): T {
  for (const key in changes) if (changes[key] !== node[key]) return { ...node, ...changes };
  return node;
}

/** The direct children of an expression, in order of evaluation. */
export function childExprs(e: Expr): readonly Expr[] {
  const found: Expr[] = [];
  mapExprChildren(e, (child) => collect(found, child));
  return found;
}

/** The expressions that stand directly in `s`, in order of evaluation; those of its blocks are not among them. */
export function stmtExprs(s: Stmt): readonly Expr[] {
  const found: Expr[] = [];
  mapStmtChildren(s, { expr: (e) => collect(found, e) });
  return found;
}

/** The blocks of `s`: bodies, both sides of an `if`, cases, the update of a `while` (before its body, unless that is first). */
export function stmtBlocks(s: Stmt): readonly (readonly Stmt[])[] {
  const found: (readonly Stmt[])[] = [];
  mapStmtChildren(s, { stmts: (body) => collect(found, body) });
  return found;
}

function collect<T>(into: T[], item: T): T {
  into.push(item);
  return item;
}

/** Calls `f` for `e` and every expression under it, parents first. */
export function visitExpr(e: Expr, f: (e: Expr) => void): void {
  f(e);
  for (const child of childExprs(e)) visitExpr(child, f);
}

/** Calls `f` for every expression of `stmts`, at any depth, in textual order. */
export function visitExprs(stmts: readonly Stmt[], f: (e: Expr) => void): void {
  visitStmts(stmts, (s) => {
    for (const e of stmtExprs(s)) visitExpr(e, f);
  });
}

/** Calls `f` for every statement of `stmts`, at any depth, parents first. */
export function visitStmts(stmts: readonly Stmt[], f: (s: Stmt) => void): void {
  for (const s of stmts) {
    f(s);
    for (const block of stmtBlocks(s)) visitStmts(block, f);
  }
}

/** The tensors and streams that `e` itself (not its children) or `s` itself passes, returns or prints. */
export function refArgs(node: Expr | Stmt): readonly (RefArg | TensorPart)[] {
  return passedParts(node).filter((arg) => arg.kind === "ref" || arg.kind === "tensor");
}

function passedParts(node: Expr | Stmt): readonly (Arg | MessagePart)[] {
  switch (node.kind) {
    case "call":
    case "callstmt":
      return node.args;
    case "return":
      return node.values;
    case "put":
      return [node.value];
    case "print":
      return node.parts;
    case "assert":
      return node.message;
    default:
      return [];
  }
}

/** The stream that `s` itself puts to, gets from or asks. */
export function streamOf(s: Stmt): Sym | undefined {
  return s.kind === "put" || s.kind === "get" || s.kind === "probe" ? s.stream : undefined;
}

/** A name and what it stands for. */
export interface Declaration {
  readonly sym: Sym;
  readonly type: Type;
}

/** The names `s` declares: for the statements after it, or, for a loop, for its body. */
export function declaredBy(s: Stmt): readonly Declaration[] {
  switch (s.kind) {
    case "let":
    case "alloc":
      return [s];
    case "get":
      return s.ok === undefined ? [s] : [s, { sym: s.ok, type: bool }];
    case "probe":
      return [{ sym: s.sym, type: bool }];
    case "put":
      return s.ok === undefined ? [] : [{ sym: s.ok, type: bool }];
    case "for":
      return [{ sym: s.iter, type: s.type }];
    case "callstmt":
      return s.results;
    case "assign": case "store": case "while": case "if": case "switch": case "break": case "continue": case "return":
    case "print": case "assert":
      return [];
  }
}

/** Every name `f` declares: parameters, states, streams, then statements in textual order. */
export function declarationsOf(f: Func): readonly Declaration[] {
  const found: Declaration[] = [...f.params, ...f.states, ...(f.network?.streams ?? [])];
  visitStmts(f.body, (s) => found.push(...declaredBy(s)));
  return found;
}

/** The functions of `m`, with the top function even if a wrong module does not list it. */
export function allFunctions(m: Module): readonly Func[] {
  return m.top.kind === "region" || m.functions.includes(m.top) ? m.functions : [...m.functions, m.top];
}

/** The type of every variable of the module by the id of its `Sym`; for a function of one result, that result's. */
export function typesOf(m: Module): ReadonlyMap<number, Type> {
  const types = new Map<number, Type>();
  const declare = (d: Declaration): unknown => types.set(d.sym.id, d.type);
  for (const f of allFunctions(m)) {
    const [result] = f.results;
    if (result !== undefined && f.results.length === 1) types.set(f.sym.id, result);
    declarationsOf(f).forEach(declare);
  }
  if (m.top.kind === "region") [...m.top.params, ...m.top.streams].forEach(declare);
  return types;
}
