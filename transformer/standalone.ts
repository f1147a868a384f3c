/**
 * A project opened without `tsc`, for the command line: the nearest tsconfig.json, its plugin options unless others are
 * given, and all that is wrong, as text. Nothing of TypeScript's API leaves this folder.
 */
import * as path from "node:path";
import type * as TS from "typescript";
import type { Module } from "../lib/ir/ir.js";
import { openArtefacts } from "../tools/artefacts.js";
import { writeArtefacts } from "./emit.js";
import { builtUnit } from "./frontend/compiled.js";
import { readOptions, transformerEntry, type PluginConfig } from "./options.js";
import { wrapProgram } from "./plugin.js";
import type { Project } from "./project.js";
import { formatDiagnostics, toTsDiagnostic } from "./report.js";
import { loadTypeScript, ts } from "./ts.js";

export interface ProjectRequest {
  readonly cwd: string;
  /** A tsconfig.json or its folder; if none, the nearest above the first of `files`, or above `cwd`. */
  readonly project?: string | undefined;
  /** The sources to look at; all of the project if none. */
  readonly files: readonly string[];
  /** Instead of what the plugin's entry in tsconfig.json says; `outDir` is relative to `cwd`. */
  readonly targets?: readonly string[] | undefined;
  readonly outDir?: string | undefined;
}

/** What was found wrong: text as `tsc` prints it, and how much of it. */
export interface Report {
  readonly text: (pretty: boolean) => string;
  readonly errors: number;
  readonly warnings: number;
}

/** One kernel, region or instance of a template. */
export interface BuiltUnit {
  readonly name: string;
  readonly kind: "kernel" | "region";
  /** The source file, relative to the project's folder. */
  readonly file: string;
  /** As written. */
  readonly module: Module;
  /** As its schedule makes it: what targets build. */
  readonly scheduled: Module;
}

export interface OpenProject {
  readonly units: readonly BuiltUnit[];
  readonly targets: readonly string[];
  readonly outDir: string;
  /** Errors and warnings of types and kernels. */
  readonly check: () => Report;
  /** Writes the files of every target; reports what could not be written. */
  readonly build: () => Report;
}

/** Opens a project; a sentence that says why when it can't be. */
export function openProject(request: ProjectRequest): OpenProject | string {
  loadTypeScript();
  const [wrong] = request.files.flatMap((f) => whatIsWrongWith(f, path.resolve(request.cwd, f)) ?? []);
  if (wrong !== undefined) return wrong;
  const configFile = findConfig(request);
  if (configFile === undefined) return noConfig(request);
  const errors: TS.Diagnostic[] = [];
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (d: TS.Diagnostic) => errors.push(d) };
  const parsed = ts.getParsedCommandLineOfConfigFile(configFile, { noEmit: true, incremental: false, composite: false }, host);
  if (parsed === undefined) return formatDiagnostics(errors, false).trimEnd();
  return open(request, parsed);
}

/** Why `file`, as the user gave it, can't be a source; `undefined` if it can. */
function whatIsWrongWith(file: string, at: string): string | undefined {
  if (ts.sys.directoryExists(at)) return `${file} is a folder. Name its files, or give the project with --project.`;
  if (!ts.sys.fileExists(at)) return `There is no file ${file}.`;
  return /\.[cm]?tsx?$/.test(at) ? undefined : `${file} is not a TypeScript file.`;
}

function findConfig(request: ProjectRequest): string | undefined {
  const { cwd, project } = request;
  if (project === undefined) return ts.findConfigFile(searchFrom(request), (f) => ts.sys.fileExists(f));
  const at = path.resolve(cwd, project);
  const file = ts.sys.directoryExists(at) ? path.join(at, "tsconfig.json") : at;
  return ts.sys.fileExists(file) ? file : undefined;
}

function searchFrom({ cwd, files: [first] }: ProjectRequest): string {
  return first === undefined ? cwd : path.dirname(path.resolve(cwd, first));
}

function noConfig(request: ProjectRequest): string {
  return request.project === undefined
    ? `There is no tsconfig.json in ${searchFrom(request)} or above. \`heddle init\` makes one.`
    : `There is no tsconfig.json at ${request.project}.`;
}

function open(request: ProjectRequest, parsed: TS.ParsedCommandLine): OpenProject {
  const chosen = request.files.map((f) => path.resolve(request.cwd, f));
  // Declaration files of the project hold for every source of it.
  const declarations = parsed.fileNames.filter((f) => /\.d\.[cm]?ts$/.test(f));
  const program = ts.createProgram({
    rootNames: chosen.length === 0 ? parsed.fileNames : [...new Set([...chosen, ...declarations])],
    options: withoutBuildInfo(parsed.options),
    configFileParsingDiagnostics: parsed.errors,
    ...(parsed.projectReferences === undefined ? {} : { projectReferences: parsed.projectReferences }),
  });
  const config = pluginConfig(request, parsed);
  const { options } = readOptions(program, config);
  const project = wrapProgram(program, config, { printWarnings: false, writeArtefacts: false });
  // Files without kernels too: those that they had leave artefacts to remove.
  const sources = program.getSourceFiles().filter((f) =>
    chosen.length === 0 ? !f.isDeclarationFile && !program.isSourceFileFromExternalLibrary(f) : chosen.includes(path.resolve(f.fileName)));
  return {
    units: sources.flatMap((file) => unitsOf(project, file)),
    targets: options.targets,
    outDir: options.outDir,
    check: () => reportOf(request, ts.getPreEmitDiagnostics(program)),
    build: () => {
      const store = openArtefacts(options.outDir);
      const problems = writeArtefacts(project, store, options.targets, sources);
      return reportOf(request, problems.map((d) => toTsDiagnostic(program, d)));
    },
  };
}

/** Options that only make sense with an incremental build. */
function withoutBuildInfo(options: TS.CompilerOptions): TS.CompilerOptions {
  const { tsBuildInfoFile: _file, ...others } = options;
  // By which errors in tsconfig.json find their place; not enumerable, so the copy lacks it.
  return { ...others, configFile: options["configFile"] };
}

/** The plugin's entry in tsconfig.json with what the command line says instead. */
function pluginConfig(request: ProjectRequest, parsed: TS.ParsedCommandLine): PluginConfig {
  return {
    ...transformerEntry(parsed.options),
    ...(request.targets === undefined ? {} : { targets: request.targets }),
    ...(request.outDir === undefined ? {} : { outDir: path.resolve(request.cwd, request.outDir) }),
  };
}

function unitsOf(project: Project, file: TS.SourceFile): readonly BuiltUnit[] {
  const compiled = project.compiled(file);
  return (compiled?.units ?? []).map((u) => {
    const { name, module } = u.unit;
    return { name, kind: u.kind, file: module.top.span.file, module, scheduled: builtUnit(u).module };
  });
}

function reportOf({ cwd }: ProjectRequest, diagnostics: readonly TS.Diagnostic[]): Report {
  const sorted = ts.sortAndDeduplicateDiagnostics(diagnostics);
  const count = (category: TS.DiagnosticCategory): number => sorted.filter((d) => d.category === category).length;
  return {
    text: (pretty) => formatDiagnostics(sorted, pretty, cwd).trimEnd(),
    errors: count(ts.DiagnosticCategory.Error),
    warnings: count(ts.DiagnosticCategory.Warning),
  };
}
