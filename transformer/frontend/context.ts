/** The state of one compilation: what a unit has gathered so far, and where in a function the lowering stands. */
import type * as TS from "typescript";
import { diagnose, type Diagnostic, type DiagnosticKind, type RelatedNote } from "../../lib/diagnostics/diagnostic.js";
import type { Span } from "../../lib/diagnostics/source.js";
import type { Alloc, Func, NameArg, Param, ResultType, State, Stmt, Sym } from "../../lib/ir/ir.js";
import type { Interval, ScalarType, StructType, TensorType } from "../../lib/ir/types.js";
import type { ExternalFile } from "../../lib/targets/target.js";
import { ts } from "../ts.js";
import { spanOf } from "./files.js";
import type { Constant } from "./constant.js";
import type { ParameterLayout } from "./layouts.js";
import type { Lowering } from "./recursion.js";
import type { StreamsValue, StreamValue, TensorValue, Value } from "./value.js";

/** What a type parameter of a template stands for in one instance. */
export type TypeArg =
  | { readonly kind: "size"; readonly value: number }
  | { readonly kind: "type"; readonly type: ScalarType | StructType }
  | { readonly kind: "shape"; readonly shape: readonly number[] };

export type TypeArgs = ReadonlyMap<TS.Symbol, TypeArg>;

/** A scalar variable; `exact`: its type is the exact one of its first value. */
export interface ScalarBinding {
  readonly kind: "scalar";
  readonly sym: Sym;
  readonly type: ScalarType;
  readonly mutable: boolean;
  readonly exact: boolean;
}

/** A struct variable: its scalars, by their paths joined with dots. */
export interface StructBinding {
  readonly kind: "struct";
  readonly type: StructType;
  readonly parts: ReadonlyMap<string, ScalarBinding>;
}

/** What a name means inside a function. */
export type Binding =
  | ScalarBinding
  | StructBinding
  /** Its `value` property is the variable. */
  | { readonly kind: "state"; readonly of: ScalarBinding | StructBinding }
  | { readonly kind: "tensor"; readonly tensor: TensorValue }
  | StreamValue
  | { readonly kind: "streams"; readonly streams: StreamsValue }
  | { readonly kind: "constant"; readonly value: Constant }
  /** Values that never change and need no place of their own: tuples, structs that were received. */
  | { readonly kind: "value"; readonly value: Value };

/** The name of a declaration, and what it stands for in a unit: for editors, not part of what is emitted. */
export interface DeclaredName {
  readonly span: Span;
  readonly binding: Binding;
}

/** Where `break` and `continue` go; a `grid` loop breaks its outermost and continues its innermost loop. */
export interface LoopTarget {
  readonly label: string | undefined;
  readonly breakId: number;
  /** Absent for a `switch`, which `continue` passes over. */
  readonly continueId: number | undefined;
  /** Set for loops that the compiler unrolls: nothing is left to jump in. */
  readonly unrolled?: true;
}

/** One of several times that source is lowered: the body of an unrolled loop, a case that others fall into. */
export interface Copy {
  readonly node: TS.Node;
  readonly id: number;
}

/** What was made of a constant that depends on the place of the instance: it would be another if `at` were not `value`. */
export interface Decision {
  readonly value: unknown;
  /** What it is for the instance at another place; `undefined` where there is nothing. */
  readonly at: (place: readonly number[]) => unknown;
}

/** Where an instance of a kernel stands in its grid. */
export interface Place {
  readonly at: readonly number[];
  readonly extents: readonly number[];
}

/** A name of an enclosing function, or one of its array of streams, that is passed to one inside it. */
export interface Capture {
  readonly outer: NameArg;
  readonly param: Param;
  /** Where that depends on the place of the instance: the subscripts of the stream at another. */
  readonly at?: (place: readonly number[]) => readonly number[] | undefined;
}

