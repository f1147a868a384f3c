/** Lowers a unit to the functions of one C++ file, and lays out that file and its header. */
import { analyseRanges } from "../../analysis/ranges.js";
import type { Func, Module } from "../../ir/ir.js";
import { typesOf } from "../../ir/walk.js";
import type { Unit } from "../target.js";
import type { Dialect, Feature } from "./dialect.js";
import { constParams, forEachCall, lowerFunction, type FileContext } from "./functions.js";
import { helper, helperNames, type HelperName } from "./helpers.js";
import { legalFunctionName, unique } from "./names.js";
import { printFunction, printSignature } from "./printer.js";
import { lowerRegion } from "./region.js";
import type { CppFunction, CppType } from "./tree.js";
import { calledIn } from "./walk.js";

/** Everything a unit becomes, before it is text. */
export interface LoweredUnit {
  /** Callees first; the last is the top. */
  readonly functions: readonly CppFunction[];
  readonly top: CppFunction;
  readonly helpers: readonly HelperName[];
  readonly context: FileContext;
}

export function lowerUnit(unit: Unit, dialect: Dialect): LoweredUnit {
  const m = unit.module;
  const used = reachable(m);
  const context: FileContext = {
    module: m, dialect, ranges: analyseRanges(m), irTypes: typesOf(m), sources: unit.sources, constParams: constParams(m, used),
    functions: new Map([...m.functions, ...(m.top.kind === "func" ? [m.top] : [])].map((f) => [f.sym.id, f])),
    functionNames: functionNames(m, used),
    features: new Set(), notes: new Set(), widest: { width: 0 },
  };
  const { top } = m;
  const helpers = used.filter((f) => f.sym.id !== top.sym.id).map((f) => lowerFunction(f, false, context));
  const last = top.kind === "func" ? lowerFunction(top, true, context) : lowerRegion(top, context);
  return { ...stillCalled([...helpers, last]), top: last, context };
}

/** Lowering decides some branches, so it may leave functions that nothing calls; callees come first. */
function stillCalled(functions: readonly CppFunction[]): Pick<LoweredUnit, "functions" | "helpers"> {
  const [top, ...others] = [...functions].reverse();
  if (top === undefined) return { functions: [], helpers: [] };
  const kept = [top];
  const called = new Set(calledIn(top.body));
  for (const f of others) {
    if (!called.has(f.name)) continue;
    kept.unshift(f);
    for (const n of calledIn(f.body)) called.add(n);
  }
  return { functions: kept, helpers: helperNames.filter((h) => called.has(h)) };
}

/** The functions that the top needs, callees first, the top itself included if it is one. */
function reachable(m: Module): readonly Func[] {
  const all = m.functions.some((f) => f.sym.id === m.top.sym.id) || m.top.kind === "region" ? m.functions : [...m.functions, m.top];
  const needed = new Set<number>(m.top.kind === "func" ? [m.top.sym.id] : m.top.instances.map((i) => i.callee.id));
  for (const f of [...all].reverse()) {
    if (needed.has(f.sym.id)) forEachCall(f.body, (callee) => needed.add(callee));
  }
  return all.filter((f) => needed.has(f.sym.id));
}

/** The top keeps its name; the others are told apart from it and from each other. */
function functionNames(m: Module, used: readonly Func[]): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  const taken = new Set<string>();
  for (const { sym } of [m.top, ...used]) {
    if (names.has(sym.id)) continue;
    const n = unique(legalFunctionName(sym.name), (x) => taken.has(x));
    taken.add(n);
    names.set(sym.id, n);
  }
  return names;
}

// ---- text -------------------------------------------------------------------------------------------------------------

/** What stands above the functions: helpers of ours, and lines for compilers. */
export function preamble(u: LoweredUnit): string {
  const { dialect, notes } = u.context;
  const lines = [...(notes.has("labels") ? dialect.labelLines : []), ...(notes.has("processes") ? dialect.process.lines : [])];
  const texts = u.helpers.map((h) => helper(h).text);
  return [...(lines.length === 0 ? [] : [`${lines.join("\n")}\n`]), ...texts].map((t) => `${t}\n`).join("");
}

/** The features of the whole file: what lowering noted, and what helpers need. */
export function featuresOf(u: LoweredUnit): ReadonlySet<Feature> {
  return new Set([...u.context.features, ...u.helpers.flatMap((h) => helper(h).needs)]);
}

const featureOrder: readonly Feature[] = ["assert", "integers", "wide", "streams", "math"];

export function includeLines(features: ReadonlySet<Feature>, d: Dialect): readonly string[] {
  return featureOrder.filter((f) => features.has(f)).map((f) => d.includes[f]);
}

/** Only what the top's signature needs. */
function headerFeatures(top: CppFunction): ReadonlySet<Feature> {
  const features = new Set<Feature>();
  const add = (t: CppType): void => {
    if (t.kind === "int" && t.plain !== true) features.add("integers");
    if (t.kind === "wide") features.add("wide");
    if (t.kind !== "stream") return;
    features.add("streams");
    add(t.element);
  };
  [top.type, ...top.params.map((p) => p.type)].forEach(add);
  return features;
}

/** The text of kernel.h. */
export function headerText(u: LoweredUnit, banner: string): string {
  const { dialect, widest } = u.context;
  const guard = `KERNEL_${u.top.name.toUpperCase()}_H`;
  const includes = includeLines(headerFeatures(u.top), dialect);
  const before = dialect.beforeIncludes(widest.width);
  const declaration = `${u.top.comments.map((l) => `// ${l}\n`).join("")}${printSignature(u.top, dialect)};\n`;
  return [
    `${banner}\n#ifndef ${guard}\n#define ${guard}\n`,
    ...[before, includes].filter((l) => l.length > 0).map((l) => `${l.join("\n")}\n`),
    declaration, `#endif  // ${guard}\n`,
  ].join("\n");
}

/** The text of kernel.cpp. */
export function sourceText(u: LoweredUnit, banner: string): string {
  const { dialect } = u.context;
  const inHeader = headerFeatures(u.top);
  const includes = includeLines(new Set([...featuresOf(u)].filter((f) => !inHeader.has(f))), dialect);
  const head = `${banner}\n#include "kernel.h"\n${includes.map((l) => `${l}\n`).join("")}\n`;
  return head + preamble(u) + u.functions.map((f) => printFunction(f, dialect)).join("\n");
}
