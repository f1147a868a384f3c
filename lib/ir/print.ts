/**
 * The text form of a module, for people, for tests and for carrying IR in compiled files; parse.ts reads it back.
 * The text depends only on the module's meaning and names, not on ids: equal modules print the same.
 */
import { noSpan, type Span } from "../diagnostics/source.js";
import type {
  Alloc, CallStmt, Const, Expr, External, For, Func, Instance, Jump, MemoryDirectives, Module, Network, Param, Region,
  ResultType, State, Stmt, StreamDecl, Switch, Sym, While,
} from "./ir.js";
import { funcDirectivesText, loopDirectivesText, memoryText } from "./text/print-directives.js";
import { argText, exprText, listText, messageText, pathText, type ExprContext } from "./text/print-expr.js";
import { isNowhere, spanPrinter, type SpanPrinter } from "./text/spans.js";
import { nameText, names, typeText, valueText, type Names } from "./text/syntax.js";
import type { TypeLookup } from "./derive.js";
import { structsOf } from "./structs.js";
import { bool, leavesOf, type StructType, type ValueType } from "./types.js";
import { allFunctions, declaredBy, stmtBlocks, typesOf, type Declaration } from "./walk.js";

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
  /** What is said of tensors, by their ids. */
  readonly memories: ReadonlyMap<number, MemoryDirectives>;
}

/** The whole module: files (when spans are printed), structs, functions, region. */
export function printModule(m: Module, options: PrintOptions = {}): string {
  const types = typesOf(m);
  const global = names();
  const functions = allFunctions(m);
  for (const part of m.top.kind === "region" ? [...functions, m.top] : functions) global.of(part.sym);
  const spans = options.spans === true ? spanPrinter() : undefined;
  const context = (): Context => (
    { names: global.inner(), typeOf: (id) => types.get(id), spans, loops: new Map(), around: [], memories: new Map() }
  );
  const parts = functions.map((f) => printFunc(f, f === m.top, { ...context(), ...factsOf(f) }));
  if (m.top.kind === "region") parts.push(printRegion(m.top, context()));
  const files = spans?.files.length ? [`files ${spans.files.map((f) => JSON.stringify(f)).join(" ")}`] : [];
  const structs = structsOf(m).map(structText);
  return `${[...files, ...structs, ...parts].join("\n\n")}\n`;
}

function factsOf(f: Func): Pick<Context, "loops" | "memories"> {
  return { loops: namedLoops(f.body), memories: new Map(f.memories?.map((d) => [d.sym.id, d])) };
}

function structText({ name, fields }: StructType): string {
  return `struct ${nameText(name)} { ${fields.map((f) => `${nameText(f.name)}: ${typeText(f.type)}`).join(", ")} }`;
}

/** An expression on its own, without the types of its variables. */
export function printExpr(e: Expr): string {
  return exprText(e, { names: names(), typeOf: () => undefined });
}

/** A statement on its own, nested blocks included. */
export function printStmt(s: Stmt): string {
  const loops = namedLoops([s]);
  const c = { names: names(), typeOf: () => undefined, spans: undefined, loops, around: [], memories: new Map() };
  return stmtLines(s, c).join("\n");
}

