/** What becomes of a function: loops that are pipelined or run one iteration after the other, and what they need. */
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Alloc, CallExpr, CallStmt, For, Func, Stmt } from "../ir/ir.js";
import type { Constants } from "./bounds.js";
import type { Layout } from "./layout.js";
import type { Operator } from "./operators.js";
import type { PortUse } from "./ports.js";
import type { Recurrence } from "./recurrences.js";

export interface OperatorCount {
  readonly operator: Operator;
  readonly count: number;
}

/** By name, how many there are. */
export type Operators = ReadonlyMap<string, OperatorCount>;

/** Why an iteration cannot start sooner. */
export type Limit =
  | { readonly kind: "recurrence"; readonly recurrence: Recurrence }
  | { readonly kind: "ports"; readonly use: PortUse };

/** When each put and get begins at the earliest, in cycles from the start of what it stands in; copies of one at first. */
export type Transfers = ReadonlyMap<Stmt, number>;

/** Statements without loops, as one. */
export interface Straight {
  readonly kind: "straight";
  readonly stmts: readonly Stmt[];
  readonly transfers: Transfers;
  readonly depth: number;
  readonly operators: Operators;
}

/** A nest of loops that is pipelined as one. */
export interface Pipelined {
  readonly kind: "pipelined";
  /** From the start of an iteration. */
  readonly transfers: Transfers;
  /** Outermost first; all but the last are flattened into it. */
  readonly nest: readonly For[];
  /** Unrolled wholly inside, in the order of the text. */
  readonly unrolled: readonly For[];
  /** Copies of the body in an iteration. */
  readonly factor: number;
  /** Without a directive. */
  readonly isAutomatic: boolean;
  readonly asked: number;
  readonly ii: number;
  readonly limit?: Limit;
  readonly depth: number;
  readonly operators: Operators;
}

/** A loop whose iterations follow each other. */
export interface Sequential {
  readonly kind: "sequential";
  readonly loop: For;
  readonly factor: number;
  readonly body: readonly Plan[];
  /** Why it is not pipelined although it should be. */
  readonly problem?: string;
}

/** A loop of which nobody knows how often it runs. */
export interface Endless {
  readonly kind: "endless";
  readonly body: readonly Plan[];
}

/** Elements that are set one after the other, in all banks at once. */
export interface Filling {
  readonly kind: "filling";
  readonly stmt: Alloc;
  readonly cycles: number;
}

export interface Choice {
  readonly kind: "choice";
  readonly sides: readonly (readonly Plan[])[];
}

export interface Call {
  readonly kind: "call";
  readonly callee: FuncPlan;
  readonly node: CallExpr | CallStmt;
  /** Where it stands. */
  readonly stmt: Stmt;
}

/** Runs beside others: the stages before it, by position, and whether it must wait for their end. */
export interface Stage {
  readonly body: readonly Plan[];
  readonly after: readonly { readonly stage: number; readonly isFifo: boolean }[];
}

export interface Stages {
  readonly kind: "stages";
  readonly stages: readonly Stage[];
  /** Runs them again and again, the next run following as soon as the slowest stage is free. */
  readonly loop?: For;
}

export type Plan = Straight | Pipelined | Sequential | Endless | Filling | Choice | Call | Stages;

export interface FuncPlan {
  readonly func: Func;
  readonly body: readonly Plan[];
  readonly constants: Constants;
  readonly layouts: readonly Layout[];
  readonly warnings: readonly Diagnostic[];
}
