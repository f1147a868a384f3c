/**
 * The parts of TypeScript's API that its declarations keep to themselves and we need, named in one place: check this
 * file first when TypeScript is upgraded.
 */
import type * as TS from "typescript";

/** `version` is the hash by which builder programs (`--watch`, `--incremental`) see that a file changed. */
export interface VersionedFile {
  readonly path: string;
  /** By this the builder keeps the file of a diagnostic. */
  resolvedPath?: string;
  version?: string;
}

export interface ResolvedModule {
  readonly resolvedModule?: { readonly resolvedFileName: string };
}

/** What `tsc` and the builder call on a program beside its public methods. */
export interface InternalProgram {
  getBindAndCheckDiagnostics(file: TS.SourceFile, token?: TS.CancellationToken): readonly TS.Diagnostic[];
  getEmitModuleFormatOfFile(file: TS.SourceFile): TS.ModuleKind;
  getSourceFileByPath(path: string): TS.SourceFile | undefined;
  forEachResolvedModule(visit: (found: ResolvedModule) => void, file: TS.SourceFile): void;
  emit: InternalEmit;
}

/** `emit` with the two parameters that the builder adds. */
export type InternalEmit = (...args: EmitArguments) => TS.EmitResult;

export type EmitArguments = [
  file?: TS.SourceFile,
  writeFile?: TS.WriteFileCallback,
  token?: TS.CancellationToken,
  emitOnly?: boolean | number,
  transformers?: TS.CustomTransformers,
  forceDeclarations?: boolean,
  skipBuildInfo?: boolean,
];

/** The table of quick fixes behind `getSupportedCodeFixes`, which editors ask once and for all files. */
export interface CodeFixTable {
  registerCodeFix(fix: { readonly errorCodes: readonly number[]; getCodeActions(): undefined }): void;
}

export function codeFixTable(api: typeof TS): CodeFixTable | undefined {
  return (api as unknown as { readonly codefix?: CodeFixTable }).codefix;
}

/** What the server asks a language service for in long files: the diagnostics of the part that is on the screen. */
export interface RegionDiagnostics {
  getRegionSemanticDiagnostics?(
    fileName: string, ranges: readonly TS.TextRange[],
  ): { readonly diagnostics: readonly TS.Diagnostic[]; readonly spans: readonly TS.TextSpan[] } | undefined;
}

export function internalProgram(program: TS.Program): InternalProgram {
  return program as unknown as InternalProgram;
}

export function versioned(file: TS.SourceFile): VersionedFile {
  return file as unknown as VersionedFile;
}

/** The project's tsconfig.json: its path, and its syntax tree when the program was made from it. */
export function configFileOf(options: TS.CompilerOptions): { path?: string; tree?: TS.TsConfigSourceFile } {
  const path = options["configFilePath"];
  const tree = options["configFile"];
  return {
    ...(typeof path === "string" ? { path } : {}),
    ...(typeof tree === "object" && tree !== null && "fileName" in tree ? { tree: tree as TS.TsConfigSourceFile } : {}),
  };
}
