/**
 * Races between the instances of a network, without running it: for each tensor that at least two instances are given and
 * at least one of them writes, whether they certainly keep apart, certainly meet, or may meet.
 *
 * Executors watch the tensors of `watchedParams` as they run (lib/ir/interpret-races.ts says what a race is there); all
 * others need no watching.
 */
import type { Span } from "../diagnostics/source.js";
import { effectsOf } from "../ir/effects.js";
import type { Func, Instance, Module, Sym } from "../ir/ir.js";
import { instanceTitles, networksOf, type PlacedNetwork } from "../ir/networks.js";
import { constantForm, valueForm, type Form } from "./affine.js";
import {
  boxOf, meeting, overlapping, type Budget, type Group, type GroupTouch, type Member, type Values,
} from "./race-pairs.js";
import { Touches, type Touch } from "./touches.js";

/** One of two accesses that may meet: who it belongs to, as messages name the instance in its network, and where it is. */
export interface RaceAccess {
  readonly instance: string;
  readonly kind: "read" | "write";
  readonly span: Span;
}

/** `race`: in every run that comes to its end both accesses touch a common scalar. `unknown`: no proof either way. */
export type Verdict =
  | { readonly kind: "disjoint" }
  | { readonly kind: "race" | "unknown"; readonly accesses: readonly [RaceAccess, RaceAccess] };

/** What is found out of one tensor of a network, one of its parameters. */
export interface TensorRaces {
  readonly tensor: Sym;
  readonly verdict: Verdict;
}

/** The tensors that several instances of a network are given, at least one writing; `network` names its function or region. */
export interface NetworkRaces {
  readonly network: Sym;
  readonly tensors: readonly TensorRaces[];
}

/** Modules are immutable, so each is analysed once. */
const known = new WeakMap<Module, readonly NetworkRaces[]>();

/** The races of all networks of `m`, in the order of `networksOf`. */
export function racesOf(m: Module): readonly NetworkRaces[] {
  const before = known.get(m);
  if (before !== undefined) return before;
  const touches = new Touches(m);
  const found = networksOf(m).map((n) => ({ network: n.sym, tensors: networkRaces(n, m, touches) }));
  known.set(m, found);
  return found;
}

/** The ids of the parameters of `network` (the name of a region or of a function with a network) that a run must watch. */
export function watchedParams(m: Module, network: Sym): ReadonlySet<number> {
  const found = racesOf(m).find((n) => n.network.id === network.id);
  return new Set((found?.tensors ?? []).filter((t) => t.verdict.kind !== "disjoint").map((t) => t.tensor.id));
}

/** What one network's instances do, in groups that share their accesses. */
interface Watched {
  readonly network: PlacedNetwork;
  /** Of its instances. */
  readonly titles: readonly string[];
  readonly values: Values;
  /** By the id of the tensor, one of the network's parameters. */
  readonly touches: ReadonlyMap<number, readonly GroupTouch[]>;
  /** Tensors of which some instance does too much to say what. */
  readonly unclear: ReadonlySet<number>;
}

/** So many exact tests are made for one tensor, and so many pairs of boxes looked at. */
const [mostTests, mostPairs] = [2000, 500_000];

function networkRaces(n: PlacedNetwork, m: Module, touches: Touches): readonly TensorRaces[] {
  const shared = n.params.flatMap((p): { tensor: Sym; users: readonly Instance[] }[] => {
    const users = p.type.kind === "tensor" ? n.instances.filter((i) => i.args.some((a) => isNamed(a, p.sym))) : [];
    return users.length > 1 && users.some((i) => writes(i, p.sym, m)) ? [{ tensor: p.sym, users }] : [];
  });
  if (shared.length === 0) return [];
  const w = watched(n, new Set(shared.map((s) => s.tensor.id)), touches);
  return shared.map(({ tensor, users }) => ({ tensor, verdict: verdict(w, tensor, users) }));
}

function isNamed(arg: Instance["args"][number], sym: Sym): boolean {
  return arg.kind === "name" && arg.sym.id === sym.id;
}

function writes(i: Instance, tensor: Sym, m: Module): boolean {
  const func = m.functions.find((f) => f.sym.id === i.callee.id);
  if (func === undefined) return false;
  const { writes: written } = effectsOf(func, m);
  return i.args.some((a, at) => isNamed(a, tensor) && written.has(func.params[at]?.sym.id ?? NaN));
}

