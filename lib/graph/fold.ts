/** Which running copies become one node: those of a kernel that do the same, wherever they stand in its grid. */
import type { FlatInstance, Step, StepPath } from "./flatten.js";
import type { Cluster, KernelNode } from "./model.js";
import { boxOf, boxText, extentsOf, placeText, type Box, type Place } from "./places.js";

/** The instances of one node. */
export interface Group {
  readonly node: KernelNode;
  readonly members: readonly FlatInstance[];
  /** The box of all places of the kernel, those of the clusters around first. */
  readonly grid: Box;
}

/** More kinds of instances than this are shown as one. */
const mostKinds = 8;

/** The whole place of an instance, outermost grid first. */
export function placeOf(path: StepPath): Place {
  return path.flatMap((s) => s.place);
}

/** The name of a level: with `unfold` each copy has its own. */
function keyOf(path: StepPath, unfold: boolean): string {
  return path.map((s) => s.kernel + (unfold ? placeText(s.place) : "")).join(".");
}

/** The cluster that a scope is; `undefined` for the outermost level. */
export function clusterId(scope: StepPath, unfold: boolean): string | undefined {
  return scope.length === 0 ? undefined : keyOf(scope, unfold);
}

/** The nodes of kernels, in the order of their first instances. */
export function groupsOf(instances: readonly FlatInstance[], unfold: boolean, clusters: ReadonlySet<string>): readonly Group[] {
  return [...byKey(instances, (i) => `${keyOf(i.path, unfold)} ${placeOf(i.path).length}`).values()].flatMap((members) => {
    const grid = boxOf(members.map((i) => placeOf(i.path)));
    const kinds = unfold ? [members] : kindsOf(members);
    return kinds.map((own, n) => ({ node: nodeOf(own, kinds, { unfold, clusters, n }), members: own, grid }));
  });
}

function byKey<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const list = found.get(key(item));
    if (list === undefined) found.set(key(item), [item]);
    else list.push(item);
  }
  return found;
}

/** What an instance is joined to, wherever it stands: streams by declaration and direction, tensors by use. */
interface Signature {
  readonly streams: ReadonlySet<string>;
  readonly tensors: string;
}

function signatureOf({ streams, tensors }: FlatInstance): Signature {
  const ends = [...streams].flatMap(([{ decl }, { puts, gets }]) => [
    ...(puts ? [`${decl.sym.id} put`] : []), ...(gets ? [`${decl.sym.id} get`] : []),
  ]);
  const used = [...tensors].map(([{ sym }, { reads, writes }]) => `${sym.id} ${reads} ${writes}`);
  return { streams: new Set(ends), tensors: used.sort().join() };
}

/**
 * Instances with one signature are of one kind. At the edge of a grid some streams are missing: what has a part of
 * another kind's streams, and the same tensors, is of that kind.
 */
function kindsOf(members: readonly FlatInstance[]): readonly (readonly FlatInstance[])[] {
  const exact = [...byKey(members.map((member) => ({ member, signature: signatureOf(member) })), ({ signature }) =>
    `${[...signature.streams].sort().join()};${signature.tensors}`).values()];
  const kinds: { readonly signature: Signature; readonly members: Set<FlatInstance> }[] = [];
  const signatures = exact.flatMap(([one]) => (one === undefined ? [] : [one.signature]));
  const largest = signatures.filter((s) => !signatures.some((t) => t !== s && isPart(s, t)));
  for (const signature of largest) kinds.push({ signature, members: new Set() });
  for (const list of exact) {
    const home = kinds.find((k) => list[0] !== undefined && (k.signature === list[0].signature || isPart(list[0].signature, k.signature)));
    for (const { member } of list) home?.members.add(member);
  }
  if (kinds.length > mostKinds) return [members];
  return kinds.map((k) => members.filter((m) => k.members.has(m))).sort((a, b) => first(a, members) - first(b, members));
}

function first(part: readonly FlatInstance[], all: readonly FlatInstance[]): number {
  return part[0] === undefined ? 0 : all.indexOf(part[0]);
}

function isPart(a: Signature, b: Signature): boolean {
  return a.tensors === b.tensors && a.streams.size < b.streams.size && [...a.streams].every((s) => b.streams.has(s));
}

interface NodeContext {
  readonly unfold: boolean;
  readonly clusters: ReadonlySet<string>;
  readonly n: number;
}

function nodeOf(
  members: readonly FlatInstance[], kinds: readonly (readonly FlatInstance[])[], { unfold, clusters, n }: NodeContext,
): KernelNode {
  const path = members[0]?.path ?? [];
  const own = keyOf(path, unfold);
  const { kernel = "", place = [] } = path.at(-1) ?? {};
  // A kernel that calls regions stands in its own cluster, among theirs.
  const cluster = clusters.has(own) ? own : clusterId(path.slice(0, -1), unfold);
  const isWhole = unfold || (kinds.length === 1 && coversBox(members));
  return {
    kind: "kernel", id: `kernel ${own}${kinds.length === 1 ? "" : ` ${n + 1}`}`, ...(cluster !== undefined && { cluster }),
    name: nameOf(path.at(-1), unfold), kernel,
    ...(unfold && place.length > 0 && { place }),
    extents: unfold ? [] : extentsOf(boxOf(members.map((i) => i.path.at(-1)?.place ?? []))),
    ...(!isWhole && { places: placesText(members) }),
    instances: members.length,
  };
}

/** Do the places fill the box around them? */
function coversBox(members: readonly FlatInstance[]): boolean {
  const extents = extentsOf(boxOf(members.map((i) => placeOf(i.path))));
  return extents.reduce((n, e) => n * e, 1) === members.length;
}

function placesText(members: readonly FlatInstance[]): string {
  const text = boxText(boxOf(members.map((i) => placeOf(i.path))));
  return coversBox(members) ? text : `${members.length} in ${text}`;
}

/** The clusters of all scopes that something stands in, outer ones first. */
export function clustersOf(instances: readonly FlatInstance[], scopes: readonly StepPath[], unfold: boolean): readonly Cluster[] {
  const paths = [...instances.map((i) => i.path.slice(0, -1)), ...scopes];
  const levels = paths.flatMap((p) => p.map((_, n) => p.slice(0, n + 1)));
  return [...byKey(levels, (p) => keyOf(p, unfold))].map(([id, same]): Cluster => {
    const [path = []] = same;
    const step = path.at(-1);
    const parent = clusterId(path.slice(0, -1), unfold);
    const extents = unfold ? [] : extentsOf(boxOf(same.map((p) => p.at(-1)?.place ?? [])));
    return {
      id, ...(parent !== undefined && { parent }), name: nameOf(step, unfold), extents,
      ...(step !== undefined && step.callee !== step.kernel && !step.kernel.startsWith(step.callee) && { region: step.callee }),
    };
  });
}

function nameOf(step: Step | undefined, unfold: boolean): string {
  return step === undefined ? "" : step.kernel + (unfold ? placeText(step.place) : "");
}
