/** The network of a module with its inner regions put in: every running copy, every stream, every tensor, one by one. */
import type { Const, Func, Instance, Module, NameArg, Network, Param, StreamDecl, Sym } from "../ir/ir.js";
import type { TensorType } from "../ir/types.js";
import { flatAt, instanceTitle, instanceTitles, streamsOf } from "../ir/networks.js";
import { declarationsOf, type Declaration } from "../ir/walk.js";
import { placeText } from "./places.js";
import { usesOf, type NetworkCall, type OwnUses, type Use } from "./uses.js";

/** One level of where an instance runs: a kernel, and the place in its grid. */
export interface Step {
  readonly kernel: string;
  readonly place: readonly number[];
  /** What runs there. */
  readonly callee: string;
}

/** From the outermost level in. */
export type StepPath = readonly Step[];

export interface FlatStream {
  readonly decl: StreamDecl;
  /** Where its region runs. */
  readonly scope: StepPath;
  /** Of its array; empty for a single stream. */
  readonly index: readonly number[];
  /** As executors name it: `outer.pipe[1][2]`. */
  readonly name: string;
}

export interface FlatTensor {
  readonly sym: Sym;
  readonly type: TensorType;
  readonly scope: StepPath;
}

/** A running copy of a function that has statements; `args` are what its parameters stand for. */
export interface FlatInstance {
  readonly path: StepPath;
  readonly func: Func;
  readonly args: readonly (Binding | undefined)[];
  readonly streams: ReadonlyMap<FlatStream, Use>;
  readonly tensors: ReadonlyMap<FlatTensor, Use>;
}

/** In the order in which instances are started. */
export interface FlatNetwork {
  readonly instances: readonly FlatInstance[];
  readonly streams: readonly FlatStream[];
  /** Parameters of the region first. */
  readonly tensors: readonly FlatTensor[];
}

export type Binding =
  | { readonly kind: "streams"; readonly streams: readonly FlatStream[]; readonly shape: readonly number[] }
  | { readonly kind: "tensor"; readonly tensor: FlatTensor }
  | Const;

type Bindings = ReadonlyMap<number, Binding>;

interface State {
  readonly functions: ReadonlyMap<number, Func>;
  readonly uses: ReadonlyMap<number, OwnUses>;
  readonly instances: FlatInstance[];
  readonly streams: FlatStream[];
  readonly tensors: FlatTensor[];
}

/** All of `m`; of a kernel, the kernel itself and the regions it calls. */
export function flatten(m: Module): FlatNetwork {
  const functions = new Map(m.functions.map((f) => [f.sym.id, f]));
  const state: State = { functions, uses: usesOf(m), instances: [], streams: [], tensors: [] };
  const params = tensorBindings(m.top.params, [], state);
  if (m.top.kind === "region") expand(m.top, [], params, state);
  else if (m.top.network !== undefined) expand(m.top.network, [], params, state);
  else addInstance(m.top, [{ kernel: m.top.sym.name, place: [], callee: m.top.sym.name }], m.top.params.map((p) => params.get(p.sym.id)), state);
  return state;
}

function tensorBindings(declared: readonly (Param | Declaration)[], scope: StepPath, state: State): Map<number, Binding> {
  return new Map(declared.flatMap(({ sym, type }) => {
    if (type.kind !== "tensor") return [];
    const tensor: FlatTensor = { sym, type, scope };
    state.tensors.push(tensor);
    return [[sym.id, { kind: "tensor", tensor }] as const];
  }));
}

function expand(network: Network, scope: StepPath, params: Bindings, state: State): void {
  const names = new Map(params);
  for (const decl of network.streams) {
    const streams = placedStreams(decl, scope);
    // The streams of a struct's other scalars go along with the first.
    if (decl.partOf === undefined) state.streams.push(...streams);
    names.set(decl.sym.id, { kind: "streams", streams: decl.partOf === undefined ? streams : [], shape: decl.shape ?? [] });
  }
  const titles = instanceTitles(network.instances);
  network.instances.forEach((i, n) => addPlaced(i, titles[n] ?? "", scope, names, state));
}

