/** Lowers a module of the loop IR to JavaScript on flat typed arrays: the functional model that runs natively. */
import { analyseProgram } from "../../analysis/ranges.js";
import { watchedParams } from "../../analysis/races.js";
import type { Span } from "../../diagnostics/source.js";
import { effectsOf } from "../../ir/effects.js";
import type { External, Func, Module, Stmt } from "../../ir/ir.js";
import { stmtBlocks } from "../../ir/walk.js";
import type { Type } from "../../ir/types.js";
import { FunctionContext, type FunctionInfo, type Lowering, type ModuleContext } from "./context.js";
import { boolean, element, functionCall } from "./expressions.js";
import { float } from "./floats.js";
import { integer } from "./integers.js";
import { Scope } from "./names.js";
import { entryOf, lowerNetwork, mayWait, regionFunc, runsNetworks } from "./networks.js";
import { simplified } from "./pipeline.js";
import { statements } from "./statements.js";
import { declareStates, keeperText, stateCode, type StateCode } from "./states.js";
import { declareWatches, touchAll } from "./watches.js";
import { word } from "./words.js";
import { Marker, type Mark } from "./writer.js";

export interface JsOptions {
  /** Put before the name of every function. */
  readonly prefix: string;
  /** The identifier of the namespace import of "heddle/native". */
  readonly runtime: string;
}

/** What a module becomes. */
export interface JsCode {
  /** Constants and function declarations. The constants are initialised where they stand: before any call. */
  readonly code: string;
  /** The function to call with flat typed arrays and scalars; for a region, it runs all instances. */
  readonly entry: string;
  /** Where statements and calls in `code` come from, ascending. */
  readonly marks: readonly Mark[];
  /** `entry` is a generator: it uses streams. Never for a region. */
  readonly isGenerator: boolean;
  /** The function that gives all states their first contents; absent when there are none. */
  readonly reset?: string;
}

/**
 * Lowers `m`, which must be well formed (lib/ir/verify.ts). `entry` takes flat values: a struct is its scalars, one
 * after the other, a tensor of structs one storage for each, fixed point its raw values. It gives its result so, or an
 * array of several.
 */
export function lowerToJs(m: Module, options: JsOptions): JsCode {
  return lowerSimplified(simplified(m), options);
}

function lowerSimplified(m: Module, options: JsOptions): JsCode {
  const globals = new Scope();
  const marker = new Marker();
  const constants: string[] = [];
  globals.declare(options.runtime);
  const functions = functionInfos(m, options.prefix, globals);
  const states = stateCode(m, options.prefix, globals);
  const module = moduleContext(m, options, { globals, marker, constants, functions, states: states.cells });
  const texts = [...functions.values()].map((f) => lowerFunction(f, module));
  // Lowering one may want others.
  for (const f of module.forms.values()) texts.push(lowerFunction(f, module));
  const top = functions.get(m.top.sym.id);
  if (top === undefined) throw new Error("the top is no function");
  const entry = entryOf(top, m, keeperText(states.holders, options.runtime), module);
  texts.push(entry.text);
  const reset = resetFunction(states, entry.name, globals);
  const { code, marks } = marker.extract([...constants, states.declarations, ...texts, reset?.text ?? ""].join(""));
  const isGenerator = entry.text === "" && top.isGenerator;
  return { code, entry: entry.name, marks, isGenerator, ...(reset && { reset: reset.name }) };
}

/** All functions of `m`, and its top. */
function functionInfos(m: Module, prefix: string, globals: Scope): ReadonlyMap<number, FunctionInfo> {
  const found = new Map<number, FunctionInfo>();
  const funcs = m.top.kind === "region" ? [...m.functions, regionFunc(m.top)] : m.functions;
  for (const func of funcs) {
    const isGenerator = mayWait(func, m, (id) => found.get(id)?.isGenerator === true);
    const hasEntry = func.sym.id === m.top.sym.id && runsNetworks(func, isGenerator);
    const name = globals.declare(prefix + func.sym.name + (hasEntry ? "$run" : ""));
    found.set(func.sym.id, { func, name, isGenerator, lasting: effectsOf(func, m).lasting });
  }
  return found;
}

/** The function that restores states, when there are any. */
function resetFunction({ restore }: StateCode, entry: string, globals: Scope): Named | undefined {
  if (restore.length === 0) return undefined;
  const name = globals.declare(`${entry}$reset`);
  return { name, text: `function ${name}() {\n${restore.map((line) => `  ${line}\n`).join("")}}\n` };
}

interface Named {
  readonly name: string;
  readonly text: string;
}

const lowering: Lowering = { integer, word, boolean, float, element, functionCall, statements };

