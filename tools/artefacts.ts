/**
 * The output directory of a project. A manifest in it records which source file every artefact comes from, so that a
 * kernel that is renamed or removed takes its files with it, and files that somebody else put there stay.
 */
import { createHash, randomUUID } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import type { OutputFile } from "../lib/targets/target.js";
import { isInside, readText, removeEmptyFolders, writeFiles, type WriteProblem } from "./write.js";

/** All that a build writes for one kernel, region or instance. Paths are relative to the unit's folder: `vitis/kernel.cpp`. */
export interface UnitArtefacts {
  readonly name: string;
  readonly files: readonly OutputFile[];
}

/** By source file (relative to the output directory), by unit, by path in the unit's folder: a hash of the text. */
type Sources = Readonly<Record<string, Units>>;
type Units = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Manifest {
  readonly version: 1;
  /** Changes when the directory may lack something, so that incremental builds write everything again. */
  readonly generation: string;
  readonly sources: Sources;
}

export const manifestName = ".heddle.json";

export interface ArtefactStore {
  /** Stays the same as long as everything that builds wanted to write is in the directory. */
  readonly generation: string;
  /** Was there a manifest, in a directory that can be written to, when the store was opened? */
  readonly existed: boolean;
  /** Does the manifest hold anything of this source file? */
  has(source: string): boolean;
  /** The other source files (absolute) that wrote a unit of this name. */
  otherSourcesOf(unit: string, source: string): readonly string[];
  /** Makes `units` all there is of `source`; returns what could not be written, by unit. */
  update(source: string, units: readonly UnitArtefacts[]): ReadonlyMap<string, WriteProblem>;
  /** Removes what came from source files that no longer exist. */
  prune(): void;
  /** Says that something is missing: the next incremental build tries again. */
  invalidate(): void;
}

/** Opens (without creating) the output directory. */
export function openArtefacts(outDir: string): ArtefactStore {
  const found = readManifest(outDir);
  const existed = found !== undefined && isWritable(outDir);
  let manifest: Manifest = { ...(found ?? { version: 1, sources: {} }), generation: existed ? found.generation : randomUUID() };
  const key = (source: string): string => path.relative(outDir, source).split(path.sep).join("/");
  const save = (next: Manifest): WriteProblem | undefined => {
    if (JSON.stringify(next) === JSON.stringify(manifest)) return undefined;
    const problem = writeFiles([{ path: path.join(outDir, manifestName), text: `${JSON.stringify(next, undefined, 1)}\n` }]);
    if (problem === undefined) manifest = next;
    return problem;
  };
  const replace = (source: string, units: Units): WriteProblem | undefined => {
    const { [source]: old = {}, ...others } = manifest.sources;
    const sources = Object.keys(units).length === 0 ? others : { ...others, [source]: units };
    removeStale(outDir, old, Object.values(sources));
    return save({ ...manifest, sources });
  };
  const invalidate = (): void => {
    save({ ...manifest, generation: randomUUID() });
  };
  return {
    generation: manifest.generation,
    existed,
    invalidate,
    has: (source) => manifest.sources[key(source)] !== undefined,
    otherSourcesOf: (unit, source) =>
      Object.entries(manifest.sources)
        .filter(([name, units]) => name !== key(source) && units[unit] !== undefined)
        .map(([name]) => path.resolve(outDir, name)),
    update: (source, units) => {
      const before = Object.values(manifest.sources);
      const { problems, written } = writeUnits(outDir, units, manifest.sources[key(source)] ?? {});
      const problem = replace(key(source), written);
      if (problem !== undefined) removeStale(outDir, written, before); // what no manifest lists would stay for ever
      if (problems.size > 0) invalidate();
      const first = units[0];
      return problem === undefined || first === undefined ? problems : new Map([...problems, [first.name, problem]]);
    },
    prune: () => {
      const gone = Object.keys(manifest.sources).filter((source) => !fs.existsSync(path.resolve(outDir, source)));
      for (const source of gone) replace(source, {});
    },
  };
}

function isWritable(folder: string): boolean {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function readManifest(outDir: string): Manifest | undefined {
  try {
    const read: unknown = JSON.parse(readText(path.join(outDir, manifestName)) ?? "null");
    return isManifest(read) ? read : undefined;
  } catch {
    return undefined; // not JSON: somebody's edit; what it listed can no longer be told from the user's own files
  }
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== "object" || value === null || !("version" in value) || !("sources" in value)) return false;
  return value.version === 1 && typeof value.sources === "object" && value.sources !== null;
}

/** Writes each unit's files, all or none. A unit that fails keeps what the manifest knew of it. */
function writeUnits(
  outDir: string, units: readonly UnitArtefacts[], old: Units,
): { problems: Map<string, WriteProblem>; written: Units } {
  const problems = new Map<string, WriteProblem>();
  const written: Record<string, Readonly<Record<string, string>>> = {};
  for (const unit of units.filter((u) => u.files.length > 0)) {
    const problem = writeFiles(unit.files.map((f) => ({ path: artefactPath(outDir, unit.name, f.path), text: f.text })));
    const known = old[unit.name];
    if (problem === undefined) written[unit.name] = Object.fromEntries(unit.files.map((f) => [f.path, hash(f.text)]));
    else if (known !== undefined) written[unit.name] = known;
    if (problem !== undefined) problems.set(unit.name, problem);
  }
  return { problems, written };
}

/** Where an artefact goes; names that lead out of the directory can only be made by a bug of ours. */
function artefactPath(outDir: string, unit: string, file: string): string {
  const unitFolder = path.resolve(outDir, unit);
  const target = path.resolve(unitFolder, file);
  if (path.dirname(unitFolder) !== outDir || !isInside(unitFolder, target)) {
    throw new Error(`artefact ${file} of ${unit} would be written outside ${outDir}`);
  }
  return target;
}

/** Removes the files of `old` that no source claims any more, unless somebody changed them since. */
function removeStale(outDir: string, old: Units, current: readonly Units[]): void {
  for (const [unit, files] of Object.entries(old)) {
    for (const [file, written] of Object.entries(files)) {
      if (current.some((units) => units[unit]?.[file] !== undefined)) continue;
      const at = artefactPath(outDir, unit, file);
      const text = readText(at);
      if (text !== undefined && hash(text) === written) fs.rmSync(at, { force: true });
      removeEmptyFolders(path.dirname(at), outDir);
    }
  }
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
