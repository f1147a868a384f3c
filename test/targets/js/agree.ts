/** Runs a module in the interpreter and as generated JavaScript, and demands the same outcome to the bit. */
import { deepStrictEqual } from "node:assert/strict";
import {
  DeadlockRunError, interpret, RaceRunError, RunError, StepLimitError, type ExternalModel, type InterpretArg, type LeftOver,
  type Order, type States,
} from "../../../lib/ir/interpret.js";
import type { Module } from "../../../lib/ir/ir.js";
import { leavesOf, type ScalarType, type Type, type ValueType } from "../../../lib/ir/types.js";
import { verifyModule } from "../../../lib/ir/verify.js";
import { bitsOf, fromBits } from "../../../lib/numeric/bits.js";
import type { Value } from "../../../lib/numeric/convert.js";
import { lowerToJs } from "../../../lib/targets/js/index.js";
import { isBigInt, makeStorage } from "../../../runtime/codec.js";
import { DeadlockError, HeddleError, RaceError } from "../../../runtime/errors.js";
import { takeSummary } from "../../../runtime/regions.js";
import { activeRun, runWith } from "../../../runtime/run.js";
import * as native from "../../../runtime/native.js";

/** How a run ended: values as bigint, number or boolean, or the error that stopped it; and what it printed. */
interface Outcome {
  readonly printed: readonly string[];
  readonly end:
    | { readonly results: readonly (Value | Value[])[]; readonly tensors: readonly Value[][]; readonly leftOver: Counts }
    | {
      readonly code: number;
      readonly span: unknown;
      /** Of a deadlock who waits and the cycle, of a race both accesses. */
      readonly more: unknown;
    };
}

/** How many values were left over, by stream. */
type Counts = Readonly<Record<string, number>>;

type Entry = (...args: unknown[]) => unknown;

export interface AgreeOptions {
  /** The models of external functions, on the interpreter's values. */
  readonly externals?: ReadonlyMap<string, ExternalModel>;
  /** In which order the instances of a round take their turns. */
  readonly order?: Order;
  /** Is told the code of the error that stops a run, if one does. */
  readonly stopped?: (code: number) => void;
  /** After so many steps the interpreter gives up; 200 000 unless given. */
  readonly stepLimit?: number;
  /** So many runs one after the other, which share what states keep; two unless given. */
  readonly times?: number;
}

export interface EvaluatedJs {
  readonly call: Entry;
  readonly code: string;
  readonly reset: (() => void) | undefined;
}

/** Makes a callable of generated code; `more` replaces what it imports. */
export function evaluateJs(m: Module, more: object = {}): EvaluatedJs {
  deepStrictEqual(verifyModule(m).map((p) => p.message), []);
  const { code, entry, reset } = lowerToJs(m, { prefix: "k_", runtime: "$heddle" });
  const made = `"use strict";\n${code}\nreturn [${entry}, ${reset ?? "undefined"}];`;
  const make = new Function("$heddle", made) as (runtime: unknown) => [Entry, (() => void) | undefined];
  const [call, resets] = make({ ...native, ...more });
  return { call, code, reset: resets };
}

/** Runs both and compares. Modules that do not end within the step limit are left out: false. */
export function agree(m: Module, args: readonly InterpretArg[], options: AgreeOptions = {}): boolean {
  const printed: string[] = [];
  const { call, code, reset } = evaluateJs(m, {
    print: (line: string) => activeRun()?.quiet === true || printed.push(line),
    external: (model: string, flat: readonly unknown[]) => runModel(m, model, flat, options),
  });
  const states: States = new Map();
  for (let run = 0; run < (options.times ?? 2); run++) {
    const expected = runInterpreter(m, args, states, options);
    if (expected === undefined) return false;
    printed.length = 0;
    if ("code" in expected.end) options.stopped?.(expected.end.code);
    deepStrictEqual({ end: runNative(m, args, call, options), printed }, { end: expected.end, printed: expected.printed }, code);
  }
  if (reset === undefined) return true;
  reset();
  printed.length = 0;
  const afresh = runInterpreter(m, args, new Map(), options);
  deepStrictEqual({ end: runNative(m, args, call, options), printed }, { ...afresh }, code);
  return true;
}

function runInterpreter(
  m: Module, args: readonly InterpretArg[], states: States, { externals = new Map(), order, stepLimit = 200_000 }: AgreeOptions,
): Outcome | undefined {
  const copies = args.map((a) => (Array.isArray(a) ? [...a] : a));
  const printed: string[] = [];
  try {
    const { results, leftOver } = interpret(m, copies, {
      stepLimit, states, externals, print: (line) => printed.push(line), ...(order && { order }),
    });
    const tensors = copies.filter((a, i) => Array.isArray(a) && m.top.params[i]?.type.kind === "tensor") as Value[][];
    return { end: { results, tensors, leftOver: counts(leftOver) }, printed };
  } catch (error) {
    if (error instanceof RunError) return { end: { code: error.code, span: error.span, more: moreOf(error) }, printed };
    if (error instanceof StepLimitError) return undefined;
    throw error;
  }
}

function counts(leftOver: readonly LeftOver[]): Counts {
  const sums = new Map<string, number>();
  for (const { stream, count } of leftOver) sums.set(stream, (sums.get(stream) ?? 0) + count);
  return Object.fromEntries(sums);
}

function moreOf(error: unknown): unknown {
  if (error instanceof DeadlockRunError || error instanceof DeadlockError) return [error.blocked, error.cycle];
  return error instanceof RaceRunError || error instanceof RaceError ? error.accesses : undefined;
}