type Shared = Pick<ModuleContext, "globals" | "marker" | "functions" | "states"> & { readonly constants: string[] };

/** With the forms of functions that watch tensors, made as they are wanted. */
interface GrowingModule extends ModuleContext {
  readonly forms: ReadonlyMap<string, FunctionInfo>;
}

function moduleContext(m: Module, options: JsOptions, known: Shared): GrowingModule {
  const { constants, ...rest } = known;
  const unit = options.prefix + m.top.sym.name;
  const names = new Map<string, string>();
  const constant = (wanted: string, value: string): string => {
    const name = known.globals.declare(`${unit}$${wanted}`);
    constants.push(`const ${name} = ${value};\n`);
    return name;
  };
  const shared = (wanted: string, value: string): string => {
    const name = names.get(value) ?? constant(wanted, value);
    names.set(value, name);
    return name;
  };
  const site = (span: Span, tensor?: string, dimension?: number): string => {
    const place = [span.file, span.start, span.length, tensor, dimension].filter((x) => x !== undefined);
    return shared(`at${span.start}`, `${options.runtime}.site(${place.map((x) => JSON.stringify(x)).join(", ")})`);
  };
  const forms = new Map<string, FunctionInfo>();
  const watching = (info: FunctionInfo, watched: readonly number[]): FunctionInfo => {
    const key = `${info.func.sym.id}:${watched.join()}`;
    const form = forms.get(key) ?? { ...info, watched, name: known.globals.declare(`${info.name}$watching`) };
    forms.set(key, form);
    return form;
  };
  return {
    ...rest, runtime: options.runtime, lowering, ranges: analyseProgram(m), endsOf: (f) => effectsOf(f, m), site, constant,
    shared, watching, forms, racing: (network) => watchedParams(m, network),
  };
}

function lowerFunction(info: FunctionInfo, module: ModuleContext): string {
  const { func, name, isGenerator } = info;
  const cx = new FunctionContext(module, info, labelledLoops(func.body));
  const params = func.params.map((p) => declareParam(p.sym, p.type, cx));
  const keyword = isGenerator ? "function*" : "function";
  const all = [...params, ...declareWatches(info, cx)].join(", ");
  cx.writer.block(`${module.marker.mark(func.span)}${keyword} ${name}(${all})`, () => {
    if (func.external !== undefined) return externalCall(func, func.external, params, cx);
    if (func.network !== undefined) return lowerNetwork(func.network, cx);
    cx.writer.place(cx.top);
    for (const local of cx.locals.values()) cx.writer.place(local.slot);
    declareStates(cx);
    statements(func.body, cx);
  });
  return cx.writer.text();
}

/** The model runs on the flat values that the function was given. */
function externalCall(f: Func, { model, writes }: External, params: readonly string[], cx: FunctionContext): void {
  f.params.forEach(({ sym }, i) => touchAll(writes.includes(i) ? "writeAll" : "readAll", sym, f.span, cx));
  const call = `${cx.helper("external")}(${JSON.stringify(model)}, [${params.join(", ")}]);`;
  cx.writer.line(f.results.length === 0 ? call : `return ${call}`);
}

function declareParam(sym: Func["sym"], type: Type, cx: FunctionContext): string {
  switch (type.kind) {
    case "tensor": {
      const name = cx.scope.declare(sym.name);
      cx.tensors.set(sym.id, { name, type });
      return name;
    }
    case "stream": {
      const name = cx.scope.declare(sym.name);
      cx.streams.set(sym.id, { name, type });
      return name;
    }
    case "struct":
      throw new Error("structs were to be split");
    default:
      return cx.declare(sym, type, cx.module.ranges.ofParam(sym)).name;
  }
}

/** What jumps must name: a bare `break` leaves the innermost loop or switch, `continue` goes on with the innermost loop. */
function labelledLoops(body: readonly Stmt[]): ReadonlySet<number> {
  const found = new Set<number>();
  const visit = (stmts: readonly Stmt[], around: Targets): void => {
    for (const s of stmts) {
      if ((s.kind === "break" || s.kind === "continue") && s.loop !== around[s.kind]) found.add(s.loop);
      for (const block of stmtBlocks(s)) visit(block, targetsIn(s, around));
    }
  };
  visit(body, { break: undefined, continue: undefined });
  return found;
}

/** What bare jumps mean. */
type Targets = Readonly<Record<"break" | "continue", number | undefined>>;

function targetsIn(s: Stmt, around: Targets): Targets {
  if (s.kind === "for" || s.kind === "while") return { break: s.id, continue: s.id };
  return s.kind === "switch" ? { ...around, break: s.id } : around;
}
