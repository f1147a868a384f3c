/**
 * The loop IR: kernels as loop nests over typed scalars and tensors. The whole grammar is in this file.
 *
 * Everything is an immutable plain object with a `kind` and a `span`. Names are `Sym`s, equal when their ids are equal.
 * Arithmetic on integers and fixed point is exact: an expression's type is wide enough for its value (lib/ir/typing.ts);
 * conversion happens in `cast` only, and every place that stores a value demands exactly its own type. Expressions are
 * scalars: structs are put together (`Aggregate`) only where they are passed on, and read field by field. What each node
 * means is defined by lib/ir/interpret.ts; what a module must satisfy, by lib/ir/verify.ts; how it prints, by print.ts.
 */
import type { Span } from "../diagnostics/source.js";
import type { FuncDirectives, LoopDirectives } from "./directives.js";
import type { Path, ScalarType, StreamType, StructType, TensorType, TokenType, Type, ValueType } from "./types.js";

export type {
  FuncDirectives, LoopDirectives, MemoryBinding, MemoryDirectives, MemoryKind, Partition, Pipeline, Ports,
} from "./directives.js";

/** A name. `name` is the user's spelling; `id` is unique within a module and decides equality. */
export interface Sym {
  readonly name: string;
  readonly id: number;
}

// ---- expressions: pure, total but for the errors that interpret.ts names ----------------------------------------------

export type BinaryOp =
  | "add" | "sub" | "mul"
  /** `/`: on integers truncates toward zero, with fixed point rounds as its own type says; by zero stops the run. On floats IEEE. */
  | "div"
  /** `%`: sign of the dividend; by zero stops the run; on floats the exact remainder (C's fmod). */
  | "rem"
  /** Not on floats: quotient rounded down to an integer; remainder with the divisor's sign. */
  | "floordiv" | "mod"
  /** Not on floats: the left type is kept; amounts ≥ its width give 0 (`shr` of a negative: −1 unit); negative amounts stop the run. */
  | "shl" | "shr" | "ushr"
  /** Not on floats; of fixed point the raw values, brought to one scale. */
  | "and" | "or" | "xor"
  | "min" | "max"
  /** Floats only. */
  | "pow" | "hypot";

export type CompareOp = "eq" | "ne" | "lt" | "le" | "gt" | "ge";

export type UnaryOp =
  /** Exact but on floats. */
  | "neg" | "abs" | "sign"
  /** Keep the type: the complement, and the bits in reverse. Not on floats. */
  | "bitnot" | "reverse"
  | "not"
  /** Of fixed point an integer; `round` takes ties up. */
  | "floor" | "ceil" | "round" | "trunc"
  /** Floats only, rounded once to the operand's type. */
  | "sqrt" | "exp" | "log" | "sin" | "cos" | "tan" | "tanh";

interface ExprBase {
  readonly type: ScalarType;
  readonly span: Span;
}

/** int, index: bigint; fixed: its raw value as bigint; bool: boolean; float: number, already rounded to the type. */
export interface Const extends ExprBase {
  readonly kind: "const";
  readonly value: bigint | number | boolean;
}

/** A scalar variable, or the scalar at `path` in a struct (not empty then). */
export interface VarRef extends ExprBase {
  readonly kind: "var";
  readonly sym: Sym;
  readonly path?: Path;
}

/**
 * One element, or the scalar at `path` in it; `index` has as many integral expressions as the tensor has dimensions.
 * Out of bounds stops the run.
 */
export interface Load extends ExprBase {
  readonly kind: "load";
  readonly tensor: Sym;
  readonly index: readonly Expr[];
  readonly path?: Path;
}

/** Operands may be of different exact types (the result holds the exact value), or both of the result's float type. */
export interface Binary extends ExprBase {
  readonly kind: "binary";
  readonly op: BinaryOp;
  readonly left: Expr;
  readonly right: Expr;
}

/** Result bool. Both sides exact types (compared exactly), both the same float type, or both bool. */
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

/** Evaluates only the side that is chosen. Sides: both exact types (result holds both), or both the result's type. */
export interface Select extends ExprBase {
  readonly kind: "select";
  readonly cond: Expr;
  readonly whenTrue: Expr;
  readonly whenFalse: Expr;
}

/** The one place where values change: see `convertFrom` in lib/numeric/convert.ts. */
export interface Cast extends ExprBase {
  readonly kind: "cast";
  readonly operand: Expr;
}

