/**
 * The C++ tree: what lowering builds and printer.ts prints. It says what stands in the file, not how a vendor spells it:
 * types, streams and directives are spelled by the dialect. Closed unions of immutable objects, as in the IR.
 */

import type { Span } from "../../diagnostics/source.js";
import type { MemoryBinding, Partition, Pipeline } from "../../ir/directives.js";
import type { FloatType, Overflow, Rounding } from "../../ir/types.js";

// ---- types ------------------------------------------------------------------------------------------------------------

/** A fixed-width integer of <stdint.h>; `plain` is the `int` that counts loops (the same as 32 bits, signed). */
export interface CppInt {
  readonly kind: "int";
  readonly width: 8 | 16 | 32 | 64;
  readonly signed: boolean;
  readonly plain?: true;
}

/** An integer class of the vendor's, of any width. */
export interface CppWide {
  readonly kind: "wide";
  readonly width: number;
  readonly signed: boolean;
}

/** `float`, `double`, and the two of 16 bits. */
export type CppFloat = FloatType;

/** A fixed-point class of the vendor's: `width` bits, `integer` of them before the point. */
export interface CppFixed {
  readonly kind: "fixed";
  readonly width: number;
  readonly integer: number;
  readonly signed: boolean;
  readonly rounding: Rounding;
  readonly overflow: Overflow;
}

/** A struct, by the name it is declared with. */
export interface CppStruct {
  readonly kind: "struct";
  readonly name: string;
}

/** Without a depth: the form that parameters have. */
export interface CppStream {
  readonly kind: "stream";
  readonly element: CppType;
  readonly depth?: number;
}

/** A channel with several writers and one reader. */
export interface CppMerge {
  readonly kind: "merge";
  readonly element: CppType;
  readonly ports: number;
  readonly depth: number;
}

/** So many elements that travel as one. */
export interface CppVector {
  readonly kind: "vector";
  readonly element: CppType;
  readonly count: number;
}

export type CppType =
  | { readonly kind: "bool" } | { readonly kind: "void" } | CppInt | CppWide | CppFloat | CppFixed | CppStruct | CppStream
  | CppMerge | CppVector;

// ---- expressions ------------------------------------------------------------------------------------------------------

export type PrefixOp = "-" | "~" | "!";

export type InfixOp =
  | "*" | "/" | "%" | "+" | "-" | "<<" | ">>" | "<" | "<=" | ">" | ">=" | "==" | "!=" | "&" | "^" | "|" | "&&" | "||";

/** `callee<types, values>(args)` */
export interface CppCall {
  readonly kind: "call";
  readonly callee: string;
  readonly types: readonly CppType[];
  /** Template arguments that are numbers. */
  readonly values?: readonly bigint[];
  readonly args: readonly CppExpr[];
}

export type CppExpr =
  /** A number or name, printed as it is; negative numbers too. */
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "subscript"; readonly base: string; readonly index: readonly CppExpr[] }
  /** `p.x` */
  | { readonly kind: "field"; readonly object: CppExpr; readonly name: string }
  | CppCall
  | { readonly kind: "method"; readonly object: CppExpr; readonly method: string; readonly args: readonly CppExpr[] }
  | { readonly kind: "prefix"; readonly op: PrefixOp; readonly operand: CppExpr }
  | { readonly kind: "infix"; readonly op: InfixOp; readonly left: CppExpr; readonly right: CppExpr }
  | { readonly kind: "ternary"; readonly cond: CppExpr; readonly yes: CppExpr; readonly no: CppExpr }
  | { readonly kind: "cast"; readonly type: CppType; readonly operand: CppExpr }
  /** Where precedence alone would want none. */
  | { readonly kind: "parens"; readonly operand: CppExpr }
  /** `{1, 2}`; with a type, an object: `Point{1, 2}` */
  | { readonly kind: "list"; readonly type?: CppType; readonly items: readonly CppExpr[] };

// ---- statements -------------------------------------------------------------------------------------------------------

/** `target op= value`; without `op`, `target = value`. */
export interface CppAssign {
  readonly kind: "assign";
  readonly target: CppExpr;
  readonly op?: InfixOp;
  readonly value: CppExpr;
}

/** `qualifiers type name[dims]… = init;`, or `type name(args);` for objects. */
export interface CppDeclare {
  readonly kind: "declare";
  readonly qualifiers: readonly ("static" | "const")[];
  readonly type: CppType;
  readonly name: string;
  readonly dims: readonly number[];
  readonly init?: CppExpr;
  readonly args?: readonly CppExpr[];
}

/** `label: for (type name = from; cond; step) { directives body }` */
export interface CppFor {
  readonly kind: "for";
  readonly label?: string;
  readonly type: CppType;
  readonly name: string;
  readonly from: CppExpr;
  readonly cond: CppExpr;
  /** What is added to the counter each time. */
  readonly step: bigint;
  readonly directives?: readonly Directive[];
  readonly body: readonly CppStmt[];
}