/** `title`: with a number, where others would be called the same. */
function addPlaced(i: Instance, title: string, scope: StepPath, names: Bindings, state: State): void {
  const func = state.functions.get(i.callee.id);
  if (func === undefined) throw new Error(`no function ${i.callee.name}`);
  const kernel = title === instanceTitle(i) ? i.kernel ?? i.callee.name : title;
  const step: Step = { kernel, place: i.place ?? [], callee: i.callee.name };
  addInstance(func, [...scope, step], i.args.map((a) => bindingOf(a, names)), state);
}

function addInstance(func: Func, path: StepPath, args: readonly (Binding | undefined)[], state: State): void {
  const names = new Map(func.params.flatMap((p, i): [number, Binding][] => {
    const arg = args[i];
    return arg === undefined ? [] : [[p.sym.id, arg]];
  }));
  if (func.network !== undefined) {
    expand(func.network, path, names, state);
    return;
  }
  const own = state.uses.get(func.sym.id) ?? { uses: new Map<number, Use>(), calls: [] };
  const all = own.calls.length === 0 ? names : new Map([...localTensors(func, own.calls, path, state), ...names]);
  const instance = { path, func, args, ...boundUses(own, all) };
  if (own.calls.length === 0 || instance.streams.size + instance.tensors.size > 0) state.instances.push(instance);
  own.calls.forEach((call, n) => addCall(call, callPath(path, own.calls, n), all, state));
}

/** Only where a kernel calls several regions does each get a level of its own. */
function callPath(path: StepPath, calls: readonly NetworkCall[], n: number): StepPath {
  if (calls.length === 1) return path;
  const name = calls[n]?.callee.sym.name ?? "";
  const before = calls.slice(0, n).filter((c) => c.callee.sym.name === name).length;
  return [...path, { kernel: before === 0 ? name : `${name} (${before + 1})`, place: [], callee: name }];
}

function addCall({ callee, args }: NetworkCall, path: StepPath, names: Bindings, state: State): void {
  if (callee.network === undefined) return;
  const params = callee.params.flatMap((p, i): [number, Binding][] => {
    const found = names.get(args[i]?.id ?? NaN);
    return found === undefined ? [] : [[p.sym.id, found]];
  });
  expand(callee.network, path, new Map(params), state);
}

/** The tensors of `func` that it passes to regions. */
function localTensors(func: Func, calls: readonly NetworkCall[], path: StepPath, state: State): Map<number, Binding> {
  const passed = new Set(calls.flatMap((c) => c.args.map((a) => a?.id)));
  const params = new Set(func.params.map((p) => p.sym.id));
  const local = declarationsOf(func).filter(({ sym }) => passed.has(sym.id) && !params.has(sym.id));
  return tensorBindings(local, path, state);
}

function boundUses({ uses }: OwnUses, names: Bindings): Pick<FlatInstance, "streams" | "tensors"> {
  const streams = new Map<FlatStream, Use>();
  const tensors = new Map<FlatTensor, Use>();
  for (const [id, use] of uses) {
    const found = names.get(id);
    if (found?.kind === "tensor") tensors.set(found.tensor, joined(tensors.get(found.tensor), use));
    if (found?.kind === "streams") for (const s of found.streams) streams.set(s, joined(streams.get(s), use));
  }
  return { streams, tensors };
}

/** Two parameters may stand for one stream or tensor. */
function joined(a: Use | undefined, b: Use): Use {
  if (a === undefined) return b;
  return { reads: a.reads || b.reads, writes: a.writes || b.writes, puts: a.puts || b.puts, gets: a.gets || b.gets };
}

function bindingOf(arg: NameArg | Const, names: Bindings): Binding | undefined {
  if (arg.kind === "const") return arg;
  const found = names.get(arg.sym.id);
  if (found?.kind !== "streams" || arg.index === undefined) return found;
  const flat = flatAt(arg.index, found.shape);
  return { kind: "streams", streams: found.streams.slice(flat, flat + 1), shape: [] };
}

function placedStreams(decl: StreamDecl, scope: StepPath): readonly FlatStream[] {
  const prefix = scope.map(({ kernel, place }) => `${kernel}${placeText(place)}.`).join("");
  return streamsOf(decl).map(({ name, index }) => ({ decl, scope, index, name: prefix + name }));
}
