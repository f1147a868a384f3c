/**
 * Stream skeletons: what is left of an instance when everything but its stream operations is dropped. Loops stay loops;
 * bounds and conditions are functions of counters; helpers are part of their callers; inner networks are started. Where
 * control depends on the data there is no skeleton, but the reason.
 */
import type { Span } from "../diagnostics/source.js";
import type { Const, Func, Instance, Module, NameArg, Network, StreamDecl } from "../ir/ir.js";
import { flatAt, instanceTitles } from "../ir/networks.js";
import type { Known } from "./known-values.js";
import { lowerBody } from "./skeleton-lowering.js";
import { slicesOf, type Slice } from "./stream-slices.js";

/** Why something is not known without the data: a sentence without its full stop. */
export interface Unknown {
  readonly kind: "unknown";
  readonly reason: string;
  readonly span: Span;
}

/** What an instance does. `stream` is the position of a parameter; loops and blocks have ids that jumps name. */
export type Op =
  | { readonly kind: "put" | "get"; readonly stream: number; readonly span: Span }
  | { readonly kind: "set"; readonly slot: number; readonly value: Known }
  | ForOp
  | { readonly kind: "while"; readonly id: number; readonly bodyFirst: boolean; readonly cond: Known;
    readonly body: readonly Op[]; readonly update: readonly Op[]; readonly span: Span }
  | { readonly kind: "choose"; readonly cond: Known; readonly then: readonly Op[]; readonly else: readonly Op[];
    readonly span: Span }
  /** Something that jumps leave: the body of a helper, a `switch`. */
  | { readonly kind: "block"; readonly id: number; readonly body: readonly Op[] }
  | { readonly kind: "leave" | "again"; readonly id: number }
  /** Starts an inner network and waits for its end. */
  | { readonly kind: "start"; readonly network: NetworkSkeleton };

/** The counter is in `slot`, the bound, which is computed once, in `bound`. */
export interface ForOp {
  readonly kind: "for";
  readonly id: number;
  readonly slot: number;
  readonly bound: number;
  readonly lo: Known;
  readonly hi: Known;
  readonly step: number;
  readonly body: readonly Op[];
  readonly span: Span;
}

export interface Skeleton {
  readonly kind: "skeleton";
  readonly func: Func;
  readonly ops: readonly Op[];
  /** How many slots its values need. */
  readonly slots: number;
  /** The slots of parameters whose values are given when it starts, by the parameters' positions. */
  readonly given: readonly (readonly [position: number, slot: number])[];
}

/** What a parameter is bound to: a stream of the network, or of the arrays in it; or a parameter of what starts it. */
export type Bound =
  | { readonly kind: "own"; readonly decl: number; readonly flat: number }
  | { readonly kind: "outer"; readonly position: number }
  /** A number, from what is known where the network is started. */
  | { readonly kind: "value"; readonly value: Known }
  | undefined;

export interface Part {
  readonly instance: Instance;
  readonly title: string;
  readonly skeleton: Skeleton | Unknown;
  /** By the positions of the callee's parameters. */
  readonly bound: readonly Bound[];
}

export interface NetworkSkeleton {
  readonly network: Network;
  readonly parts: readonly Part[];
}

/** What is known of a name where a network is started. */
export type OuterName = { readonly kind: "outer"; readonly position: number } | Known;

export type Outer = ReadonlyMap<number, OuterName>;

/** Makes skeletons of one module; functions with the same arguments share theirs. */
export class Skeletons {
  readonly slices: ReadonlyMap<number, Slice>;
  private readonly made = new Map<string, Skeleton | Unknown>();

  constructor(m: Module) {
    this.slices = slicesOf(m);
  }

  /** The parts of a network whose parameters are bound to `outer`. */
  network(network: Network, outer: Outer): NetworkSkeleton {
    const decls = new Map(network.streams.map((s, i) => [s.sym.id, i]));
    const titles = instanceTitles(network.instances);
    const parts = network.instances.map((instance, at): Part => {
      const bound = instance.args.map((a) => boundTo(a, network.streams, decls, outer));
      return { instance, title: titles[at] ?? "", skeleton: this.of(instance, bound), bound };
    });
    return { network, parts };
  }

  private of({ callee, span }: Instance, bound: readonly Bound[]): Skeleton | Unknown {
    const slice = this.slices.get(callee.id);
    if (slice === undefined) return { kind: "unknown", reason: `'${callee.name}' is not in the module`, span };
    const { func, needed } = slice;
    const args = func.params.map((p, i): number | "given" | undefined => {
      const b = bound[i];
      if (b?.kind !== "value" || !needed.has(p.sym.id)) return undefined;
      return b.value.reads.size === 0 ? b.value.value([]) : "given";
    });
    const key = `${callee.id}(${args.join()})`;
    const known = this.made.get(key) ?? lowerBody(this, slice, args);
    this.made.set(key, known);
    return known;
  }
}

function boundTo(
  arg: NameArg | Const, streams: readonly StreamDecl[], decls: ReadonlyMap<number, number>, outer: Outer,
): Bound {
  if (arg.kind === "const") {
    const n = typeof arg.value === "number" ? NaN : Number(arg.value);
    return Number.isSafeInteger(n) ? { kind: "value", value: { value: () => n, reads: new Set() } } : undefined;
  }
  const decl = decls.get(arg.sym.id);
  if (decl !== undefined) return { kind: "own", decl, flat: flatAt(arg.index, streams[decl]?.shape) };
  const found = outer.get(arg.sym.id);
  return found === undefined || "kind" in found ? found : { kind: "value", value: found };
}
