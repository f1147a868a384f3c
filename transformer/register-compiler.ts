/**
 * The compiler behind heddle/register. Most files only lose their types, which takes milliseconds; those whose imports
 * lead to kernels go through one program, which grows as files are asked for.
 */
import * as path from "node:path";
import type * as TS from "typescript";
import { hostValuePattern, mayUseHostValues } from "./host-values.js";
import { internalProgram } from "./internals.js";
import { wrapProgram } from "./plugin.js";
import type { Project } from "./project.js";
import type { Compiled } from "./register-files.js";
import { isTypeScript } from "./register-files.js";
import { formatDiagnostics, wantsColour } from "./report.js";
import { loadTypeScript, ts } from "./ts.js";

export interface Compiler {
  /** Throws an error whose message is the diagnostics when `file` holds kernels and is wrong. */
  compile(file: string): Compiled;
}

/** The options of one tsconfig.json, and the program made with them so far. */
interface Workspace {
  readonly options: TS.CompilerOptions;
  /** Parses each file once, whatever number of programs is made. */
  readonly host: TS.CompilerHost;
  /** Declarations that the tsconfig includes and nothing imports: globals. */
  readonly ambient: readonly string[];
  readonly resolutions: TS.ModuleResolutionCache;
  readonly facts: Map<string, FileFacts>;
  roots: ReadonlySet<string>;
  project: Project | undefined;
}

/** What a glance at a file tells. */
interface FileFacts {
  readonly mayDecorate: boolean;
  readonly namesHeddle: boolean;
  /** Such as `Fixed<16, 8>`, which means something else once types are gone. */
  readonly mayUseHostValues: boolean;
  readonly imports: readonly string[];
}

export function makeCompiler(): Compiler {
  const workspaces = new Map<string | undefined, Workspace>();
  return {
    compile: (file) => {
      loadTypeScript();
      const config = ts.findConfigFile(path.dirname(file), ts.sys.fileExists);
      const workspace = workspaces.get(config) ?? makeWorkspace(config);
      workspaces.set(config, workspace);
      const project = mayConcernKernels(workspace, file) ? projectWith(workspace, file) : undefined;
      const source = project?.program.getSourceFile(file);
      if (project === undefined || source === undefined) return stripTypes(workspace, file);
      if (concernsKernels(project, source)) return compileKernels(project, source);
      return mayUseHostValues(source) ? emitted(project, source) : stripTypes(workspace, file);
    },
  };
}

// ---- options ----------------------------------------------------------------------------------------------------------

function makeWorkspace(config: string | undefined): Workspace {
  const { options: given, fileNames } = config === undefined ? withoutConfig() : readConfig(config);
  const directory = config === undefined ? ts.sys.getCurrentDirectory() : path.dirname(config);
  const options = forNode(given);
  return {
    options,
    host: cachingHost(options),
    ambient: fileNames.filter((f) => /\.d\.[cm]?ts$/.test(f)),
    resolutions: ts.createModuleResolutionCache(directory, (f) => f, options),
    facts: new Map(),
    roots: new Set(),
    project: undefined,
  };
}

function cachingHost(options: TS.CompilerOptions): TS.CompilerHost {
  const host = ts.createCompilerHost(options);
  const files = new Map<string, TS.SourceFile | undefined>();
  const getSourceFile: TS.CompilerHost["getSourceFile"] = (name, version) => {
    if (!files.has(name)) files.set(name, host.getSourceFile(name, version));
    return files.get(name);
  };
  return { ...host, getSourceFile };
}

function withoutConfig(): { options: TS.CompilerOptions; fileNames: readonly string[] } {
  return { options: { target: ts.ScriptTarget.ES2022, strict: true }, fileNames: [] };
}

function readConfig(config: string): { options: TS.CompilerOptions; fileNames: readonly string[] } {
  const read = ts.readConfigFile(config, ts.sys.readFile);
  if (read.error !== undefined) throw compileError([read.error]);
  const parsed = ts.parseJsonConfigFileContent(read.config, ts.sys, path.dirname(config), undefined, config);
  return { options: parsed.options, fileNames: parsed.fileNames };
}

/** Options about files on disk, which don't concern output in memory. */
const aboutFiles: ReadonlySet<string> = new Set([
  "tsBuildInfoFile", "outDir", "outFile", "rootDir", "declarationDir", "sourceRoot", "mapRoot",
]);

/** The same project with JavaScript in memory, its map inside, in a form that Node loads. */
function forNode(options: TS.CompilerOptions): TS.CompilerOptions {
  const { CommonJS, ES2015, NodeNext } = ts.ModuleKind;
  // Between CommonJS and ES2015 stand the formats that Node doesn't load: AMD, UMD, System.
  const loadable = options.module === CommonJS || (options.module ?? 0) >= ES2015;
  return {
    ...Object.fromEntries(Object.entries(options).filter(([name]) => !aboutFiles.has(name))),
    ...(loadable ? {} : { module: NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext }),
    noEmit: false,
    noEmitOnError: false,
    emitDeclarationOnly: false,
    declaration: false,
    declarationMap: false,
    composite: false,
    incremental: false,
    sourceMap: false,
    inlineSourceMap: true,
    inlineSources: true,
  };
}

