/** The rules that look at a whole module: names, the top, regions and their streams. */
import type { Const, Func, Instance, Module, NameArg, Network, Region, StreamDecl, Sym } from "../ir.js";
import { sameType, type Type } from "../types.js";
import { structsOf } from "../structs.js";
import { typeText } from "../text/syntax.js";
import { networksOf, streamKey, streamsOf, streamUses, type PlacedNetwork, type StreamUse } from "../networks.js";
import { declarationsOf } from "../walk.js";
import type { VerifyProblem } from "./context.js";
import { isCount, typeProblem, valueProblem } from "./values.js";

type ModuleRule = (m: Module) => readonly Omit<VerifyProblem, "rule">[];

/** Rules on modules, by name. */
export const moduleRules: Readonly<Record<string, ModuleRule>> = {
  "declared once": (m) => {
    const seen = new Set<number>();
    const repeated = (sym: Sym): boolean => seen.has(sym.id) || (seen.add(sym.id), false);
    return declaringParts(m).flatMap(({ part, syms }) =>
      syms.filter(repeated).map((sym) => problem(part, `${sym.name} (id ${sym.id}) is declared a second time`)),
    );
  },
  "struct names": (m) => {
    const names = structsOf(m).map((s) => s.name);
    const twice = names.find((n, i) => names.indexOf(n) !== i);
    return twice === undefined ? [] : [problem(m.top, `two different structs are called ${twice}`)];
  },
  "top": (m) => {
    const listed = m.top.kind === "region" || m.functions.includes(m.top);
    return listed ? [] : [problem(m.top, "the top function is not one of the module's functions")];
  },
  "region types": (m) => (m.top.kind === "region" ? m.top.params : []).flatMap((d) => {
    const wrong = typeProblem(d.type) ?? (d.type.kind === "stream" ? "a top region's parameters are scalars and tensors" : undefined);
    return wrong === undefined ? [] : [{ message: `in ${m.top.sym.name}: ${d.sym.name}: ${wrong}`, span: d.span }];
  }),
  "stream types": (m) => networksOf(m).flatMap((n) => n.streams.flatMap((d) => {
    const isArray = d.shape === undefined || (d.shape.length > 0 && d.shape.every(isCount));
    const wrong = typeProblem(d.type) ?? (isArray ? undefined : "an array of streams has extents from 1");
    return wrong === undefined ? [] : [{ message: `in ${n.sym.name}: ${d.sym.name}: ${wrong}`, span: d.span }];
  })),
  "instance": (m) => networksOf(m).flatMap((n) => n.instances.flatMap((i) => {
    const message = instanceProblem(i, n, m);
    return message === undefined ? [] : [{ message: `in ${n.sym.name}: ${instanceText(i)}: ${message}`, span: i.span }];
  })),
  "stream parts": (m) => networksOf(m).flatMap((n) => n.streams.flatMap((s) => {
    const wrong = partProblem(s, n);
    return wrong === undefined ? [] : [{ message: `in ${n.sym.name}: ${s.sym.name} ${wrong}`, span: s.span }];
  })),
  "stream ends": (m) => networksOf(m).flatMap((n) => streamEnds(n, m)),
};

function problem(at: Func | Region, message: string): Omit<VerifyProblem, "rule"> {
  return { message: `in ${at.sym.name}: ${message}`, span: at.span };
}

function declaringParts(m: Module): readonly { part: Func | Region; syms: readonly Sym[] }[] {
  const functions = m.functions.map((f) => ({ part: f, syms: [f.sym, ...declarationsOf(f).map((d) => d.sym)] }));
  if (m.top.kind === "func") return functions;
  return [...functions, { part: m.top, syms: [m.top.sym, ...[...m.top.params, ...m.top.streams].map((d) => d.sym)] }];
}

function instanceText(i: Instance): string {
  const args = i.args.map((a) => (a.kind === "const" ? String(a.value) : a.sym.name + indexText(a)));
  return `run ${i.callee.name}(${args.join(", ")})`;
}

function indexText({ index }: NameArg): string {
  return index === undefined ? "" : `[${index.join(", ")}]`;
}

