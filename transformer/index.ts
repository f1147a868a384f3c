/**
 * The plugin that ts-patch loads for `{ "transform": "heddle/transformer", "transformProgram": true }` in tsconfig.json.
 */
import type * as TS from "typescript";
import type { PluginConfig } from "./options.js";
import { wrapProgram } from "./plugin.js";
import { nameOwnCodes } from "./report.js";
import { useTypeScript, type TypeScript } from "./ts.js";

/** ts-patch looks for a default export: the one exception to the rule that there are none. */
export default function heddleTransformer(
  program: TS.Program, host: TS.CompilerHost | undefined, config: PluginConfig, { ts }: { readonly ts: TypeScript },
): TS.Program {
  useTypeScript(ts);
  nameOwnCodes(ts);
  const writeFile: { writeFile?: TS.WriteFileCallback } = host === undefined ? {} : { writeFile: (...args) => host.writeFile(...args) };
  return wrapProgram(program, config, { printWarnings: true, writeArtefacts: true, ...writeFile }).program;
}
