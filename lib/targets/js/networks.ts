/** Networks as coroutines that build their streams and start their instances, and the functions that run them. */
import { usesStreams } from "../../analysis/purity.js";
import { effectsOf } from "../../ir/effects.js";
import type { Const, Func, Instance, Module, NameArg, Network, Region, StreamDecl } from "../../ir/ir.js";
import { elementCount, isScalar, type ScalarType } from "../../ir/types.js";
import { flatAt, instanceTitles, networksOf } from "../../ir/networks.js";
import { allFunctions, stmtExprs, visitExpr, visitStmts } from "../../ir/walk.js";
import { bigint, inCarrier, number } from "./carriers.js";
import { bigintLiteral, numberLiteral, primary } from "./code.js";
import type { FunctionContext, FunctionInfo, ModuleContext, StreamReference } from "./context.js";
import { arrayName, carrierOf, carrierWithin, cellsName } from "./storage.js";
import { calleeOf } from "./watches.js";
import { Writer } from "./writer.js";

/** A region as a function of its module. */
export function regionFunc({ sym, params, streams, instances, span }: Region): Func {
  return { kind: "func", sym, params, results: [], states: [], body: [], network: { streams, instances }, span };
}

/** Whether a call of `f` may wait: for a stream, or for a network to end. */
export function mayWait(f: Func, m: Module, callWaits: (id: number) => boolean): boolean {
  if (f.network !== undefined || usesStreams(f, m)) return true;
  let found = false;
  visitStmts(f.body, (s) => {
    found ||= s.kind === "callstmt" && callWaits(s.callee.id);
    for (const e of stmtExprs(s)) visitExpr(e, (x) => (found ||= x.kind === "call" && callWaits(x.callee.id)));
  });
  return found;
}

/** Whether `f`, as the top, is run by the scheduler: it may wait, and not for streams that it is given. */
export function runsNetworks(f: Func, isGenerator: boolean): boolean {
  return isGenerator && f.params.every((p) => p.type.kind !== "stream");
}

interface Named {
  readonly name: string;
  readonly text: string;
}

/** What the host calls: `top` itself, or a function that runs it and its networks to their end. */
export function entryOf(top: FunctionInfo, m: Module, keeper: string | undefined, module: ModuleContext): Named {
  const { func, isGenerator } = top;
  if (!runsNetworks(func, isGenerator)) return { name: top.name, text: "" };
  const name = module.globals.declare(top.name.replace(/\$run(_\d+)?$/, ""));
  const params = func.params.map((p, i) => ({ id: p.sym.id, name: `a${i}` }));
  const { writes } = effectsOf(func, m);
  const list = params.map((p) => p.name).join(", ");
  const written = params.filter((p) => writes.has(p.id)).map((p) => p.name).join(", ");
  const states = keeper === undefined ? "" : `, states: ${keeper}`;
  const calls = allFunctions(m).some((f) => f.external !== undefined);
  // Without streams nobody ever waits.
  const waits = networksOf(m).some((n) => n.streams.length > 0);
  const kept = calls || !waits ? "" : `, kept: { written: [${written}]${states} }`;
  const writer = new Writer();
  writer.block(`${module.marker.mark(func.span)}function ${name}(${list})`, () => {
    const start = `() => ${top.name}(${list})`;
    const facts = `{ asks: ${allFunctions(m).some(asks)}${kept} }`;
    writer.line(`return ${module.runtime}.runRegion(${JSON.stringify(func.sym.name)}, ${start}, ${facts});`);
  });
  return { name, text: writer.text() };
}

/** Does `f` ask streams instead of waiting for them? */
function asks({ body }: Func): boolean {
  let found = false;
  visitStmts(body, (s) => {
    found ||= s.kind === "probe" || ((s.kind === "put" || s.kind === "get") && s.ok !== undefined);
  });
  return found;
}

/** The body of a coroutine that runs `network`; the parameters are in scope. */
export function lowerNetwork(network: Network, cx: FunctionContext): void {
  const net = cx.temporary("network");
  cx.writer.line(`const ${net} = ${cx.helper("network")}();`);
  for (const s of network.streams) declareStream(s, net, cx);
  const shadows = declareShadows(net, cx);
  cx.writer.line(`yield ${net}.start([`);
  cx.writer.indented(() => {
    const titles = instanceTitles(network.instances).map((t) => JSON.stringify(t));
    network.instances.forEach((i, at) => cx.writer.line(`${instanceText(i, titles[at] ?? "", shadows, cx)},`));
  });
  cx.writer.line("]);");
  const parts = network.streams.filter((s) => s.partOf !== undefined).map((s) => cx.stream(s.sym).name);
  cx.writer.line(`${net}.end(${parts.length === 0 ? "" : `[${parts.join(", ")}]`});`);
}

