/**
 * Which files can hold kernels, and which files their compiled code depends on.
 *
 * A kernel's code contains the bodies of helpers and the values of constants from other files, but TypeScript's builder
 * (`--watch`, `--incremental`) only looks again at a file when the *declarations* of its imports change. So the version
 * by which the builder knows a file with kernels is made to cover the text of everything it imports.
 */
import { createHash } from "node:crypto";
import type * as TS from "typescript";
import { scheduleText } from "./frontend/schedule-files.js";
import { internalProgram, versioned } from "./internals.js";
import { ts } from "./ts.js";

/** Files of the user's own: not declarations, not from node_modules. */
export function isOwnFile(program: TS.Program, file: TS.SourceFile): boolean {
  return !file.isDeclarationFile && !program.isSourceFileFromExternalLibrary(file);
}

const decorated = new WeakMap<TS.SourceFile, boolean>();

/** Does any declaration in `file` carry a decorator, anybody's? (Syntax only: whose it is, the checker decides later.) */
export function hasDecorators(file: TS.SourceFile): boolean {
  const known = decorated.get(file);
  if (known !== undefined) return known;
  const found = file.text.includes("@") && containsDecorator(file);
  decorated.set(file, found);
  return found;
}

function containsDecorator(node: TS.Node): boolean {
  return ts.isDecorator(node) || ts.forEachChild(node, (child) => containsDecorator(child) || undefined) === true;
}

/** The files of the user's own that `file` imports. */
function importsOf(program: TS.Program, file: TS.SourceFile): readonly TS.SourceFile[] {
  const found: TS.SourceFile[] = [];
  internalProgram(program).forEachResolvedModule(({ resolvedModule }) => {
    const target = resolvedModule === undefined ? undefined : program.getSourceFile(resolvedModule.resolvedFileName);
    if (target !== undefined && isOwnFile(program, target)) found.push(target);
  }, file);
  return found;
}

/** The own files of a program, by what they import. */
export interface ImportGraph {
  /** Files that hold kernels or may name an instance of a template of another file, in the program's order. */
  readonly kernelFiles: readonly TS.SourceFile[];
  /** `file` and every own file it imports, directly or not. */
  closure(file: TS.SourceFile): ReadonlySet<TS.SourceFile>;
}

export function importGraph(program: TS.Program): ImportGraph {
  const own = program.getSourceFiles().filter((f) => isOwnFile(program, f));
  if (!own.some(hasDecorators)) return { kernelFiles: [], closure: (file) => new Set([file]) };
  const imports = new Map(own.map((f) => [f, importsOf(program, f)]));
  const closures = new Map<TS.SourceFile, ReadonlySet<TS.SourceFile>>();
  const closure = (file: TS.SourceFile): ReadonlySet<TS.SourceFile> => {
    const known = closures.get(file);
    if (known !== undefined) return known;
    const found = reachable(imports, file);
    closures.set(file, found);
    return found;
  };
  return { kernelFiles: own.filter((f) => [...closure(f)].some(hasDecorators)), closure };
}

function reachable(
  imports: ReadonlyMap<TS.SourceFile, readonly TS.SourceFile[]>, from: TS.SourceFile,
): ReadonlySet<TS.SourceFile> {
  const found = new Set([from]);
  // A set visits what is added to it while it is walked.
  for (const file of found) for (const next of imports.get(file) ?? []) found.add(next);
  return found;
}

/** The version a file had before `stampVersions`: source files outlive programs in watch mode. */
const ownVersions = new WeakMap<TS.SourceFile, string>();

function ownVersion(file: TS.SourceFile): string {
  const known = ownVersions.get(file);
  if (known !== undefined) return known;
  const version = versioned(file).version ?? "";
  ownVersions.set(file, version);
  return version;
}

/** The text of the schedule file beside `file`: its kernels depend on it. */
function scheduleOf(program: TS.Program, file: TS.SourceFile): string {
  return (hasDecorators(file) ? scheduleText(program, file) : undefined) ?? "";
}

/** The schedule files of all that `file` imports, as one text. */
export function schedulesOf(program: TS.Program, graph: ImportGraph, file: TS.SourceFile): string {
  return [...graph.closure(file)].map((f) => scheduleOf(program, f)).join("\0");
}

/** Makes the builder see a kernel file as changed when anything its code depends on has changed, `salt` included. */
export function stampVersions(program: TS.Program, graph: ImportGraph, salt: string): void {
  for (const file of graph.kernelFiles) {
    const own = ownVersion(file);
    if (own === "") continue; // not a program of a builder
    const versionOf = (f: TS.SourceFile): string => `${versioned(f).path} ${ownVersion(f)} ${scheduleOf(program, f)}`;
    const others = [...graph.closure(file)].map(versionOf).sort();
    versioned(file).version = createHash("sha256").update([own, salt, ...others].join("\n")).digest("hex");
  }
}
