/** File names in spans are relative to the project's root, with forward slashes: emitted code must not name a machine. */
import * as path from "node:path";
import type * as TS from "typescript";
import type { Span } from "../../lib/diagnostics/source.js";

const roots = new WeakMap<TS.Program, string>();

/** The folder of the project's tsconfig.json, or the current one. */
function projectRoot(program: TS.Program): string {
  const known = roots.get(program);
  if (known !== undefined) return known;
  const config = program.getCompilerOptions()["configFilePath"];
  const root = typeof config === "string" ? path.dirname(config) : program.getCurrentDirectory();
  roots.set(program, root);
  return root;
}

/** Every node asks for its file's name: paths are worked out once. */
const names = new WeakMap<TS.Program, Map<TS.SourceFile, string>>();

export function spanFileName(program: TS.Program, file: TS.SourceFile): string {
  const known = names.get(program) ?? new Map<TS.SourceFile, string>();
  names.set(program, known);
  const name = known.get(file) ?? projectPath(program, file.fileName);
  known.set(file, name);
  return name;
}

/** A path relative to the project, with forward slashes. */
export function projectPath(program: TS.Program, file: string): string {
  return path.relative(projectRoot(program), file).split(path.sep).join("/");
}

/** Files that are no part of the program, in which diagnostics may stand; by its options, which programs made from it share. */
const otherFiles = new WeakMap<TS.CompilerOptions, Map<string, TS.SourceFile>>();

/** Lets diagnostics of `program` stand in `file`. */
export function addFile(program: TS.Program, file: TS.SourceFile): void {
  const options = program.getCompilerOptions();
  const files = otherFiles.get(options) ?? new Map<string, TS.SourceFile>();
  otherFiles.set(options, files);
  files.set(spanFileName(program, file), file);
}

/** The source file a span stands in. */
export function sourceFileOfSpan(program: TS.Program, span: Span): TS.SourceFile | undefined {
  return program.getSourceFile(path.resolve(projectRoot(program), span.file)) ?? otherFiles.get(program.getCompilerOptions())?.get(span.file);
}

/** The span of a node without its leading comments. */
export function spanOf(program: TS.Program, node: TS.Node): Span {
  const file = node.getSourceFile();
  const start = node.getStart(file);
  return { file: spanFileName(program, file), start, length: node.getEnd() - start };
}