/** The first line of a statement, for messages. */
export function printStmtHead(s: Stmt): string {
  return (printStmt(s).split("\n")[0] ?? "").replace(/ \{$/, "");
}

function printFunc(f: Func, isTop: boolean, c: Context): string {
  const lead = leadingSpan(f.span, c);
  c.spans?.enter(f.span);
  const signature = `func ${c.names.of(f.sym)}(${paramsText(f.params, c)})${resultsText(f.results)}${funcDirectivesText(f)}`;
  const head = `${lead}${isTop ? "top " : ""}${signature}`;
  const lines = f.external === undefined
    ? [`${head}${f.network === undefined ? "" : " network"} {`, ...bodyLines(f, c), "}"]
    : [`${head} ${externalText(f.external)}`];
  c.spans?.enter(noSpan);
  return lines.join("\n");
}

function bodyLines(f: Func, c: Context): string[] {
  if (f.network !== undefined) return networkLines(f.network, c);
  return [...contentLines(f, c).map((l) => `  ${l}`), ...blockLines(f.body, c)];
}

/** What stands before the statements. */
function contentLines(f: Func, c: Context): string[] {
  return [...memoryLines(f.params, c), ...f.states.flatMap((s) => [...stateLines(s, c), ...memoryLines([s], c)])];
}

/** What is said of the tensors among `declared`. */
function memoryLines(declared: readonly Declaration[], c: Context): string[] {
  return declared.flatMap(({ sym }) => {
    const known = c.memories.get(sym.id);
    return known === undefined ? [] : [`memory ${c.names.of(sym)}: ${memoryText(known)}`];
  });
}

function resultsText(results: readonly ResultType[]): string {
  const [only] = results;
  if (only === undefined) return "";
  return results.length === 1 ? ` -> ${typeText(only)}` : ` -> (${results.map(typeText).join(", ")})`;
}

function externalText({ top, source, model, writes }: External): string {
  const written = writes.length === 0 ? "" : ` writes ${writes.join(", ")}`;
  return `external ${JSON.stringify(top)} from ${JSON.stringify(source)} model ${JSON.stringify(model)}${written}`;
}

function stateLines({ sym, type, init, span }: State, c: Context): string[] {
  const head = `${leadingSpan(span, c)}state ${c.names.of(sym)}: ${typeText(type)} = `;
  if (type.kind !== "tensor") return [head + init.map((v) => valueText(v, type)).join("")];
  return [`${head}[`, ...wrapped(elementTexts(type.element, init), 96), "]"];
}

function paramsText(params: readonly Param[], c: Context): string {
  return params.map((p) => `${leadingSpan(p.span, c)}${c.names.of(p.sym)}: ${typeText(p.type)}`).join(", ");
}

function printRegion(r: Region, c: Context): string {
  const lead = leadingSpan(r.span, c);
  c.spans?.enter(r.span);
  return [
    `${lead}region ${c.names.of(r.sym)}(${paramsText(r.params, c)}) {`,
    ...networkLines(r, c),
    "}",
  ].join("\n");
}

function networkLines({ streams, instances }: Network, c: Context): string[] {
  return [
    ...streams.map((s) => `  ${leadingSpan(s.span, c)}${streamText(s, c)}`),
    ...instances.map((i) => `  ${leadingSpan(i.span, c)}${instanceText(i, c)}`),
  ];
}

function streamText({ sym, type, shape, merge, partOf }: StreamDecl, c: Context): string {
  const array = shape === undefined ? "" : `[${shape.join(", ")}]`;
  const part = partOf === undefined ? "" : ` part of ${c.names.of(partOf)}`;
  return `${c.names.of(sym)}: ${typeText(type)}${array}${merge === true ? " merge" : ""}${part}`;
}

/** `run f(A, pipe[0, 1], 3:index) as pe[1, 2]`. */
function instanceText({ callee, args, kernel, place }: Instance, c: Context): string {
  const given = args.map((a) => {
    if (a.kind === "const") return exprText(a, { names: c.names, typeOf: c.typeOf });
    return c.names.of(a.sym) + (a.index === undefined ? "" : `[${a.index.join(", ")}]`);
  });
  const at = place === undefined ? "" : `[${place.join(", ")}]`;
  const title = kernel === undefined && place === undefined ? "" : ` as ${nameText(kernel ?? callee.name)}${at}`;
  return `run ${c.names.of(callee)}(${given.join(", ")})${title}`;
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

/** What jumps may name. */
function isLoop(s: Stmt): s is For | While | Switch {
  return s.kind === "for" || s.kind === "while" || s.kind === "switch";
}

function blockLines(stmts: readonly Stmt[], c: Context): string[] {
  return stmts.flatMap((s) => [...stmtLines(s, c), ...memoryLines(declaredBy(s), c)]).map((line) => `  ${line}`);
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
      return [`${name(s.tensor)}[${listText(s.index, e)}]${pathText(s.path)} = ${exprText(s.value, e)}`];
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
    case "switch":
      return switchLines(s, c, e);
    case "break":
    case "continue":
      return [s.kind + jumpTarget(s, c)];
    case "return":
      return [s.values.length === 0 ? "return" : `return ${listText(s.values, e)}`];
    case "callstmt":
      return [callText(s, c, e)];
    case "put":
      return [`put ${okText(s.ok, c)}${name(s.stream)}, ${argText(s.value, e)}`];
    case "get":
      return [`get ${okText(s.ok, c)}${name(s.sym)}: ${typeText(s.type)} from ${name(s.stream)}`];
    case "probe":
      return [`probe ${name(s.sym)}: ${s.asks} ${name(s.stream)}`];
    case "print":
      return [`print ${messageText(s.parts, e)}`];
    case "assert":
      return [`assert ${exprText(s.cond, e)}${s.message.length === 0 ? "" : `, ${messageText(s.message, e)}`}`];
  }
}

/** The name that says whether an operation that does not wait took place. */
function okText(ok: Sym | undefined, c: Context): string {
  return ok === undefined ? "" : `try ${c.names.of(ok)}, `;
}

function callText(s: CallStmt, c: Context, e: ExprContext): string {
  const results = s.results.map(({ sym, type }) => `${c.names.of(sym)}: ${typeText(type)}`).join(", ");
  return `call ${results === "" ? "" : `${results} = `}${c.names.of(s.callee)}(${listText(s.args, e)})`;
}

function allocLines(s: Alloc, c: Context, e: ExprContext): string[] {
  const declared = `${c.names.of(s.sym)}: ${typeText(s.type)}`;
  if (s.init.kind === "fill") return [`alloc ${declared} = ${argText(s.init.value, e)}`];
  return [`rom ${declared} = [`, ...wrapped(elementTexts(s.type.element, s.init.values), 96), "]"];
}

/** Constants of a tensor, structs scalar by scalar. */
function elementTexts(element: ValueType, values: readonly Const["value"][]): readonly string[] {
  const leaves = leavesOf(element);
  return values.map((v, i) => valueText(v, leaves[i % leaves.length]?.type ?? bool));
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
  return [`${head} = ${bounds}${loopDirectivesText(s.directives ?? {})} {`, ...blockLines(s.body, within(s, c)), "}"];
}

function switchLines(s: Switch, c: Context, e: ExprContext): string[] {
  const inside = within(s, c);
  const cases = s.cases.flatMap((k) => [`case ${k.values.join(", ")} {`, ...blockLines(k.body, inside), "}"]);
  const otherwise = s.default.length === 0 ? [] : ["default {", ...blockLines(s.default, inside), "}"];
  return [`switch ${exprText(s.value, e)}${loopNumber(s, c)} {`, ...[...cases, ...otherwise].map((l) => `  ${l}`), "}"];
}

function whileLines(s: While, c: Context, e: ExprContext): string[] {
  if (s.bodyFirst) return doLines(s, c, e);
  const head = `${labelText(s)}while ${exprText(s.cond, e)}${loopNumber(s, c)}`;
  const body = (): string[] => [...blockLines(s.body, within(s, c)), "}"];
  if (s.update.length === 0) return [`${head} {`, ...body()];
  return [`${head} update {`, ...blockLines(s.update, { ...c, around: [] }), "} do {", ...body()];
}

function doLines(s: While, c: Context, e: ExprContext): string[] {
  const cond = `while ${exprText(s.cond, e)}`;
  const body = [`${labelText(s)}do${loopNumber(s, c)} {`, ...blockLines(s.body, within(s, c))];
  if (s.update.length === 0) return [...body, `} ${cond}`];
  return [...body, "} update {", ...blockLines(s.update, { ...c, around: [] }), `} ${cond}`];
}

function labelText(s: For | While): string {
  return s.label === undefined ? "" : `${nameText(s.label)}: `;
}

function loopNumber(s: For | While | Switch, c: Context): string {
  const number = c.loops.get(s.id);
  return number === undefined ? "" : ` #${number}`;
}

function within(s: For | While | Switch, c: Context): Context {
  return { ...c, around: [...c.around, s.id] };
}

function jumpTarget(s: Jump, c: Context): string {
  return c.around.at(-1) === s.loop ? "" : ` #${c.loops.get(s.loop) ?? s.loop}`;
}