function calleeOf(i: Instance, m: Module): Func | undefined {
  return m.functions.find((f) => f.sym.id === i.callee.id);
}

function instanceProblem(i: Instance, n: PlacedNetwork, m: Module): string | undefined {
  const callee = calleeOf(i, m);
  if (callee === undefined) return "there is no such function";
  if (callee.results.length > 0) return "a kernel of a region returns nothing";
  const [given, wanted] = [i.args.length, callee.params.length];
  if (given !== wanted) return `${given} arguments for ${wanted} parameters`;
  for (const [at, param] of callee.params.entries()) {
    const arg = i.args[at];
    const wrong = arg === undefined ? "is missing" : instanceArgProblem(arg, param.type, n);
    if (wrong !== undefined) return `argument ${at + 1} ${wrong}`;
  }
  return undefined;
}

function instanceArgProblem(arg: NameArg | Const, wanted: Type, n: PlacedNetwork): string | undefined {
  if (arg.kind === "const") return constArgProblem(arg, wanted);
  const stream = n.streams.find((s) => s.sym.id === arg.sym.id);
  const type = stream?.type ?? n.params.find((p) => p.sym.id === arg.sym.id)?.type;
  if (type === undefined) return "is not a parameter or stream of the region";
  const [shape, index] = [stream?.shape ?? [], arg.index ?? []];
  const isInside = index.length === shape.length && index.every((x, d) => x >= 0 && x < (shape[d] ?? 0));
  if (!isInside) return `names no stream: ${arg.sym.name}${indexText(arg)}`;
  return sameType(type, wanted) ? undefined : `is ${typeText(type)}, not ${typeText(wanted)}`;
}

function constArgProblem({ type, value }: Const, wanted: Type): string | undefined {
  return sameType(type, wanted) ? valueProblem(value, type) : `is ${typeText(type)}, not ${typeText(wanted)}`;
}

/** A part is as deep, and as many, as the first stream of its struct, which is no part itself. */
function partProblem({ partOf, type, shape = [] }: StreamDecl, n: Network): string | undefined {
  if (partOf === undefined) return undefined;
  const first = n.streams.find((s) => s.sym.id === partOf.id && s.partOf === undefined);
  if (first === undefined) return `is a part of ${partOf.name}, which is no stream of the region`;
  const isAlike = first.type.depth === type.depth && (first.shape ?? []).join() === shape.join();
  return isAlike ? undefined : `is a part of ${partOf.name}, which has another depth or shape`;
}

/**
 * A Kahn network needs one instance at each end of a stream, but for merges; streams nobody uses do no harm. Callees
 * count: a kernel may put through a helper.
 */
function streamEnds(n: PlacedNetwork, m: Module): ReturnType<ModuleRule> {
  const users = usersOf(n, m);
  return n.streams.flatMap((s) => streamsOf(s).flatMap(({ name, key }) => {
    const ends = users.get(key);
    return ends === undefined ? [] : (["puts", "gets"] as const).flatMap((does) => {
      const count = ends[does].length;
      if (count === 1 || (does === "puts" && s.merge === true && count > 1)) return [];
      const what = does === "puts" ? "producers" : "consumers";
      const list = count === 0 ? "" : `: ${ends[does].map(instanceText).join(", ")}`;
      return [{ message: `in ${n.sym.name}: ${name} has ${count} ${what}, not 1${list}`, span: s.span }];
    });
  }));
}

/** The instances that put to and get from each stream that is used, by its `streamKey`. */
function usersOf(n: PlacedNetwork, m: Module): ReadonlyMap<string, Record<StreamUse["does"], readonly Instance[]>> {
  const users = new Map<string, Record<StreamUse["does"], Instance[]>>();
  for (const i of n.instances) {
    const callee = calleeOf(i, m);
    for (const { does, arg } of callee === undefined ? [] : streamUses(i, callee, m)) {
      const key = streamKey(arg);
      const known = users.get(key) ?? { puts: [], gets: [] };
      users.set(key, known);
      known[does].push(i);
    }
  }
  return users;
}
