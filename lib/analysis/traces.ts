/**
 * In which order statements read and write the elements of tensors, by running their loops: exact where bounds,
 * conditions and subscripts are known without the data, and no answer elsewhere.
 */
import type { Span } from "../diagnostics/source.js";
import type { Arg, CallExpr, CallStmt, Expr, For, Func, Module, Stmt, Sym } from "../ir/ir.js";
import { isIntegral, type TensorType } from "../ir/types.js";
import { childExprs, refArgs, stmtBlocks, stmtExprs } from "../ir/walk.js";
import { KnownValues, unknown, type Env, type Value } from "./known-values.js";

/** The accesses in order; the three lists are parallel. */
export interface Trace {
  /** Ids of the tensors. */
  readonly tensors: number[];
  /** Flat, row-major places; what is written is −1 − place. */
  readonly places: number[];
  readonly spans: Span[];
}

export type Traced =
  | { readonly kind: "trace"; readonly trace: Trace }
  | { readonly kind: "unknown"; readonly reason: string; readonly span: Span };

/** More accesses than this are not noted, more iterations not run. */
const mostAccesses = 1 << 22;
const mostIterations = 1 << 24;

/**
 * What `s`, a statement of a function of `m`, does to `tensors`, callees included; `before` holds values that it uses.
 */
export function traceOf(m: Module, before: readonly Stmt[], s: Stmt, tensors: ReadonlyMap<number, TensorType>): Traced {
  const compiler = new Compiler(m);
  try {
    const targets = new Map([...tensors].map(([id, type]) => [id, { id, type }]));
    const runs = [...before.filter((b) => b.kind === "let"), s].map((x) => compiler.statement(x, targets));
    const env: Env = [];
    for (const run of runs) run?.(env);
    return { kind: "trace", trace: compiler.trace };
  } catch (error) {
    if (error instanceof NotKnown) return { kind: "unknown", reason: error.message, span: error.span };
    throw error;
  }
}

