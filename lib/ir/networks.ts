/**
 * Networks: which ones a module has, how messages name their instances and streams, and which streams an instance uses.
 * Names are the same in all executors and messages: `pe[1, 2]` for instances in grids, `pipe[1][2]` for streams of arrays.
 */
import { effectsOf } from "./effects.js";
import type { Func, Instance, Module, NameArg, Network, Param, StreamDecl, Sym } from "./ir.js";
import { elementCount } from "./types.js";

/** A network with the parameters that its instances may name, and where it stands. */
export interface PlacedNetwork extends Network {
  readonly sym: Sym;
  readonly params: readonly Param[];
}

/** The networks of `m`: of inner regions, callees first, and of the top. */
export function networksOf(m: Module): readonly PlacedNetwork[] {
  const inner = m.functions.flatMap(({ network, sym, params }) => (network === undefined ? [] : [{ ...network, sym, params }]));
  return m.top.kind === "region" ? [...inner, m.top] : inner;
}

/** Everything that the networks of `m` run. */
export function allInstances(m: Module): readonly Instance[] {
  return networksOf(m).flatMap((n) => n.instances);
}

/** What a region runs, also an inner one; nothing for other functions. */
export function instancesOf(part: Func | Network): readonly Instance[] {
  return "instances" in part ? part.instances : part.network?.instances ?? [];
}

/** An instance as messages name it: the kernel, and in a grid its place. */
export function instanceTitle({ kernel, callee, place }: Instance): string {
  return (kernel ?? callee.name) + (place === undefined ? "" : `[${place.join(", ")}]`);
}

/** The titles of all `instances`; those that would look the same, numbered. */
export function instanceTitles(instances: readonly Instance[]): readonly string[] {
  const titles = instances.map(instanceTitle);
  const counts = new Map<string, number>();
  for (const t of titles) counts.set(t, (counts.get(t) ?? 0) + 1);
  const next = new Map<string, number>();
  return titles.map((t) => {
    if (counts.get(t) === 1) return t;
    const number = next.get(t) ?? 0;
    next.set(t, number + 1);
    return `${t}[${number}]`;
  });
}

/** A stream, or one of an array of streams. */
export interface NetworkStream {
  /** `pipe[1][2]`. */
  readonly name: string;
  /** As `streamKey` gives it for arguments that name this stream. */
  readonly key: string;
  /** Its subscripts; none for a single stream. */
  readonly index: readonly number[];
}

/** The streams of a declaration, in row-major order. */
export function streamsOf({ sym, shape = [] }: StreamDecl): readonly NetworkStream[] {
  return Array.from({ length: elementCount(shape) }, (_, flat) => {
    const index = indexAt(flat, shape);
    return { name: sym.name + subscripts(index), key: streamKey({ sym, index }), index };
  });
}

/** One text for each parameter, stream and stream of an array that the instances of a network may name. */
export function streamKey({ sym, index = [] }: Pick<NameArg, "sym" | "index">): string {
  return [sym.id, ...index].join();
}

/** `[1][2]`. */
export function subscripts(index: readonly number[] = []): string {
  return index.map((i) => `[${i}]`).join("");
}

/** The subscripts of what stands at `flat`, in row-major order. */
export function indexAt(flat: number, shape: readonly number[]): readonly number[] {
  let rest = flat;
  return [...shape].reverse().map((extent) => {
    const at = rest % extent;
    rest = (rest - at) / extent;
    return at;
  }).reverse();
}

/** Where `index` stands in row-major order: the inverse of `indexAt`. */
export function flatAt(index: readonly number[] = [], shape: readonly number[] = []): number {
  return index.reduce((flat, i, d) => flat * (shape[d] ?? 1) + i, 0);
}

/** What an instance does with a stream, by one of its callee's parameters. */
export interface StreamUse {
  readonly does: "puts" | "gets";
  readonly arg: NameArg;
  readonly param: Param;
}

/** What instance `i` of `callee` does with the streams it is given, in the order of the parameters; callees count. */
export function streamUses(i: Instance, callee: Func, m: Module): readonly StreamUse[] {
  const effects = effectsOf(callee, m);
  return callee.params.flatMap((param, at): readonly StreamUse[] => {
    const arg = i.args[at];
    if (arg?.kind !== "name" || param.type.kind !== "stream") return [];
    return (["puts", "gets"] as const).filter((does) => effects[does].has(param.sym.id)).map((does) => ({ does, arg, param }));
  });
}
