/** The code that stands for a file's kernels: lowered functions, definitions of kernels, and instances of templates. */
import * as path from "node:path";
import type * as TS from "typescript";
import { printModule } from "../lib/ir/print.js";
import { lowerToJs } from "../lib/targets/js/index.js";
import type { CompiledFile, CompiledUnit, KernelNode } from "./frontend/compiled.js";
import { projectRoot, sourceFileOfSpan, spanFileName } from "./frontend/files.js";
import { parseLowered, type SourceOfSpan } from "./lowered.js";
import { ts } from "./ts.js";

/** The generated parts of one file, and the names it uses for them. */
export interface FileCode {
  /** The identifier under which the file imports "heddle/native". */
  readonly runtime: string;
  /** The variable that holds an instance of a template. */
  instanceName(unit: CompiledUnit): string;
  /** What a kernel's declaration is called in the output; for one without a name (`export default`), what it will be. */
  nameOf(node: KernelNode): string;
  /** The definitions that the block `node` begins with. */
  definitionsIn(node: TS.Node): readonly TS.Statement[];
  /** The definitions that follow the class `node`. */
  definitionsAfter(node: TS.ClassDeclaration): readonly TS.Statement[];
  /** All statements of the file: its imports, ours, and the rest of `statements`. */
  statementsAround(
    importNative: TS.Statement, file: TS.SourceFile, statements: readonly TS.Statement[],
  ): readonly TS.Statement[];
}

/** Generates everything that `compiled` needs. */
export function fileCode(program: TS.Program, compiled: CompiledFile): FileCode {
  const file = compiled.sourceFile;
  const runtime = unusedName(file, "$heddle");
  const prefixOf = (unit: CompiledUnit): string => unusedName(file, `$${unit.id}$`);
  const entries = new Map<CompiledUnit, string>();
  const lowered = compiled.units.flatMap((unit) => {
    const result = lowerToJs(unit.unit.module, { prefix: prefixOf(unit), runtime });
    entries.set(unit, result.entry);
    return parseLowered(result.code, result.marks, sourceFinder(program, file));
  });
  const describe = (unit: CompiledUnit): string => descriptor(unit, entries.get(unit) ?? "undefined");
  const statements = (text: string): readonly TS.Statement[] => parseLowered(text, [], () => undefined);
  const definitions = definitionsByPlace(compiled, (access, unit) => `${runtime}.define(${access}, ${describe(unit)});\n`);
  const instanceName = (unit: CompiledUnit): string => unusedName(file, `$${unit.id}`);
  const instances = [...new Set(compiled.instantiations.map((i) => i.unit))]
    .map((unit) => `const ${instanceName(unit)} = ${runtime}.makeKernel(${describe(unit)});\n`);
  const definitionsAt = (node: TS.Node): readonly TS.Statement[] => {
    const text = definitions.get(node);
    return text === undefined ? [] : statements(text);
  };
  return {
    runtime,
    instanceName,
    nameOf,
    definitionsIn: definitionsAt,
    definitionsAfter: definitionsAt,
    statementsAround: (importNative, original, all) => {
      const head = headLength(all);
      const ours = [...lowered, ...definitionsAt(original), ...statements(instances.join(""))];
      return [...all.slice(0, head), importNative, ...ours, ...all.slice(head)];
    },
  };
}

/** `name`, with as many `$` before it as it takes to stand nowhere in the file. */
function unusedName(file: TS.SourceFile, name: string): string {
  return file.text.includes(name) ? unusedName(file, `$${name}`) : name;
}

/** The definitions' text by where they go: the block (or file) of a function, the class of a method or of a region. */
function definitionsByPlace(
  compiled: CompiledFile, definition: (access: string, unit: CompiledUnit) => string,
): ReadonlyMap<TS.Node, string> {
  const places = new Map<TS.Node, string>();
  for (const { node, unit } of compiled.declarations) {
    if (unit === undefined) continue;
    const method = ts.isMethodDeclaration(node);
    const place = ts.isClassDeclaration(node) ? node : node.parent;
    const owner = method && ts.isClassDeclaration(node.parent) ? `${nameOf(node.parent)}.` : "";
    places.set(place, (places.get(place) ?? "") + definition(`${owner}${nameOf(node)}`, unit));
  }
  return places;
}

function nameOf(node: KernelNode): string {
  return node.name !== undefined && ts.isIdentifier(node.name) ? ts.idText(node.name) : "$default";
}

/** The text of a `KernelDescriptor`: JSON, but for the entry. */
function descriptor({ unit, kind }: CompiledUnit, entry: string): string {
  const { top } = unit.module;
  const params = top.params.map(({ sym, type }) => ({ name: sym.name, type }));
  const result = top.kind === "func" ? top.result : undefined;
  const fields = {
    name: unit.name,
    kind,
    signature: result === undefined ? { params } : { params, result },
    sources: unit.sources,
    ir: printModule(unit.module, { spans: true }),
  };
  return `{ entry: ${entry}, ${JSON.stringify(fields).slice(1)}`;
}

/** How many statements belong before ours: directives and leading imports. */
function headLength(statements: readonly TS.Statement[]): number {
  const first = statements.findIndex((s) => !isDirective(s) && !ts.isImportDeclaration(s) && !ts.isImportEqualsDeclaration(s));
  return first < 0 ? statements.length : first;
}

function isDirective(s: TS.Statement): boolean {
  return ts.isExpressionStatement(s) && ts.isStringLiteral(s.expression);
}

/** Spans in other files (helpers) are mapped to those files. */
function sourceFinder(program: TS.Program, emitted: TS.SourceFile): SourceOfSpan {
  const own = spanFileName(program, emitted);
  const root = projectRoot(program);
  const found = new Map<string, TS.SourceMapSource | undefined>();
  return (span) => {
    if (span.file === own) return undefined;
    if (!found.has(span.file)) {
      const file = sourceFileOfSpan(program, span);
      found.set(span.file, file ?? ts.createSourceMapSource(path.resolve(root, span.file), ""));
    }
    return found.get(span.file);
  };
}
