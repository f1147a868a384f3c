/**
 * The loop IR: kernels as loop nests over typed scalars and tensors. The whole grammar is in this file.
 *
 * Everything is an immutable plain object with a `kind` and a `span`. Names are `Sym`s, equal when their ids are equal.
 * Integer arithmetic is exact: an expression's type is wide enough for its value (lib/ir/typing.ts); conversion happens
 * in `cast` only, and every place that stores a value demands exactly its own type. What each node means is defined by
 * lib/ir/interpret.ts; what a module must satisfy, by lib/ir/verify.ts; how it prints, by lib/ir/print.ts.
 */
import type { Span } from "../diagnostics/source.js";
import type { ScalarType, StreamType, TensorType, Type } from "./types.js";

/** A name. `name` is the user's spelling; `id` is unique within a module and decides equality. */
export interface Sym {
  readonly name: string;
  readonly id: number;
}

// ---- expressions: pure, total but for the errors that interpret.ts names ----------------------------------------------

export type BinaryOp =
  | "add" | "sub" | "mul"
  /** `/`: on integers truncates toward zero; by zero stops the run. On floats IEEE. */
  | "div"
  /** `%`: sign of the dividend; on integers by zero stops the run; on floats the exact remainder (C's fmod). */
  | "rem"
  /** Integers only: quotient rounded down; remainder with the divisor's sign. */
  | "floordiv" | "mod"
  /** Integers only: the left type is kept; amounts ≥ its width give 0 (`shr` of a negative: −1); negative amounts stop the run. */
  | "shl" | "shr" | "ushr"
  | "and" | "or" | "xor"
  | "min" | "max"
  /** Floats only. */
  | "pow" | "hypot";

export type CompareOp = "eq" | "ne" | "lt" | "le" | "gt" | "ge";

/** `neg abs`: exact on integers. `bitnot`: keeps the type. The rest: floats only, rounded once to the operand's width. */
export type UnaryOp =
  | "neg" | "abs" | "bitnot" | "not"
  | "sqrt" | "exp" | "log" | "sin" | "cos" | "tan" | "tanh"
  | "floor" | "ceil" | "round" | "trunc" | "sign";

interface ExprBase {
  readonly type: ScalarType;
  readonly span: Span;
}

/** int, index: bigint; bool: boolean; float: number, already rounded to the type. */
export interface Const extends ExprBase {
  readonly kind: "const";
  readonly value: bigint | number | boolean;
}

export interface VarRef extends ExprBase {
  readonly kind: "var";
  readonly sym: Sym;
}

/** One element; `index` has as many integral expressions as the tensor has dimensions. Out of bounds stops the run. */
export interface Load extends ExprBase {
  readonly kind: "load";
  readonly tensor: Sym;
  readonly index: readonly Expr[];
}

/** Operands may be of different integral types (the result holds the exact value), or both of the result's float type. */
export interface Binary extends ExprBase {
  readonly kind: "binary";
  readonly op: BinaryOp;
  readonly left: Expr;
  readonly right: Expr;
}

/** Result bool. Both sides integral (compared exactly), both the same float type, or both bool. */
export interface Compare extends ExprBase {
  readonly kind: "compare";
  readonly op: CompareOp;
  readonly left: Expr;
  readonly right: Expr;
}

/** Short-circuit; both sides bool. */
export interface Logic extends ExprBase {
  readonly kind: "logic";
  readonly op: "and" | "or";
  readonly left: Expr;
  readonly right: Expr;
}

export interface Unary extends ExprBase {
  readonly kind: "unary";
  readonly op: UnaryOp;
  readonly operand: Expr;
}

/** Evaluates only the side that is chosen. Sides: both integral (result holds both), or both the result's type. */
export interface Select extends ExprBase {
  readonly kind: "select";
  readonly cond: Expr;
  readonly whenTrue: Expr;
  readonly whenFalse: Expr;
}

/** The one place where values change: see `convert` in lib/numeric/convert.ts. */
export interface Cast extends ExprBase {
  readonly kind: "cast";
  readonly operand: Expr;
}

/** A call of a pure function (`isPure` in lib/analysis/purity.ts) that returns a scalar. Tensor arguments are `TensorArg`s. */
export interface CallExpr extends ExprBase {
  readonly kind: "call";
  readonly callee: Sym;
  readonly args: readonly Arg[];
}

export type Expr = Const | VarRef | Load | Binary | Compare | Logic | Unary | Select | Cast | CallExpr;

/** A tensor or stream passed by reference. */
export interface RefArg {
  readonly kind: "ref";
  readonly sym: Sym;
  readonly span: Span;
}

export type Arg = Expr | RefArg;

// ---- statements ---------------------------------------------------------------------------------------------------------

interface StmtBase {
  readonly span: Span;
}