function declareStream({ sym, type, shape, span }: StreamDecl, net: string, cx: FunctionContext): void {
  const name = cx.scope.declare(sym.name);
  cx.streams.set(sym.id, { name, type, ...(shape && { shape }) });
  const key = `${cx.func.sym.name}.${sym.name}${span.file === "" ? "" : `@${span.file}:${span.start}`}`;
  const declaration = JSON.stringify({ name: sym.name, key, depth: type.depth });
  const cells = type.element.kind === "tensor"
    ? `${arrayName(scalarOf(type.element.element))}, ${elementCount(type.element.shape)}`
    : cellsName(scalarOf(type.element));
  const made = shape === undefined
    ? `stream(${declaration}, ${cells})`
    : `streams(${declaration}, [${shape.join(", ")}], ${cells})`;
  cx.line(span, `const ${name} = ${net}.${made};`);
}

function scalarOf(t: StreamDecl["type"]["element"]): ScalarType {
  if (!isScalar(t)) throw new Error("structs were to be split");
  return t;
}

/** Tensors that the instances may race on get shadows, by id; if the network is given them watched, those are inside. */
function declareShadows(net: string, cx: FunctionContext): ReadonlyMap<number, string> {
  const shadows = new Map<number, string>();
  const racing = cx.module.racing(cx.func.sym);
  for (const { sym } of cx.func.params) {
    if (!racing.has(sym.id)) continue;
    const name = cx.temporary(`${cx.tensor(sym).name}$shadow`);
    cx.writer.line(`const ${name} = ${net}.shadow(${cx.watches.get(sym.id) ?? ""});`);
    shadows.set(sym.id, name);
    cx.watches.set(sym.id, name);
  }
  return shadows;
}

function instanceText(i: Instance, title: string, shadows: ReadonlyMap<number, string>, cx: FunctionContext): string {
  const syms = i.args.map((a) => (a.kind === "name" ? a.sym : undefined));
  const { info: callee, extra } = calleeOf(i.callee, syms, cx);
  const watches = extra.map((name) => ([...shadows.values()].includes(name) ? `${name}.as(${title})` : name));
  const args = i.args.map((a, at) => argText(a, at, callee, cx));
  const { puts, gets } = cx.module.endsOf(callee.func);
  const ends = (ids: ReadonlySet<number>): string => {
    if (callee.func.network !== undefined) return "[]";
    return `[${args.filter((_, at) => ids.has(callee.func.params[at]?.sym.id ?? NaN)).join(", ")}]`;
  };
  const start = `${cx.module.marker.mark(i.span)}${callee.name}(${[...args, ...watches].join(", ")})`;
  return `{ title: ${title}, start: () => ${start}, puts: ${ends(puts)}, gets: ${ends(gets)} }`;
}

function argText(a: NameArg | Const, at: number, { func }: FunctionInfo, cx: FunctionContext): string {
  const param = func.params[at];
  const range = param && cx.module.ranges.ofParam(param.sym);
  if (a.kind === "const") return constantText(a, range);
  const stream = cx.streams.get(a.sym.id);
  if (stream !== undefined) return streamText(stream, a.index);
  const tensor = cx.tensors.get(a.sym.id);
  if (tensor !== undefined) return tensor.name;
  const { name, carrier, type, range: own } = cx.local(a.sym);
  if (own === undefined || carrier === "boolean") return name;
  const code = carrier === "bigint" ? bigint(primary(name), own) : number(primary(name), own);
  return inCarrier(code, range === undefined ? carrierOf(type) : carrierWithin(type, range)).text;
}

function streamText({ name, shape }: StreamReference, index?: readonly number[]): string {
  if (shape === undefined) return name;
  return `${name}[${flatAt(index, shape)}]`;
}

function constantText({ value, type }: Const, range: ReturnType<ModuleContext["ranges"]["ofParam"]>): string {
  if (typeof value === "boolean") return String(value);
  const carrier = range === undefined ? carrierOf(type) : carrierWithin(type, range);
  return (carrier === "bigint" ? bigintLiteral(BigInt(value)) : numberLiteral(Number(value))).text;
}
