/** Reads statements and blocks. */
import { noSpan, type Span } from "../../diagnostics/source.js";
import type { Alloc, Const, Expr, For, Jump, ResultType, State, Stmt, Switch, Sym, While } from "../ir.js";
import { bool, isScalar, isValueType, leavesOf, type ScalarType, type TensorType, type Type, type ValueType } from "../types.js";
import type { Token } from "./lex.js";
import { acceptMemory, parseLoopDirectives } from "./parse-directives.js";
import { parseArg, parseArgs, parseConstant, parseExpr, parseIndex, parseMessage, parsePath, parseValue } from "./parse-expr.js";
import {
  declare, declareName, innerScope, knownName, lookup, parseCount, parseSpan, parseType, spelling,
  type OpenLoop, type Place,
} from "./state.js";

/** `{ state …  … }`: the states and statements of a function. */
export function parseBody(p: Place): { readonly states: readonly State[]; readonly body: readonly Stmt[] } {
  p.cursor.expect("{");
  const inner = innerScope(p);
  const states: State[] = [];
  const stmts: Stmt[] = [];
  while (!p.cursor.accept("}")) {
    if (acceptMemory(inner)) continue;
    const span = parseSpan(inner) ?? noSpan;
    if (p.cursor.accept("state")) states.push(parseState({ ...inner, span }));
    else stmts.push(parseBare({ ...inner, span }, span));
  }
  return { states, body: stmts };
}

function parseState(p: Place): State {
  const { sym, type, typeToken, done } = parseHead(p);
  if (!isScalar(type) && type.kind !== "tensor") throw p.cursor.error("a scalar or tensor type", typeToken);
  const init = type.kind === "tensor" ? parseElements(p, type.element) : [parseConstant(p, type)];
  done();
  return { sym, type, init, span: p.span };
}

/** `{ … }`, a scope of its own. */
export function parseBlock(p: Place): readonly Stmt[] {
  p.cursor.expect("{");
  const inner = innerScope(p);
  const stmts: Stmt[] = [];
  while (!p.cursor.accept("}")) if (!acceptMemory(inner)) stmts.push(parseStmt(inner));
  return stmts;
}

function parseStmt(outer: Place): Stmt {
  const span = parseSpan(outer) ?? noSpan;
  return parseBare({ ...outer, span }, span);
}

function parseBare(p: Place, span: Span): Stmt {
  const token = p.cursor.peek();
  if (token.kind !== "name") throw p.cursor.error("a statement or '}'");
  const parse = keywords[token.text];
  if (parse === undefined || !Object.hasOwn(keywords, token.text)) return parseNamed(p, span);
  p.cursor.next();
  return parse(p, span, token);
}

type StmtParser = (p: Place, span: Span, keyword: Token) => Stmt;

const keywords: Readonly<Record<string, StmtParser>> = {
  let: parseLet,
  const: parseLet,
  alloc: parseAlloc,
  rom: parseRom,
  for: (p, span, keyword) => parseFor(p, span, keyword, undefined),
  reduction: (p, span, keyword) => parseFor(p, span, keyword, undefined),
  while: (p, span) => parseWhile(p, span, undefined),
  do: (p, span) => parseDo(p, span, undefined),
  if: parseIf,
  switch: parseSwitch,
  break: parseJump,
  continue: parseJump,
  return: (p, span) => {
    const bare = !p.cursor.onSameLine() || p.cursor.peek().text === "}";
    if (bare) return { kind: "return", values: [], span };
    const values = [parseArg(p, p.results[0])];
    while (p.cursor.accept(",")) values.push(parseArg(p, p.results[values.length]));
    return { kind: "return", values, span };
  },
  call: parseCall,
  put: (p, span) => {
    const ok = parseOk(p);
    const { sym: stream, type } = knownName(p, "variable", "a stream");
    p.cursor.expect(",");
    const value = parseArg(p, type?.kind === "stream" ? type.element : undefined);
    return { kind: "put", stream, value, ...ok.done(), span };
  },
  print: (p, span) => ({ kind: "print", parts: parseMessage(p), span }),
  assert: (p, span) => {
    const cond = parseExpr(p);
    return { kind: "assert", cond, message: p.cursor.accept(",") ? parseMessage(p) : [], span };
  },
  get: (p, span) => {
    const ok = parseOk(p);
    const { token, sym } = declareName(p, "a name");
    p.cursor.expect(":");
    const typeToken = p.cursor.peek();
    const type = parseType(p);
    if (type.kind === "stream") throw p.cursor.error("the type of a token", typeToken);
    p.cursor.expect("from");
    const stream = knownName(p, "variable", "a stream").sym;
    const declared = ok.done();
    declare(p, token, { sym, kind: "variable", type });
    return { kind: "get", stream, sym, type, ...declared, span };
  },
  probe: (p, span) => {
    const { token, sym } = declareName(p, "a name");
    p.cursor.expect(":");
    const asked = p.cursor.next();
    if (asked.text !== "empty" && asked.text !== "full") throw p.cursor.error("'empty' or 'full'", asked);
    const stream = knownName(p, "variable", "a stream").sym;
    declare(p, token, { sym, kind: "variable", type: bool });
    return { kind: "probe", asks: asked.text, stream, sym, span };
  },
};

