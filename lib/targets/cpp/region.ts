/** Lowers a dataflow region: its streams, and its processes in an order in which producers come before consumers. */
import type { Instance, Region } from "../../ir/ir.js";
import { effectsOf } from "../../ir/effects.js";
import { declarationLine } from "./comments.js";
import { functionNamed } from "./context.js";
import { functionContext, functionName, lowerParam, type FileContext } from "./functions.js";
import { declare } from "./statements.js";
import { declaredType } from "./structs.js";
import { call, literal, name, type CppFunction, type CppStmt, type CppType } from "./tree.js";

export function lowerRegion(r: Region, file: FileContext): CppFunction {
  const c = functionContext(file);
  const params = r.params.map((p) => lowerParam(p, c));
  file.notes.add("processes");
  file.features.add("streams");
  const streams = r.streams.flatMap((s): readonly CppStmt[] => {
    const { depth } = s.type;
    const type: CppType = { kind: "stream", element: declaredType(s.type.element, c), depth };
    const stream = declare(s.sym, type, c);
    return [
      { kind: "declare", qualifiers: [], type, name: stream, dims: [], args: [literal(JSON.stringify(stream))] },
      { kind: "directive", directive: { kind: "depth", variable: stream, depth } },
    ];
  });
  const processes = inFlowOrder(r, file).map((i): CppStmt => ({
    kind: "process", call: call(functionName(i.callee, c), i.args.map((a) => name(c.names.of(a)))),
  }));
  const head = declarationLine(file.sources, r.span);
  return {
    comments: head === undefined ? [] : [`${head.place}: ${head.line}`],
    isStatic: false, type: { kind: "void" }, name: functionName(r.sym, c), params,
    body: [{ kind: "directive", directive: { kind: "dataflow" } }, ...streams, ...processes],
  };
}

/** The tool wants a process after those it gets its data from; in a cycle, the user's order decides. */
function inFlowOrder(r: Region, file: FileContext): readonly Instance[] {
  const effects = new Map(r.instances.map((i) => [i, streamEffects(i, file)]));
  const left = [...r.instances];
  const ordered: Instance[] = [];
  const isFed = (i: Instance): boolean =>
    left.some((other) => other !== i && [...(effects.get(other)?.puts ?? [])].some((s) => effects.get(i)?.gets.has(s)));
  while (left.length > 0) {
    const next = left.findIndex((i) => !isFed(i));
    ordered.push(...left.splice(Math.max(0, next), 1));
  }
  return ordered;
}

/** The region's streams (by id) that an instance puts to and gets from. */
function streamEffects(i: Instance, file: FileContext): { readonly puts: ReadonlySet<number>; readonly gets: ReadonlySet<number> } {
  const f = functionNamed(i.callee, file);
  const effects = effectsOf(f, file.module);
  const passed = (ids: ReadonlySet<number>): ReadonlySet<number> =>
    new Set(f.params.flatMap((p, at) => (ids.has(p.sym.id) ? [i.args[at]?.id ?? -1] : [])));
  return { puts: passed(effects.puts), gets: passed(effects.gets) };
}
