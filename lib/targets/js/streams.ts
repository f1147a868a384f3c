/** What is done with streams: `put`, `get` and asking. The code works on the rings of runtime/fifo.ts itself. */
import type { Expr, Get, Probe, Put } from "../../ir/ir.js";
import { bool, elementCount, isScalar, type ScalarType, type TensorType } from "../../ir/types.js";
import type { FunctionContext, Local } from "./context.js";
import { carriedValue, scalar } from "./expressions.js";
import { arrayName, carrierOf } from "./storage.js";
import { touchAll } from "./watches.js";

/** Whether a put or get has to wait. */
export function blockedText({ kind, stream }: Put | Get, cx: FunctionContext): string {
  const { name } = cx.stream(stream);
  return kind === "put" ? `((${name}.tail - ${name}.head) | 0) === ${name}.depth` : `${name}.tail === ${name}.head`;
}

/** Lets others run until it may go on. */
export function waitText({ kind, stream, span }: Put | Get, cx: FunctionContext): string {
  return `yield ${cx.stream(stream).name}.${kind === "put" ? "whenFull" : "whenEmpty"}(${cx.module.site(span)})`;
}

/** The next place of a stream, where `kind` happens: in a batch its copies, otherwise its fields. */
function placeOf({ kind, stream }: Put | Get, cx: FunctionContext): Place {
  const window = cx.windows.get(stream.id);
  const { name } = cx.stream(stream);
  const field = `${name}.${kind === "put" ? "tail" : "head"}`;
  const { ring, mask, at } = window ?? { ring: `${name}.ring`, mask: `${name}.mask`, at: field };
  return { ring, slot: `${at} & ${mask}`, advance: `${at} = (${at} + 1) | 0;`, mayWait: window === undefined };
}

interface Place {
  readonly ring: string;
  readonly slot: string;
  readonly advance: string;
  readonly mayWait: boolean;
}

/** The value is computed before waiting. */
export function putStatement(s: Put, cx: FunctionContext): void {
  const place = placeOf(s, cx);
  const value = s.value.kind === "ref" ? undefined : putValue(scalar(s.value), s, cx);
  if (s.value.kind === "ref") touchAll("readAll", s.value.sym, s.value.span, cx);
  const write = (): void => {
    if (value === undefined) writeBlock(s, place, cx);
    else cx.line(s.span, `${place.ring}[${place.slot}] = ${value};`);
    cx.writer.line(place.advance);
  };
  if (s.ok === undefined) {
    if (place.mayWait) cx.line(s.span, `while (${blockedText(s, cx)}) ${waitText(s, cx)};`);
    return write();
  }
  const ok = cx.declare(s.ok, bool);
  cx.line(s.span, `const ${ok.name} = !(${blockedText(s, cx)});`);
  cx.writer.line(`if (${ok.name}) {`);
  cx.writer.indented(write);
  cx.writer.line(`} else ${askedText(s, cx)};`);
  cx.writer.place(ok.slot);
}

/** Lets others run after asking in vain. */
function askedText({ stream, span }: Put | Get | Probe, cx: FunctionContext): string {
  return `yield ${cx.stream(stream).name}.asked(${cx.module.site(span)})`;
}

/** A name or literal of what is put. */
function putValue(e: Expr, s: Put, cx: FunctionContext): string {
  const value = carriedValue(e, cx);
  if (e.kind === "const" || e.kind === "var") return value.text;
  const name = cx.temporary("value");
  cx.line(s.span, `const ${name} = ${value.text};`);
  return name;
}

/** Declares the token, which is zero if an attempt fails. */
export function getStatement(s: Get, cx: FunctionContext): void {
  const place = placeOf(s, cx);
  if (s.ok === undefined) {
    if (place.mayWait) cx.line(s.span, `while (${blockedText(s, cx)}) ${waitText(s, cx)};`);
    return s.type.kind === "tensor" ? takeBlock(s, s.type, place, cx) : takeScalar(s, place, undefined, cx);
  }
  const ok = cx.declare(s.ok, bool);
  cx.line(s.span, `const ${ok.name} = !(${blockedText(s, cx)});`);
  if (s.type.kind === "tensor") tryBlock(s, s.type, place, ok, cx);
  else takeScalar(s, place, ok, cx);
  cx.line(s.span, `if (!${ok.name}) ${askedText(s, cx)};`);
  cx.writer.place(ok.slot);
}

