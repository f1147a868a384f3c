/** Statements, one after the other. */
import type { Alloc, Arg, CallStmt, Get, If, Jump, Let, Put, Return, Stmt, Store, Sym } from "../../ir/ir.js";
import { elementCount, isIntegral, type ScalarType, type TensorType } from "../../ir/types.js";
import { inCarrier, toBigint } from "./carriers.js";
import { call, primary, type Code } from "./code.js";
import type { FunctionContext, Local } from "./context.js";
import { assignment, callArguments, carriedValue, float, unrounded } from "./expressions.js";
import { integer, word } from "./integers.js";
import { forLoop, whileLoop } from "./loops.js";
import { romText } from "./roms.js";
import { arrayName, storageWraps } from "./storage.js";
import { elementText } from "./subscripts.js";

/** Lowers `stmts` into the writer of `cx`, in the scope that is open. */
export function statements(stmts: readonly Stmt[], cx: FunctionContext): void {
  for (const s of stmts) statement(s, cx);
}

function statement(s: Stmt, cx: FunctionContext): void {
  switch (s.kind) {
    case "let":
      return letStatement(s, cx);
    case "assign":
      return cx.line(s.span, `${assignment(s, cx)};`);
    case "alloc":
      return allocStatement(s, cx);
    case "store":
      return cx.line(s.span, `${storeText(s, cx)};`);
    case "for":
      return forLoop(s, cx);
    case "while":
      return whileLoop(s, cx);
    case "if":
      return ifStatement(s, cx);
    case "break":
    case "continue":
      return cx.line(s.span, `${jumpText(s, cx)};`);
    case "return":
      return cx.line(s.span, returnText(s, cx));
    case "callstmt":
      return callStatement(s, cx);
    case "put":
      return putStatement(s, cx);
    case "get":
      return getStatement(s, cx);
  }
}

function letStatement(s: Let, cx: FunctionContext): void {
  if (!isIntegral(s.type) || s.type.kind === "bool" || s.mutable) {
    const code = carriedValue(s.init, cx);
    const local = cx.declare(s.sym, s.type);
    return declareLine(s, s.mutable ? "let" : "const", local, code, cx);
  }
  const value = integer(s.init, cx);
  const local = cx.declare(s.sym, s.type, value.range);
  declareLine(s, "const", local, inCarrier(value, local.carrier), cx);
}

function declareLine(s: Stmt, keyword: string, local: Local, code: Code, cx: FunctionContext): void {
  cx.line(s.span, `${keyword} ${local.name} = ${code.text};`);
  cx.writer.place(local.slot);
}

/** In a loop the array is made once, before, and starts afresh where the statement stands. */
function allocStatement(s: Alloc, cx: FunctionContext): void {
  if (s.init.kind === "values") {
    const name = cx.module.constant(`${cx.func.sym.name}_${s.sym.name}`, romText(s.type.element, s.init.values));
    cx.tensors.set(s.sym.id, { name, type: s.type });
    return;
  }
  const { value } = s.init;
  const fill = carriedValue(value, cx).text;
  const isZero = value.kind === "const" && !Object.is(value.value, -0) && Number(value.value) === 0;
  if (cx.depth === 0) {
    const name = cx.scope.declare(s.sym.name);
    const filled = isZero && arrayName(s.type.element) !== "Array" ? "" : `.fill(${fill})`;
    cx.line(s.span, `const ${name} = ${newArray(s.type)}${filled};`);
    cx.tensors.set(s.sym.id, { name, type: s.type });
    return;
  }
  const name = cx.topScope.declare(s.sym.name, cx.scope);
  cx.top.lines.push(`const ${name} = ${newArray(s.type)};`);
  cx.line(s.span, `${name}.fill(${fill});`);
  cx.tensors.set(s.sym.id, { name, type: s.type });
}

function newArray(t: TensorType): string {
  return `new ${arrayName(t.element)}(${elementCount(t.shape)})`;
}

/** `A[…] = value`, without the semicolon. */
function storeText(s: Store, cx: FunctionContext): string {
  const { type } = cx.tensor(s.tensor);
  const kept = cx.promoted.get(s.tensor.id);
  if (kept !== undefined) return `${kept} = ${carriedValue(s.value, cx).text}`;
  const target = elementText(s, cx);
  return `${target} = ${storedValue(s, type.element, cx).text}`;
}