/** `try ok, `, if it stands here; the name is declared by `done`, after what follows. */
function parseOk(p: Place): { readonly done: () => { ok?: Sym } } {
  if (p.cursor.peek().text !== "try" || p.cursor.peek(2).text !== ",") return { done: () => ({}) };
  p.cursor.next();
  const { token, sym } = declareName(p, "a name");
  p.cursor.expect(",");
  return {
    done: () => {
      declare(p, token, { sym, kind: "variable", type: bool });
      return { ok: sym };
    },
  };
}

/** A label and its loop, an assignment or a store. */
function parseNamed(p: Place, span: Span): Stmt {
  if (p.cursor.peek(1).text === ":") return parseLabelled(p, span);
  const entry = knownName(p, "variable", "a statement or a variable");
  if (p.cursor.peek().text === "[") {
    const token = p.cursor.peek();
    const index = parseIndex(p);
    const { path } = parsePath(p, entry.type?.kind === "tensor" ? entry.type.element : undefined, token);
    p.cursor.expect("=");
    return { kind: "store", tensor: entry.sym, index, ...path, value: parseExpr(p), span };
  }
  p.cursor.expect("=");
  return { kind: "assign", sym: entry.sym, value: parseExpr(p), span };
}

function parseLabelled(p: Place, span: Span): Stmt {
  const label = spelling(p, p.cursor.next());
  p.cursor.expect(":");
  const keyword = p.cursor.peek();
  if (p.cursor.accept("while")) return parseWhile(p, span, label);
  if (p.cursor.accept("do")) return parseDo(p, span, label);
  if (p.cursor.accept("for") || p.cursor.accept("reduction")) return parseFor(p, span, keyword, label);
  throw p.cursor.error("a loop");
}

/** Reads `name: type =`; the name is declared by `done`, after what follows, which must not use it. */
function parseHead(p: Place): { sym: Sym; type: Type; typeToken: Token; done: () => void } {
  const { token, sym } = declareName(p, "a name");
  p.cursor.expect(":");
  const typeToken = p.cursor.peek();
  const type = parseType(p);
  p.cursor.expect("=");
  return { sym, type, typeToken, done: () => declare(p, token, { sym, kind: "variable", type }) };
}

function parseScalarHead(p: Place): { sym: Sym; type: ScalarType; done: () => void } {
  const { sym, type, typeToken, done } = parseHead(p);
  if (!isScalar(type)) throw p.cursor.error("a scalar type", typeToken);
  return { sym, type, done };
}

function parseTensorHead(p: Place): { sym: Sym; type: TensorType; done: () => void } {
  const { sym, type, typeToken, done } = parseHead(p);
  if (type.kind !== "tensor") throw p.cursor.error("a tensor type", typeToken);
  return { sym, type, done };
}

function parseLet(p: Place, span: Span, keyword: Token): Stmt {
  const { sym, type, done } = parseScalarHead(p);
  const init = parseExpr(p);
  done();
  return { kind: "let", sym, type, mutable: keyword.text === "let", init, span };
}

function parseAlloc(p: Place, span: Span): Alloc {
  const { sym, type, done } = parseTensorHead(p);
  const value = parseValue(p, type.element);
  done();
  return { kind: "alloc", sym, type, init: { kind: "fill", value }, span };
}

function parseRom(p: Place, span: Span): Alloc {
  const { sym, type, done } = parseTensorHead(p);
  const values = parseElements(p, type.element);
  done();
  return { kind: "alloc", sym, type, init: { kind: "values", values }, span };
}

/** `[1, 2, 3]`: constants of a tensor, structs scalar by scalar. */
function parseElements(p: Place, element: ValueType): readonly Const["value"][] {
  const leaves = leavesOf(element);
  const values: Const["value"][] = [];
  p.cursor.expect("[");
  while (!p.cursor.accept("]")) {
    values.push(parseConstant(p, leaves[values.length % leaves.length]?.type ?? bool));
    if (p.cursor.peek().text !== "]") p.cursor.expect(",");
  }
  return values;
}

