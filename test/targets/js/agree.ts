/** Runs a module in the interpreter and as generated JavaScript, and demands the same outcome to the bit. */
import { deepStrictEqual } from "node:assert/strict";
import { interpret, RunError, StepLimitError, type InterpretArg } from "../../../lib/ir/interpret.js";
import type { Span } from "../../../lib/diagnostics/source.js";
import type { Expr, Module, Stmt } from "../../../lib/ir/ir.js";
import { isScalar, type ScalarType, type Type } from "../../../lib/ir/types.js";
import { verifyModule } from "../../../lib/ir/verify.js";
import { mapExpr, mapStmtChildren } from "../../../lib/ir/walk.js";
import type { Value } from "../../../lib/numeric/convert.js";
import { lowerToJs } from "../../../lib/targets/js/index.js";
import { isBigInt, makeStorage } from "../../../runtime/codec.js";
import { HeddleError } from "../../../runtime/errors.js";
import * as native from "../../../runtime/native.js";

/** How a run ended: values as bigint, number or boolean, or the error that stopped it. */
type Outcome =
  | { readonly result: Value | Value[] | undefined; readonly tensors: readonly Value[][] }
  | { readonly code: number; readonly span: unknown };

type Entry = (...args: unknown[]) => unknown;

/** How often a property is tried: `HEDDLE_RUNS=20` makes it 20 times as often, for long hunts. */
export function runs(usual: number): number {
  return usual * Number(process.env["HEDDLE_RUNS"] ?? 1);
}

/** Gives every statement and expression that can stop a run a span of its own. */
export function withSpans(m: Module): Module {
  let at = 0;
  const span = (): Span => ({ file: "test.ts", start: at++, length: 1 });
  const stops = (e: Expr): boolean => e.kind === "load" || e.kind === "binary";
  const expr = (e: Expr): Expr => mapExpr(e, (x) => (stops(x) ? { ...x, span: span() } : x));
  const stmt = (s: Stmt): Stmt => ({ ...mapStmtChildren(s, { expr, stmts }), span: span() });
  const stmts = (body: readonly Stmt[]): readonly Stmt[] => body.map(stmt);
  const functions = m.functions.map((f) => ({ ...f, body: stmts(f.body) }));
  return { functions, top: functions.find((f) => f.sym.id === m.top.sym.id) ?? m.top };
}

/** Makes a callable of generated code. */
export function evaluateJs(m: Module): { call: Entry; code: string } {
  deepStrictEqual(verifyModule(m).map((p) => p.message), []);
  const { code, entry } = lowerToJs(m, { prefix: "k_", runtime: "$heddle" });
  const make = new Function("$heddle", `"use strict";\n${code}\nreturn ${entry};`) as (runtime: unknown) => Entry;
  return { call: make(native), code };
}

/** Runs both and compares. Modules that do not end within the step limit are left out: false. */
export function agree(m: Module, args: readonly InterpretArg[]): boolean {
  const expected = runInterpreter(m, args);
  if (expected === undefined) return false;
  const { call, code } = evaluateJs(m);
  deepStrictEqual(runNative(m, args, call), expected, code);
  return true;
}

function runInterpreter(m: Module, args: readonly InterpretArg[]): Outcome | undefined {
  const copies = args.map((a) => (Array.isArray(a) ? [...a] : a));
  try {
    const { result } = interpret(m, copies, { stepLimit: 200_000 });
    return { result, tensors: copies.filter((a) => Array.isArray(a)) };
  } catch (error) {
    if (error instanceof RunError) return { code: error.code, span: error.span };
    if (error instanceof StepLimitError) return undefined;
    throw error;
  }
}

function runNative(m: Module, args: readonly InterpretArg[], call: Entry): Outcome {
  const types = m.top.params.map((p) => p.type);
  const flat = args.map((a, i) => toNative(a, types[i]));
  try {
    const result = call(...flat);
    const tensors = types.flatMap((t, i) => (t.kind === "tensor" ? [fromStorage(flat[i], t.element)] : []));
    const resultType = m.top.kind === "func" ? m.top.result : undefined;
    return { result: resultType === undefined ? undefined : fromNative(result, resultType), tensors };
  } catch (error) {
    if (error instanceof HeddleError) return { code: error.code, span: error.span };
    throw error;
  }
}

function toNative(arg: InterpretArg, type: Type | undefined): unknown {
  if (type === undefined || type.kind === "stream") throw new Error("no such parameter");
  if (!Array.isArray(arg)) return isScalar(type) ? scalar(arg, type) : arg;
  if (type.kind !== "tensor") throw new Error("a scalar parameter was given an array");
  const storage = makeStorage(type.element, arg.length);
  arg.forEach((v, i) => Reflect.set(storage, i, scalar(v, type.element)));
  return storage;
}

function scalar(v: Value, type: ScalarType): Value {
  return typeof v === "bigint" && !isBigInt(type) ? Number(v) : v;
}

function fromNative(v: unknown, type: Type): Value | Value[] {
  if (type.kind === "tensor") return fromStorage(v, type.element);
  return type.kind === "stream" ? [] : fromScalar(v, type);
}

function fromStorage(storage: unknown, element: ScalarType): Value[] {
  return Array.from(storage as ArrayLike<unknown>, (v) => fromScalar(element.kind === "bool" ? v !== 0 : v, element));
}

/** Integers must come as the carrier of their type, and never as -0. */
function fromScalar(v: unknown, type: ScalarType): Value {
  const expected = type.kind === "bool" ? "boolean" : isBigInt(type) ? "bigint" : "number";
  if (typeof v !== expected) throw new Error(`expected a ${expected} but got ${String(v)}`);
  if (type.kind !== "int" && type.kind !== "index") return v as Value;
  if (Object.is(v, -0)) throw new Error("an integer is -0");
  return BigInt(v as number | bigint);
}
