/**
 * Broadcasts become arrays of streams, one for each consumer: what is put to the broadcast is put to each in turn. The
 * functions that put take a parameter for each of them; those that are also given other streams are copied for that.
 */
import type { Span } from "../diagnostics/source.js";
import { effectsOf } from "../ir/effects.js";
import type { Arg, Expr, Func, Instance, Module, NameArg, Network, Param, Put, Stmt, Sym } from "../ir/ir.js";
import { mapStmtChildren } from "../ir/walk.js";

/** A network with the functions it runs, in dependency order. */
export interface NetworkParts {
  readonly network: Network;
  readonly functions: readonly Func[];
}

/** What new names and copies are made with. */
export interface Copier {
  readonly fresh: (name: string) => Sym;
  /** `f` with new names for itself and all it declares, `names` for its parameters. */
  readonly copy: (f: Func, sym: Sym) => Func;
}

/** Something that a broadcast cannot do. */
export interface BroadcastProblem {
  readonly stream: string;
  readonly method: "tryPut" | "full" | "get";
  readonly span: Span;
}

export interface Expanded extends NetworkParts {
  readonly problems: readonly BroadcastProblem[];
}

/** `parts` without the broadcasts `ids`: streams of the network, by the ids of their `Sym`s. */
export function expandBroadcasts(parts: NetworkParts, ids: ReadonlySet<number>, by: Copier): Expanded {
  const wide = new Widening(parts.functions, by);
  const { network, functions } = parts;
  const [first] = functions;
  if (first === undefined) return { ...parts, problems: [] };
  const module: Module = { functions, top: first };
  const counts = new Map(network.streams.filter((s) => ids.has(s.sym.id)).map((s) => [s.sym.id, consumersOf(s.sym, network, module).length]));
  const next = new Map<number, number>();
  const instances = network.instances.map((i): Instance => {
    const callee = functions.find((f) => f.sym.id === i.callee.id);
    if (callee === undefined) return i;
    const { puts, gets } = effectsOf(callee, module);
    const widths = new Map<number, number>();
    const args = i.args.flatMap((a, at): Instance["args"] => {
      const count = a.kind === "name" ? counts.get(a.sym.id) : undefined;
      const param = callee.params[at];
      if (a.kind !== "name" || count === undefined || param === undefined) return [a];
      if (puts.has(param.sym.id)) {
        if (gets.has(param.sym.id)) wide.problems.push({ stream: a.sym.name, method: "get", span: i.span });
        widths.set(at, count);
        return Array.from({ length: count }, (_, k): NameArg => ({ ...a, index: [k] }));
      }
      const k = next.get(a.sym.id) ?? 0;
      if (gets.has(param.sym.id)) next.set(a.sym.id, k + 1);
      return [{ ...a, index: [Math.min(k, count - 1)] }];
    });
    return { ...i, callee: wide.function(callee, widths).sym, args };
  });
  const streams = network.streams.map((s) => {
    const count = counts.get(s.sym.id);
    return count === undefined ? s : { ...s, shape: [count] };
  });
  return { network: { streams, instances }, functions: wide.all(), problems: wide.problems };
}

function consumersOf(stream: Sym, network: Network, m: Module): readonly Instance[] {
  return network.instances.filter((i) => {
    const callee = m.functions.find((f) => f.sym.id === i.callee.id);
    if (callee === undefined) return false;
    const { gets } = effectsOf(callee, m);
    return i.args.some((a, at) => a.kind === "name" && a.sym.id === stream.id && gets.has(callee.params[at]?.sym.id ?? NaN));
  });
}

/** Functions some of whose stream parameters have become several. */
class Widening {
  readonly problems: BroadcastProblem[] = [];
  private readonly made = new Map<string, Func>();
  /** In the place of each function what became of it; the function itself too, where it is still wanted. */
  private readonly copies = new Map<number, Func[]>();

  private readonly functions: readonly Func[];
  private readonly by: Copier;

  constructor(functions: readonly Func[], by: Copier) {
    this.functions = functions;
    this.by = by;
  }

  /** All functions, each copy after its original. */
  all(): readonly Func[] {
    return this.functions.flatMap((f) => [f, ...(this.copies.get(f.sym.id) ?? [])]);
  }