function runNative(m: Module, args: readonly InterpretArg[], call: Entry, { order }: AgreeOptions): Outcome["end"] {
  const types = m.top.params.map((p) => p.type);
  const flat = args.map((a, i) => toNative(a, types[i]));
  try {
    takeSummary();
    const given = silently(() => runWith(order === undefined ? {} : { order }, () => call(...flat.flat())));
    const left = counts(takeSummary()?.leftOver ?? []);
    const tensors = types.flatMap((t, i) => (t.kind === "tensor" ? [fromColumns(flat[i] ?? [], t.element)] : []));
    return { results: fromResults(given, m), tensors, leftOver: left };
  } catch (error) {
    if (error instanceof HeddleError) return { code: error.code, span: error.span, more: moreOf(error) };
    throw error;
  }
}

/** Runs `f` without the warnings of what is left over. */
export function silently<T>(f: () => T): T {
  const original = console.warn;
  console.warn = (): void => undefined;
  try {
    return f();
  } finally {
    console.warn = original;
  }
}

// ---- flat values ------------------------------------------------------------------------------------------------------

/** An argument as compiled code takes it: one value, or one for each scalar of a struct. */
function toNative(arg: InterpretArg, type: Type | undefined): unknown[] {
  if (type === undefined || type.kind === "stream") throw new Error("no such parameter");
  const values = Array.isArray(arg) ? arg : [arg];
  if (type.kind === "tensor") return toColumns(values, type.element);
  return leavesOf(type).map((leaf, i) => carried(values[i] ?? false, leaf.type));
}

function toColumns(values: readonly Value[], element: ValueType): unknown[] {
  const leaves = leavesOf(element);
  return leaves.map(({ type }, column) => {
    const own = values.filter((_, i) => i % leaves.length === column);
    const storage = makeStorage(type, own.length);
    own.forEach((v, i) => Reflect.set(storage, i, stored(v, type)));
    return storage;
  });
}

function carried(v: Value, type: ScalarType): Value {
  return typeof v === "bigint" && !isBigInt(type) ? Number(v) : v;
}

function stored(v: Value, type: ScalarType): unknown {
  return type.kind === "float" && type.width === 16 ? Number(bitsOf(v, type)) : carried(v, type);
}

/** What was returned, one for each result of the top; more than one value comes in an array. */
function fromResults(given: unknown, m: Module): (Value | Value[])[] {
  const types = m.top.kind === "func" ? m.top.results : [];
  const counts = types.map((t) => leavesOf(t.kind === "tensor" ? t.element : t).length);
  const total = counts.reduce((a, b) => a + b, 0);
  if (total === 0 && given !== undefined) throw new Error("nothing was to be returned");
  const flat = total === 1 ? [given] : total === 0 ? [] : (given as readonly unknown[]);
  if (flat.length !== total) throw new Error(`${total} values were to be returned`);
  let at = 0;
  return types.map((type, i) => {
    const own = flat.slice(at, (at += counts[i] ?? 0));
    if (type.kind === "tensor") return fromColumns(own, type.element);
    const values = leavesOf(type).map((leaf, j) => fromScalar(own[j], leaf.type));
    const [only] = values;
    return type.kind === "struct" || only === undefined ? values : only;
  });
}

/** Elements scalar by scalar. */
function fromColumns(columns: readonly unknown[], element: ValueType): Value[] {
  const decoded = leavesOf(element).map(({ type }, i) => (
    Array.from(columns[i] as ArrayLike<unknown>, (v) => fromScalar(decode(v, type), type))
  ));
  return (decoded[0] ?? []).flatMap((_, at) => decoded.map((column) => column[at] ?? false));
}

function decode(v: unknown, type: ScalarType): unknown {
  if (type.kind === "bool") return v !== 0;
  return type.kind === "float" && type.width === 16 ? fromBits(BigInt(v as number), type) : v;
}

/** Integers must come as the carrier of their type, and never as -0. */
function fromScalar(v: unknown, type: ScalarType): Value {
  const expected = type.kind === "bool" ? "boolean" : isBigInt(type) ? "bigint" : "number";
  if (typeof v !== expected) throw new Error(`expected a ${expected} but got ${String(v)}`);
  if (type.kind === "bool" || type.kind === "float") return v as Value;
  if (Object.is(v, -0)) throw new Error("an integer is -0");
  return BigInt(v as number | bigint);
}

/** An external function on flat values, by its model on those of the interpreter. */
function runModel(m: Module, model: string, flat: readonly unknown[], { externals }: AgreeOptions): unknown {
  const func = m.functions.find((f) => f.external?.model === model);
  const run = externals?.get(model);
  if (func === undefined || run === undefined) throw new Error(`no model ${model}`);
  const args = func.params.map(({ type }, i): Value | Value[] => {
    if (type.kind === "tensor") return fromColumns([flat[i]], type.element);
    return type.kind === "stream" || type.kind === "struct" ? [] : fromScalar(flat[i], type);
  });
  const value = run(args);
  func.params.forEach(({ type }, i) => {
    const arg = args[i];
    if (type.kind !== "tensor" || !Array.isArray(arg)) return;
    const [column] = toColumns(arg, type.element);
    (column as unknown[]).forEach((v, at) => Reflect.set(flat[i] as object, at, v));
  });
  const [type] = func.results;
  if (type === undefined || type.kind === "tensor" || type.kind === "struct" || value === undefined) return undefined;
  return carried(value, type);
}
