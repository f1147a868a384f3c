/**
 * Lowers networks: a function that declares the streams and calls the processes, in their order. The top region and
 * regions inside others look the same.
 */
import type { Const, Func, Instance, NameArg, Network, Region, StreamDecl } from "../../ir/ir.js";
import { effectsOf } from "../../ir/effects.js";
import { instanceTitles, streamKey, streamsOf, streamUses, subscripts } from "../../ir/networks.js";
import { declarationLine } from "./comments.js";
import { splitParams } from "./constant-params.js";
import { functionNamed, type FuncContext } from "./context.js";
import { functionDirectives, memoriesOf, memoryDirectives } from "./directives.js";
import { functionContext, functionName, lowerParam, lowerParams, type FileContext } from "./functions.js";
import { declare } from "./statements.js";
import { storedValue } from "./stored.js";
import { tokenType } from "./structs.js";
import { literal, name, type CppExpr, type CppFunction, type CppStmt, type CppType } from "./tree.js";
import { stringLiteral } from "./text.js";
import { scalarType } from "./types.js";

/** The top region. */
export function lowerRegion(r: Region, file: FileContext): CppFunction {
  const c = functionContext(file);
  const params = r.params.map((p) => lowerParam(p, c));
  return {
    comments: headComments(r, file),
    isStatic: false, type: { kind: "void" }, name: functionName(r.sym, c), params,
    body: networkBody(r, c),
  };
}

/** A region that is called. */
export function lowerInner(f: Func, network: Network, file: FileContext): CppFunction {
  const c = functionContext(file);
  const params = lowerParams(f, c);
  const memories = memoriesOf(f);
  const [dataflow, ...rest] = networkBody(network, c);
  return {
    comments: headComments(f, file),
    isStatic: true, type: { kind: "void" }, name: functionName(f.sym, c), ...params,
    body: [
      ...(dataflow === undefined ? [] : [dataflow]), ...functionDirectives(f.inline === undefined ? {} : { inline: f.inline }),
      ...f.params.flatMap((p) => memoryDirectives(c.names.of(p.sym), memories.get(p.sym.id), "ram")), ...rest,
    ],
  };
}

function headComments({ span }: Pick<Func, "span">, file: FileContext): readonly string[] {
  const head = declarationLine(file.sources, span);
  return head === undefined ? [] : [`${head.place}: ${head.line}`];
}

/** First the directive that makes it a network. */
function networkBody(n: Network, c: FuncContext): readonly CppStmt[] {
  c.notes.add("processes");
  c.features.add("streams");
  const writers = writersOf(n, c);
  const streams = n.streams.flatMap((s) => declareStream(s, writers, c));
  const titles = instanceTitles(n.instances);
  const processes = n.instances.map((i, at): CppStmt => (
    { kind: "process", title: titles[at] ?? "", call: processCall(i, writers, c) }
  ));
  return [{ kind: "directive", directive: { kind: "dataflow" } }, ...streams, ...processes];
}

/** Of each stream (by its `streamKey`), the instances that put to it. */
type Writers = ReadonlyMap<string, readonly Instance[]>;

function writersOf(n: Network, c: FuncContext): Writers {
  const writers = new Map<string, Instance[]>();
  for (const i of n.instances) {
    for (const { does, arg } of streamUses(i, functionNamed(i.callee, c), c.module)) {
      const key = streamKey(arg);
      if (does === "puts") writers.set(key, [...writers.get(key) ?? [], i]);
    }
  }
  return writers;
}

function putsTo(i: Instance, at: number, c: FuncContext): boolean {
  const f = functionNamed(i.callee, c);
  return effectsOf(f, c.module).puts.has(f.params[at]?.sym.id ?? NaN);
}

/** How many ports a merge needs: an array's elements are all of one type. */
function portsOf(decl: StreamDecl, writers: Writers): number {
  if (decl.merge !== true) return 1;
  return Math.max(1, ...streamsOf(decl).map(({ key }) => writers.get(key)?.length ?? 0));
}

/** Of one stream the name is given with it; those of an array are named after that. */
function declareStream(s: StreamDecl, writers: Writers, c: FuncContext): readonly CppStmt[] {
  const { sym, shape = [], type: { element: token, depth } } = s;
  const [ports, element] = [portsOf(s, writers), tokenType(token, c)];
  const type: CppType = ports > 1 ? { kind: "merge", element, ports, depth } : { kind: "stream", element, depth };
  const variable = declare(sym, type, c);
  if (shape.length > 0) c.notes.add("streamNames");
  const args = shape.length > 0 ? {} : { args: [literal(stringLiteral(sym.name))] };
  return [
    { kind: "declare", qualifiers: [], type, name: variable, dims: shape, ...args },
    ...(shape.length > 0 ? [{ kind: "streamName", variable, title: sym.name } as const] : []),
    ...(ports > 1 ? [] : [{ kind: "directive", directive: { kind: "depth", variable, depth } } as const]),
  ];
}

function processCall(i: Instance, writers: Writers, c: FuncContext): CppExpr {
  const f = functionNamed(i.callee, c);
  const { constants, others } = splitParams(f, c);
  const values = constants.map((at) => constantValue(i.args[at]));
  return {
    kind: "call", callee: functionName(f.sym, c), types: [], ...(values.length === 0 ? {} : { values }),
    args: others.flatMap((at) => {
      const arg = i.args[at];
      return arg === undefined ? [] : [arg.kind === "const" ? storedValue(arg, scalarType(arg.type), c) : endOf(i, at, arg, writers, c)];
    }),
  };
}

function constantValue(arg: NameArg | Const | undefined): bigint {
  if (arg?.kind !== "const" || typeof arg.value !== "bigint") throw new Error("a template parameter without a constant");
  return arg.value;
}

/** `A`, `pipe[1][2]`, or an end of a merge. */
function endOf(i: Instance, at: number, arg: NameArg, writers: Writers, c: FuncContext): CppExpr {
  const { sym } = arg;
  const channel = c.names.of(sym) + subscripts(arg.index);
  if (c.types.get(sym.id)?.kind !== "merge") return name(channel);
  const { writer, reader } = c.dialect.merge;
  if (!putsTo(i, at, c)) return name(reader(channel));
  return name(writer(channel, writers.get(streamKey(arg))?.indexOf(i) ?? 0));
}

