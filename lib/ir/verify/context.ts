/** What the rules see of the function around the node they look at, and what they report. */
import type { Span } from "../../diagnostics/source.js";
import type { Alloc, Expr, Func, Module, Stmt } from "../ir.js";
import { isScalar, type ScalarType, type StreamType, type TensorType, type Type } from "../types.js";

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
  /** The declaring statement; absent for parameters. */
  readonly by?: Stmt;
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

export function scalarType(c: FuncContext, id: number): ScalarType | undefined {
  const type = c.variables.get(id)?.type;
  return type !== undefined && isScalar(type) ? type : undefined;
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
  return by?.kind === "alloc" && by.init.kind === "values" ? by : undefined;
}
