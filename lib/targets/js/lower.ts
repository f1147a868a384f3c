/** Lowers a module of the loop IR to JavaScript on flat typed arrays: the functional model that runs natively. */
import { analyseProgram } from "../../analysis/ranges.js";
import { usesStreams } from "../../analysis/purity.js";
import type { Span } from "../../diagnostics/source.js";
import { effectsOf } from "../../ir/effects.js";
import type { External, Func, Instance, Module, Region, Stmt } from "../../ir/ir.js";
import { stmtBlocks } from "../../ir/walk.js";
import { isScalar, type Type } from "../../ir/types.js";
import { FunctionContext, type FunctionInfo, type Lowering, type ModuleContext } from "./context.js";
import { boolean, element, functionCall } from "./expressions.js";
import { float } from "./floats.js";
import { integer } from "./integers.js";
import { Scope } from "./names.js";
import { simplified } from "./pipeline.js";
import { statements } from "./statements.js";
import { declareStates, stateCode, type StateCode } from "./states.js";
import { cellsName } from "./storage.js";
import { word } from "./words.js";
import { Marker, Writer, type Mark } from "./writer.js";

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
  const functions = new Map<number, FunctionInfo>();
  for (const func of m.functions) {
    const name = globals.declare(options.prefix + func.sym.name);
    functions.set(func.sym.id, { func, name, isGenerator: usesStreams(func, m), lasting: effectsOf(func, m).lasting });
  }
  const states = stateCode(m, options.prefix, globals);
  const module = moduleContext(m, options, { globals, marker, constants, functions, states: states.cells });
  const texts = [...functions.values()].map((f) => lowerFunction(f, module));
  const top = functions.get(m.top.sym.id);
  const entry = top?.name ?? globals.declare(options.prefix + m.top.sym.name);
  if (m.top.kind === "region") texts.push(lowerRegion(m.top, entry, module));
  const reset = resetFunction(states, entry, globals);
  const { code, marks } = marker.extract([...constants, states.declarations, ...texts, reset?.text ?? ""].join(""));
  return { code, entry, marks, isGenerator: top?.isGenerator ?? false, ...(reset && { reset: reset.name }) };
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

function moduleContext(m: Module, options: JsOptions, known: Shared): ModuleContext {
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
  return { ...rest, runtime: options.runtime, lowering, ranges: analyseProgram(m), site, constant, shared };
}

function lowerFunction(info: FunctionInfo, module: ModuleContext): string {
  const { func, name, isGenerator } = info;
  const cx = new FunctionContext(module, info, labelledLoops(func.body));
  const params = func.params.map((p) => declareParam(p.sym, p.type, cx));
  const keyword = isGenerator ? "function*" : "function";
  cx.writer.block(`${module.marker.mark(func.span)}${keyword} ${name}(${params.join(", ")})`, () => {
    if (func.external !== undefined) return cx.writer.line(externalCall(func, func.external, params, module));
    cx.writer.place(cx.top);
    for (const local of cx.locals.values()) cx.writer.place(local.slot);
    declareStates(cx);
    statements(func.body, cx);
  });
  return cx.writer.text();
}

/** The model runs on the flat values that the function was given. */
function externalCall({ results }: Func, { model }: External, params: readonly string[], m: ModuleContext): string {
  const call = `${m.runtime}.external(${JSON.stringify(model)}, [${params.join(", ")}]);`;
  return results.length === 0 ? call : `return ${call}`;
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

function lowerRegion(region: Region, entry: string, module: ModuleContext): string {
  const scope = new Scope(module.globals);
  const names = new Map<number, string>();
  for (const p of region.params) names.set(p.sym.id, scope.declare(p.sym.name));
  const params = [...names.values()].join(", ");
  const writer = new Writer();
  writer.block(`${module.marker.mark(region.span)}function ${entry}(${params})`, () => {
    for (const { sym, type } of region.streams) {
      const name = scope.declare(sym.name);
      names.set(sym.id, name);
      if (!isScalar(type.element)) throw new Error("structs were to be split");
      const ring = `new ${cellsName(type.element)}(${type.depth})`;
      writer.line(`const ${name} = new ${module.runtime}.Fifo(${JSON.stringify(sym.name)}, ${type.depth}, ${ring});`);
    }
    const instances = region.instances.map((i) => `  ${instanceText(i, region, names, module)},`);
    const call = `${module.runtime}.runRegion(${JSON.stringify(region.sym.name)}, [`;
    for (const line of [call, ...instances, "]);"]) writer.line(line);
  });
  return writer.text();
}

function instanceText(i: Instance, region: Region, names: ReadonlyMap<number, string>, module: ModuleContext): string {
  const callee = module.functions.get(i.callee.id);
  if (callee === undefined) throw new Error(`no function for instance '${i.callee.name}'`);
  const args = i.args.map((a) => names.get(a.id) ?? a.name);
  // A part of a struct's streams never makes anyone wait, and is as full as the first one.
  const whole = region.streams.filter((s) => s.partOf === undefined);
  const streams = i.args.filter((a) => whole.some((s) => s.sym.id === a.id)).map((a) => names.get(a.id));
  const start = `${module.marker.mark(i.span)}${callee.name}(${args.join(", ")})`;
  return `{ name: ${JSON.stringify(i.callee.name)}, streams: [${streams.join(", ")}], start: () => ${start} }`;
}
