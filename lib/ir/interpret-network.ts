/** The meaning of networks: what their names are bound to, and what is left when they end. */
import { effectsOf } from "./effects.js";
import { watchOver } from "./interpret-races.js";
import { valueCell, type Binding, type Channel, type Machine, type Running, type Start } from "./interpret-values.js";
import type { Const, Instance, NameArg, Network, StreamDecl } from "./ir.js";
import { flatAt, instanceTitles, streamsOf } from "./networks.js";

/** The channels of a stream, or of an array of them in row-major order. */
interface Channels {
  readonly decl: StreamDecl;
  readonly channels: readonly Channel[];
}

/** Runs `network`, whose names are the parameters `params` and its own streams, until all its instances have ended. */
export function* runNetwork(network: Network, params: ReadonlyMap<number, Binding>, machine: Machine): Running {
  const { name } = machine.actor;
  const streams = network.streams.map((decl): Channels => ({ decl, channels: channelsOf(decl, name) }));
  const named = new Map(streams.map((s) => [s.decl.sym.id, s]));
  const bound = network.instances.map((i) => i.args.map((a) => bindingFor(a, params, named)));
  const watch = watchOver(bound.flatMap((args) => args.filter((b) => b.kind === "tensor")));
  const titles = instanceTitles(network.instances);
  const instances = network.instances.map((i, at) => start(titles[at] ?? "", i, bound[at] ?? [], machine));
  yield { kind: "network", watch, instances };
  for (const { decl, channels } of streams) {
    if (decl.partOf !== undefined) continue;
    const left = channels.filter((c) => c.queue.length > 0);
    machine.leftOver.push(...left.map((c) => ({ stream: c.name, count: c.queue.length })));
  }
  return [];
}

/** Streams of an inner region are named after the instance that runs it. */
function channelsOf(decl: StreamDecl, actor: string): readonly Channel[] {
  const { element, depth } = decl.type;
  return streamsOf(decl).map(({ name }) => (
    { kind: "stream", name: actor === "" ? name : `${actor}.${name}`, element, depth, queue: [] }
  ));
}

function bindingFor(
  arg: NameArg | Const, params: ReadonlyMap<number, Binding>, streams: ReadonlyMap<number, Channels>,
): Binding {
  if (arg.kind === "const") return valueCell(arg.type, arg.value);
  const { sym, index } = arg;
  const found = params.get(sym.id) ?? elementOf(streams.get(sym.id), index);
  if (found === undefined) throw new Error(`nothing is bound to ${sym.name}`);
  return found;
}

function elementOf(streams: Channels | undefined, index: readonly number[] | undefined): Channel | undefined {
  return streams?.channels[flatAt(index, streams.decl.shape)];
}

function start(title: string, i: Instance, args: readonly Binding[], machine: Machine): Start {
  const func = machine.functions.get(i.callee.id);
  if (func === undefined) throw new Error(`no function ${i.callee.name}`);
  const { puts, gets } = effectsOf(func, machine.module);
  const boundTo = (ids: ReadonlySet<number>): ReadonlySet<Binding> =>
    new Set(args.filter((_, at) => func.network === undefined && ids.has(func.params[at]?.sym.id ?? NaN)));
  return { title, running: machine.run(func, args, machine), puts: boundTo(puts), gets: boundTo(gets) };
}
