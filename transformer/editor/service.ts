/**
 * TypeScript's language service with kernels: the same methods but for those that are replaced here. What goes wrong in
 * ours is logged, and the editor gets TypeScript's own answer.
 */
import type * as TS from "typescript";
import type { RegionDiagnostics } from "../internals.js";
import { ownCodeOf } from "../report.js";
import { ts } from "../ts.js";
import { keptDiagnostics, shownDiagnostics } from "./diagnostics.js";
import { fixableCodes, fixesAt } from "./fixes/index.js";
import { withHardware } from "./hover.js";
import { viewOf, type OpenFile, type View } from "./view.js";

type Service = TS.LanguageService & RegionDiagnostics;

/** Decorates `base`; `log` is where failures of ours go. */
export function editorService(base: Service, log: (message: string) => void): TS.LanguageService {
  const s = new Decorating(base, log);
  return { ...base, ...diagnosticMethods(s), ...assistingMethods(s), ...endingMethods(s) };
}

/** TypeScript's service, and how to go about with what ours adds to its answers. */
class Decorating {
  readonly base: Service;
  readonly view: View;
  private readonly log: (message: string) => void;

  constructor(base: Service, log: (message: string) => void) {
    this.base = base;
    this.view = viewOf(base);
    this.log = log;
  }

  /** What `ours` gives, or `theirs` when it fails. */
  attempt<T>(what: string, theirs: T, ours: () => T): T {
    try {
      return ours();
    } catch (error) {
      if (error instanceof ts.OperationCanceledException) throw error;
      this.log(`heddle/editor: ${what} failed: ${textOf(error)}`);
      return theirs;
    }
  }

  /** What TypeScript answers; a check that was cancelled leaves nothing behind. */
  ask<T>(call: () => T): T {
    try {
      return call();
    } catch (error) {
      this.view.forget();
      throw error;
    }
  }

  find(fileName: string): OpenFile | undefined {
    return this.attempt(`reading ${fileName}`, undefined, () => this.view.find(fileName));
  }

  /** TypeScript's diagnostics of a file, and what `ours` makes of them. */
  diagnose<T extends object | undefined>(fileName: string, check: () => T, ours: (open: OpenFile, found: T) => T): T {
    const open = this.find(fileName);
    const checkDecorators = (): void => open?.project.checkDecorators([open.file]);
    this.attempt(`checking the decorators of ${fileName}`, undefined, checkDecorators);
    const found = this.ask(check);
    return open === undefined ? found : this.attempt(`checking ${fileName}`, found, () => ours(open, found));
  }
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? (error.stack ?? error.message) : `${error.message}\n${textOf(error.cause)}`;
}

function diagnosticMethods(s: Decorating): Partial<Service> {
  const { base } = s;
  const kept = <D extends TS.Diagnostic>(open: OpenFile, found: readonly D[]): D[] => [...keptDiagnostics(open, found)];
  const complete = (open: OpenFile, found: readonly TS.Diagnostic[]): TS.Diagnostic[] =>
    [...kept(open, found), ...shownDiagnostics(open)];
  return {
    getSemanticDiagnostics: (fileName) => s.diagnose(fileName, () => base.getSemanticDiagnostics(fileName), complete),
    getSuggestionDiagnostics: (fileName) => s.diagnose(fileName, () => base.getSuggestionDiagnostics(fileName), kept),
    getRegionSemanticDiagnostics: (fileName, ranges) => {
      const check = (): ReturnType<Required<RegionDiagnostics>["getRegionSemanticDiagnostics"]> =>
        base.getRegionSemanticDiagnostics?.(fileName, ranges);
      return s.diagnose(fileName, check, (open, found) =>
        found === undefined ? undefined : { ...found, diagnostics: complete(open, found.diagnostics) });
    },
  };
}

function assistingMethods(s: Decorating): Partial<Service> {
  const { base } = s;
  return {
    getQuickInfoAtPosition: (fileName, position, ...rest) => {
      const found = s.ask(() => base.getQuickInfoAtPosition(fileName, position, ...rest));
      const open = s.find(fileName);
      if (open === undefined) return found;
      return s.attempt(`describing a name of ${fileName}`, found, () => withHardware(open, position, found));
    },
    getCodeFixesAtPosition: (fileName, start, end, codes, ...rest) => {
      const theirCodes = codes.filter((c) => ownCodeOf(c) === undefined);
      const theirs = s.ask(() => base.getCodeFixesAtPosition(fileName, start, end, theirCodes, ...rest));
      const open = s.find(fileName);
      if (open === undefined) return theirs;
      return s.attempt(`mending ${fileName}`, theirs, () => [...fixesAt(open, { start, end, codes }), ...theirs]);
    },
    getSupportedCodeFixes: (fileName) =>
      [...new Set([...base.getSupportedCodeFixes(fileName), ...fixableCodes.map(String)])],
  };
}

function endingMethods(s: Decorating): Partial<Service> {
  return {
    cleanupSemanticCache: () => {
      s.view.forget();
      s.base.cleanupSemanticCache();
    },
    dispose: () => {
      s.view.forget();
      s.base.dispose();
    },
  };
}
