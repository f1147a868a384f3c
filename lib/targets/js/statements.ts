/** Statements, one after the other. */
import type { Alloc, Arg, Assign, CallStmt, Expr, If, Jump, Let, Return, Stmt, Store } from "../../ir/ir.js";
import { elementCount, isIntegral, isScalar, type ScalarType, type TensorType } from "../../ir/types.js";
import { bitsOf } from "../../numeric/bits.js";
import { smallBits } from "./bitcasts.js";
import { inCarrier, settled, toBigint, wrapLine } from "./carriers.js";
import { call, primary, type Code } from "./code.js";
import type { FunctionContext, Local } from "./context.js";
import { assignment, callArguments, carriedValue, scalar } from "./expressions.js";
import { float, unrounded } from "./floats.js";
import { integer, looseInteger } from "./integers.js";
import { forLoop, whileLoop } from "./loops.js";
import { assertStatement, printStatement } from "./messages.js";
import { storageText } from "./roms.js";
import { arrayName, isSmallFloat, storageWraps } from "./storage.js";
import { getStatement, probeStatement, putStatement } from "./streams.js";
import { address, elementText } from "./subscripts.js";
import { switchStatement } from "./switches.js";
import { calleeOf, passedSyms, touched } from "./watches.js";
import { word } from "./words.js";

/** Lowers `stmts` into the writer of `cx`, in the scope that is open. */
export function statements(stmts: readonly Stmt[], cx: FunctionContext): void {
  for (const s of stmts) statement(s, cx);
}

function statement(s: Stmt, cx: FunctionContext): void {
  switch (s.kind) {
    case "let":
      return letStatement(s, cx);
    case "assign":
      return assignStatement(s, cx);
    case "alloc":
      return allocStatement(s, cx);
    case "store":
      return storeStatement(s, cx);
    case "for":
      return forLoop(s, cx);
    case "while":
      return whileLoop(s, cx);
    case "if":
      return ifStatement(s, cx);
    case "switch":
      return switchStatement(s, cx);
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
    case "probe":
      return probeStatement(s, cx);
    case "print":
      return printStatement(s, cx);
    case "assert":
      return assertStatement(s, cx);
  }
}

// ---- variables --------------------------------------------------------------------------------------------------------

function letStatement(s: Let, cx: FunctionContext): void {
  if (!isIntegral(s.type) || s.type.kind === "bool") {
    const code = carriedValue(s.init, cx);
    return declareLine(s, s.mutable ? "let" : "const", cx.declare(s.sym, s.type), code, cx);
  }
  const { code, wraps } = looseInteger(s.init, cx);
  if (wraps !== undefined) {
    const local = cx.declare(s.sym, s.type);
    cx.line(s.span, `let ${local.name} = ${settled(code).text};`);
    cx.writer.line(wrapLine(local.name, code, wraps, cx.module.runtime));
    return cx.writer.place(local.slot);
  }
  const local = s.mutable ? cx.declare(s.sym, s.type) : cx.declare(s.sym, s.type, code.range);
  declareLine(s, s.mutable ? "let" : "const", local, inCarrier(code, local.carrier), cx);
}

function declareLine(s: Stmt, keyword: string, local: Local, code: Code, cx: FunctionContext): void {
  cx.line(s.span, `${keyword} ${local.name} = ${code.text};`);
  cx.writer.place(local.slot);
}

function assignStatement(s: Assign, cx: FunctionContext): void {
  if (!setLoosely(s, cx.local(s.sym).name, s.value, cx)) return cx.line(s.span, `${assignment(s, cx)};`);
  if (cx.isState(s.sym)) cx.writer.line(`${cx.module.states.get(s.sym.id) ?? ""} = ${cx.local(s.sym).name};`);
}

/** Sets a variable, and brings it into the type of `value` by another statement when that is faster, else does nothing. */
function setLoosely(s: Stmt, name: string, value: Expr, cx: FunctionContext): boolean {
  if (value.kind !== "cast" || value.type.kind !== "int") return false;
  const { code, wraps } = looseInteger(value, cx);
  if (wraps === undefined) return false;
  cx.line(s.span, `${name} = ${settled(code).text};`);
  if (!cx.deferred.has(s)) cx.writer.line(wrapLine(name, code, wraps, cx.module.runtime));
  return true;
}

// ---- tensors ----------------------------------------------------------------------------------------------------------

/** In a loop the array is made once, before, and starts afresh where the statement stands. */
function allocStatement(s: Alloc, cx: FunctionContext): void {
  const element = elementOf(s.type);
  if (s.init.kind === "values") {
    const name = cx.module.constant(`${cx.func.sym.name}_${s.sym.name}`, storageText(element, s.init.values));
    cx.tensors.set(s.sym.id, { name, type: s.type });
    return;
  }
  const value = scalar(s.init.value);
  const fill = filling(value, element, cx);
  const isZero = value.kind === "const" && !Object.is(value.value, -0) && Number(value.value) === 0;
  if (cx.depth === 0) {
    const name = cx.scope.declare(s.sym.name);
    const filled = isZero && arrayName(element) !== "Array" ? "" : `.fill(${fill})`;
    cx.line(s.span, `const ${name} = ${newArray(s.type)}${filled};`);
    cx.tensors.set(s.sym.id, { name, type: s.type });
    return;
  }
  const name = cx.topScope.declare(s.sym.name, cx.scope);
  cx.top.lines.push(`const ${name} = ${newArray(s.type)};`);
  cx.line(s.span, `${name}.fill(${fill});`);
  cx.tensors.set(s.sym.id, { name, type: s.type });
}

