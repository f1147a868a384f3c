/** What the rules see of the function around the node they look at, and what they report. */
import type { Span } from "../../diagnostics/source.js";
import type { Alloc, Expr, Func, Module, State, Stmt } from "../ir.js";
import { isValueType, type StreamType, type TensorType, type Type, type ValueType } from "../types.js";

/** A rule that a module breaks. */
export interface VerifyProblem {
  readonly rule: string;
  /** Names the function and the printed node. */
  readonly message: string;
  readonly span: Span;
}

/** One name of a function, and how it was declared. */
export interface Variable {
  readonly type: Type;
  /** The declaring statement or state; absent for parameters. */
  readonly by?: Stmt | State;
}

export interface FuncContext {
  readonly module: Module;
  readonly func: Func;
  /** The functions that may be called here: those before this one. */
  readonly callees: ReadonlyMap<number, Func>;
  /** By id of `Sym`; every name that is declared anywhere in the function. */
  readonly variables: ReadonlyMap<number, Variable>;
}

/** Small functions that say what is wrong with one node, by name. */
export type Rules<Node> = Readonly<Record<string, (node: Node, c: FuncContext) => string | undefined>>;

export type ExprRules = Rules<Expr>;
export type StmtRules = Rules<Stmt>;

/** The type of a scalar or struct. */
export function valueType(c: FuncContext, id: number): ValueType | undefined {
  const type = c.variables.get(id)?.type;
  return type !== undefined && isValueType(type) ? type : undefined;
}

export function tensorType(c: FuncContext, id: number): TensorType | undefined {
  const type = c.variables.get(id)?.type;
  return type?.kind === "tensor" ? type : undefined;
}

export function streamType(c: FuncContext, id: number): StreamType | undefined {
  const type = c.variables.get(id)?.type;
  return type?.kind === "stream" ? type : undefined;
}

/** The constant array that a name stands for, if it stands for one. */
export function romOf(c: FuncContext, id: number): Alloc | undefined {
  const by = c.variables.get(id)?.by;
  return by !== undefined && "kind" in by && by.kind === "alloc" && by.init.kind === "values" ? by : undefined;
}
