/** The user's C++ files, written beside the kernel that calls their functions. */
import type { Func } from "../../ir/ir.js";
import { allFunctions } from "../../ir/walk.js";
import type { ExternalFile, OutputFile, Unit } from "../target.js";
import { unique } from "./names.js";

/** Names of files that a build writes itself. */
const ours: ReadonlySet<string> = new Set(["kernel.cpp", "kernel.h", "csim_main.cpp", "csim", "csim.stamp"]);

/** Each file once, under its own name where that is free. */
export function externalFiles(unit: Unit): readonly OutputFile[] {
  return [...namesOfFiles(unit)].map(([file, path]) => ({ path, text: file.text }));
}

/** What the user's file that defines `f` is called in the output. */
export function externalFileOf(f: Func, unit: Unit): string | undefined {
  const file = unit.externals?.find((e) => e.path === f.external?.source);
  return file === undefined ? undefined : namesOfFiles(unit).get(file);
}

function namesOfFiles({ externals = [] }: Unit): ReadonlyMap<ExternalFile, string> {
  const names = new Map<ExternalFile, string>();
  const taken = new Set(ours);
  for (const file of externals) {
    const base = file.path.split(/[\\/]/).at(-1) ?? file.path;
    const [, stem = base, suffix = ""] = /^(.+?)(\.[^.]*)?$/.exec(base) ?? [];
    const name = `${unique(stem, (s) => taken.has(s + suffix))}${suffix}`;
    taken.add(name);
    names.set(file, name);
  }
  return names;
}

/** The functions of `unit` that are defined elsewhere. */
export function externalFunctions(unit: Unit): readonly Func[] {
  return allFunctions(unit.module).filter((f) => f.external !== undefined);
}
