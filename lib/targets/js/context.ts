/** What lowering knows while it walks: of the module, and of the place in the function it is at. */
import type { Span } from "../../diagnostics/source.js";
import { assignedIn } from "../../analysis/path.js";
import type { Ranges } from "../../analysis/ranges.js";
import type { Effects } from "../../ir/effects.js";
import type { CallExpr, Expr, Func, Load, Stmt, Sym } from "../../ir/ir.js";
import {
  intervalOf, isIntegral, type FloatType, type Interval, type ScalarType, type StreamType, type TensorType,
} from "../../ir/types.js";
import type { Window } from "./batches.js";
import type { Code, IntCode } from "./code.js";
import { mayAlias } from "./loop-facts.js";
import { Scope } from "./names.js";
import { carrierOf, carrierWithin } from "./storage.js";
import { watchingRanges } from "./watches.js";
import { newSlot, Writer, type Marker, type Slot } from "./writer.js";

/** Shared by all functions of a module. */
export interface ModuleContext {
  /** The identifier of the namespace import of "heddle/native". */
  readonly runtime: string;
  readonly lowering: Lowering;
  readonly ranges: Ranges;
  readonly marker: Marker;
  readonly globals: Scope;
  readonly functions: ReadonlyMap<number, FunctionInfo>;
  /** The name of a constant that tells trapping helpers the place: `span`, and of subscripts tensor and dimension. */
  site(span: Span, tensor?: string, dimension?: number): string;
  /** Declares a constant of the module with a name like `wanted`; gives its name. */
  constant(wanted: string, value: string): string;
  /** The same, once for each value. */
  shared(wanted: string, value: string): string;
  /** The streams that a function puts to and gets from, by the ids of its parameters. */
  endsOf(f: Func): Pick<Effects, "puts" | "gets">;
  /** The form of a function that watches the tensors that are these of its parameters. */
  watching(info: FunctionInfo, positions: readonly number[]): FunctionInfo;
  /** The parameters of a network, by id, that instances may race on. */
  racing(network: Sym): ReadonlySet<number>;
  /** The cell that keeps the scalar state with this id: an element of an array, or a variable. */
  readonly states: ReadonlyMap<number, string>;
}

export interface FunctionInfo {
  readonly func: Func;
  readonly name: string;
  readonly isGenerator: boolean;
  /** A call may change more than it is given: tensors that functions keep. */
  readonly lasting: boolean;
  /** Of a form that watches tensors: their parameters, by position. */
  readonly watched?: readonly number[];
}

/** The parts of lowering that call each other; held by the context so that their files need not import each other. */
export interface Lowering {
  readonly integer: (e: Expr, cx: FunctionContext) => IntCode;
  readonly word: (e: Expr, cx: FunctionContext) => IntCode;
  readonly boolean: (e: Expr, cx: FunctionContext) => Code;
  readonly float: (e: Expr, cx: FunctionContext) => Code;
  readonly element: (e: Load, cx: FunctionContext) => Code;
  readonly functionCall: (e: CallExpr, cx: FunctionContext) => Code;
  readonly statements: (stmts: readonly Stmt[], cx: FunctionContext) => void;
}

/** A scalar variable. */
export interface Local {
  readonly name: string;
  readonly type: ScalarType;
  readonly carrier: "number" | "bigint" | "boolean";
  /** Of integers: what it certainly is within. */
  readonly range: Interval | undefined;
  /** How many loops it is declared in. */
  readonly depth: number;
  /** Grows with each declaration. */
  readonly declared: number;
  /** Where lines can be put that use it, and the block they are in. */
  readonly slot: Slot;
  readonly scope: Scope;
}

/** A tensor or stream in scope. */
export interface Reference<T extends TensorType | StreamType> {
  readonly name: string;
  readonly type: T;
}

/** With `shape`, an array of streams. */
export interface StreamReference extends Reference<StreamType> {
  readonly shape?: readonly number[];
}

/** A loop or switch around the current statement. */
export interface OpenLoop {
  readonly id: number;
  readonly isSwitch: boolean;
  /** Printed before it when something inside jumps to it past another one. */
  readonly label: string | undefined;
  /** `continue` means leaving the block with this label (a `while` whose update must still run). */
  readonly bodyLabel: string | undefined;
}

