/**
 * Results that outlive the program they were found in. Each keystroke makes a new program, whose unchanged files are
 * the same objects as before. A file's result holds as long as the file and all that it imports are the same objects;
 * when the file itself has changed, those of its units hold that depend on unchanged statements only (environment.ts).
 */
import type * as TS from "typescript";
import type { Diagnostic } from "../../lib/diagnostics/diagnostic.js";
import type { Unit } from "../../lib/targets/target.js";
import { spanFileName } from "../frontend/files.js";
import type { MadeUnit, UnitMemory } from "../frontend/unit.js";
import { isOwnFile, schedulesOf, type ImportGraph } from "../imports.js";
import type { FileResult, Memory } from "../project.js";
import { ts } from "../ts.js";
import { environments, type Environment } from "./environment.js";
import { isMovable, rebase, type RememberedUnit } from "./rebase.js";

type MemoryOf = (program: TS.Program, graph: ImportGraph, targets: readonly string[]) => Memory;

/** What is kept of a file: its last result, the files that this depends on, and its units by what they depend on. */
interface Entry {
  readonly closure: ReadonlySet<TS.SourceFile>;
  /** The text of the schedule files beside these. */
  readonly schedules: string;
  readonly result?: FileResult;
  readonly units: ReadonlyMap<string, RememberedUnit>;
}

/** What every result depends on: compiler options, targets, and the files that are seen without an import. */
interface Setting {
  readonly options: TS.CompilerOptions;
  readonly targets: readonly string[];
  readonly ambient: readonly TS.SourceFile[];
}

/** A memory for a succession of programs; the function gives it the view of one program. */
export function makeMemory(): MemoryOf {
  const entries = new Map<string, Entry>();
  let checks = new WeakMap<Unit, readonly Diagnostic[]>();
  let setting: Setting | undefined;
  return (program, graph, targets) => {
    const now = settingOf(program, targets);
    if (setting === undefined || !sameSetting(setting, now)) {
      entries.clear();
      checks = new WeakMap();
    }
    setting = now;
    return {
      recall: (file) => {
        const entry = entries.get(file.fileName);
        if (entry === undefined || !sameFiles(entry.closure, graph.closure(file))) return undefined;
        return entry.schedules === schedulesOf(program, graph, file) ? entry.result : undefined;
      },
      remember: (file, result) => {
        const units = entries.get(file.fileName)?.units ?? new Map<string, RememberedUnit>();
        const schedules = schedulesOf(program, graph, file);
        entries.set(file.fileName, { closure: graph.closure(file), schedules, result, units });
      },
      units: (file) => {
        const before = entries.get(file.fileName);
        const schedules = schedulesOf(program, graph, file);
        const holds = before?.schedules === schedules && onlyChanged(file, before.closure, graph);
        const kept = new Map<string, RememberedUnit>();
        entries.set(file.fileName, { closure: graph.closure(file), schedules, units: kept });
        return unitMemory(program, file, holds ? before.units : new Map(), kept, checks);
      },
      checked: (unit, check) => {
        const known = checks.get(unit) ?? check();
        checks.set(unit, known);
        return known;
      },
      mayUse: (importer, file) => {
        const entry = entries.get(importer.fileName);
        if (entry?.result === undefined || !sameBut(file.fileName, entry.closure, graph.closure(importer))) return true;
        return entry.result.compiled.dependencies.some((d) => d.fileName === file.fileName);
      },
    };
  };
}

/** `before` has the units of the last version of `file`, `kept` gets those of this one. */
function unitMemory(
  program: TS.Program,
  file: TS.SourceFile,
  before: ReadonlyMap<string, RememberedUnit>,
  kept: Map<string, RememberedUnit>,
  checks: WeakMap<Unit, readonly Diagnostic[]>,
): UnitMemory {
  const environmentOf = environments(file);
  const name = spanFileName(program, file);
  const key = ({ own, offset, pieces }: Environment, id: string): string =>
    [id, own, offset, ...pieces.map((p) => p.text)].join("\0");
  /** What recalled units were moved from: they are moved from there the next time, too. */
  const origins = new Map<MadeUnit, RememberedUnit>();
  return {
    recall: (anchor, id) => {
      const environment = environmentOf(anchor);
      const known = before.get(key(environment, id));
      if (known === undefined) return undefined;
      const moved = rebase(known, { file, name, pieces: environment.pieces }, checks);
      origins.set(moved, known);
      return moved;
    },
    remember: (anchor, id, made) => {
      const environment = environmentOf(anchor);
      const { pieces } = environment;
      // What is proposed for a misspelt name depends on every name of the file.
      const isKept = origins.has(made) || (made.unit !== undefined && isMovable(made, { file, name, pieces }));
      if (!isKept) return;
      kept.set(key(environment, id), origins.get(made) ?? { made, starts: pieces.map((p) => p.start) });
    },
  };
}

// ---- what has changed -----------------------------------------------------------------------------------------------

function settingOf(program: TS.Program, targets: readonly string[]): Setting {
  const ambient = program.getSourceFiles().filter((f) => isAmbient(program, f));
  return { options: program.getCompilerOptions(), targets, ambient };
}

/** Declarations, packages, and own files that declare something for all. */
function isAmbient(program: TS.Program, file: TS.SourceFile): boolean {
  return !isOwnFile(program, file) || !ts.isExternalModule(file) || /\bdeclare\s+(global|module)\b/.test(file.text);
}

function sameSetting(a: Setting, b: Setting): boolean {
  return a.options === b.options && sameItems(a.targets, b.targets) && sameItems(a.ambient, b.ambient);
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

function sameFiles(a: ReadonlySet<TS.SourceFile>, b: ReadonlySet<TS.SourceFile>): boolean {
  return a.size === b.size && [...a].every((f) => b.has(f));
}

/** Are two sets of files the same but for the one called `name`? */
function sameBut(name: string, a: ReadonlySet<TS.SourceFile>, b: ReadonlySet<TS.SourceFile>): boolean {
  return sameFiles(without(name, a), without(name, b));
}

function without(name: string, files: ReadonlySet<TS.SourceFile>): ReadonlySet<TS.SourceFile> {
  return new Set([...files].filter((f) => f.fileName !== name));
}

/** Has nothing changed but `file`, on which none of the files depends that it imports? */
function onlyChanged(file: TS.SourceFile, before: ReadonlySet<TS.SourceFile>, graph: ImportGraph): boolean {
  const now = graph.closure(file);
  return sameBut(file.fileName, before, now) && ![...now].some((f) => f !== file && graph.closure(f).has(file));
}