/** The same bits read as another type of the same width. */
export interface Bitcast extends ExprBase {
  readonly kind: "bitcast";
  readonly operand: Expr;
}

/** A call of a pure function (`isPure` in lib/analysis/purity.ts) that returns a scalar. Tensor arguments are `TensorArg`s. */
export interface CallExpr extends ExprBase {
  readonly kind: "call";
  readonly callee: Sym;
  readonly args: readonly Arg[];
}

export type Expr = Const | VarRef | Load | Binary | Compare | Logic | Unary | Select | Cast | Bitcast | CallExpr;

/** A struct put together: one expression for each scalar of `type`, in the order of `leavesOf`, of exactly its type. */
export interface Aggregate {
  readonly kind: "aggregate";
  readonly type: StructType;
  readonly leaves: readonly Expr[];
  readonly span: Span;
}

/** A tensor or stream passed by reference. */
export interface RefArg {
  readonly kind: "ref";
  readonly sym: Sym;
  readonly span: Span;
}

export type Arg = Expr | Aggregate | RefArg;

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
 * all elements in row-major order, of structs scalar by scalar; never written.
 */
export interface Alloc extends StmtBase {
  readonly kind: "alloc";
  readonly sym: Sym;
  readonly type: TensorType;
  readonly init:
    | { readonly kind: "fill"; readonly value: Expr | Aggregate }
    | { readonly kind: "values"; readonly values: readonly Const["value"][] };
}

/** Stores a scalar: an element, or the scalar at `path` in one. */
export interface Store extends StmtBase {
  readonly kind: "store";
  readonly tensor: Sym;
  readonly index: readonly Expr[];
  readonly path?: Path;
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
  /** Absent rather than empty. */
  readonly directives?: LoopDirectives;
  /** What `break` and `continue` name the loop by; unique in the function. */
  readonly id: number;
}

/**
 * `for (; cond; update) body`; `continue` runs `update`. A plain `while` has no update; with `bodyFirst` it is a
 * `do … while`, which runs the body once before it looks at the condition.
 */
