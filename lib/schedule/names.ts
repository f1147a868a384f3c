/**
 * How steps name loops and memories: `i`, `C.i` (in the band labelled C), `i#2` (the second called i), `C` (the loop
 * with that label, if no loop is called so), each possibly after the function's name, `producer:i`. Without one, the
 * top function is meant, or the only function that has it.
 */
import type { For, Func, Module, Stmt, Sym } from "../ir/ir.js";
import { allFunctions, declarationsOf, stmtBlocks } from "../ir/walk.js";
import type { LoopPlace, MemoryPlace } from "./parameters.js";

export interface NamedLoop extends LoopPlace {
  /** The shortest name that nothing else in the function has. */
  readonly name: string;
  /** Everything it may be called. */
  readonly names: readonly string[];
}

/** The loops of `f`, in the order of the text. */
export function loopsOf(f: Func): readonly NamedLoop[] {
  const found: { readonly loop: For; readonly label: string | undefined }[] = [];
  const visit = (stmts: readonly Stmt[], label: string | undefined): void => {
    for (const s of stmts) {
      const own = s.kind === "for" || s.kind === "while" ? (s.label ?? label) : label;
      if (s.kind === "for") found.push({ loop: s, label: own });
      for (const block of stmtBlocks(s)) visit(block, own);
    }
  };
  visit(f.body, undefined);
  const counts = new Map<string, number>();
  const isFree = (label: string): boolean => found.every((l) => l.loop.iter.name !== label);
  const numbered = found.map(({ loop, label }) => {
    const { name } = loop.iter;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const inBand = label === undefined ? [] : [`${label}.${name}`];
    const labelled = loop.label === undefined || !isFree(loop.label) ? [] : [loop.label];
    return { loop, names: [name, ...inBand, `${name}#${count}`, ...labelled] };
  });
  const uses = new Map<string, number>();
  for (const { names } of numbered) for (const n of names) uses.set(n, (uses.get(n) ?? 0) + 1);
  return numbered.map(({ loop, names }) => {
    const name = names.find((n) => uses.get(n) === 1) ?? loop.iter.name;
    return { func: f, loop, names, name };
  });
}

/** What a name stands for: one thing, several, or nothing. */
export type Lookup<T> = { readonly kind: "one"; readonly place: T } | { readonly kind: "several"; readonly names: readonly string[] }
  | { readonly kind: "none"; readonly known: readonly string[] };

export function findLoop(m: Module, name: string): Lookup<LoopPlace> {
  return find(m, name, (f) => loopsOf(f).map((l) => ({ place: { func: l.func, loop: l.loop }, names: l.names, name: l.name })));
}

export function findMemory(m: Module, name: string): Lookup<MemoryPlace> {
  return find(m, name, (f) => declarationsOf(f).flatMap(({ sym, type }) =>
    type.kind === "tensor" ? [{ place: { func: f, sym, type }, names: [sym.name], name: sym.name }] : []));
}

export function findFunction(m: Module, name: string): Lookup<Func> {
  const all = allFunctions(m);
  const exact = all.filter((f) => f.sym.name === name);
  const found = exact.length > 0 ? exact : all.filter((f) => isCalled(m, f, name));
  return chosen(found.map((f) => ({ place: f, name: f.sym.name })), all.map((f) => f.sym.name));
}

/** The kernel may be called by its template's name, so that the same steps are for all instances: `mm2_float32_16` by `mm2`. */
function isCalled(m: Module, f: Func, name: string): boolean {
  return f.sym.name === name || (f === m.top && f.sym.name.startsWith(`${name}_`));
}

interface Candidate<T> {
  readonly place: T;
  readonly names: readonly string[];
  readonly name: string;
}

function find<T>(m: Module, text: string, candidatesOf: (f: Func) => readonly Candidate<T>[]): Lookup<T> {
  const [name = "", owner] = text.split(":").reverse();
  const functions = allFunctions(m).filter((f) => owner === undefined || isCalled(m, f, owner));
  const top = functions.filter((f) => f === m.top);
  for (const where of top.length > 0 ? [top, functions] : [functions]) {
    const found = where.flatMap((f) => candidatesOf(f).filter((c) => c.names.includes(name)).map((c) => qualified(m, f, c)));
    if (found.length > 0) return chosen(found, []);
  }
  return { kind: "none", known: functions.flatMap((f) => candidatesOf(f).map((c) => qualified(m, f, c).name)) };
}

function qualified<T>(m: Module, f: Func, { place, name }: Candidate<T>): { readonly place: T; readonly name: string } {
  return { place, name: f === m.top ? name : `${f.sym.name}:${name}` };
}

function chosen<T>(found: readonly { readonly place: T; readonly name: string }[], known: readonly string[]): Lookup<T> {
  const [first, ...others] = found;
  if (first === undefined) return { kind: "none", known };
  return others.length === 0 ? { kind: "one", place: first.place } : { kind: "several", names: found.map((c) => c.name) };
}

/** How steps name the thing of `kind` whose symbol is `sym`; `undefined` when it is not there. */
export function nameOf(m: Module, kind: "loop" | "memory" | "function", sym: Sym): string | undefined {
  if (kind === "function") return allFunctions(m).find((f) => f.sym.id === sym.id)?.sym.name;
  for (const f of allFunctions(m)) {
    const name = kind === "loop" ? loopsOf(f).find((l) => l.loop.iter.id === sym.id)?.name
      : declarationsOf(f).find((d) => d.sym.id === sym.id)?.sym.name;
    if (name !== undefined) return f === m.top ? name : `${f.sym.name}:${name}`;
  }
  return undefined;
}
