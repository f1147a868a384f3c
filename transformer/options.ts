/** The options of the plugin's entry in tsconfig.json, checked, with errors at the place in tsconfig.json. */
import * as path from "node:path";
import type * as TS from "typescript";
import { build as kinds } from "../lib/diagnostics/catalogue/build.js";
import { diagnose, type Diagnostic } from "../lib/diagnostics/diagnostic.js";
import { noSpan } from "../lib/diagnostics/source.js";
import { targets as allTargets } from "../lib/targets/index.js";
import { configFileOf } from "./internals.js";
import { toTsDiagnostic } from "./report.js";
import { ts } from "./ts.js";

/** What a build writes, and where. */
export interface PluginOptions {
  readonly targets: readonly string[];
  /** An absolute path. */
  readonly outDir: string;
}

/** The entry as it stands in tsconfig.json. */
export type PluginConfig = Readonly<Record<string, unknown>>;

const ownOptions = ["targets", "outDir"];
/** The keys that ts-patch and language services read. */
const foreignOptions = new Set([
  "transform", "transformProgram", "name", "import", "type", "after", "afterDeclarations", "tsConfig", "resolvePathAliases",
]);

/** `js`, the default, runs kernels and writes nothing. */
const defaultTargets = ["js"];
const defaultOutDir = "hardware";

/** A mistake in the entry: `key` is the option, `value` the element of its array that is wrong. */
interface Problem {
  readonly diagnostic: Diagnostic;
  readonly key: string;
  readonly value?: unknown;
}

/** The transformer's entry among the plugins of a tsconfig.json; empty if there is none. */
export function transformerEntry(options: TS.CompilerOptions): PluginConfig {
  const listed: unknown = options["plugins"];
  const entries = Array.isArray(listed) ? (listed as readonly PluginConfig[]) : [];
  const isOurs = (name: unknown): boolean => typeof name === "string" && /(^|\/)(heddle|dist)\/transformer/.test(name);
  return entries.find((e) => isOurs(e["transform"])) ?? {};
}

/** Reads the entry; wrong options have their defaults. */
export function readOptions(
  program: TS.Program, config: PluginConfig,
): { readonly options: PluginOptions; readonly diagnostics: readonly TS.Diagnostic[] } {
  const { targets = defaultTargets, outDir = defaultOutDir } = config;
  const problems = [...unknownKeys(config), ...targetProblems(targets)];
  if (typeof outDir !== "string" || outDir === "") problems.push(problem("outDir", kinds.optionType, ["outDir", "a path"]));
  const configFile = configFileOf(program.getCompilerOptions());
  const root = configFile.path === undefined ? program.getCurrentDirectory() : path.dirname(configFile.path);
  return {
    options: {
      targets: isTextArray(targets) ? targets.filter((t) => allTargets.has(t)) : defaultTargets,
      outDir: path.resolve(root, typeof outDir === "string" && outDir !== "" ? outDir : defaultOutDir),
    },
    diagnostics: problems.map((p) => ({
      ...toTsDiagnostic(program, p.diagnostic),
      ...placeOf(configFile.tree, config["transform"], p),
    })),
  };
}

function problem<Args extends readonly unknown[]>(
  key: string, kind: Parameters<typeof diagnose<Args>>[0], args: Args, value?: unknown,
): Problem {
  return { diagnostic: diagnose(kind, noSpan, args), key, value };
}

function unknownKeys(config: PluginConfig): Problem[] {
  return Object.keys(config)
    .filter((key) => !ownOptions.includes(key) && !foreignOptions.has(key))
    .map((key) => problem(key, kinds.unknownOption, [key, ownOptions]));
}

function targetProblems(targets: unknown): Problem[] {
  if (!isTextArray(targets)) return [problem("targets", kinds.optionType, ["targets", "an array of target names"])];
  return targets
    .filter((name) => !allTargets.has(name))
    .map((name) => problem("targets", kinds.unknownTarget, [name, [...allTargets.keys()]], name));
}

function isTextArray(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((v) => typeof v === "string");
}

// ---- places in tsconfig.json ------------------------------------------------------------------------------------------

function placeOf(
  tree: TS.TsConfigSourceFile | undefined, transform: unknown, at: Problem,
): Partial<Pick<TS.DiagnosticWithLocation, "file" | "start" | "length">> {
  if (tree === undefined) return {};
  const entry = findObject(tree, (o) => textOf(propertyOf(o, "transform")?.initializer) === transform);
  const property = entry === undefined ? undefined : propertyOf(entry, at.key);
  if (property === undefined) return {};
  const elements = ts.isArrayLiteralExpression(property.initializer) ? property.initializer.elements : [];
  const node = elements.find((e) => at.value !== undefined && textOf(e) === at.value) ?? property.name;
  return { file: tree, start: node.getStart(tree), length: node.getEnd() - node.getStart(tree) };
}

function findObject(
  node: TS.Node, wanted: (o: TS.ObjectLiteralExpression) => boolean,
): TS.ObjectLiteralExpression | undefined {
  if (ts.isObjectLiteralExpression(node) && wanted(node)) return node;
  return ts.forEachChild(node, (child) => findObject(child, wanted));
}

function propertyOf(object: TS.ObjectLiteralExpression, key: string): TS.PropertyAssignment | undefined {
  return object.properties.find(
    (p): p is TS.PropertyAssignment => ts.isPropertyAssignment(p) && ts.isStringLiteral(p.name) && p.name.text === key,
  );
}

function textOf(node: TS.Expression | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteral(node) ? node.text : undefined;
}