// ---- which files --------------------------------------------------------------------------------------------------------

/** Do `file` or its imports look like kernels, or does it use values of types? Wrong only on the safe side. */
function mayConcernKernels(workspace: Workspace, file: string): boolean {
  const seen = new Set([file]);
  for (const next of seen) factsOf(workspace, next).imports.forEach((f) => seen.add(f));
  const facts = [...seen].map((f) => factsOf(workspace, f));
  const isConcerned = facts.some((f) => f.mayDecorate) || factsOf(workspace, file).mayUseHostValues;
  return isConcerned && facts.some((f) => f.namesHeddle);
}

function factsOf(workspace: Workspace, file: string): FileFacts {
  const known = workspace.facts.get(file);
  if (known !== undefined) return known;
  const text = ts.sys.readFile(file) ?? "";
  const names = ts.preProcessFile(text, true, true).importedFiles.map((f) => f.fileName);
  const facts = {
    mayDecorate: /@[\w$(]/.test(text),
    namesHeddle: names.some((n) => n === "heddle" || n.startsWith("heddle/")) || /\bU?Int\s*</.test(text),
    mayUseHostValues: hostValuePattern.test(text),
    imports: names.flatMap((name) => resolveSource(workspace, name, file) ?? []),
  };
  workspace.facts.set(file, facts);
  return facts;
}

/** The user's own TypeScript file that `name` means in `from`. */
function resolveSource({ options, resolutions }: Workspace, name: string, from: string): string | undefined {
  const found = ts.resolveModuleName(name, from, options, ts.sys, resolutions).resolvedModule;
  if (found === undefined || found.isExternalLibraryImport === true) return undefined;
  return isTypeScript(found.resolvedFileName) && !found.resolvedFileName.includes(".d.") ? found.resolvedFileName : undefined;
}

/** A project whose program has `file`. The files beside it come along: a test is rarely alone, and a program costs. */
function projectWith(workspace: Workspace, file: string): Project {
  const { project } = workspace;
  if (project?.program.getSourceFile(file) !== undefined) return project;
  const directory = path.dirname(file);
  const beside = ts.sys.readDirectory(directory, [".ts", ".mts", ".cts"], undefined, ["*"]).filter((f) => mayConcernKernels(workspace, f));
  workspace.roots = new Set([...workspace.roots, file, ...beside]);
  const program = ts.createProgram({
    rootNames: [...workspace.ambient, ...workspace.roots],
    options: workspace.options,
    host: workspace.host,
    ...(project === undefined ? {} : { oldProgram: project.program }),
  });
  workspace.project = wrapProgram(program, {}, { printWarnings: false, writeArtefacts: false });
  return workspace.project;
}

/** Does the compiled file differ from one that only loses its types? */
function concernsKernels(project: Project, file: TS.SourceFile): boolean {
  const compiled = project.compiled(file);
  if (compiled === undefined) return false;
  return compiled.declarations.length + compiled.instantiations.length + compiled.diagnostics.length > 0;
}

// ---- output -----------------------------------------------------------------------------------------------------------

function stripTypes({ options }: Workspace, file: string): Compiled {
  const implied = ts.getImpliedNodeFormatForFile(file, undefined, ts.sys, options);
  const module = implied ?? options.module ?? ts.ModuleKind.ESNext;
  const compilerOptions = { ...options, module: module === ts.ModuleKind.CommonJS ? module : ts.ModuleKind.ESNext };
  const { outputText } = ts.transpileModule(ts.sys.readFile(file) ?? "", { compilerOptions, fileName: file });
  return { source: outputText, format: module === ts.ModuleKind.CommonJS ? "commonjs" : "module" };
}

function compileKernels(project: Project, file: TS.SourceFile): Compiled {
  const { program } = project;
  const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  if (found.some((d) => d.category === ts.DiagnosticCategory.Error)) throw compileError(found);
  if (found.length > 0) process.stderr.write(`${formatDiagnostics(found, false)}\n`);
  return emitted(project, file);
}

function emitted({ program }: Project, file: TS.SourceFile): Compiled {
  let source = "";
  program.emit(file, (_name, text) => {
    source = text;
  });
  const isCommonJs = internalProgram(program).getEmitModuleFormatOfFile(file) === ts.ModuleKind.CommonJS;
  return { source, format: isCommonJs ? "commonjs" : "module" };
}

/** An error that prints as the diagnostics and nothing else. */
function compileError(diagnostics: readonly TS.Diagnostic[]): Error {
  const text = formatDiagnostics(diagnostics, wantsColour({})).trimEnd();
  const error = new Error(text);
  error.stack = text;
  return error;
}