/** Typed arrays convert what is stored in them: rounding and wrapping to their own width is left to them. */
function storedValue({ value }: Store, element: ScalarType, cx: FunctionContext): Code {
  if (element.kind === "float") return element.width === 32 ? unrounded(value, cx) : float(value, cx);
  const wide = value.kind === "cast" ? value.operand : value;
  if (storageWraps(element)) return wide.type.kind === "float" ? float(wide, cx) : word(wide, cx);
  const wrapsBigint = element.kind === "int" && element.width === 64 && isIntegral(wide.type);
  return wrapsBigint ? toBigint(integer(wide, cx)) : carriedValue(value, cx);
}

function ifStatement(s: If, cx: FunctionContext): void {
  cx.line(s.span, `if (${carriedValue(s.cond, cx).text}) {`);
  ifBranches(s, cx);
  cx.writer.line("}");
}

function ifBranches(s: If, cx: FunctionContext): void {
  const block = (stmts: readonly Stmt[]): void => cx.writer.indented(() => cx.inScope(() => statements(stmts, cx)));
  block(s.then);
  const [only] = s.else;
  if (only?.kind === "if" && s.else.length === 1) {
    cx.writer.line(`} else ${cx.module.marker.mark(only.span)}if (${carriedValue(only.cond, cx).text}) {`);
    ifBranches(only, cx);
  } else if (s.else.length > 0) {
    cx.writer.line("} else {");
    block(s.else);
  }
}

function jumpText(s: Jump, cx: FunctionContext): string {
  const target = cx.loops.find((l) => l.id === s.loop);
  if (target === undefined) throw new Error(`a jump to loop ${s.loop}, which is not around it`);
  if (s.kind === "continue" && target.bodyLabel !== undefined) return `break ${target.bodyLabel}`;
  return target === cx.loops.at(-1) ? s.kind : `${s.kind} ${target.label ?? ""}`;
}

function returnText(s: Return, cx: FunctionContext): string {
  return s.value === undefined ? "return;" : `return ${argument(s.value, cx).text};`;
}

function argument(a: Arg, cx: FunctionContext): Code {
  return a.kind === "ref" ? primary(cx.tensor(a.sym).name) : carriedValue(a, cx);
}

function callStatement(s: CallStmt, cx: FunctionContext): void {
  const callee = cx.callee(s.callee);
  const made = call(callee.name, ...callArguments(s.args, callee.func.params.map((p) => p.type), cx));
  const text = callee.isGenerator ? `yield* ${made.text}` : made.text;
  if (s.result === undefined) return cx.line(s.span, `${text};`);
  const { sym, type } = s.result;
  if (type.kind !== "tensor") return declareResult(s, sym, type, text, cx);
  const name = cx.scope.declare(sym.name);
  cx.tensors.set(sym.id, { name, type });
  cx.line(s.span, `const ${name} = ${text};`);
}

function declareResult(s: Stmt, sym: Sym, type: ScalarType, text: string, cx: FunctionContext): void {
  const local = cx.declare(sym, type);
  declareLine(s, keywordOf(sym, cx), local, primary(text), cx);
}

function keywordOf(sym: Sym, cx: FunctionContext): "let" | "const" {
  return cx.assigned.has(sym.id) ? "let" : "const";
}

/** The value is computed before waiting. */
function putStatement(s: Put, cx: FunctionContext): void {
  const stream = cx.stream(s.stream).name;
  const value = carriedValue(s.value, cx);
  const name = s.value.kind === "const" || s.value.kind === "var" ? value.text : cx.temporary("value");
  if (name !== value.text) cx.line(s.span, `const ${name} = ${value.text};`);
  cx.line(s.span, `while (${stream}.count === ${stream}.depth) yield ${stream}.whenFull(${cx.module.site(s.span)});`);
  cx.writer.line(`${stream}.put(${name});`);
}

function getStatement(s: Get, cx: FunctionContext): void {
  const stream = cx.stream(s.stream).name;
  cx.line(s.span, `while (${stream}.count === 0) yield ${stream}.whenEmpty(${cx.module.site(s.span)});`);
  const local = cx.declare(s.sym, s.type);
  const got = `${stream}.get()`;
  cx.writer.line(`${keywordOf(s.sym, cx)} ${local.name} = ${s.type.kind === "bool" ? `${got} !== 0` : got};`);
  cx.writer.place(local.slot);
}