export interface While extends StmtBase {
  readonly kind: "while";
  readonly bodyFirst: boolean;
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

/** Runs the case whose values hold that of `value`, else `default`; no case goes on to the next. */
export interface Switch extends StmtBase {
  readonly kind: "switch";
  /** Integral. */
  readonly value: Expr;
  /** No value stands in two of them. */
  readonly cases: readonly { readonly values: readonly bigint[]; readonly body: readonly Stmt[] }[];
  readonly default: readonly Stmt[];
  /** What `break` names it by, as it does a loop. */
  readonly id: number;
}

/** Leaves / continues the enclosing loop (for `break`, also switch) with this `id`. */
export interface Jump extends StmtBase {
  readonly kind: "break" | "continue";
  readonly loop: number;
}

/** One value for each of the function's results: values of their types, `ref`s to tensors. */
export interface Return extends StmtBase {
  readonly kind: "return";
  readonly values: readonly Arg[];
}

/** What a function gives back. */
export type ResultType = ValueType | TensorType;

/** Calls any function; `results` is empty, or declares a new constant or tensor for each of its results. */
export interface CallStmt extends StmtBase {
  readonly kind: "callstmt";
  readonly callee: Sym;
  readonly args: readonly Arg[];
  readonly results: readonly { readonly sym: Sym; readonly type: ResultType }[];
}

/**
 * Appends a token; of a block, given as a `ref`, a copy. Blocks while the stream is full; with `ok`, never: declares that
 * constant, whether there was room. A failure lets the other instances of the network run before it goes on.
 */
export interface Put extends StmtBase {
  readonly kind: "put";
  readonly stream: Sym;
  readonly value: Expr | Aggregate | RefArg;
  readonly ok?: Sym;
}

/**
 * Takes the oldest token; declares `sym`, a constant, or for a block a new tensor. Blocks while the stream is empty; with
 * `ok`, never: declares that constant, whether there was one, and all scalars of `sym` are 0 if not. A failure lets the
 * other instances of the network run before it goes on.
 */
export interface Get extends StmtBase {
  readonly kind: "get";
  readonly stream: Sym;
  readonly sym: Sym;
  readonly type: TokenType;
  readonly ok?: Sym;
}

/** Declares the constant `sym`: is the stream empty, or full? If so, the other instances run before it goes on. */
export interface Probe extends StmtBase {
  readonly kind: "probe";
  readonly asks: "empty" | "full";
  readonly stream: Sym;
  readonly sym: Sym;
}

/** The elements of a tensor, shown as values of type `element`, whose raw values they are. */
export interface TensorPart {
  readonly kind: "tensor";
  readonly sym: Sym;
  readonly element: ScalarType;
  readonly span: Span;
}

/** A piece of a message: text, the value of an expression, or a tensor's elements. */
export type MessagePart = { readonly kind: "text"; readonly text: string } | Expr | TensorPart;

/** Writes a line, in simulation only: hardware leaves it out. The parts follow each other without spaces. */
export interface Print extends StmtBase {
  readonly kind: "print";
  readonly parts: readonly MessagePart[];
}

/** Stops the run with `message` when `cond` does not hold, in simulation only: hardware leaves it out. */
export interface Assert extends StmtBase {
  readonly kind: "assert";
  readonly cond: Expr;
  readonly message: readonly MessagePart[];
}

export type Stmt =
  | Let | Assign | Alloc | Store | For | While | If | Switch | Jump | Return | CallStmt | Put | Get | Probe | Print
  | Assert;

// ---- functions, regions, modules ----------------------------------------------------------------------------------------

export interface Param {
  readonly sym: Sym;
  readonly type: Type;
  readonly span: Span;
}

/** A variable or tensor that keeps its contents from call to call, and starts with `init` (one value a scalar, in order). */
export interface State {
  readonly sym: Sym;
  readonly type: ScalarType | TensorType;
  readonly init: readonly Const["value"][];
  readonly span: Span;
}

/** A function that is not in the IR: C++ in `source`, called `top` there, and a model in JavaScript, found by `model`. */
export interface External {
  readonly top: string;
  readonly model: string;
  /** The path of the C++ file, relative to the project. */
  readonly source: string;
  /** The parameters it writes, by position. */
  readonly writes: readonly number[];
}

/** A kernel, a helper or an inner region. Tensor and stream parameters are by reference and never alias. */
export interface Func extends FuncDirectives {
  readonly kind: "func";
  readonly sym: Sym;
  readonly params: readonly Param[];
  readonly results: readonly ResultType[];
  readonly states: readonly State[];
  readonly body: readonly Stmt[];
  /** When given, the body is empty, and this runs instead. */
  readonly external?: External;
  /** When given, the body is empty, and a call runs this to its end. Its names are the parameters and its streams. */
  readonly network?: Network;
  readonly span: Span;
}

/** A stream, or with `shape` an array of streams. */
export interface StreamDecl {
  readonly sym: Sym;
  readonly type: StreamType;
  readonly shape?: readonly number[];
  /** Several instances may put to it; their tokens come in the order in which they are put. */
  readonly merge?: true;
  /** One of the streams that stand for this one of structs, other than the first: always as full as that. */
  readonly partOf?: Sym;
  readonly span: Span;
}

/** A parameter of the region or a stream; with `index`, one of an array of streams. */
export interface NameArg {
  readonly kind: "name";
  readonly sym: Sym;
  readonly index?: readonly number[];
}

/** One running copy of a function. `args` are for its parameters, in order; constants for scalars only. */
export interface Instance {
  readonly callee: Sym;
  readonly args: readonly (NameArg | Const)[];
  /** The kernel's name where it is not that of `callee`, which may be one of several forms of the kernel. */
  readonly kernel?: string;
  /** Where it stands in the kernel's grid; absent for the only one. */
  readonly place?: readonly number[];
  readonly span: Span;
}

/**
 * Instances that run side by side, joined by streams (a Kahn network with bounded channels). They stand in the order in
 * which they are started and resumed; as far as there are no cycles, producers before consumers.
 */
export interface Network {
  readonly streams: readonly StreamDecl[];
  readonly instances: readonly Instance[];
}

/** A dataflow region as the top of a module. */
export interface Region extends Network {
  readonly kind: "region";
  readonly sym: Sym;
  readonly params: readonly Param[];
  readonly span: Span;
}

/** `functions` in dependency order, callees first; no recursion. `top` is one of them, or the region. */
export interface Module {
  readonly functions: readonly Func[];
  readonly top: Func | Region;
}
