/** Lowers a module of the loop IR to JavaScript on flat typed arrays: the functional model that runs natively. */
import { analyseRanges } from "../../analysis/ranges.js";
import { usesStreams } from "../../analysis/purity.js";
import type { Span } from "../../diagnostics/source.js";
import type { Func, Instance, Module, Region, Stmt } from "../../ir/ir.js";
import { stmtBlocks } from "../../ir/walk.js";
import type { Type } from "../../ir/types.js";
import { FunctionContext, type FunctionInfo, type Lowering, type ModuleContext } from "./context.js";
import { boolean, element, float, functionCall } from "./expressions.js";
import { integer } from "./integers.js";
import { Scope } from "./names.js";
import { statements } from "./statements.js";
import { arrayName } from "./storage.js";
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
}

/** Lowers `m`, which must be well formed (lib/ir/verify.ts). */
export function lowerToJs(m: Module, options: JsOptions): JsCode {
  const globals = new Scope();
  const marker = new Marker();
  const constants: string[] = [];
  globals.declare(options.runtime);
  const functions = new Map<number, FunctionInfo>();
  for (const func of m.functions) {
    const name = globals.declare(options.prefix + func.sym.name);
    functions.set(func.sym.id, { func, name, isGenerator: usesStreams(func, m) });
  }
  const module = moduleContext(m, options, { globals, marker, constants, functions });
  const texts = [...functions.values()].map((f) => lowerFunction(f, module));
  const top = functions.get(m.top.sym.id);
  const entry = top?.name ?? globals.declare(options.prefix + m.top.sym.name);
  if (m.top.kind === "region") texts.push(lowerRegion(m.top, entry, module));
  const { code, marks } = marker.extract([...constants, ...texts].join(""));
  return { code, entry, marks, isGenerator: top?.isGenerator ?? false };
}

const lowering: Lowering = { integer, boolean, float, element, functionCall, statements };

type Shared = Pick<ModuleContext, "globals" | "marker" | "functions"> & { readonly constants: string[] };

function moduleContext(m: Module, options: JsOptions, shared: Shared): ModuleContext {
  const { constants, ...rest } = shared;
  const unit = options.prefix + m.top.sym.name;
  const sites = new Map<string, string>();
  const constant = (wanted: string, value: string): string => {
    const name = shared.globals.declare(`${unit}$${wanted}`);
    constants.push(`const ${name} = ${value};\n`);
    return name;
  };
  const site = (span: Span, tensor?: string, dimension?: number): string => {
    const known = [span.file, span.start, span.length, tensor, dimension].filter((x) => x !== undefined);
    const place = known.map((x) => JSON.stringify(x)).join(", ");
    const name = sites.get(place) ?? constant(`at${span.start}`, `${options.runtime}.site(${place})`);
    sites.set(place, name);
    return name;
  };
  return { ...rest, runtime: options.runtime, lowering, ranges: analyseRanges(m), site, constant };
}

function lowerFunction(info: FunctionInfo, module: ModuleContext): string {
  const { func, name, isGenerator } = info;
  const cx = new FunctionContext(module, info, labelledLoops(func.body));
  const params = func.params.map((p) => declareParam(p.sym, p.type, cx));
  const keyword = isGenerator ? "function*" : "function";
  cx.writer.block(`${module.marker.mark(func.span)}${keyword} ${name}(${params.join(", ")})`, () => {
    cx.writer.place(cx.top);
    for (const local of cx.locals.values()) cx.writer.place(local.slot);
    statements(func.body, cx);
  });
  return cx.writer.text();
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
    default:
      return cx.declare(sym, type).name;
  }
}

/** The loops that a jump leaves or continues from inside another loop. */
function labelledLoops(body: readonly Stmt[]): ReadonlySet<number> {
  const found = new Set<number>();
  const visit = (stmts: readonly Stmt[], innermost: number | undefined): void => {
    for (const s of stmts) {
      if ((s.kind === "break" || s.kind === "continue") && s.loop !== innermost) found.add(s.loop);
      const inner = s.kind === "for" || s.kind === "while" ? s.id : innermost;
      for (const block of stmtBlocks(s)) visit(block, inner);
    }
  };
  visit(body, undefined);
  return found;
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
      const ring = `new ${arrayName(type.element)}(${type.depth})`;
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
  const streams = i.args.filter((a) => region.streams.some((s) => s.sym.id === a.id)).map((a) => names.get(a.id));
  const start = `${module.marker.mark(i.span)}${callee.name}(${args.join(", ")})`;
  return `{ name: ${JSON.stringify(i.callee.name)}, streams: [${streams.join(", ")}], start: () => ${start} }`;
}