/** `label: while (cond) { body }`, or with updates `label: for (; cond; updates) { body }`; body first: `do … while`. */
export interface CppWhile {
  readonly kind: "while";
  readonly bodyFirst: boolean;
  readonly label?: string;
  readonly cond: CppExpr;
  readonly updates: readonly CppAssign[];
  readonly body: readonly CppStmt[];
}

/** Each case ends for itself: no `break` is added. No labels: the default. */
export interface CppCase {
  readonly labels: readonly CppExpr[];
  readonly body: readonly CppStmt[];
}

export interface CppSwitch {
  readonly kind: "switch";
  readonly value: CppExpr;
  readonly cases: readonly CppCase[];
}

export type CppStmt =
  | CppAssign | CppDeclare | CppFor | CppWhile | CppSwitch
  | { readonly kind: "expr"; readonly expr: CppExpr }
  | { readonly kind: "if"; readonly cond: CppExpr; readonly then: readonly CppStmt[]; readonly else: readonly CppStmt[] }
  | { readonly kind: "block"; readonly body: readonly CppStmt[] }
  | { readonly kind: "return"; readonly value?: CppExpr }
  | { readonly kind: "break" | "continue" }
  | { readonly kind: "goto"; readonly label: string }
  | { readonly kind: "label"; readonly name: string }
  /** `span`: what it tells of, and the statements after it come from. */
  | { readonly kind: "comment"; readonly text: string; readonly span: Span }
  /** A directive to the tool about the block it stands in. */
  | { readonly kind: "directive"; readonly directive: Directive }
  /** A call that runs beside the other processes of its region; messages know it by the title. */
  | { readonly kind: "process"; readonly title: string; readonly call: CppExpr }
  /** The name by which messages know the streams of an array. */
  | { readonly kind: "streamName"; readonly variable: string; readonly title: string };

/** What a memory holds: variables, constants, or values on their way. */
export type Contents = "ram" | "rom" | "fifo";

export type Directive =
  | { readonly kind: "dataflow" }
  | { readonly kind: "inline"; readonly inline: "always" | "never" }
  | { readonly kind: "pipeline" } & Pipeline
  /** Without a factor, whole. */
  | { readonly kind: "unroll"; readonly factor?: number }
  | MemoryDirective;

/** About a stream or array. */
export type MemoryDirective = { readonly variable: string } & (
  | { readonly kind: "depth"; readonly depth: number }
  | { readonly kind: "partition"; readonly partition: Partition }
  /** `isInterface`: the memory is outside, the function has its ports. */
  | { readonly kind: "storage"; readonly binding: MemoryBinding; readonly contents: Contents; readonly isInterface: boolean }
);

// ---- functions --------------------------------------------------------------------------------------------------------

export interface CppParam {
  readonly type: CppType;
  readonly name: string;
  /** Empty for a value. */
  readonly dims: readonly number[];
  readonly isConst: boolean;
  /** The function sets the caller's variable. */
  readonly isReference?: boolean;
}

export interface CppFunction {
  /** Lines above it. */
  readonly comments: readonly string[];
  readonly isStatic: boolean;
  readonly type: CppType;
  readonly name: string;
  /** Of a template, the names of its parameters, which are `int`s. */
  readonly constants?: readonly string[];
  readonly params: readonly CppParam[];
  /** `undefined`: defined elsewhere, declared here. */
  readonly body: readonly CppStmt[] | undefined;
}

/** `struct name { type field; … };` */
export interface CppStructDefinition {
  readonly name: string;
  readonly fields: readonly { readonly type: CppType; readonly name: string }[];
}

// ---- shorthands -------------------------------------------------------------------------------------------------------

export const literal = (text: string): CppExpr => ({ kind: "literal", text });
export const name = (n: string): CppExpr => ({ kind: "name", name: n });
export const infix = (op: InfixOp, left: CppExpr, right: CppExpr): CppExpr => ({ kind: "infix", op, left, right });
export const prefix = (op: PrefixOp, operand: CppExpr): CppExpr => ({ kind: "prefix", op, operand });
export const cast = (type: CppType, operand: CppExpr): CppExpr => ({ kind: "cast", type, operand });
export const ternary = (cond: CppExpr, yes: CppExpr, no: CppExpr): CppExpr => ({ kind: "ternary", cond, yes, no });
export const field = (object: CppExpr, n: string): CppExpr => ({ kind: "field", object, name: n });
export const call = (callee: string, args: readonly CppExpr[], types: readonly CppType[] = []): CppExpr =>
  ({ kind: "call", callee, types, args });
export const method = (object: CppExpr, m: string, args: readonly CppExpr[] = []): CppExpr =>
  ({ kind: "method", object, method: m, args });

/** Do the two print the same? */
export function sameExpr(a: CppExpr, b: CppExpr): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
