/**
 * A program of TypeScript's that knows kernels: the same object, with the methods replaced by which compilers ask for
 * diagnostics and output. (The same object, because TypeScript's own emit asks it again under `noEmitOnError`.)
 */
import { createRequire } from "node:module";
import type * as TS from "typescript";
import { language } from "../lib/diagnostics/catalogue/language.js";
import { openArtefacts, type ArtefactStore } from "../tools/artefacts.js";
import { writeArtefacts } from "./emit.js";
import { filterDiagnostics } from "./filter.js";
import { isOperatorSource } from "./frontend/heddle-symbols.js";
import { scheduleFile } from "./frontend/schedule-files.js";
import { stampVersions, type ImportGraph } from "./imports.js";
import { internalProgram, versioned, type EmitArguments } from "./internals.js";
import { readOptions, type PluginConfig, type PluginOptions } from "./options.js";
import { makeProject, type Project } from "./project.js";
import { plainDiagnostic } from "./plain-messages.js";
import { formatDiagnostics, toTsDiagnostic, tsCode, wantsColour } from "./report.js";
import { rewriteTransformer } from "./rewrite.js";
import type { Piece } from "./splice.js";
import { ts } from "./ts.js";
import { splicingWriter } from "./writer.js";

/** What the wrapped program does beside checking and emitting JavaScript. */
export interface WrapOptions {
  /** `tsc` fails on every diagnostic, warnings too: they are then printed and not returned. */
  readonly printWarnings: boolean;
  readonly writeArtefacts: boolean;
  /** Writes emitted files when whoever asks for them doesn't say how. */
  readonly writeFile?: TS.WriteFileCallback;
}

/** Teaches `program` kernels, and returns what is known about it; the program stays the same object. */
export function wrapProgram(program: TS.Program, config: PluginConfig, how: WrapOptions): Project {
  const { options, diagnostics } = readOptions(program, config);
  const project = makeProject(program, options.targets);
  const store = openArtefacts(options.outDir);
  stampVersions(program, project.graph, versionSalt(program, options, store));
  addOptionDiagnostics(program, diagnostics);
  keepScheduleFiles(program, project.graph);
  replaceDiagnostics(project, how.printWarnings);
  const writes = how.writeArtefacts && program.getCompilerOptions().noEmit !== true;
  if (writes) store.prune();
  const write = how.writeFile ?? ts.createCompilerHost(program.getCompilerOptions()).writeFile;
  replaceEmit(project, write, writes ? (files) => writeArtefacts(project, store, options.targets, files) : () => []);
  return project;
}

/** Everything but sources that the output of a kernel depends on. */
function versionSalt(program: TS.Program, options: PluginOptions, store: ArtefactStore): string {
  const required: unknown = createRequire(import.meta.url)("heddle/package.json");
  const version = typeof required === "object" && required !== null && "version" in required ? required.version : "";
  const writes = options.targets.some((t) => t !== "js");
  const keepsOutput = store.existed || program.getCompilerOptions().noEmit !== true;
  return JSON.stringify([version, options.targets, writes && keepsOutput ? store.generation : ""]);
}

function addOptionDiagnostics(program: TS.Program, diagnostics: readonly TS.Diagnostic[]): void {
  if (diagnostics.length === 0) return;
  const { getOptionsDiagnostics } = program;
  program.getOptionsDiagnostics = (token) => [...getOptionsDiagnostics(token), ...diagnostics];
}

/** Builders keep the diagnostics of unchanged files: those in schedule files find their file again. */
function keepScheduleFiles(program: TS.Program, graph: ImportGraph): void {
  const internal = internalProgram(program);
  const { getSourceFileByPath } = internal;
  internal.getSourceFileByPath = (at) => {
    const found = getSourceFileByPath(at);
    if (found !== undefined || !at.endsWith(".schedule.json")) return found;
    const sources = graph.kernelFiles.map((f) => scheduleFile(program, f)?.source);
    return sources.find((s) => s !== undefined && versioned(s).resolvedPath === at);
  };
}

// ---- diagnostics ------------------------------------------------------------------------------------------------------

