/**
 * Which streams each instance puts to and gets from, by the names that a simulation reports. From the IR alone: what an
 * instance calls in several places counts as if it did all of it.
 */
import { effectsOf } from "../../ir/effects.js";
import type { CallStmt, Func, Module, NameArg, Network } from "../../ir/ir.js";
import { instanceTitles, subscripts } from "../../ir/networks.js";
import { visitStmts } from "../../ir/walk.js";

/** The full names of streams. */
export interface StreamEnds {
  readonly puts: ReadonlySet<string>;
  readonly gets: ReadonlySet<string>;
}

type Names = ReadonlyMap<number, string>;
type Found = Map<string, { readonly puts: Set<string>; readonly gets: Set<string> }>;

/** By the full titles of instances: `outer.pe[1, 2]`. */
export function streamEnds(m: Module): ReadonlyMap<string, StreamEnds> {
  const found: Found = new Map();
  const run = runner(m, found);
  if (m.top.kind === "region") run.network(m.top, new Map(), "");
  else run.function(m.top, new Map(), "");
  return found;
}

interface Runner {
  /** `names`: those of the streams that parameters (by id) are bound to. `actor`: who runs it. */
  readonly network: (n: Network, names: Names, actor: string) => void;
  readonly function: (f: Func, names: Names, actor: string) => void;
}

function runner(m: Module, found: Found): Runner {
  const functions = new Map(m.functions.map((f) => [f.sym.id, f]));
  const networks = reachingNetworks(m.functions);
  const inside = (actor: string, name: string): string => (actor === "" ? name : `${actor}.${name}`);
  const run: Runner = {
    network: (n, names, actor) => {
      const own = new Set(n.streams.map((s) => s.sym.id));
      const nameOf = ({ sym, index }: NameArg): string | undefined =>
        own.has(sym.id) ? inside(actor, sym.name + subscripts(index)) : names.get(sym.id);
      const titles = instanceTitles(n.instances);
      for (const [at, i] of n.instances.entries()) {
        const f = functions.get(i.callee.id);
        if (f === undefined) continue;
        const title = inside(actor, titles[at] ?? "");
        const bound = bind(f, i.args.map((a) => (a.kind === "name" ? nameOf(a) : undefined)));
        if (f.network === undefined) note(title, f, bound, m, found);
        run.function(f, bound, title);
      }
    },
    function: (f, names, actor) => {
      if (f.network !== undefined) run.network(f.network, names, actor);
      visitStmts(f.body, (s) => {
        const callee = s.kind === "callstmt" && networks.has(s.callee.id) ? functions.get(s.callee.id) : undefined;
        if (s.kind === "callstmt" && callee !== undefined) run.function(callee, bind(callee, refNames(s, names)), actor);
      });
    },
  };
  return run;
}

function refNames({ args }: CallStmt, names: Names): readonly (string | undefined)[] {
  return args.map((a) => (a.kind === "ref" ? names.get(a.sym.id) : undefined));
}

function bind({ params }: Func, names: readonly (string | undefined)[]): Names {
  return new Map(params.flatMap((p, i) => {
    const name = names[i];
    return name === undefined || p.type.kind !== "stream" ? [] : [[p.sym.id, name] as const];
  }));
}

function note(title: string, f: Func, bound: Names, m: Module, found: Found): void {
  const ends = found.get(title) ?? { puts: new Set(), gets: new Set() };
  found.set(title, ends);
  const effects = effectsOf(f, m);
  for (const [id, name] of bound) for (const end of ["puts", "gets"] as const) if (effects[end].has(id)) ends[end].add(name);
}

/** Inner regions, and the functions that call them. */
function reachingNetworks(functions: readonly Func[]): ReadonlySet<number> {
  const reaching = new Set<number>();
  for (const f of functions) {
    if (f.network !== undefined) reaching.add(f.sym.id);
    visitStmts(f.body, (s) => {
      if (s.kind === "callstmt" && reaching.has(s.callee.id)) reaching.add(f.sym.id);
    });
  }
  return reaching;
}