/** Declares a scalar. `mutable` is false for a `const`. */
export interface Let extends StmtBase {
  readonly kind: "let";
  readonly sym: Sym;
  readonly type: ScalarType;
  readonly mutable: boolean;
  readonly init: Expr;
}

export interface Assign extends StmtBase {
  readonly kind: "assign";
  readonly sym: Sym;
  readonly value: Expr;
}

/**
 * Declares a tensor. `fill`: every element starts so each time the statement runs. `values`: a constant array (ROM) of
 * all elements in row-major order, never written.
 */
export interface Alloc extends StmtBase {
  readonly kind: "alloc";
  readonly sym: Sym;
  readonly type: TensorType;
  readonly init:
    | { readonly kind: "fill"; readonly value: Expr }
    | { readonly kind: "values"; readonly values: readonly Const["value"][] };
}

export interface Store extends StmtBase {
  readonly kind: "store";
  readonly tensor: Sym;
  readonly index: readonly Expr[];
  readonly value: Expr;
}

/** Runs for iter = lo, lo + step, … while iter < hi (step > 0) or iter > hi (step < 0). lo and hi are evaluated once, before. */
export interface For extends StmtBase {
  readonly kind: "for";
  readonly iter: Sym;
  /** Holds every value the iteration variable takes. */
  readonly type: ScalarType;
  readonly lo: Expr;
  readonly hi: Expr;
  /** A constant other than 0. */
  readonly step: bigint;
  readonly body: readonly Stmt[];
  /** The user's label; on the outermost loop of its band. */
  readonly label?: string;
  /** Written as `reduction(…)`. */
  readonly reduction: boolean;
  /** What `break` and `continue` name the loop by; unique in the function. */
  readonly id: number;
}

/** `for (; cond; update) body`; `continue` runs `update`. A plain `while` has no update. */
export interface While extends StmtBase {
  readonly kind: "while";
  readonly cond: Expr;
  readonly update: readonly Stmt[];
  readonly body: readonly Stmt[];
  readonly label?: string;
  readonly id: number;
}

export interface If extends StmtBase {
  readonly kind: "if";
  readonly cond: Expr;
  readonly then: readonly Stmt[];
  readonly else: readonly Stmt[];
}

/** Leaves / continues the enclosing loop with this `id`. */
export interface Jump extends StmtBase {
  readonly kind: "break" | "continue";
  readonly loop: number;
}

/** `value` is a scalar of the function's result type, a `ref` to a tensor of it, or absent when there is no result. */
export interface Return extends StmtBase {
  readonly kind: "return";
  readonly value?: Arg;
}

/** Calls any function; `result`, when given, declares a new scalar or tensor that holds what it returns. */
export interface CallStmt extends StmtBase {
  readonly kind: "callstmt";
  readonly callee: Sym;
  readonly args: readonly Arg[];
  readonly result?: { readonly sym: Sym; readonly type: ScalarType | TensorType };
}

/** Blocks while the stream is full. */
export interface Put extends StmtBase {
  readonly kind: "put";
  readonly stream: Sym;
  readonly value: Expr;
}

/** Blocks while the stream is empty; declares `sym`, of the stream's element type. */
export interface Get extends StmtBase {
  readonly kind: "get";
  readonly stream: Sym;
  readonly sym: Sym;
  readonly type: ScalarType;
}

export type Stmt = Let | Assign | Alloc | Store | For | While | If | Jump | Return | CallStmt | Put | Get;

// ---- functions, regions, modules ----------------------------------------------------------------------------------------

export interface Param {
  readonly sym: Sym;
  readonly type: Type;
  readonly span: Span;
}

/** A kernel or a helper. Tensor and stream parameters are by reference and never alias. */
export interface Func {
  readonly kind: "func";
  readonly sym: Sym;
  readonly params: readonly Param[];
  readonly result?: ScalarType | TensorType;
  readonly body: readonly Stmt[];
  readonly span: Span;
}

export interface StreamDecl {
  readonly sym: Sym;
  readonly type: StreamType;
  readonly span: Span;
}

/** One running copy of a kernel; `args` name region parameters and streams, in the order of the kernel's parameters. */
export interface Instance {
  readonly callee: Sym;
  readonly args: readonly Sym[];
  readonly span: Span;
}

/** A dataflow region: its instances run side by side, joined by its streams (a Kahn network with bounded channels). */
export interface Region {
  readonly kind: "region";
  readonly sym: Sym;
  readonly params: readonly Param[];
  readonly streams: readonly StreamDecl[];
  readonly instances: readonly Instance[];
  readonly span: Span;
}

/** `functions` in dependency order, callees first; no recursion. `top` is one of them, or the region. */
export interface Module {
  readonly functions: readonly Func[];
  readonly top: Func | Region;
}