/** Where the places of an access lie. */
export function placeText(place: number, { shape }: TensorType): string {
  const index: number[] = [];
  let rest = place < 0 ? -1 - place : place;
  for (const extent of [...shape].reverse()) {
    index.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return `[${index.join(", ")}]`;
}

class NotKnown extends Error {
  readonly span: Span;

  constructor(reason: string, span: Span) {
    super(reason);
    this.span = span;
  }
}

interface Target {
  readonly id: number;
  readonly type: TensorType;
}

/** The tensors that are followed, by the ids of the names they have here. */
type Targets = ReadonlyMap<number, Target>;

type Run = (env: Env) => void;

class Compiler {
  readonly trace: Trace = { tensors: [], places: [], spans: [] };
  private readonly values = new KnownValues();
  private readonly module: Module;
  private iterations = 0;

  constructor(m: Module) {
    this.module = m;
  }

  /** Nothing when the statement has to do with none of the targets. */
  statement(s: Stmt, targets: Targets): Run | undefined {
    switch (s.kind) {
      case "for":
        return this.loop(s, targets);
      case "if":
        return this.choice(s, targets);
      case "let": {
        const reads = this.reads(s, targets);
        if (s.mutable || !isIntegral(s.type)) return reads;
        const [slot, value] = [this.values.slot(s.sym), this.values.value(s.init)];
        return (env) => {
          reads?.(env);
          env[slot] = value(env);
        };
      }
      case "store":
        return sequence([this.reads(s, targets), this.access(s.tensor, s.index, true, s.span, targets)]);
      case "callstmt":
        return sequence([this.reads(s, targets), this.call(s, targets)]);
      case "put":
        return this.unless(!passes(s, targets), "it is put on a stream", s.span) ?? this.reads(s, targets);
      case "assign": case "get": case "probe": case "alloc":
        return this.reads(s, targets);
      case "print": case "assert":
        return this.unless(this.reads(s, targets) === undefined && !passes(s, targets), "a message reads it", s.span);
      case "while": case "switch":
        return this.unless(!this.concerns(s, targets), `it is used in a ${s.kind}`, s.span);
      case "break": case "continue": case "return":
        return this.unless(false, "the run may leave a loop or function early", s.span);
    }
  }

  private unless(holds: boolean, reason: string, span: Span): Run | undefined {
    return holds ? undefined : () => {
      throw new NotKnown(reason, span);
    };
  }

  private concerns(s: Stmt, targets: Targets): boolean {
    return stmtBlocks(s).some((b) => this.block(b, targets) !== undefined) || this.reads(s, targets) !== undefined;
  }

  private block(stmts: readonly Stmt[], targets: Targets): Run | undefined {
    const runs = stmts.map((s) => ({ s, run: this.statement(s, targets) }));
    // Values alone are no reason to run a loop.
    if (runs.every(({ s, run }) => run === undefined || (s.kind === "let" && this.reads(s, targets) === undefined))) {
      return undefined;
    }
    return sequence(runs.map(({ run }) => run));
  }

  private loop(s: For, targets: Targets): Run | undefined {
    const bounds = this.reads(s, targets);
    const slot = this.values.slot(s.iter);
    const body = this.block(s.body, targets);
    if (body === undefined) return bounds;
    const [lo, hi, step] = [this.values.value(s.lo), this.values.value(s.hi), Number(s.step)];
    return (env) => {
      bounds?.(env);
      const [from, to] = [lo(env), hi(env)];
      if (Number.isNaN(from) || Number.isNaN(to)) {
        throw new NotKnown(`the bounds of '${s.iter.name}' depend on run-time values`, s.span);
      }
      for (let i = from; step > 0 ? i < to : i > to; i += step) {
        if (this.iterations++ > mostIterations) {
          throw new NotKnown(`there are more than ${mostIterations} iterations`, s.span);
        }
        env[slot] = i;
        body(env);
      }
    };
  }

  private choice(s: Extract<Stmt, { kind: "if" }>, targets: Targets): Run | undefined {
    const reads = this.reads(s, targets);
    const [then, otherwise] = [this.block(s.then, targets), this.block(s.else, targets)];
    if (then === undefined && otherwise === undefined) return reads;
    const cond = this.values.value(s.cond);
    return (env) => {
      reads?.(env);
      const truth = cond(env);
      if (Number.isNaN(truth)) {
        throw new NotKnown("it is used under a condition that depends on run-time values", s.span);
      }
      (truth === 0 ? otherwise : then)?.(env);
    };
  }

  // ---- accesses -----------------------------------------------------------------------------------------------------

  /** What the expressions of `s` itself read. */
  private reads(s: Stmt, targets: Targets): Run | undefined {
    return sequence(stmtExprs(s).map((e) => this.expression(e, targets)));
  }

  private expression(e: Expr, targets: Targets): Run | undefined {
    const children = childExprs(e).map((c) => this.expression(c, targets));
    const isConditional = (e.kind === "select" || e.kind === "logic") && children.slice(1).some((c) => c !== undefined);
    if (isConditional) return this.unless(false, "it is read in one side of a condition", e.span);
    const own = e.kind === "load" ? this.access(e.tensor, e.index, false, e.span, targets)
      : e.kind === "call" ? this.call(e, targets) : undefined;
    return sequence([...children, own]);
  }

  private access(tensor: Sym, index: readonly Expr[], isWrite: boolean, span: Span, targets: Targets): Run | undefined {
    const target = targets.get(tensor.id);
    if (target === undefined) return undefined;
    const { shape } = target.type;
    const values = index.map((e) => this.values.value(e));
    const { tensors, places, spans } = this.trace;
    return (env) => {
      let place = 0;
      for (let d = 0; d < shape.length; d++) {
        const at = values[d]?.(env) ?? Number.NaN;
        const extent = shape[d] ?? 0;
        if (!(at >= 0 && at < extent)) {
          const reason = Number.isNaN(at) ? "a subscript depends on run-time values" : "a subscript is outside";
          throw new NotKnown(reason, span);
        }
        place = place * extent + at;
      }
      if (places.length >= mostAccesses) throw new NotKnown(`there are more than ${mostAccesses} accesses`, span);
      tensors.push(target.id);
      places.push(isWrite ? -1 - place : place);
      spans.push(span);
    };
  }

  // ---- calls --------------------------------------------------------------------------------------------------------

  private call(call: CallExpr | CallStmt, targets: Targets): Run | undefined {
    if (!passes(call, targets)) return undefined;
    const callee = this.module.functions.find((f) => f.sym.id === call.callee.id);
    if (callee === undefined || callee.external !== undefined) {
      return this.unless(false, "it is passed to code outside", call.span);
    }
    const inside = new Map<number, Target>();
    const values = callee.params.map(({ sym }, i): readonly [number, Value] => {
      const arg = call.args[i];
      const target = arg?.kind === "ref" ? targets.get(arg.sym.id) : undefined;
      if (target !== undefined) inside.set(sym.id, target);
      return [this.values.slot(sym), this.argument(arg)];
    });
    const body = this.body(callee, inside);
    return (env) => {
      const given = values.map(([slot, value]) => [slot, value(env)] as const);
      for (const [slot, n] of given) env[slot] = n;
      body?.(env);
    };
  }

  private argument(arg: Arg | undefined): Value {
    return arg === undefined || arg.kind === "ref" || arg.kind === "aggregate" ? unknown : this.values.value(arg);
  }

  private body(f: Func, targets: Targets): Run | undefined {
    const last = f.body.at(-1);
    if (last?.kind !== "return") return this.block(f.body, targets);
    return sequence([this.block(f.body.slice(0, -1), targets), this.reads(last, targets)]);
  }
}

/** Does `node` pass, return or print a target? */
function passes(node: Expr | Stmt, targets: Targets): boolean {
  return refArgs(node).some((r) => targets.has(r.sym.id));
}

function sequence(runs: readonly (Run | undefined)[]): Run | undefined {
  const [first, second, ...others] = runs.filter((r) => r !== undefined);
  if (first === undefined || second === undefined) return first;
  const rest = [second, ...others];
  return (env) => {
    first(env);
    for (const r of rest) r(env);
  };
}