function watched(n: PlacedNetwork, tensors: ReadonlySet<number>, all: Touches): Watched {
  const found = new Map<number, GroupTouch[]>();
  const unclear = new Set<number>();
  for (const { group, instance } of groupsOf(n, tensors, all)) {
    const tensorAt = (i: number): number | undefined => {
      const arg = instance.args[i];
      return arg?.kind === "name" && tensors.has(arg.sym.id) ? arg.sym.id : undefined;
    };
    const made = all.passed(instance.callee, (i) => formOf(instance.args[i], group.placed.length > 0), tensorAt);
    if (made === undefined) for (const a of instance.args) if (a.kind === "name") unclear.add(a.sym.id);
    for (const touch of made ?? []) {
      const list = found.get(touch.tensor) ?? [];
      found.set(touch.tensor, list);
      list.push({ group, touch });
    }
  }
  const scalars = new Set(n.params.flatMap((p) => (p.type.kind === "tensor" ? [] : [p.sym.id])));
  return { network: n, titles: instanceTitles(n.instances), values: { bounds: all.bounds, shared: scalars }, touches: found, unclear };
}

/** A scalar of the network stands for itself; a constant is replaced unless it tells the members of a group apart. */
function formOf(arg: Instance["args"][number] | undefined, isPlaced: boolean): Form | undefined {
  if (arg?.kind === "name") return valueForm(arg.sym.id);
  return arg === undefined || isPlaced || typeof arg.value !== "bigint" ? undefined : constantForm(arg.value);
}

/** Instances that are alike but for their constants; where a function leaves something open, each by itself. */
function groupsOf(
  n: PlacedNetwork, tensors: ReadonlySet<number>, all: Touches,
): readonly { readonly group: Group; readonly instance: Instance }[] {
  const groups = new Map<string, { instance: Instance; placed: readonly number[]; members: Member[] }>();
  const alike = new Map<Func, boolean>();
  for (const [position, i] of n.instances.entries()) {
    const func = all.functionOf(i.callee);
    if (func === undefined || !i.args.some((a) => a.kind === "name" && tensors.has(a.sym.id))) continue;
    const isAlike = alike.get(func) ?? !all.isOpen(all.of(func));
    alike.set(func, isAlike);
    const integers = i.args.flatMap((a, at) => {
      const id = func.params[at]?.sym.id;
      return isAlike && id !== undefined && a.kind === "const" && typeof a.value === "bigint" ? [{ id, value: a.value }] : [];
    });
    const key = isAlike ? `${i.callee.id}:${i.args.map((a) => (a.kind === "name" ? a.sym.id : "")).join()}` : `#${position}`;
    const known = groups.get(key) ?? { instance: i, placed: integers.map((x) => x.id), members: [] };
    groups.set(key, known);
    known.members.push({ position, constants: integers.map((x) => x.value) });
  }
  return [...groups.values()].map(({ instance, placed, members }) => ({ instance, group: { placed, members } }));
}

function verdict(w: Watched, tensor: Sym, users: readonly Instance[]): Verdict {
  const [one, other] = users;
  if (w.unclear.has(tensor.id) && one !== undefined && other !== undefined) {
    return { kind: "unknown", accesses: [unclearAccess(w, one), unclearAccess(w, other)] };
  }
  const budget: Budget = { tests: mostTests };
  let pairs = 0;
  let found: Verdict = { kind: "disjoint" };
  const items = (w.touches.get(tensor.id) ?? []).flatMap((item) => {
    const box = boxOf(item, w.values.bounds);
    return box === undefined ? [] : [{ box, item }];
  });
  overlapping(items, (a, b) => {
    if (a.touch.kind === "read" && b.touch.kind === "read") return true;
    if (a.group === b.group && a.group.members.length < 2) return true;
    if (++pairs > mostPairs) budget.tests = 0;
    const met = meeting(a, b, w.values, budget);
    if (met.kind === "none") return true;
    const [x, y] = met.members;
    const both = [{ touch: a.touch, member: x }, { touch: b.touch, member: y }];
    both.sort((p, q) => p.member.position - q.member.position);
    const [first, second] = both.map((p) => accessOf(w, p.touch, p.member));
    if (first === undefined || second === undefined) return true;
    const kind = met.isCertain ? "race" : "unknown";
    if (found.kind === "disjoint" || met.isCertain) found = { kind, accesses: [first, second] };
    return !met.isCertain && budget.tests > 0;
  });
  return found;
}

function accessOf({ titles }: Watched, { kind, span }: Touch, { position }: Member): RaceAccess {
  return { instance: titles[position] ?? "", kind, span };
}

function unclearAccess({ network, titles }: Watched, i: Instance): RaceAccess {
  return { instance: titles[network.instances.indexOf(i)] ?? "", kind: "write", span: i.span };
}
