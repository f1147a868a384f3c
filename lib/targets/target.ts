/** What a target is: a name, a check of what it cannot take, and a pure function from a unit to its files. */
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { SourceText } from "../diagnostics/source.js";
import type { Module } from "../ir/ir.js";

/** One kernel or region with everything it calls: what targets compile. */
export interface Unit {
  readonly name: string;
  readonly module: Module;
  /** The stretches of source that its spans point into. */
  readonly sources: readonly SourceText[];
  /** The steps that made the module of the kernel as written, as calls: `split("i", 8)`. */
  readonly schedule?: readonly string[];
  /** The files that external functions of the module are defined in. */
  readonly externals?: readonly ExternalFile[];
}

/** A file of the user's, in C++. */
export interface ExternalFile {
  /** As `External.source` names it: relative to the project. */
  readonly path: string;
  readonly text: string;
}

/** A file to be written; `path` is relative to the folder of the unit and target, with `/` between its parts. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

export interface Target {
  readonly name: string;
  /** One sentence for `heddle targets`. */
  readonly doc: string;
  /** What the target cannot take, as diagnostics at the user's lines; `emit` may assume there is no error among them. */
  check(unit: Unit): readonly Diagnostic[];
  /** The same unit always gives the same text. */
  emit(unit: Unit): readonly OutputFile[];
}
