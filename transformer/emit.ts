/** What a build writes besides JavaScript: the artefacts of the files it has just emitted. */
import type * as TS from "typescript";
import { build as kinds } from "../lib/diagnostics/catalogue/build.js";
import { diagnose, type Diagnostic } from "../lib/diagnostics/diagnostic.js";
import type { Unit } from "../lib/targets/target.js";
import { targets as allTargets } from "../lib/targets/index.js";
import type { ArtefactStore, UnitArtefacts } from "../tools/artefacts.js";
import { builtUnit } from "./frontend/compiled.js";
import { spanFileName } from "./frontend/files.js";
import type { Project } from "./project.js";

/** Writes the artefacts of `files` and removes those of kernels that are gone; returns what is wrong. */
export function writeArtefacts(
  project: Project, store: ArtefactStore, targets: readonly string[], files: readonly TS.SourceFile[],
): readonly Diagnostic[] {
  const diagnostics = files.flatMap((file) => writeFile(project, store, targets, file));
  store.prune();
  return diagnostics;
}

function writeFile(
  project: Project, store: ArtefactStore, targets: readonly string[], file: TS.SourceFile,
): readonly Diagnostic[] {
  const all = new Map(unitsOf(project, file).map((u) => [u, artefactsOf(u, targets)]));
  if (all.size === 0 && !store.has(file.fileName)) return [];
  const clashes = [...all].flatMap(([unit, artefacts]) => clash(project, store, targets, file, unit, artefacts) ?? []);
  const refused = new Set(clashes.map((c) => c.unit));
  const units = [...all].filter(([unit]) => !refused.has(unit));
  if (clashes.length > 0) store.invalidate();
  const problems = store.update(file.fileName, units.map(([, artefacts]) => artefacts));
  return [
    ...clashes.map((c) => c.diagnostic),
    ...units.flatMap(([unit]) => {
      const problem = problems.get(unit.name);
      return problem === undefined ? [] : [diagnose(kinds.cannotWrite, unit.module.top.span, [unit.name, problem.path, problem.reason])];
    }),
  ];
}

function unitsOf(project: Project, file: TS.SourceFile): readonly Unit[] {
  return (project.compiled(file)?.units ?? []).map(builtUnit);
}

function artefactsOf(unit: Unit, targets: readonly string[]): UnitArtefacts {
  const files = targets.flatMap((target) =>
    (allTargets.get(target)?.emit(unit) ?? []).map((f) => ({ path: `${target}/${f.path}`, text: f.text })),
  );
  return { name: unit.name, files };
}

/** Another kernel of the same name whose files differ: one file, or two files that instantiate the same template, don't. */
function clash(
  project: Project, store: ArtefactStore, targets: readonly string[], file: TS.SourceFile, unit: Unit, artefacts: UnitArtefacts,
): { readonly unit: Unit; readonly diagnostic: Diagnostic } | undefined {
  if (artefacts.files.length === 0) return undefined;
  const sources = [file, ...store.otherSourcesOf(unit.name, file.fileName).flatMap((s) => project.program.getSourceFile(s) ?? [])];
  for (const source of sources) {
    const units = unitsOf(project, source);
    const earlier = source === file ? units.slice(0, units.indexOf(unit)) : units;
    const other = earlier.find((u) => u.name === unit.name && !sameFiles(artefactsOf(u, targets), artefacts));
    if (other === undefined) continue;
    const names = [file, source].map((f) => spanFileName(project.program, f));
    const related = [{ span: other.module.top.span, message: `the other '${unit.name}'` }];
    const diagnostic = diagnose(kinds.duplicateUnit, unit.module.top.span, [unit.name, names[0] ?? "", names[1] ?? ""], related);
    return { unit, diagnostic };
  }
  return undefined;
}

function sameFiles(a: UnitArtefacts, b: UnitArtefacts): boolean {
  return JSON.stringify(a.files) === JSON.stringify(b.files);
}
