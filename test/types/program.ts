/** The type fixtures, checked by TypeScript's API; shared by the tests of the type surface. */
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import type * as TS from "typescript";
import { loadTypeScript } from "../../transformer/ts.js";

const ts = loadTypeScript();

/** The options a careful user has, but for `noUncheckedIndexedAccess`, which the transformer deals with. */
const strict: TS.CompilerOptions = {
  strict: true,
  noEmit: true,
  exactOptionalPropertyTypes: true,
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
};

const fixtures = fileURLToPath(new URL("../../../test/fixtures/types/", import.meta.url));

/** A program over the fixtures of these names. */
export function fixtureProgram(names: readonly string[], options: TS.CompilerOptions = {}): TS.Program {
  return ts.createProgram(names.map((name) => path.join(fixtures, `${name}.ts`)), { ...strict, ...options });
}

export function fixtureFile(program: TS.Program, name: string): TS.SourceFile {
  const file = program.getSourceFile(path.join(fixtures, `${name}.ts`).split(path.sep).join("/"));
  if (file === undefined) throw new Error(`no fixture ${name}`);
  return file;
}

/** What TypeScript complains about: `kernels.ts:12 TS1206 Decorators are not valid here.` */
export function complaints(program: TS.Program): readonly string[] {
  return ts.getPreEmitDiagnostics(program).map((d) => {
    const line = d.file === undefined ? 0 : d.file.getLineAndCharacterOfPosition(d.start ?? 0).line + 1;
    const text = ts.flattenDiagnosticMessageText(d.messageText, " ");
    return `${path.basename(d.file?.fileName ?? "")}:${line} TS${d.code} ${text}`;
  });
}
