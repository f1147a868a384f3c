/** Lowers a unit to the functions of one C++ file, and lays out that file and its header. */
import { analyseRanges } from "../../analysis/ranges.js";
import type { Func, Module } from "../../ir/ir.js";
import { allFunctions, typesOf } from "../../ir/walk.js";
import type { Unit } from "../target.js";
import { constantParams } from "./constant-params.js";
import { noteType } from "./context.js";
import type { Dialect, Feature } from "./dialect.js";
import { bfloat16Class } from "./float-bits.js";
import { lowerFunction, type FileContext } from "./functions.js";
import { helper, helperNames, type HelperName } from "./helpers.js";
import { legalised } from "./legalise.js";
import { messageLines } from "./messages.js";
import { legalFunctionName, unique } from "./names.js";
import { printFunction, printSignature, printStruct } from "./printer.js";
import { lowerInner, lowerRegion } from "./region.js";
import { structDefinitions, structNames } from "./structs.js";
import { forEachCall, tablesIn } from "./tables.js";
import type { CppFunction, CppStructDefinition, CppType } from "./tree.js";
import { calledIn } from "./walk.js";

/** Everything a unit becomes, before it is text. */
export interface LoweredUnit {
  /** Callees first; the last is the top. */
  readonly functions: readonly CppFunction[];
  readonly top: CppFunction;
  /** Inner ones first. */
  readonly structs: readonly CppStructDefinition[];
  readonly helpers: readonly HelperName[];
  readonly context: FileContext;
}

export function lowerUnit(unit: Unit, dialect: Dialect): LoweredUnit {
  const m = legalised(unit.module);
  const used = reachable(m);
  const names = functionNames(m, used);
  const constants = constantParams(m);
  const context: FileContext = {
    module: m, dialect, ranges: analyseRanges(m, constants), constantParams: constants, irTypes: typesOf(m), sources: unit.sources, ...tablesIn(used),
    functions: new Map(allFunctions(m).map((f) => [f.sym.id, f])),
    functionNames: names,
    structs: structNames(m, new Set(names.values())),
    features: new Set(), notes: new Set(), widest: { width: 0, span: m.top.span, now: m.top.span },
  };
  const structs = structDefinitions(context);
  for (const f of structs.flatMap((s) => s.fields)) noteType(f.type, context);
  const { top } = m;
  const helpers = used.filter((f) => f.sym.id !== top.sym.id).map((f) => (
    f.network === undefined ? lowerFunction(f, false, context) : lowerInner(f, f.network, context)
  ));
  const last = top.kind === "func" ? lowerFunction(top, true, context) : lowerRegion(top, context);
  return { ...stillCalled([...helpers, last]), top: last, structs, context };
}

/** Lowering decides some branches, so it may leave functions that nothing calls; callees come first. */
function stillCalled(functions: readonly CppFunction[]): Pick<LoweredUnit, "functions" | "helpers"> {
  const [top, ...others] = [...functions].reverse();
  if (top === undefined) return { functions: [], helpers: [] };
  const kept = [top];
  const called = new Set(calledIn(top.body ?? []));
  for (const f of others) {
    if (!called.has(f.name)) continue;
    kept.unshift(f);
    for (const n of calledIn(f.body ?? [])) called.add(n);
  }
  for (const h of [...helperNames].reverse()) if (called.has(h)) for (const used of helper(h).uses ?? []) called.add(used);
  return { functions: kept, helpers: helperNames.filter((h) => called.has(h)) };
}

/** The functions that the top needs, callees first, the top itself included if it is one. */
function reachable(m: Module): readonly Func[] {
  const all = allFunctions(m);
  const needed = new Set<number>(m.top.kind === "func" ? [m.top.sym.id] : m.top.instances.map((i) => i.callee.id));
  for (const f of [...all].reverse()) {
    if (!needed.has(f.sym.id)) continue;
    forEachCall(f.body, (callee) => needed.add(callee));
    for (const i of f.network?.instances ?? []) needed.add(i.callee.id);
  }
  return all.filter((f) => needed.has(f.sym.id));
}