function parseFor(p: Place, span: Span, keyword: Token, label: string | undefined): For {
  const inner = innerScope(p);
  const { sym: iter, type, done } = parseScalarHead(inner);
  const lo = parseExpr(p);
  p.cursor.expect("to");
  const hi = parseExpr(p);
  const step = p.cursor.accept("step") ? parseStep(p) : 1n;
  const loop = openLoop(p);
  const directives = parseLoopDirectives(p);
  done();
  const body = parseBlock({ ...inner, loops: [...p.loops, loop] });
  const reduction = keyword.text === "reduction";
  const rest = label === undefined ? {} : { label };
  return { kind: "for", iter, type, lo, hi, step, body, ...rest, reduction, ...directives, id: loop.id, span };
}

function parseStep(p: Place): bigint {
  const negative = p.cursor.accept("-");
  const token = p.cursor.expectKind("number", "a whole number");
  if (!/^[0-9]+$/.test(token.text)) throw p.cursor.error("a whole number", token);
  return negative ? -BigInt(token.text) : BigInt(token.text);
}

/** Gives the loop its id; `#1` lets jumps in inner loops name it. */
function openLoop(p: Place): OpenLoop {
  const id = p.freshId();
  return p.cursor.accept("#") ? { id, number: String(parseCount(p, "a loop number")) } : { id };
}

function parseWhile(p: Place, span: Span, label: string | undefined): While {
  const cond = parseExpr(p);
  const loop = openLoop(p);
  const hasUpdate = p.cursor.accept("update");
  const update = hasUpdate ? parseBlock({ ...p, loops: [] }) : [];
  if (hasUpdate) p.cursor.expect("do");
  const body = parseBlock({ ...p, loops: [...p.loops, loop] });
  return { kind: "while", bodyFirst: false, cond, update, body, ...labelled(label), id: loop.id, span };
}

/** `do { … } update { … } while cond`. */
function parseDo(p: Place, span: Span, label: string | undefined): While {
  const loop = openLoop(p);
  const body = parseBlock({ ...p, loops: [...p.loops, loop] });
  const update = p.cursor.accept("update") ? parseBlock({ ...p, loops: [] }) : [];
  p.cursor.expect("while");
  const cond = parseExpr(p);
  return { kind: "while", bodyFirst: true, cond, update, body, ...labelled(label), id: loop.id, span };
}

function labelled(label: string | undefined): { label?: string } {
  return label === undefined ? {} : { label };
}

/** `switch x { case 1, 2 { … } default { … } }`. */
function parseSwitch(p: Place, span: Span): Switch {
  const value = parseExpr(p);
  const loop = openLoop(p);
  const inside = { ...p, loops: [...p.loops, loop] };
  const cases: Switch["cases"][number][] = [];
  let otherwise: readonly Stmt[] = [];
  p.cursor.expect("{");
  while (!p.cursor.accept("}")) {
    if (p.cursor.accept("default")) {
      otherwise = parseBlock(inside);
      continue;
    }
    p.cursor.expect("case");
    const values = [parseStep(p)];
    while (p.cursor.accept(",")) values.push(parseStep(p));
    cases.push({ values, body: parseBlock(inside) });
  }
  return { kind: "switch", value, cases, default: otherwise, id: loop.id, span };
}

function parseIf(p: Place, span: Span): Stmt {
  const cond: Expr = parseExpr(p);
  const then = parseBlock(p);
  return { kind: "if", cond, then, else: p.cursor.accept("else") ? parseBlock(p) : [], span };
}

function parseJump(p: Place, span: Span, keyword: Token): Jump {
  const kind = keyword.text === "break" ? "break" : "continue";
  const named = p.cursor.accept("#");
  const number = named ? String(parseCount(p, "a loop number")) : undefined;
  const loop = named ? p.loops.findLast((l) => l.number === number) : p.loops.at(-1);
  if (loop === undefined) throw p.cursor.error(`a loop around '${kind}'`, keyword);
  return { kind, loop: loop.id, span };
}

/** `call f(…)`, `call x: int32 = f(…)` or `call x: int32, y: int32 = f(…)`. */
function parseCall(p: Place, span: Span): Stmt {
  const results: { sym: Sym; type: ResultType; token: Token }[] = [];
  while (p.cursor.peek(1).text === ":") {
    const { token, sym } = declareName(p, "a name");
    p.cursor.expect(":");
    const typeToken = p.cursor.peek();
    const type = parseType(p);
    if (type.kind !== "tensor" && !isValueType(type)) throw p.cursor.error("a scalar, struct or tensor type", typeToken);
    results.push({ sym, type, token });
    if (!p.cursor.accept(",")) p.cursor.expect("=");
  }
  const token = p.cursor.expectKind("name", "a function");
  const callee = lookup(p, token.text);
  if (callee?.kind !== "function") throw p.cursor.error("a function that is declared", token);
  const args = parseArgs(p, callee);
  for (const r of results) declare(p, r.token, { sym: r.sym, kind: "variable", type: r.type });
  return { kind: "callstmt", callee: callee.sym, args, results: results.map(({ sym, type }) => ({ sym, type })), span };
}
