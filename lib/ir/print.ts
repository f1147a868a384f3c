/**
 * The text form of a module, for people, for tests and for carrying IR in compiled files; parse.ts reads it back.
 * The text depends only on the module's meaning and names, not on ids: equal modules print the same.
 */
import { noSpan, type Span } from "../diagnostics/source.js";
import type { Alloc, Expr, For, Func, Jump, Module, Param, Region, Stmt, Sym, While } from "./ir.js";
import { argText, exprText, listText, type ExprContext } from "./text/print-expr.js";
import { isNowhere, spanPrinter, type SpanPrinter } from "./text/spans.js";
import { nameText, names, typeText, valueText, type Names } from "./text/syntax.js";
import type { TypeLookup } from "./derive.js";
import { allFunctions, stmtBlocks, typesOf } from "./walk.js";

export interface PrintOptions {
  /** Write down the spans of functions, parameters, statements and of the expressions that can stop a run. */
  readonly spans?: boolean;
}

/** What printing a function depends on besides the function. */
interface Context {
  readonly names: Names;
  readonly typeOf: TypeLookup;
  readonly spans: SpanPrinter | undefined;
  /** Numbers of the loops that a jump names because it stands in a loop further in. */
  readonly loops: ReadonlyMap<number, number>;
  /** Ids of the loops around, outermost first. */
  readonly around: readonly number[];
}

/** The whole module: files (when spans are printed), functions, region. */
export function printModule(m: Module, options: PrintOptions = {}): string {
  const types = typesOf(m);
  const global = names();
  const functions = allFunctions(m);
  for (const part of m.top.kind === "region" ? [...functions, m.top] : functions) global.of(part.sym);
  const spans = options.spans === true ? spanPrinter() : undefined;
  const context = (loops: ReadonlyMap<number, number>): Context => (
    { names: global.inner(), typeOf: (id) => types.get(id), spans, loops, around: [] }
  );
  const parts = functions.map((f) => printFunc(f, f === m.top, context(namedLoops(f.body))));
  if (m.top.kind === "region") parts.push(printRegion(m.top, context(new Map())));
  const files = spans?.files.length ? [`files ${spans.files.map((f) => JSON.stringify(f)).join(" ")}`] : [];
  return `${[...files, ...parts].join("\n\n")}\n`;
}

/** An expression on its own, without the types of its variables. */
export function printExpr(e: Expr): string {
  return exprText(e, { names: names(), typeOf: () => undefined });
}

/** A statement on its own, nested blocks included. */
export function printStmt(s: Stmt): string {
  const c = { names: names(), typeOf: () => undefined, spans: undefined, loops: namedLoops([s]), around: [] };
  return stmtLines(s, c).join("\n");
}

