/** TypeScript programs for tests: real files, or texts that stand in for files of the repository. */
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import type * as TS from "typescript";
import { loadTypeScript } from "../../transformer/ts.js";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

export function optionsFor(ts: typeof TS): TS.CompilerOptions {
  return {
    target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ["lib.es2023.d.ts"], types: ["node"], strict: true, noEmit: true, skipLibCheck: true,
    configFilePath: path.join(repository, "tsconfig.json"),
  };
}

/** One program over `files`; those in `texts` (by absolute name) need not exist. */
export function programOf(
  files: readonly string[], texts: ReadonlyMap<string, string> = new Map(), changes: TS.CompilerOptions = {},
): TS.Program {
  const ts = loadTypeScript();
  const options = { ...optionsFor(ts), ...changes };
  const host = ts.createCompilerHost(options, true);
  const { readFile, fileExists, directoryExists, getSourceFile } = host;
  host.readFile = (name) => texts.get(name) ?? readFile(name);
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.directoryExists = (name) => [...texts.keys()].some((t) => t.startsWith(`${name}/`)) || directoryExists?.(name) === true;
  host.getSourceFile = (name, languageVersion, ...rest) => {
    const text = texts.get(name);
    return text === undefined ? getSourceFile(name, languageVersion, ...rest) : ts.createSourceFile(name, text, languageVersion, true);
  };
  return ts.createProgram([...files], options, host);
}

/** A name in the repository's test folder, so that `import … from "heddle"` resolves there. */
export function virtualFile(name: string): string {
  return path.join(repository, "test", "virtual", name);
}