/** The state of lowering one function. */
export class FunctionContext {
  readonly module: ModuleContext;
  readonly func: Func;
  readonly writer = new Writer();
  readonly locals = new Map<number, Local>();
  readonly tensors = new Map<number, Reference<TensorType>>();
  readonly streams = new Map<number, StreamReference>();
  /** Outermost first. */
  readonly loops: OpenLoop[] = [];
  /** Expressions whose value a variable already holds. */
  readonly precomputed = new Map<Expr, Code>();
  /** Names of hoisted sums, by the slot they are in and their text. */
  readonly sums = new Map<Slot, Map<string, string>>();
  /** Elements that a loop keeps in a variable: by tensor id, its name. */
  readonly promoted = new Map<number, string>();
  /** Additions to a sum that is brought into its type after the loop. */
  readonly deferred = new Set<Stmt>();
  /** Loops and switches that something inside jumps to past another one. */
  readonly labelled: ReadonlySet<number>;
  readonly labels = new Scope();
  /** Where allocations go that loops repeat. */
  readonly top = newSlot();
  /** The scope of the parameters. */
  readonly topScope: Scope;
  scope: Scope;
  /** How many variables were declared so far, each time they were. */
  private declarations = 0;

  /** Ids of the variables that some statement assigns. */
  readonly assigned: ReadonlySet<number>;
  /** Whether code may move across statements that do not wait: not where tensors may alias. */
  readonly movesCode: boolean;
  /** Whether the function may wait. */
  readonly isGenerator: boolean;
  /** Tensors that are watched, by id: the name of what says who touches them. */
  readonly watches = new Map<number, string>();
  /** Streams of which a batch holds the place, by id. */
  readonly windows = new Map<number, Window>();

  constructor(module: ModuleContext, { func, isGenerator, watched }: FunctionInfo, labelled: ReadonlySet<number>) {
    this.module = watched === undefined ? module : { ...module, ranges: watchingRanges(module.ranges, func, watched) };
    this.func = func;
    this.labelled = labelled;
    this.assigned = assignedIn(func.body);
    this.isGenerator = isGenerator;
    this.movesCode = watched === undefined && !mayAlias(func, (id) => module.functions.get(id)?.lasting === true);
    this.topScope = new Scope(module.globals);
    this.scope = this.topScope;
  }

  get lower(): Lowering {
    return this.module.lowering;
  }

  /** How many loops are around. */
  get depth(): number {
    return this.loops.filter((l) => !l.isSwitch).length;
  }

  /** Does the variable keep its contents from call to call? */
  isState(sym: Sym): boolean {
    return this.func.states.some((s) => s.sym.id === sym.id);
  }

  /** What an integral expression is certainly within. */
  rangeOf(e: Expr): Interval {
    const range = this.module.ranges.of(e);
    if (range === undefined) throw new Error("an integral expression was expected");
    return range;
  }

  /** The name of the table of the values of a 16-bit float type, by their bits. */
  valuesOf(type: FloatType): string {
    const which = type.precision === 8 ? "bfloat" : "half";
    return this.module.shared(which, `${this.helper(`${which}Values`)}()`);
  }

  /** Lowers a block: names declared in it are free again afterwards. */
  inScope(body: () => void): void {
    const outer = this.scope;
    this.scope = new Scope(outer);
    body();
    this.scope = outer;
  }

  /** Brings a scalar into scope; `within`: what an integer certainly is within, if that is less than its type. */
  declare(sym: Sym, type: ScalarType, within?: Interval): Local {
    const range = isIntegral(type) ? (within ?? intervalOf(type)) : undefined;
    const carrier = range === undefined ? carrierOf(type) : carrierWithin(type, range);
    const local: Local = {
      name: this.scope.declare(sym.name), type, carrier, range, depth: this.depth, declared: this.declarations++,
      scope: this.scope, slot: newSlot(),
    };
    this.locals.set(sym.id, local);
    return local;
  }

  /** The same variable once more, in another piece of code that uses it: with a slot of its own. */
  redeclare(local: Local, sym: Sym): Local {
    const again: Local = { ...local, depth: this.depth, declared: this.declarations++, scope: this.scope, slot: newSlot() };
    this.locals.set(sym.id, again);
    return again;
  }

  /** Chooses a name for a helper variable. */
  temporary(wanted: string): string {
    return this.scope.declare(wanted);
  }

  /** Writes a line that stands for what the user wrote at `span`. */
  line(span: Span, text: string): void {
    this.writer.line(this.module.marker.mark(span) + text);
  }

  local(sym: Sym): Local {
    return found(this.locals.get(sym.id), sym);
  }

  tensor(sym: Sym): Reference<TensorType> {
    return found(this.tensors.get(sym.id), sym);
  }

  stream(sym: Sym): Reference<StreamType> {
    return found(this.streams.get(sym.id), sym);
  }

  callee(sym: Sym): FunctionInfo {
    return found(this.module.functions.get(sym.id), sym);
  }

  helper(name: string): string {
    return `${this.module.runtime}.${name}`;
  }
}

function found<T>(value: T | undefined, sym: Sym): T {
  if (value === undefined) throw new Error(`'${sym.name}' (${sym.id}) is used before it is declared`);
  return value;
}
