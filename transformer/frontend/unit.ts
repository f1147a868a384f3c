/** Makes units: a kernel, region or template instance with all it calls, as one module. */
import type * as TS from "typescript";
import type { Diagnostic } from "../../lib/diagnostics/diagnostic.js";
import type { SourceText } from "../../lib/diagnostics/source.js";
import type { Func, Module, Region } from "../../lib/ir/ir.js";
import type { Step } from "../../lib/schedule/step.js";
import type { Unit } from "../../lib/targets/target.js";
import type { DeclaredName, TypeArgs, UnitContext } from "./context.js";
import { lowerCondition, lowerExpression } from "./expressions.js";
import { spanFileName } from "./files.js";
import { lowerInstance } from "./functions.js";
import type { FunctionNode, Lowering } from "./recursion.js";
import { functionsOf } from "./reached.js";
import { rateWarnings } from "./region-rates.js";
import type { RegionNode } from "./regions.js";
import { lowerStatement } from "./statements.js";
import { contains } from "./syntax.js";

const lowering: Lowering = {
  expression: lowerExpression,
  condition: lowerCondition,
  statement: lowerStatement,
  instance: lowerInstance,
};

/** A unit with what was found on the way; `unit` is absent when there are errors. */
export interface MadeUnit {
  readonly unit: Unit | undefined;
  /** Present when there are steps, and all are legal. */
  readonly scheduled?: ScheduledUnit;
  readonly diagnostics: readonly Diagnostic[];
  readonly dependencies: ReadonlySet<TS.SourceFile>;
  readonly names: readonly DeclaredName[];
}

/** What the steps of a schedule make of a unit. */
export interface ScheduledUnit {
  readonly unit: Unit;
  readonly steps: readonly Step[];
}

/** Units of an earlier version of a file, of which those still hold that depend on nothing that has changed. */
export interface UnitMemory {
  /** The unit called `id` that `anchor` led to: a kernel's declaration, or the place of a template's instantiation. */
  recall(anchor: TS.Node, id: string): MadeUnit | undefined;
  remember(anchor: TS.Node, id: string, made: MadeUnit): void;
}

export function newUnit(program: TS.Program): UnitContext {
  return {
    program,
    checker: program.getTypeChecker(),
    lower: lowering,
    diagnostics: [],
    functions: [],
    instances: new Map(),
    stateful: new Map(), inProgress: new Set(),
    dependencies: new Set(),
    refused: new Set(),
    declarations: new Set(),
    structs: new Map(),
    externals: new Map(),
    names: [],
    decisions: [],
    layouts: new Map(),
    nextId: 0,
  };
}

export function makeKernelUnit(program: TS.Program, node: FunctionNode, name: string, typeArgs: TypeArgs): MadeUnit {
  const unit = newUnit(program);
  const made = lowerInstance(unit, { node, name, typeArgs, args: [], outer: undefined }, node);
  return finish(unit, name, made?.func);
}

export function makeRegionUnit(program: TS.Program, node: RegionNode, name: string, typeArgs: TypeArgs): MadeUnit {
  const unit = newUnit(program);
  const made = lowerInstance(unit, { node, name, typeArgs, args: [], outer: undefined }, node)?.func;
  if (made?.network === undefined) return finish(unit, name, undefined);
  const { sym, params, network, span } = made;
  unit.functions.pop();
  return finish(unit, name, { kind: "region", sym, params, ...network, span });
}

function finish(unit: UnitContext, name: string, top: Func | Region | undefined): MadeUnit {
  const failed = top === undefined || unit.diagnostics.some((d) => d.severity === "error");
  const module: Module | undefined = failed ? undefined : { functions: functionsUsed(unit, top), top };
  return {
    unit: module === undefined ? undefined : { name, module, sources: sourcesOf(unit), externals: [...unit.externals.values()] },
    diagnostics: module === undefined ? unit.diagnostics : [...unit.diagnostics, ...rateWarnings(module)],
    dependencies: unit.dependencies,
    names: unit.names,
  };
}

/** Some were made for what turned out not to run. */
function functionsUsed({ functions }: UnitContext, top: Func | Region): readonly Func[] {
  if (top.kind === "func") return functionsOf(top, functions);
  const { sym, params, streams, instances, span } = top;
  const network = { streams, instances };
  return functionsOf({ kind: "func", sym, params, results: [], states: [], body: [], network, span }, functions).slice(0, -1);
}

/** The text of every function of the unit, once: a nested function is part of the one around it. */
function sourcesOf(unit: UnitContext): readonly SourceText[] {
  const nodes = [...unit.declarations];
  return nodes.filter((n) => !nodes.some((o) => o !== n && contains(o, n))).map((n) => sourceText(unit.program, n));
}

function sourceText(program: TS.Program, node: TS.Node): SourceText {
  const file = node.getSourceFile();
  const start = node.getStart(file);
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  return { file: spanFileName(program, file), start, line, column: character, text: file.text.slice(start, node.end) };
}