function elementOf({ element }: TensorType): ScalarType {
  if (!isScalar(element)) throw new Error("structs were to be split");
  return element;
}

function filling(value: Expr, element: ScalarType, cx: FunctionContext): string {
  if (!isSmallFloat(element)) return carriedValue(value, cx).text;
  if (value.kind === "const") return String(bitsOf(value.value, element));
  return smallBits(unrounded(value, cx), element, cx).text;
}

function newArray(t: TensorType): string {
  return `new ${arrayName(elementOf(t))}(${elementCount(t.shape)})`;
}

/** `A[…] = value`, or the variable that a loop keeps the element in. */
function storeStatement(s: Store, cx: FunctionContext): void {
  const kept = cx.promoted.get(s.tensor.id);
  if (cx.watches.has(s.tensor.id)) return watchedStore(s, cx);
  if (kept === undefined) {
    const target = elementText(s, cx);
    return cx.line(s.span, `${target} = ${storedValue(s.value, elementOf(cx.tensor(s.tensor).type), cx).text};`);
  }
  if (!setLoosely(s, kept, s.value, cx)) cx.line(s.span, `${kept} = ${carriedValue(s.value, cx).text};`);
}

/** The value is computed between the subscripts and the check for a race. */
function watchedStore(s: Store, cx: FunctionContext): void {
  const [at, value] = [cx.temporary("at"), cx.temporary("value")];
  const { name, type } = cx.tensor(s.tensor);
  cx.line(s.span, `const ${at} = ${address(s, cx).text};`);
  cx.line(s.span, `const ${value} = ${storedValue(s.value, elementOf(type), cx).text};`);
  cx.line(s.span, `${name}[${touched("write", s.tensor, at, s.span, cx)}] = ${value};`);
}

/** Typed arrays convert what is stored in them: rounding and wrapping to their own width is left to them. */
function storedValue(value: Expr, element: ScalarType, cx: FunctionContext): Code {
  if (isSmallFloat(element)) return smallBits(unrounded(value, cx), element, cx);
  if (element.kind === "float") return element.width === 32 ? unrounded(value, cx) : float(value, cx);
  const wide = value.kind === "cast" ? value.operand : value;
  if (storageWraps(element)) return wide.type.kind === "float" ? float(wide, cx) : word(wide, cx);
  const wrapsBigint = element.kind === "int" && element.width === 64 && isIntegral(wide.type);
  return wrapsBigint ? toBigint(integer(wide, cx)) : carriedValue(value, cx);
}

// ---- control flow -----------------------------------------------------------------------------------------------------

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

/** JavaScript's `continue` looks past switches, its `break` does not. */
function jumpText(s: Jump, cx: FunctionContext): string {
  const target = cx.loops.find((l) => l.id === s.loop);
  if (target === undefined) throw new Error(`a jump to loop ${s.loop}, which is not around it`);
  if (s.kind === "continue" && target.bodyLabel !== undefined) return `break ${target.bodyLabel}`;
  const innermost = s.kind === "break" ? cx.loops.at(-1) : cx.loops.findLast((l) => !l.isSwitch);
  return target === innermost ? s.kind : `${s.kind} ${target.label ?? ""}`;
}

/** Several results are an array. */
function returnText(s: Return, cx: FunctionContext): string {
  const values = s.values.map((v) => argument(v, cx).text);
  if (values.length === 0) return "return;";
  return `return ${values.length === 1 ? values.join("") : `[${values.join(", ")}]`};`;
}

function argument(a: Arg, cx: FunctionContext): Code {
  return a.kind === "ref" ? primary(cx.tensor(a.sym).name) : carriedValue(scalar(a), cx);
}

// ---- calls ------------------------------------------------------------------------------------------------------------

function callStatement(s: CallStmt, cx: FunctionContext): void {
  const { info: callee, extra } = calleeOf(s.callee, passedSyms(s.args), cx);
  const made = call(callee.name, ...callArguments(s.args, callee.func, cx), ...extra);
  const text = callee.isGenerator ? `yield* ${made.text}` : made.text;
  const locals: Local[] = [];
  const names = s.results.map(({ sym, type }) => {
    if (type.kind === "struct") throw new Error("structs were to be split");
    if (type.kind !== "tensor") locals.push(cx.declare(sym, type));
    else cx.tensors.set(sym.id, { name: cx.scope.declare(sym.name), type });
    return type.kind === "tensor" ? cx.tensor(sym).name : cx.local(sym).name;
  });
  const pattern = names.length > 1 ? `[${names.join(", ")}]` : names.join("");
  cx.line(s.span, pattern === "" ? `${text};` : `const ${pattern} = ${text};`);
  for (const local of locals) cx.writer.place(local.slot);
}
