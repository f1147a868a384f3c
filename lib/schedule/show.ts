/** A module as a tree of its loops and memories, for people. */
import type { MemoryDirectives } from "../ir/directives.js";
import type { For, Func, Module, Network, Param, Region, Stmt, Sym } from "../ir/ir.js";
import { funcDirectivesText, loopDirectivesText, memoryText } from "../ir/text/print-directives.js";
import { bitWidth, elementCount, leavesOf, typeName, type TensorType } from "../ir/types.js";
import { instanceTitles, subscripts } from "../ir/networks.js";
import { allFunctions, stmtBlocks, type Declaration } from "../ir/walk.js";
import { tripCount } from "./loops.js";
import { loopsOf } from "./names.js";

/** Lines, each two blanks deeper than what it is part of. The top comes first. */
export function showModule(m: Module): string {
  const others = allFunctions(m).filter((f) => f !== m.top);
  const top = m.top.kind === "region" ? regionLines(m.top) : functionLines(m.top);
  return [...top, ...others.flatMap(functionLines)].join("\n");
}

function regionLines({ sym, params, streams, instances }: Region): readonly string[] {
  return [`region ${signature(sym, params)}`, ...networkLines({ streams, instances })];
}

function networkLines({ streams, instances }: Network): readonly string[] {
  const titles = instanceTitles(instances);
  return [
    ...streams.map((s) => `  stream ${s.sym.name}${subscripts(s.shape)}: ${typeName(s.type.element)}, depth ${s.type.depth}`),
    ...instances.map((i, at) => {
      const args = i.args.map((a) => (a.kind === "const" ? String(a.value) : a.sym.name + subscripts(a.index)));
      return `  ${titles[at] ?? ""}(${args.join(", ")})`;
    }),
  ];
}

/** What the lines of a function need to know of it. */
interface Names {
  readonly loops: ReadonlyMap<For, string>;
  readonly memories: ReadonlyMap<number, MemoryDirectives>;
}

function functionLines(f: Func): readonly string[] {
  const names: Names = {
    loops: new Map(loopsOf(f).map((l) => [l.loop, l.name])),
    memories: new Map((f.memories ?? []).map((d) => [d.sym.id, d])),
  };
  const declared = [...f.params, ...f.states].flatMap((d) => declaredLines(names, d));
  const body = [...declared, ...f.body.flatMap((s) => stmtLines(names, s))];
  const inner = f.network === undefined ? [] : networkLines(f.network);
  return [signature(f.sym, f.params) + funcDirectivesText(f), ...body.map((line) => `  ${line}`), ...inner];
}

function signature(sym: Sym, params: readonly Param[]): string {
  return `${sym.name}(${params.map((p) => p.sym.name).join(", ")})`;
}

/** Only what is a loop, a memory or a call, and the conditions around these. */
function stmtLines(names: Names, s: Stmt): readonly string[] {
  if (s.kind === "alloc") return [memoryLine(names, s.sym, s.type)];
  const head = headOf(names, s);
  const called = s.kind === "callstmt" ? s.results.flatMap((r) => declaredLines(names, r)) : [];
  const inner = stmtBlocks(s).flatMap((block) => block.flatMap((x) => stmtLines(names, x)));
  const isShown = s.kind === "for" || s.kind === "while" || s.kind === "callstmt" || inner.length > 0;
  return isShown ? [...called, head, ...inner.map((line) => `  ${line}`)] : [];
}

function headOf(names: Names, s: Stmt): string {
  switch (s.kind) {
    case "for":
      return `for ${names.loops.get(s) ?? s.iter.name}: ${times(s)}${loopDirectivesText(s.directives ?? {})}`;
    case "callstmt":
      return `call ${s.callee.name}`;
    case "while": case "if": case "switch": case "let": case "assign": case "alloc": case "store": case "break":
    case "continue": case "return": case "put": case "get": case "probe": case "print": case "assert":
      return s.kind;
  }
}

function times(l: For): string {
  const trips = tripCount(l);
  if (trips === undefined) return "a varying number of times";
  return trips === 1n ? "once" : `${trips} times`;
}

function declaredLines(names: Names, { sym, type }: Declaration): readonly string[] {
  return type.kind === "tensor" ? [memoryLine(names, sym, type)] : [];
}

/** `C: Tensor<float32, [32, 32]>, 32768 bits, 4 banks: cyclic by 4 in dimension 2`. */
function memoryLine({ memories }: Names, sym: Sym, type: TensorType): string {
  const width = leavesOf(type.element).reduce((sum, leaf) => sum + bitWidth(leaf.type), 0);
  const directives = memories.get(sym.id);
  const banks = directives === undefined ? 1 : bankCount(type, directives);
  const how = directives === undefined ? "" : `: ${directiveText(directives)}`;
  const size = `${width * elementCount(type.shape)} bits, ${banks} bank${banks === 1 ? "" : "s"}`;
  return `${sym.name}: ${typeName(type)}, ${size}${how}`;
}

/** Users count dimensions from 1. */
function directiveText({ partitions, ...others }: MemoryDirectives): string {
  const parts = partitions.map(({ kind, dim, factor }) =>
    `${kind}${factor === undefined ? "" : ` by ${factor}`} in dimension ${dim + 1}`);
  return [...parts, memoryText({ ...others, partitions: [] })].filter((t) => t !== "").join(", ");
}

function bankCount({ shape }: TensorType, { partitions }: MemoryDirectives): number {
  return partitions.reduce((count, p) => count * (p.factor ?? shape[p.dim] ?? 1), 1);
}
