/** What the front end hands to the rest of the transformer: everything it found in one source file. */
import type * as TS from "typescript";
import type { Diagnostic } from "../../lib/diagnostics/diagnostic.js";
import type { Unit } from "../../lib/targets/target.js";
import type { DeclaredName } from "./context.js";
import type { ScheduledUnit } from "./unit.js";

/** One thing that can be called, built and emitted: a kernel, a region, or one instance of a template. */
export interface CompiledUnit {
  /** The kernel as written, which runs natively. */
  readonly unit: Unit;
  /** What its schedule makes of it. */
  readonly scheduled?: ScheduledUnit;
  readonly kind: "kernel" | "region";
  /** An identifier unique in the file: `gemm`, `gemm_float32_4_4_4`. */
  readonly id: string;
}

/** What targets build. */
export function builtUnit({ unit, scheduled }: CompiledUnit): Unit {
  return scheduled?.unit ?? unit;
}

export type KernelNode = TS.FunctionDeclaration | TS.MethodDeclaration | TS.ClassDeclaration;

/** A declaration that carries our decorator; `unit` is absent when it is a template, nested in a region, or has errors. */
export interface KernelDeclaration {
  readonly node: KernelNode;
  readonly decorators: readonly TS.Decorator[];
  readonly unit?: CompiledUnit;
  readonly isTemplate: boolean;
  /** Its first parameter that is a stream: then it is a part of regions, and nothing by itself. */
  readonly stream?: string | undefined;
}

/** A place that names an instance of a template: `gemm<float32, 4>`, or a call that infers the type arguments. */
export interface Instantiation {
  readonly node: TS.ExpressionWithTypeArguments | TS.CallExpression;
  readonly unit: CompiledUnit;
}

/** What the names in the functions of one unit stand for: known even of one with errors, which leave it undefined. */
export interface UnitNames {
  readonly id: string;
  readonly unit: Unit | undefined;
  readonly names: readonly DeclaredName[];
}

export interface CompiledFile {
  readonly sourceFile: TS.SourceFile;
  readonly diagnostics: readonly Diagnostic[];
  readonly units: readonly CompiledUnit[];
  readonly declarations: readonly KernelDeclaration[];
  readonly instantiations: readonly Instantiation[];
  readonly names: readonly UnitNames[];
  /** The other files whose text the units depend on. */
  readonly dependencies: readonly TS.SourceFile[];
}