function takeScalar(s: Get, { ring, slot, advance }: Place, ok: Local | undefined, cx: FunctionContext): void {
  if (!isScalar(s.type)) throw new Error("structs were to be split");
  const local = cx.declare(s.sym, s.type);
  const value = s.type.kind === "bool" ? `${ring}[${slot}] !== 0` : `${ring}[${slot}]`;
  const zero = { boolean: "false", bigint: "0n", number: "0" }[local.carrier];
  cx.line(s.span, `const ${local.name} = ${ok === undefined ? value : `${ok.name} ? ${value} : ${zero}`};`);
  cx.writer.line(ok === undefined ? advance : `if (${ok.name}) ${advance}`);
  cx.writer.place(local.slot);
}

function takeBlock(s: Get, type: TensorType, { ring, slot, advance }: Place, cx: FunctionContext): void {
  declareBlock(s, type, cx);
  copy(type, { to: cx.tensor(s.sym).name, from: ring, slot, into: "tensor" }, cx);
  cx.writer.line(advance);
}

function tryBlock(s: Get, type: TensorType, { ring, slot, advance }: Place, ok: Local, cx: FunctionContext): void {
  declareBlock(s, type, cx);
  const { name } = cx.tensor(s.sym);
  cx.writer.line(`if (${ok.name}) {`);
  cx.writer.indented(() => {
    copy(type, { to: name, from: ring, slot, into: "tensor" }, cx);
    cx.writer.line(advance);
  });
  cx.writer.line(`} else ${name}.fill(${carrierOf(elementOf(type)) === "bigint" ? "0n" : "0"});`);
}

/** In a loop the array is made once, before: nobody but the iteration that gets the block knows it. */
function declareBlock(s: Get, type: TensorType, cx: FunctionContext): void {
  const array = `new ${arrayName(elementOf(type))}(${elementCount(type.shape)})`;
  const inLoop = cx.depth > 0;
  const name = inLoop ? cx.topScope.declare(s.sym.name, cx.scope) : cx.scope.declare(s.sym.name);
  if (inLoop) cx.top.lines.push(`const ${name} = ${array};`);
  else cx.line(s.span, `const ${name} = ${array};`);
  cx.tensors.set(s.sym.id, { name, type });
}

function writeBlock({ value }: Put, { ring, slot }: Place, cx: FunctionContext): void {
  if (value.kind !== "ref") throw new Error("a block is put by its name");
  const { name, type } = cx.tensor(value.sym);
  copy(type, { to: ring, from: name, slot, into: "ring" }, cx);
}

interface Copied {
  readonly to: string;
  readonly from: string;
  /** The number of the block in the ring. */
  readonly slot: string;
  readonly into: "ring" | "tensor";
}

/** Few elements one by one; more at once, where arrays can. */
const mostOneByOne = 32;

function copy(type: TensorType, { to, from, slot, into }: Copied, cx: FunctionContext): void {
  const size = elementCount(type.shape);
  const [start, i] = [cx.temporary("start"), cx.temporary("n")];
  cx.writer.line(`const ${start} = (${slot}) * ${size};`);
  if (size > mostOneByOne && arrayName(elementOf(type)) !== "Array") {
    const text = into === "ring" ? `${from}, ${start}` : `${from}.subarray(${start}, ${start} + ${size})`;
    return cx.writer.line(`${to}.set(${text});`);
  }
  const [target, source] = into === "ring" ? [`${start} + ${i}`, i] : [i, `${start} + ${i}`];
  cx.writer.line(`for (let ${i} = 0; ${i} < ${size}; ${i}++) ${to}[${target}] = ${from}[${source}];`);
}

function elementOf({ element }: TensorType): ScalarType {
  if (!isScalar(element)) throw new Error("structs were to be split");
  return element;
}

/** Whether the stream is empty or full now; if so, the others have their turn. */
export function probeStatement(s: Probe, cx: FunctionContext): void {
  const stream = cx.stream(s.stream).name;
  const local = cx.declare(s.sym, bool);
  const count = `((${stream}.tail - ${stream}.head) | 0)`;
  cx.line(s.span, `const ${local.name} = ${s.asks === "empty" ? `${count} === 0` : `${count} === ${stream}.depth`};`);
  cx.writer.line(`if (${local.name}) ${askedText(s, cx)};`);
  cx.writer.place(local.slot);
}
