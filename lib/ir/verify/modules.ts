/** The rules that look at a whole module: names, the top, regions and their streams. */
import type { Func, Instance, Module, Region, StreamDecl, Sym } from "../ir.js";
import { sameType, type Type } from "../types.js";
import { effectsOf } from "../effects.js";
import { structsOf } from "../structs.js";
import { typeText } from "../text/syntax.js";
import { declarationsOf } from "../walk.js";
import type { VerifyProblem } from "./context.js";
import { typeProblem } from "./values.js";

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
  "region types": (m) => inRegion(m, (r) => [...r.params, ...r.streams].flatMap((d) => {
    const wrong = typeProblem(d.type) ?? (d.type.kind === "stream" && r.params.some((p) => p.sym === d.sym)
      ? "a region's parameters are scalars and tensors"
      : undefined);
    return wrong === undefined ? [] : [{ message: `in ${r.sym.name}: ${d.sym.name}: ${wrong}`, span: d.span }];
  })),
  "instance": (m) => inRegion(m, (r) => r.instances.flatMap((i) => {
    const message = instanceProblem(i, r, m);
    return message === undefined ? [] : [{ message: `in ${r.sym.name}: ${instanceText(i)}: ${message}`, span: i.span }];
  })),
  "stream parts": (m) => inRegion(m, (r) => r.streams.flatMap((s) => {
    const wrong = partProblem(s, r);
    return wrong === undefined ? [] : [{ message: `in ${r.sym.name}: ${s.sym.name} ${wrong}`, span: s.span }];
  })),
  "stream ends": (m) => inRegion(m, (r) => r.streams.flatMap((s) => streamEnds(s, r, m))),
};

function inRegion(m: Module, rule: (r: Region) => ReturnType<ModuleRule>): ReturnType<ModuleRule> {
  return m.top.kind === "region" ? rule(m.top) : [];
}

function problem(at: Func | Region, message: string): Omit<VerifyProblem, "rule"> {
  return { message: `in ${at.sym.name}: ${message}`, span: at.span };
}

function declaringParts(m: Module): readonly { part: Func | Region; syms: readonly Sym[] }[] {
  const functions = m.functions.map((f) => ({ part: f, syms: [f.sym, ...declarationsOf(f).map((d) => d.sym)] }));
  if (m.top.kind === "func") return functions;
  return [...functions, { part: m.top, syms: [m.top.sym, ...[...m.top.params, ...m.top.streams].map((d) => d.sym)] }];
}

function instanceText(i: Instance): string {
  return `run ${i.callee.name}(${i.args.map((a) => a.name).join(", ")})`;
}

function calleeOf(i: Instance, m: Module): Func | undefined {
  return m.functions.find((f) => f.sym.id === i.callee.id);
}

function instanceProblem(i: Instance, r: Region, m: Module): string | undefined {
  const callee = calleeOf(i, m);
  if (callee === undefined) return "there is no such function";
  if (callee.results.length > 0) return "a kernel of a region returns nothing";
  const [given, wanted] = [i.args.length, callee.params.length];
  if (given !== wanted) return `${given} arguments for ${wanted} parameters`;
  const types = new Map<number, Type>([...r.params, ...r.streams].map((d) => [d.sym.id, d.type]));
  for (const [n, param] of callee.params.entries()) {
    const type = types.get(i.args[n]?.id ?? NaN);
    if (type === undefined) return `argument ${n + 1} is not a parameter or stream of the region`;
    if (!sameType(type, param.type)) return `argument ${n + 1} is ${typeText(type)}, not ${typeText(param.type)}`;
  }
  return undefined;
}

/** A part is as deep as the first stream of its struct, which is no part itself. */
function partProblem({ partOf, type }: StreamDecl, r: Region): string | undefined {
  if (partOf === undefined) return undefined;
  const first = r.streams.find((s) => s.sym.id === partOf.id && s.partOf === undefined);
  if (first === undefined) return `is a part of ${partOf.name}, which is no stream of the region`;
  return first.type.depth === type.depth ? undefined : `is a part of ${partOf.name}, which has another depth`;
}

/** A Kahn network needs one instance at each end of a stream. Callees count: a kernel may put through a helper. */
function streamEnds(s: StreamDecl, r: Region, m: Module): ReturnType<ModuleRule> {
  return (["puts", "gets"] as const).flatMap((end) => {
    const users = r.instances.filter((i) => usesEnd(i, s, end, m));
    if (users.length === 1) return [];
    const what = end === "puts" ? "producers" : "consumers";
    const list = users.length === 0 ? "" : `: ${users.map(instanceText).join(", ")}`;
    return [{ message: `in ${r.sym.name}: ${s.sym.name} has ${users.length} ${what}, not 1${list}`, span: s.span }];
  });
}

function usesEnd(i: Instance, s: StreamDecl, end: "puts" | "gets", m: Module): boolean {
  const callee = calleeOf(i, m);
  if (callee === undefined) return false;
  const used = effectsOf(callee, m)[end];
  return callee.params.some((p, n) => i.args[n]?.id === s.sym.id && used.has(p.sym.id));
}