/** The top keeps its name, and external functions have theirs; the others are told apart from them and from each other. */
function functionNames(m: Module, used: readonly Func[]): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const { sym, external } of used) if (external !== undefined) names.set(sym.id, external.top);
  const taken = new Set(names.values());
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
  const lines = [
    notes.has("messages") ? messageLines : [],
    [
      ...(notes.has("labels") ? dialect.labelLines : []), ...(notes.has("processes") ? dialect.process.lines : []),
      ...(notes.has("streamNames") ? dialect.streamNames.lines : []),
    ],
  ];
  const texts = u.helpers.map((h) => helper(h).text);
  return [...lines.filter((l) => l.length > 0).map((l) => `${l.join("\n")}\n`), ...texts].map((t) => `${t}\n`).join("");
}

/** The types that signatures are made of, as far as no header of the vendor's has them. */
export function typeDefinitions(u: LoweredUnit): readonly string[] {
  const { dialect, notes } = u.context;
  return [...(notes.has("bfloat16") ? [bfloat16Class] : []), ...u.structs.map((s) => printStruct(s, dialect))];
}

/** The features of the whole file: what lowering noted, and what helpers need. */
export function featuresOf(u: LoweredUnit): ReadonlySet<Feature> {
  return new Set([...u.context.features, ...u.helpers.flatMap((h) => helper(h).needs)]);
}

const featureOrder: readonly Feature[] = [
  "assert", "integers", "wide", "fixed", "half", "streams", "vectors", "merges", "math",
];

export function includeLines(features: ReadonlySet<Feature>, d: Dialect): readonly string[] {
  return featureOrder.filter((f) => features.has(f)).map((f) => d.includes[f]);
}

/** Only what the top's signature and the definitions of types need. */
function headerFeatures({ top, structs, context }: LoweredUnit): ReadonlySet<Feature> {
  const features = new Set<Feature>(context.notes.has("bfloat16") ? ["integers"] : []);
  const add = (t: CppType): void => {
    if (t.kind === "int" && t.plain !== true) features.add("integers");
    if (t.kind === "wide") features.add("wide");
    if (t.kind === "fixed") features.add("fixed");
    if (t.kind === "float" && t.precision === 11) features.add("half");
    if (t.kind !== "stream") return;
    features.add("streams");
    add(t.element);
  };
  [top.type, ...top.params.map((p) => p.type), ...structs.flatMap((s) => s.fields.map((f) => f.type))].forEach(add);
  return features;
}

/** The text of kernel.h. */
export function headerText(u: LoweredUnit, banner: string): string {
  const { dialect, widest } = u.context;
  const guard = `KERNEL_${u.top.name.toUpperCase()}_H`;
  const includes = includeLines(headerFeatures(u), dialect);
  const before = dialect.beforeIncludes(widest.width);
  const declaration = `${u.top.comments.map((l) => `// ${l}\n`).join("")}${printSignature(u.top, dialect)};\n`;
  return [
    `${banner}\n#ifndef ${guard}\n#define ${guard}\n`,
    ...[before, includes].filter((l) => l.length > 0).map((l) => `${l.join("\n")}\n`),
    ...typeDefinitions(u), declaration, `#endif  // ${guard}\n`,
  ].join("\n");
}

/** The text of kernel.cpp. */
export function sourceText(u: LoweredUnit, banner: string): string {
  const { dialect } = u.context;
  const inHeader = headerFeatures(u);
  const includes = includeLines(new Set([...featuresOf(u)].filter((f) => !inHeader.has(f))), dialect);
  const head = `${banner}\n#include "kernel.h"\n${includes.map((l) => `${l}\n`).join("")}\n`;
  return head + preamble(u) + functionTexts(u).join("\n");
}

/** The functions, and once each what other files define. */
export function functionTexts({ functions, context }: LoweredUnit): readonly string[] {
  const texts = functions.map((f) => printFunction(f, context.dialect));
  return texts.filter((t, i) => texts.indexOf(t) === i);
}
