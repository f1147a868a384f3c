/**
 * `peek`: the token is taken into a register of the kernel, which the next `get`, `tryGet` and `empty` look at first. While
 * a kernel is lowered, `peek` is a `get` that is noted in `scope.peeks`; afterwards all that read the stream are rewritten.
 */
import type * as TS from "typescript";
import { dataflow as kinds } from "../../lib/diagnostics/catalogue/dataflow.js";
import { unary, variable } from "../../lib/ir/build.js";
import type { Expr, Get, Probe, Stmt, Sym } from "../../lib/ir/ir.js";
import { bool } from "../../lib/ir/types.js";
import { mapExpr, mapStmtChildren, refArgs, visitStmts } from "../../lib/ir/walk.js";
import { freshSym, inBlock, nodeSpan, refuse, type Scope } from "./context.js";
import { received, tokenVariable, type TokenVariable } from "./stream-tokens.js";
import { constExpr, type Value } from "./value.js";

/** Notes that the `get` that declares `token` only looks at it. False when that is refused. */
export function notePeek(scope: Scope, node: TS.Node, token: Sym): boolean {
  if (scope.place === undefined) {
    refuse(scope, node, kinds.peekInHelper, []);
    return false;
  }
  scope.peeks.set(token.id, node);
  return true;
}

/** The register of a stream: whether it holds a token, and which. */
interface Register {
  readonly held: Sym;
  readonly next: TokenVariable;
}

/** `body` with registers for the streams that are peeked at; their declarations join `scope.registers`. */
export function withPeeks(scope: Scope, body: readonly Stmt[]): readonly Stmt[] {
  if (scope.peeks.size === 0) return body;
  const registers = new Map<number, Register>();
  visitStmts(body, (s) => {
    const node = s.kind === "get" ? scope.peeks.get(s.sym.id) : undefined;
    if (s.kind !== "get" || node === undefined || registers.has(s.stream.id)) return;
    refusePassed(scope, node, s.stream, body);
    scope.registers.push(...inBlock(scope, () => {
      registers.set(s.stream.id, declareRegister(scope, node, s));
    }));
  });
  const r: Rewriting = { scope, registers, parts: new Map() };
  const rewritten = rewriteAll(r, body);
  return r.parts.size === 0 ? rewritten : rewritten.map((s) => withParts(s, r.parts));
}

/** A function that is given the stream would not see the register. */
function refusePassed(scope: Scope, node: TS.Node, stream: Sym, body: readonly Stmt[]): void {
  visitStmts(body, (s) => {
    if (s.kind !== "callstmt" || !refArgs(s).some((a) => a.sym.id === stream.id)) return;
    refuse(scope, node, kinds.peekPassed, [stream.name, s.callee.name], [{ span: s.span, message: "it is passed here" }]);
  });
}

function declareRegister(scope: Scope, node: TS.Node, { stream, type }: Get): Register {
  const span = nodeSpan(scope, node);
  const held = freshSym(scope.unit, `${stream.name}_held`);
  scope.block.push({ kind: "let", sym: held, type: bool, mutable: true, init: constExpr(false, bool, span), span });
  return { held, next: tokenVariable(scope, node, freshSym(scope.unit, `${stream.name}_next`), type) };
}

interface Rewriting {
  readonly scope: Scope;
  readonly registers: ReadonlyMap<number, Register>;
  /** The variables that became of struct tokens, by the id of the token's `Sym` and the path. */
  readonly parts: Map<number, ReadonlyMap<string, Sym>>;
}

function rewriteAll(r: Rewriting, body: readonly Stmt[]): readonly Stmt[] {
  return body.flatMap((s): readonly Stmt[] => {
    const register = s.kind === "get" || s.kind === "probe" ? r.registers.get(s.stream.id) : undefined;
    if (register === undefined) return [mapStmtChildren(s, { stmts: (inner) => rewriteAll(r, inner) })];
    if (s.kind === "probe") return s.asks === "empty" ? inBlock(r.scope, () => { rewriteEmpty(r.scope, s, register); }) : [s];
    if (s.kind !== "get") return [s];
    return inBlock(r.scope, () => {
      if (r.scope.peeks.has(s.sym.id)) rewritePeek(r, s, register);
      else rewriteGet(r, s, register);
    });
  });
}

/** The declaration of what `get` declares, as a variable. */
function declareToken({ scope, parts }: Rewriting, { sym, type }: Get, init?: Value): TokenVariable {
  const made = tokenVariable(scope, scope.node, sym, type, init);
  if (type.kind === "struct") parts.set(sym.id, made.parts);
  return made;
}

/** Gets into the register, unless it holds a token; and shows that. */
function rewritePeek(r: Rewriting, s: Get, { held, next }: Register): void {
  const { scope } = r;
  const { span } = s;
  const fill = inBlock(scope, () => {
    const sym = freshSym(scope.unit, s.sym.name);
    scope.block.push({ kind: "get", stream: s.stream, sym, type: s.type, span });
    next.take(received(scope, scope.node, sym, s.type));
    scope.block.push({ kind: "assign", sym: held, value: constExpr(true, bool, span), span });
  });
  scope.block.push({ kind: "if", cond: unary("not", variable(held, bool, span), span), then: fill, else: [], span });
  declareToken(r, s, next.value);
}

/** Takes the token that the register holds, if it does. */
function rewriteGet(r: Rewriting, s: Get, { held, next }: Register): void {
  const { scope } = r;
  const { span, ok } = s;
  const is = variable(held, bool, span);
  if (ok !== undefined) scope.block.push({ kind: "let", sym: ok, type: bool, mutable: true, init: is, span });
  const token = declareToken(r, s);
  const then = inBlock(scope, () => {
    token.take(next.value);
    scope.block.push({ kind: "assign", sym: held, value: constExpr(false, bool, span), span });
  });
  const otherwise = inBlock(scope, () => {
    const sym = freshSym(scope.unit, s.sym.name);
    const got = ok === undefined ? undefined : freshSym(scope.unit, ok.name);
    scope.block.push({ kind: "get", stream: s.stream, sym, type: s.type, ...(got === undefined ? {} : { ok: got }), span });
    token.take(received(scope, scope.node, sym, s.type));
    if (ok !== undefined && got !== undefined) scope.block.push({ kind: "assign", sym: ok, value: variable(got, bool, span), span });
  });
  scope.block.push({ kind: "if", cond: is, then, else: otherwise, span });
}

/** A stream is not empty while the register holds a token. */
function rewriteEmpty(scope: Scope, s: Probe, { held }: Register): void {
  const { span } = s;
  const asked = freshSym(scope.unit, s.sym.name);
  scope.block.push({ kind: "let", sym: s.sym, type: bool, mutable: true, init: constExpr(false, bool, span), span });
  const ask: readonly Stmt[] = [
    { ...s, sym: asked }, { kind: "assign", sym: s.sym, value: variable(asked, bool, span), span },
  ];
  scope.block.push({ kind: "if", cond: unary("not", variable(held, bool, span), span), then: ask, else: [], span });
}

/** `s` with the variables that became of struct tokens in their place. */
function withParts(s: Stmt, parts: Rewriting["parts"]): Stmt {
  const expr = (e: Expr): Expr => mapExpr(e, (x) => {
    const sym = x.kind === "var" && x.path !== undefined ? parts.get(x.sym.id)?.get(x.path.join(".")) : undefined;
    return sym === undefined ? x : variable(sym, x.type, x.span);
  });
  return mapStmtChildren(s, { expr, stmts: (inner) => inner.map((i) => withParts(i, parts)) });
}