/** The first line of a statement, for messages. */
export function printStmtHead(s: Stmt): string {
  return (printStmt(s).split("\n")[0] ?? "").replace(/ \{$/, "");
}

function printFunc(f: Func, isTop: boolean, c: Context): string {
  const lead = leadingSpan(f.span, c);
  c.spans?.enter(f.span);
  const result = f.result === undefined ? "" : ` -> ${typeText(f.result)}`;
  const head = `${lead}${isTop ? "top " : ""}func ${c.names.of(f.sym)}(${paramsText(f.params, c)})${result} {`;
  const text = [head, ...blockLines(f.body, c), "}"].join("\n");
  c.spans?.enter(noSpan);
  return text;
}

function paramsText(params: readonly Param[], c: Context): string {
  return params.map((p) => `${leadingSpan(p.span, c)}${c.names.of(p.sym)}: ${typeText(p.type)}`).join(", ");
}

function printRegion(r: Region, c: Context): string {
  const lead = leadingSpan(r.span, c);
  c.spans?.enter(r.span);
  return [
    `${lead}region ${c.names.of(r.sym)}(${paramsText(r.params, c)}) {`,
    ...r.streams.map((s) => `  ${leadingSpan(s.span, c)}${c.names.of(s.sym)}: ${typeText(s.type)}`),
    ...r.instances.map((i) => {
      const args = i.args.map((a) => c.names.of(a)).join(", ");
      return `  ${leadingSpan(i.span, c)}run ${c.names.of(i.callee)}(${args})`;
    }),
    "}",
  ].join("\n");
}

/** Numbers, in textual order, the loops that some jump leaves or continues from within a loop further in. */
function namedLoops(stmts: readonly Stmt[]): ReadonlyMap<number, number> {
  const named = new Set<number>();
  const order: number[] = [];
  const visit = (s: Stmt, inner: number | undefined): void => {
    if ((s.kind === "break" || s.kind === "continue") && s.loop !== inner) named.add(s.loop);
    if (isLoop(s)) order.push(s.id);
    // A loop's update stands outside the loop; no jump in it has a loop to leave out.
    if (s.kind === "while") s.update.forEach((u) => visit(u, undefined));
    const blocks = s.kind === "while" ? [s.body] : stmtBlocks(s);
    for (const block of blocks) block.forEach((b) => visit(b, isLoop(s) ? s.id : inner));
  };
  stmts.forEach((s) => visit(s, undefined));
  const known = [...order.filter((id) => named.has(id)), ...[...named].filter((id) => !order.includes(id))];
  return new Map(known.map((id, i) => [id, i + 1]));
}

function isLoop(s: Stmt): s is For | While {
  return s.kind === "for" || s.kind === "while";
}

function blockLines(stmts: readonly Stmt[], c: Context): string[] {
  return stmts.flatMap((s) => stmtLines(s, c)).map((line) => `  ${line}`);
}

function stmtLines(s: Stmt, c: Context): string[] {
  const spans = c.spans && { spans: { printer: c.spans, statement: s.span } };
  const [first = "", ...rest] = bareLines(s, c, { names: c.names, typeOf: c.typeOf, ...spans });
  return [leadingSpan(s.span, c) + first, ...rest];
}

function leadingSpan(span: Span, c: Context): string {
  return c.spans === undefined || isNowhere(span) ? "" : `${c.spans.text(span)} `;
}

function bareLines(s: Stmt, c: Context, e: ExprContext): string[] {
  const name = (sym: Sym): string => c.names.of(sym);
  switch (s.kind) {
    case "let": {
      const head = `${s.mutable ? "let" : "const"} ${name(s.sym)}: ${typeText(s.type)}`;
      return [`${head} = ${exprText(s.init, e)}`];
    }
    case "assign":
      return [`${name(s.sym)} = ${exprText(s.value, e)}`];
    case "store":
      return [`${name(s.tensor)}[${listText(s.index, e)}] = ${exprText(s.value, e)}`];
    case "alloc":
      return allocLines(s, c, e);
    case "for":
      return forLines(s, c, e);
    case "while":
      return whileLines(s, c, e);
    case "if": {
      const head = `if ${exprText(s.cond, e)} {`;
      const otherwise = s.else.length === 0 ? [] : ["} else {", ...blockLines(s.else, c)];
      return [head, ...blockLines(s.then, c), ...otherwise, "}"];
    }
    case "break":
    case "continue":
      return [s.kind + jumpTarget(s, c)];
    case "return":
      return [s.value === undefined ? "return" : `return ${argText(s.value, e)}`];
    case "callstmt": {
      const args = listText(s.args, e);
      const result = s.result && `${name(s.result.sym)}: ${typeText(s.result.type)} = `;
      return [`call ${result ?? ""}${name(s.callee)}(${args})`];
    }
    case "put":
      return [`put ${name(s.stream)}, ${exprText(s.value, e)}`];
    case "get":
      return [`get ${name(s.sym)}: ${typeText(s.type)} from ${name(s.stream)}`];
  }
}

function allocLines(s: Alloc, c: Context, e: ExprContext): string[] {
  const declared = `${c.names.of(s.sym)}: ${typeText(s.type)}`;
  if (s.init.kind === "fill") return [`alloc ${declared} = ${exprText(s.init.value, e)}`];
  const element = s.type.element;
  return [`rom ${declared} = [`, ...wrapped(s.init.values.map((v) => valueText(v, element)), 96), "]"];
}

/** Items joined by commas, on indented lines of at most about `width` characters. */
function wrapped(items: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const item of items) {
    if (line !== "" && line.length + item.length > width) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? `  ${item},` : ` ${item},`;
  }
  return line === "" ? lines : [...lines, line];
}

function forLines(s: For, c: Context, e: ExprContext): string[] {
  const head = `${labelText(s)}${s.reduction ? "reduction" : "for"} ${c.names.of(s.iter)}: ${typeText(s.type)}`;
  const step = s.step === 1n ? "" : ` step ${s.step}`;
  const bounds = `${exprText(s.lo, e)} to ${exprText(s.hi, e)}${step}${loopNumber(s, c)}`;
  return [`${head} = ${bounds} {`, ...blockLines(s.body, within(s, c)), "}"];
}

function whileLines(s: While, c: Context, e: ExprContext): string[] {
  const head = `${labelText(s)}while ${exprText(s.cond, e)}${loopNumber(s, c)}`;
  const body = (): string[] => [...blockLines(s.body, within(s, c)), "}"];
  if (s.update.length === 0) return [`${head} {`, ...body()];
  return [`${head} update {`, ...blockLines(s.update, { ...c, around: [] }), "} do {", ...body()];
}

function labelText(s: For | While): string {
  return s.label === undefined ? "" : `${nameText(s.label)}: `;
}

function loopNumber(s: For | While, c: Context): string {
  const number = c.loops.get(s.id);
  return number === undefined ? "" : ` #${number}`;
}

function within(s: For | While, c: Context): Context {
  return { ...c, around: [...c.around, s.id] };
}

function jumpTarget(s: Jump, c: Context): string {
  return c.around.at(-1) === s.loop ? "" : ` #${c.loops.get(s.loop) ?? s.loop}`;
}