/** Whole programs ask `getSemanticDiagnostics`, builders `getBindAndCheckDiagnostics`, file by file, and keep the result. */
function replaceDiagnostics(project: Project, printWarnings: boolean): void {
  const { program } = project;
  const internal = internalProgram(program);
  const { getSemanticDiagnostics, getDeclarationDiagnostics } = program;
  const { getBindAndCheckDiagnostics } = internal;
  const report = reporter(project, printWarnings);
  internal.getBindAndCheckDiagnostics = (file, token) => report(file, () => getBindAndCheckDiagnostics(file, token));
  program.getSemanticDiagnostics = (file, token) => {
    const files = file === undefined ? program.getSourceFiles() : [file];
    const found = files.flatMap((f) => report(f, () => getSemanticDiagnostics(f, token)));
    return [...ts.sortAndDeduplicateDiagnostics(found)];
  };
  program.getDeclarationDiagnostics = (file, token) => {
    project.checkDecorators();
    return getDeclarationDiagnostics(file, token);
  };
}

type Report = (file: TS.SourceFile, check: () => readonly TS.Diagnostic[]) => readonly TS.Diagnostic[];

/** TypeScript's diagnostics of a file that hold for it, and ours. */
function reporter(project: Project, printWarnings: boolean): Report {
  const { program } = project;
  const warned = new Set<TS.SourceFile>();
  return (file, check) => {
    project.checkDecorators();
    const found = isOperatorSource(file) ? [] : check();
    const compiled = project.compiled(file);
    const helpers = (): ReturnType<Project["calledFunctions"]> => project.calledFunctions(file);
    const own = project.diagnostics(file).map((d) => toTsDiagnostic(program, d));
    const kept = filterDiagnostics(found, compiled?.declarations ?? [], helpers, program)
      .filter((d) => !isRepeated(d, own)).map(plainDiagnostic);
    if (!printWarnings) return [...kept, ...own];
    const warnings = own.filter((d) => d.category === ts.DiagnosticCategory.Warning);
    if (warnings.length > 0 && !warned.has(file)) print(program, warnings);
    warned.add(file);
    return [...kept, ...own.filter((d) => !warnings.includes(d))];
  };
}

/** "Cannot find name" of TypeScript, of which our diagnostic says the same with help. */
function isRepeated(d: TS.Diagnostic, own: readonly TS.Diagnostic[]): boolean {
  const isUnknownName = d.code === 2304 || d.code === 2552;
  return isUnknownName && own.some((o) => o.code === tsCode(language.unknownName.code) && o.start === d.start && o.file === d.file);
}

function print(program: TS.Program, diagnostics: readonly TS.Diagnostic[]): void {
  ts.sys.write(formatDiagnostics(diagnostics, wantsColour(program.getCompilerOptions())));
}

// ---- output -----------------------------------------------------------------------------------------------------------

type WriteArtefacts = (files: readonly TS.SourceFile[]) => ReturnType<typeof writeArtefacts>;

function replaceEmit(project: Project, defaultWrite: TS.WriteFileCallback, write: WriteArtefacts): void {
  const { program } = project;
  const internal = internalProgram(program);
  const { emit } = internal;
  internal.emit = (...[file, writeFile, token, emitOnly, transformers, ...rest]: EmitArguments) => {
    project.checkDecorators();
    const emitted: TS.SourceFile[] = [];
    const code = new Map<TS.SourceFile, readonly Piece[]>();
    const rewrite = rewriteTransformer(project, (f, pieces) => {
      emitted.push(f);
      if (pieces.length > 0) code.set(f, pieces);
    });
    const before = [rewrite, ...(transformers?.before ?? [])];
    const output = splicingWriter(program, code, writeFile ?? defaultWrite);
    const result = emit(file, output, token, emitOnly, { ...transformers, before }, ...rest);
    if (result.emitSkipped || emitted.length === 0) return result;
    const written = write(emitted.filter((f) => !hasErrors(program, f)));
    return { ...result, diagnostics: [...result.diagnostics, ...written.map((d) => toTsDiagnostic(program, d))] };
  };
}

/** A file with errors keeps the artefacts it had. */
function hasErrors(program: TS.Program, file: TS.SourceFile): boolean {
  const isError = (d: TS.Diagnostic): boolean => d.category === ts.DiagnosticCategory.Error;
  return program.getSyntacticDiagnostics(file).some(isError) || program.getSemanticDiagnostics(file).some(isError);
}