  /** `f` with the parameter at each position of `widths` as so many parameters; `f` itself when there are none. */
  function(f: Func, widths: ReadonlyMap<number, number>): Func {
    if (widths.size === 0) return f;
    const key = `${f.sym.id}:${[...widths].join(";")}`;
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const copy = this.by.copy(f, this.by.fresh(f.sym.name));
    const several = new Map<number, readonly Param[]>();
    const params = copy.params.flatMap((p, at) => {
      const width = widths.get(at);
      if (width === undefined) return [p];
      const parts = Array.from({ length: width }, (_, k): Param => ({ ...p, sym: this.by.fresh(`${p.sym.name}_${k}`) }));
      several.set(p.sym.id, parts);
      return parts;
    });
    const body = copy.body.flatMap((s) => this.statement(s, several));
    const network = copy.network === undefined ? {} : { network: this.inner(copy.network, several) };
    const made: Func = { ...copy, params, body, ...network };
    this.made.set(key, made);
    this.copies.set(f.sym.id, [...(this.copies.get(f.sym.id) ?? []), made]);
    return made;
  }

  private statement(s: Stmt, several: ReadonlyMap<number, readonly Param[]>): readonly Stmt[] {
    const streams = s.kind === "put" || s.kind === "probe" ? several.get(s.stream.id) : undefined;
    if (streams !== undefined && s.kind === "put") return this.put(s, streams);
    if (streams !== undefined && s.kind === "probe") this.problems.push({ stream: s.stream.name, method: "full", span: s.span });
    if (s.kind === "callstmt" && s.args.some((a) => a.kind === "ref" && several.has(a.sym.id))) return [this.call(s, several)];
    return [mapStmtChildren(s, { stmts: (body) => body.flatMap((inner) => this.statement(inner, several)) })];
  }

  /** The value is computed once. */
  private put(s: Put, streams: readonly Param[]): readonly Stmt[] {
    const { ok, ...plain } = s;
    if (ok !== undefined) this.problems.push({ stream: s.stream.name, method: "tryPut", span: s.span });
    const before: Stmt[] = [];
    const once = (init: Expr): Expr => {
      if (init.kind === "const" || init.kind === "var") return init;
      const sym = this.by.fresh("token");
      before.push({ kind: "let", sym, type: init.type, mutable: false, init, span: init.span });
      return { kind: "var", sym, type: init.type, span: init.span };
    };
    const { value } = s;
    const token: Put["value"] = value.kind === "ref" ? value
      : value.kind === "aggregate" ? { ...value, leaves: value.leaves.map(once) } : once(value);
    return [...before, ...streams.map((p): Put => ({ ...plain, stream: p.sym, value: token }))];
  }

  private call(s: Stmt & { readonly kind: "callstmt" }, several: ReadonlyMap<number, readonly Param[]>): Stmt {
    const callee = this.functions.find((f) => f.sym.id === s.callee.id);
    if (callee === undefined) return s;
    const widths = new Map<number, number>();
    const args = s.args.flatMap((a, at): readonly Arg[] => {
      const parts = a.kind === "ref" ? several.get(a.sym.id) : undefined;
      if (a.kind !== "ref" || parts === undefined) return [a];
      widths.set(at, parts.length);
      return parts.map((p) => ({ ...a, sym: p.sym }));
    });
    return { ...s, callee: this.function(callee, widths).sym, args };
  }

  /** The network of an inner region that is given a broadcast to put to. */
  private inner(network: Network, several: ReadonlyMap<number, readonly Param[]>): Network {
    const instances = network.instances.map((i): Instance => {
      const callee = this.functions.find((f) => f.sym.id === i.callee.id);
      if (callee === undefined) return i;
      const widths = new Map<number, number>();
      const args = i.args.flatMap((a, at): Instance["args"] => {
        const parts = a.kind === "name" ? several.get(a.sym.id) : undefined;
        if (parts === undefined) return [a];
        widths.set(at, parts.length);
        return parts.map((p): NameArg => ({ kind: "name", sym: p.sym }));
      });
      return { ...i, callee: this.function(callee, widths).sym, args };
    });
    return { ...network, instances };
  }
}
