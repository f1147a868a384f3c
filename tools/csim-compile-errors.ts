/** What it means that a C simulation did not compile: the user's own C++, or ours. */
import * as path from "node:path";
import { target as catalogue } from "../lib/diagnostics/catalogue/target.js";
import { externalFileOf, externalFunctions } from "../lib/targets/cpp/externals.js";
import { externalDeclaration } from "../lib/targets/cpp/vitis.js";
import type { Unit } from "../lib/targets/target.js";
import { heddleError, type HeddleError } from "../runtime/errors.js";

/** `output`: what the compiler or linker said about the files in `folder`. */
export function compilationError(unit: Unit, compiler: string, output: string, folder: string): HeddleError {
  for (const f of externalFunctions(unit)) {
    const file = externalFileOf(f, unit);
    if (file === undefined || f.external === undefined) continue;
    const { source, top } = f.external;
    const written = path.resolve(folder, file);
    if (namesError(output, written)) {
      return heddleError(catalogue.externalFailed, [source, compiler, output.replaceAll(written, source)], f.span);
    }
    if (isUndefined(output, top)) return heddleError(catalogue.externalUndefined, [source, externalDeclaration(unit, f)], f.span);
  }
  return heddleError(catalogue.compilerFailed, [unit.name, compiler, output], unit.module.top.span);
}

/** `/out/norm.cc:3:5: error: …` */
function namesError(output: string, file: string): boolean {
  return output.split("\n").some((l) => l.startsWith(`${file}:`) && /: (fatal )?error: /.test(l));
}

/** "undefined reference to `norm(float*)'" */
function isUndefined(output: string, name: string): boolean {
  return [...output.matchAll(/undefined reference to [`'"](\w+)\(/g)].some((m) => m[1] === name);
}
