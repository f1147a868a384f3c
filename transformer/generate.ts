/** The code that stands for a file's kernels: lowered functions, definitions of kernels, and instances of templates. */
import type * as TS from "typescript";
import { printModule } from "../lib/ir/print.js";
import { stepToJson } from "../lib/schedule/step.js";
import { lowerToJs, type JsCode } from "../lib/targets/js/index.js";
import type { CompiledFile, CompiledUnit, KernelNode } from "./frontend/compiled.js";
import type { Piece } from "./splice.js";
import { ts } from "./ts.js";

/** The generated parts of one file, and the names it uses for them. */
export interface FileCode {
  /** The identifier under which the file imports "heddle/native". */
  readonly runtime: string;
  /** The code, by the markers in whose place it goes. */
  readonly pieces: readonly Piece[];
  /** The marker of what goes at the start of the file or the block `place`, or after the class `place`. */
  markerFor(place: TS.Node): string | undefined;
  /** The variable that holds an instance of a template. */
  instanceName(unit: CompiledUnit): string;
}

/** Generates everything that `compiled` needs. */
export function fileCode(compiled: CompiledFile): FileCode {
  const file = compiled.sourceFile;
  const runtime = unusedName(file, "$heddle");
  const instanceName = (unit: CompiledUnit): string => unusedName(file, `$${unit.id}`);
  const top: Piece = { marker: `${runtime}$code`, code: "", marks: [] };
  const lowered = compiled.units.map((unit) => lower(file, runtime, unit));
  const codeOf = new Map(lowered.map((l) => [l.unit, l]));
  const describe = (unit: CompiledUnit): string => descriptor(unit, codeOf.get(unit));
  const places = definitionsByPlace(compiled, (name, unit) => `${runtime}.define(${name}, ${describe(unit)});\n`);
  const instances = [...new Set(compiled.instantiations.map((i) => i.unit))]
    .map((unit) => `const ${instanceName(unit)} = ${runtime}.makeKernel(${describe(unit)});\n`);
  const inFile = [...lowered, { code: (places.get(file) ?? "") + instances.join(""), marks: [] }].reduce(append, top);
  places.delete(file);
  const nested = [...places].map(([place, code], i) => ({ place, piece: { marker: `${runtime}$code${i}`, code, marks: [] } }));
  const markers = new Map<TS.Node, string>([[file, inFile.marker], ...nested.map((n) => [n.place, n.piece.marker] as const)]);
  return { runtime, instanceName, pieces: [inFile, ...nested.map((n) => n.piece)], markerFor: (place) => markers.get(place) };
}

/** The JavaScript of a unit. */
interface LoweredUnit extends JsCode {
  readonly unit: CompiledUnit;
}

function lower(file: TS.SourceFile, runtime: string, unit: CompiledUnit): LoweredUnit {
  const js = lowerToJs(unit.unit.module, { prefix: unusedName(file, `$${unit.id}$`), runtime });
  return { ...js, unit, code: js.code.endsWith("\n") ? js.code : `${js.code}\n` };
}

function append(piece: Piece, { code, marks }: Pick<Piece, "code" | "marks">): Piece {
  const moved = marks.map((m) => ({ ...m, offset: m.offset + piece.code.length }));
  return { ...piece, code: piece.code + code, marks: [...piece.marks, ...moved] };
}

/** `name`, with as many `$` before it as it takes to stand nowhere in the file. */
function unusedName(file: TS.SourceFile, name: string): string {
  return file.text.includes(name) ? unusedName(file, `$${name}`) : name;
}

/** The definitions' text by where they go: the block (or file) of a function, the class of a method or of a region. */
function definitionsByPlace(
  compiled: CompiledFile, definition: (name: string, unit: CompiledUnit) => string,
): Map<TS.Node, string> {
  const places = new Map<TS.Node, string>();
  for (const { node, unit } of compiled.declarations) {
    if (unit === undefined) continue;
    const place = ts.isClassDeclaration(node) ? node : node.parent;
    const owner = ts.isMethodDeclaration(node) && ts.isClassDeclaration(node.parent) ? `${outputName(node.parent)}.` : "";
    places.set(place, (places.get(place) ?? "") + definition(`${owner}${outputName(node)}`, unit));
  }
  return places;
}

/** What a kernel's declaration is called in the output: by its name, or one for `export default` without a name. */
export function outputName(node: KernelNode): string {
  return node.name !== undefined && ts.isIdentifier(node.name) ? ts.idText(node.name) : "$default";
}

/** The text of a `KernelDescriptor`: JSON, but for its functions. */
function descriptor({ unit, kind, scheduled }: CompiledUnit, js: LoweredUnit | undefined): string {
  const { top } = unit.module;
  const params = top.params.map(({ sym, type }) => ({ name: sym.name, type }));
  const results = top.kind === "func" ? top.results : [];
  const fields = {
    name: unit.name,
    kind,
    signature: { params, results },
    sources: unit.sources,
    ir: printModule(unit.module, { spans: true }),
    ...(scheduled === undefined ? {} : { steps: scheduled.steps.map(stepToJson) }),
    ...(unit.externals === undefined || unit.externals.length === 0 ? {} : { externals: unit.externals }),
  };
  const reset = js?.reset === undefined ? "" : `reset: ${js.reset}, `;
  return `{ entry: ${js?.entry ?? "undefined"}, ${reset}${JSON.stringify(fields).slice(1)}`;
}
