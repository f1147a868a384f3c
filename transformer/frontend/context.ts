/** The state of one compilation: what a unit has gathered so far, and where in a function the lowering stands. */
import type * as TS from "typescript";
import { diagnose, type Diagnostic, type DiagnosticKind, type RelatedNote } from "../../lib/diagnostics/diagnostic.js";
import type { Span } from "../../lib/diagnostics/source.js";
import type { Func, Param, Stmt, Sym } from "../../lib/ir/ir.js";
import type { ScalarType, StreamType, TensorType, Type } from "../../lib/ir/types.js";
import { spanOf } from "./files.js";
import type { Constant } from "./constant.js";
import type { Lowering } from "./recursion.js";

/** What a type parameter of a template stands for in one instance. */
export type TypeArg =
  { readonly kind: "size"; readonly value: number } | { readonly kind: "type"; readonly type: ScalarType };

export type TypeArgs = ReadonlyMap<TS.Symbol, TypeArg>;

/** What a name means inside a function. */
export type Binding =
  | {
      readonly kind: "scalar";
      readonly sym: Sym;
      readonly type: ScalarType;
      readonly mutable: boolean;
      readonly exact: boolean;
    }
  | { readonly kind: "tensor"; readonly sym: Sym; readonly type: TensorType }
  | { readonly kind: "stream"; readonly sym: Sym; readonly type: StreamType }
  | { readonly kind: "constant"; readonly value: Constant };

/** Where `break` and `continue` go; a `grid` loop breaks its outermost and continues its innermost loop. */
export interface LoopTarget {
  readonly label: string | undefined;
  readonly breakId: number;
  readonly continueId: number;
}

/** A function; `captures` are the outer variables it uses, passed as extra arguments in this order. */
export interface FuncInstance {
  readonly sym: Sym;
  readonly captures: readonly TS.Symbol[];
  /** Absent while the body is being lowered: a call that finds it so is a recursion. */
  readonly func: Func | undefined;
}

/** Everything of one unit: its functions in the order they were finished, and what they depend on. */
export interface UnitContext {
  readonly program: TS.Program;
  readonly checker: TS.TypeChecker;
  readonly lower: Lowering;
  readonly diagnostics: Diagnostic[];
  readonly functions: Func[];
  readonly instances: Map<string, FuncInstance>;
  /** Functions whose bodies are being lowered: a call of one of them is recursion. */
  readonly inProgress: Set<TS.Node>;
  readonly dependencies: Set<TS.SourceFile>;
  /** Variables whose declaration was refused: their uses say nothing more. */
  readonly refused: Set<TS.Symbol>;
  /** The declarations whose text the unit shows. */
  readonly declarations: Set<TS.Node>;
  nextId: number;
}

/** One function's lowering. `block` is where statements go now. */
export interface Scope {
  readonly unit: UnitContext;
  readonly node: TS.Node;
  /** Tells instances of functions nested in different instances of this one apart. */
  readonly id: number;
  readonly outer: Scope | undefined;
  readonly typeArgs: TypeArgs;
  readonly bindings: Map<TS.Symbol, Binding>;
  readonly captures: { readonly symbol: TS.Symbol; readonly param: Param }[];
  /** Constant arrays used so far, declared at the top of the function. */
  readonly roms: Map<string, Stmt & { readonly kind: "alloc" }>;
  /** Tensors made from constant data, which nothing may write. */
  readonly readOnly: Set<number>;
  /** Loops around the current statement, outermost first. */
  readonly loops: LoopTarget[];
  /** The declared result; `open` when it is taken from the `return`s. */
  readonly result: Type | "open" | "none";
  block: Stmt[];
  /** Set inside a side of `?:`, `&&`, `||`, where nothing may be hoisted out. */
  conditional: boolean;
}

export function freshSym(unit: UnitContext, name: string): Sym {
  unit.nextId += 1;
  return { name, id: unit.nextId };
}

export function freshId(unit: UnitContext): number {
  unit.nextId += 1;
  return unit.nextId;
}

export function nodeSpan(scope: { readonly unit: UnitContext }, node: TS.Node): Span {
  return spanOf(scope.unit.program, node);
}

/** Reports a user's error; returns `undefined`, which lowering functions pass on: refused, already reported. */
export function refuse<Args extends readonly unknown[]>(
  scope: { readonly unit: UnitContext },
  node: TS.Node,
  kind: DiagnosticKind<Args>,
  args: Args,
  related: readonly RelatedNote[] = [],
): undefined {
  scope.unit.diagnostics.push(diagnose(kind, spanOf(scope.unit.program, node), args, related));
  return undefined;
}

/** Runs `lower` with statements collected in a block of their own. */
export function inBlock(scope: Scope, lower: () => void): readonly Stmt[] {
  const saved = scope.block;
  const block: Stmt[] = [];
  scope.block = block;
  lower();
  scope.block = saved;
  return block;
}

/** Runs `lower` where nothing may be hoisted. */
export function inConditional<T>(scope: Scope, lower: () => T): T {
  const saved = scope.conditional;
  scope.conditional = true;
  const result = lower();
  scope.conditional = saved;
  return result;
}