/** A function; `captures` are the names of the enclosing function it uses, passed as extra arguments in this order. */
export interface FuncInstance {
  readonly sym: Sym;
  readonly captures: readonly Capture[];
  /** Of a kernel: the dimensions of its place whose hidden parameters stand before those of the captures. */
  readonly places: readonly number[];
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
  /** Functions that keep states, by what they are instances of. */
  readonly stateful: Map<string, Func>;
  /** Functions whose bodies are being lowered: a call of one of them is recursion. */
  readonly inProgress: Set<TS.Node>;
  readonly dependencies: Set<TS.SourceFile>;
  /** Variables whose declaration was refused: their uses say nothing more. */
  readonly refused: Set<TS.Symbol>;
  /** The declarations whose text the unit shows. */
  readonly declarations: Set<TS.Node>;
  /** Struct types by name: two that differ have different names. */
  readonly structs: Map<string, StructType>;
  readonly externals: Map<string, ExternalFile>;
  readonly names: DeclaredName[];
  /** What was decided by the place of the instance that is being lowered. */
  decisions: Decision[];
  /** The layouts of kernels' parameters, by the id of the parameter's `Sym`. */
  readonly layouts: Map<number, ParameterLayout>;
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
  /** The place of this instance in its kernel's mapping, with the hidden parameters for it; absent outside kernels. */
  readonly place: (Place & { readonly params: Map<number, Sym> }) | undefined;
  readonly bindings: Map<TS.Symbol, Binding>;
  /** The bindings that belong to enclosing functions: they may be read only. */
  readonly foreign: Set<TS.Symbol>;
  /** The types of struct variables (parameters, tokens, results), by the id of their `Sym`. */
  readonly structs: Map<number, StructType>;
  readonly captures: Capture[];
  readonly states: State[];
  /** Tensors made in this function, which it may return as they are. */
  readonly made: Set<number>;
  /** The types of tensors that are returned, by the id of their `Sym`. */
  readonly tensors: Map<number, TensorType>;
  /** Constant arrays used so far, declared at the top of the function. */
  readonly roms: Alloc[];
  /** Tensors made from constant data, which nothing may write. */
  readonly readOnly: Set<number>;
  /** Variables that live as long as the function runs, declared at its top. */
  readonly registers: Stmt[];
  /** Where a token is only looked at, by the id of the `Sym` that a `get` gives it meanwhile; see peeks.ts. */
  readonly peeks: Map<number, TS.Node>;
  /** What is known of the values of variables, by the id of their `Sym`: counters between constants. */
  readonly ranges: Map<number, Interval>;
  /** The copies that the current statement is part of, outermost first. */
  readonly copies: Copy[];
  /** Loops around the current statement, outermost first. */
  readonly loops: LoopTarget[];
  /** The declared results, none of them for `void`; `open` when they are taken from the `return`s. */
  readonly results: readonly ResultType[] | "open";
  block: Stmt[];
  /** Set inside a side of `?:`, `&&`, `||`, where nothing may be hoisted out. */
  conditional: boolean;
}

/** What is particular to a new scope; the rest starts empty. */
export type ScopeStart = Pick<Scope, "unit" | "node" | "outer" | "typeArgs" | "results"> & { readonly place: Place | undefined };

export function newScope(start: ScopeStart): Scope {
  return {
    ...start,
    place: start.place === undefined ? undefined : { ...start.place, params: new Map() },
    id: freshId(start.unit),
    bindings: new Map(),
    foreign: new Set(),
    structs: new Map(),
    captures: [],
    states: [],
    made: new Set(),
    tensors: new Map(),
    roms: [],
    readOnly: new Set(),
    registers: [],
    peeks: new Map(),
    ranges: new Map(),
    copies: [],
    loops: [],
    block: [],
    conditional: false,
  };
}

/** Says what `symbol` means in `scope` from now on. */
export function bind(scope: Scope, symbol: TS.Symbol, binding: Binding): void {
  scope.bindings.set(symbol, binding);
  const node = symbol.valueDeclaration;
  if (node === undefined) return;
  scope.unit.names.push({ span: nodeSpan(scope, ts.getNameOfDeclaration(node) ?? node), binding });
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

/** How many errors were reported so far. */
export function errorCount(unit: UnitContext): number {
  return unit.diagnostics.filter((d) => d.severity === "error").length;
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

/** Runs `lower` for one more copy of `node`: names inside may stand for something else than in the others. */
export function inCopy(scope: Scope, node: TS.Node, lower: () => void): void {
  scope.copies.push({ node, id: freshId(scope.unit) });
  lower();
  scope.copies.pop();
}

/** Runs `lower` where nothing may be hoisted. */
export function inConditional<T>(scope: Scope, lower: () => T): T {
  const saved = scope.conditional;
  scope.conditional = true;
  const result = lower();
  scope.conditional = saved;
  return result;
}
