/** From the slice of a function to its skeleton. */
import type { Span } from "../diagnostics/source.js";
import type { CallStmt, Expr, For, If, Stmt, Switch, Sym, While } from "../ir/ir.js";
import { isIntegral } from "../ir/types.js";
import { KnownValues, type Known } from "./known-values.js";
import type { ForOp, Op, OuterName, Skeleton, Skeletons, Unknown } from "./skeleton.js";
import type { Slice } from "./stream-slices.js";

/** The skeleton of a function whose parameters are numbers, given when it starts, or not known. */
export function lowerBody(
  skeletons: Skeletons, slice: Slice, args: readonly (number | "given" | undefined)[],
): Skeleton | Unknown {
  const l = new Lowering(skeletons);
  const { func } = slice;
  const given = func.params.flatMap(({ sym, type }, i): [number, number][] => {
    const arg = args[i];
    if (type.kind === "stream") l.streams.set(sym.id, i);
    if (arg === "given") return [[i, l.given(sym, slice)]];
    if (arg !== undefined) l.start.push(...l.bind(sym, { value: () => arg, reads: new Set() }, slice));
    return [];
  });
  const ops = [...l.start, ...(func.network === undefined ? l.function(slice) : l.network(slice, func.span))];
  return l.unknown ?? { kind: "skeleton", func, ops, slots: l.values.size, given };
}

/** A call under way: where its jumps go, by the ids of loops. */
interface Frame {
  readonly slice: Slice;
  readonly targets: Map<number, number>;
  readonly end: number;
}

class Lowering {
  readonly values = new KnownValues();
  /** The positions of the streams, by the ids of their names. */
  readonly streams = new Map<number, number>();
  readonly start: Op[] = [];
  unknown: Unknown | undefined;
  /** Slots of variables that are assigned. */
  private readonly changing = new Set<number>();
  private readonly skeletons: Skeletons;
  private ids = 0;

  constructor(skeletons: Skeletons) {
    this.skeletons = skeletons;
  }

  /** The body of a function whose parameters are bound. */
  function(slice: Slice): readonly Op[] {
    const end = this.ids++;
    const body = this.block(slice.func.body, { slice, targets: new Map(), end });
    return jumpsTo(body, end) ? [{ kind: "block", id: end, body }] : body;
  }

  /** The start of an inner network whose parameters are bound. */
  network({ func, needed }: Slice, span: Span): readonly Op[] {
    if (func.network === undefined) return [];
    const outer = new Map<number, OuterName>();
    for (const { sym, type } of func.params) {
      const position = this.streams.get(sym.id);
      if (type.kind === "stream" && position !== undefined) outer.set(sym.id, { kind: "outer", position });
      if (!needed.has(sym.id) || !isIntegral(type)) continue;
      const known = this.values.known({ kind: "var", sym, type, span });
      if (known !== undefined) outer.set(sym.id, known);
    }
    const network = this.skeletons.network(func.network, outer);
    for (const { title, skeleton } of network.parts) {
      if (skeleton.kind === "unknown") this.fail(`in '${title}', ${skeleton.reason}`, skeleton.span);
    }
    const merge = func.network.streams.find((s) => s.merge === true);
    if (merge !== undefined) this.fail(mergeReason(merge.sym), merge.span);
    return [{ kind: "start", network }];
  }

  /** Gives a name its value: for good, or where that changes later, in a slot. */
  bind(sym: Sym, known: Known | undefined, { assigned }: Slice): readonly Op[] {
    const isAssigned = assigned.has(sym.id);
    if (known === undefined || (!isAssigned && ![...known.reads].some((slot) => this.changing.has(slot)))) {
      this.values.define(sym, known);
      return [];
    }
    const slot = this.values.slot(sym);
    if (isAssigned) this.changing.add(slot);
    return [{ kind: "set", slot, value: known }];
  }

  /** The slot of a parameter whose value is given at the start. */
  given(sym: Sym, { assigned }: Slice): number {
    const slot = this.values.slot(sym);
    if (assigned.has(sym.id)) this.changing.add(slot);
    return slot;
  }

  private fail(reason: string, span: Span): readonly Op[] {
    this.unknown ??= { kind: "unknown", reason, span };
    return [];
  }

  private block(stmts: readonly Stmt[], f: Frame): readonly Op[] {
    return stmts.flatMap((s) => {
      if (f.slice.active.has(s)) return this.statement(s, f);
      if (s.kind === "let" && f.slice.needed.has(s.sym.id)) return this.bind(s.sym, this.values.known(s.init), f.slice);
      if (s.kind === "alloc" && s.init.kind === "values" && isIntegral(s.type.element)) {
        this.values.table(s.sym, s.type, s.init.values);
      }
      return [];
    });
  }

  private statement(s: Stmt, f: Frame): readonly Op[] {
    switch (s.kind) {
      case "put": case "get": {
        const stream = this.streams.get(s.stream.id);
        const attempt = s.kind === "put" ? "tryPut" : "tryGet";
        if (s.ok !== undefined) return this.fail(`what '${attempt}' finds depends on timing`, s.span);
        if (stream === undefined) return this.fail(`'${s.stream.name}' is not known`, s.span);
        return [{ kind: s.kind, stream, span: s.span }];
      }
      case "probe":
        return this.fail(`what '${s.asks}' finds depends on timing`, s.span);
      case "let": case "assign": {
        const value = s.kind === "let" ? s.init : s.value;
        const known = this.values.known(value);
        return known === undefined
          ? this.fail(`'${s.sym.name}', which decides what is put and got, depends on ${this.cause(value)}`, s.span)
          : this.bind(s.sym, known, f.slice);
      }
      case "for": return this.loop(s, f);
      case "while": return this.repeat(s, f);
      case "if": return this.choose(s, f);
      case "switch": return this.select(s, f);
      case "break": case "continue":
        return [{ kind: s.kind === "break" ? "leave" : "again", id: f.targets.get(s.loop) ?? NaN }];
      case "return": return [{ kind: "leave", id: f.end }];
      case "callstmt": return this.call(s);
      case "alloc": case "store": case "print": case "assert":
        return [];
    }
  }

  private loop(s: For, f: Frame): readonly Op[] {
    const [lo, hi] = [this.values.known(s.lo), this.values.known(s.hi)];
    if (lo === undefined || hi === undefined) {
      return this.fail(`how often this loop runs depends on ${this.cause(lo === undefined ? s.lo : s.hi)}`, s.span);
    }
    const [id, slot, bound] = [this.target(s.id, f), this.values.slot(s.iter), this.values.fresh()];
    const body = this.block(s.body, f);
    if (body.length === 0) return [];
    return [{ kind: "for", id, slot, bound, lo, hi, step: Number(s.step), body, span: s.span }];
  }

  private repeat(s: While, f: Frame): readonly Op[] {
    const id = this.target(s.id, f);
    const first = s.bodyFirst ? this.block(s.body, f) : undefined;
    const cond = this.values.known(s.cond);
    if (cond === undefined) return this.fail(`how often this loop runs depends on ${this.cause(s.cond)}`, s.cond.span);
    const [body, update] = [first ?? this.block(s.body, f), this.block(s.update, f)];
    return [{ kind: "while", id, bodyFirst: s.bodyFirst, cond, body, update, span: s.span }];
  }

  private target(loop: number, f: Frame): number {
    const id = this.ids++;
    f.targets.set(loop, id);
    return id;
  }

  private choose(s: If, f: Frame): readonly Op[] {
    const cond = this.values.known(s.cond);
    if (cond?.reads.size === 0) return this.block(cond.value([]) === 0 ? s.else : s.then, f);
    const [then, otherwise] = [this.block(s.then, f), this.block(s.else, f)];
    if (cond !== undefined) return [{ kind: "choose", cond, then, else: otherwise, span: s.cond.span }];
    return sameOps(then, otherwise) ? then : this.fail(`this condition depends on ${this.cause(s.cond)}`, s.cond.span);
  }

  private select(s: Switch, f: Frame): readonly Op[] {
    const id = this.target(s.id, f);
    const value = this.values.known(s.value);
    const cases = s.cases.map((c) => ({ values: new Set(c.values.map(Number)), body: c.body }));
    if (value?.reads.size === 0) {
      const n = value.value([]);
      return [{ kind: "block", id, body: this.block(cases.find((c) => c.values.has(n))?.body ?? s.default, f) }];
    }
    const last = this.block(s.default, f);
    const bodies = cases.map((c) => ({ values: c.values, ops: this.block(c.body, f) }));
    if (value === undefined) {
      return bodies.every((b) => sameOps(b.ops, last)) ? last
        : this.fail(`which case is taken depends on ${this.cause(s.value)}`, s.value.span);
    }
    const body = bodies.reduceRight<readonly Op[]>((rest, { values, ops }) => {
      const among = (n: number): number => (Number.isNaN(n) ? n : Number(values.has(n)));
      const cond: Known = { value: (env) => among(value.value(env)), reads: value.reads };
      return [{ kind: "choose", cond, then: ops, else: rest, span: s.value.span }];
    }, last);
    return [{ kind: "block", id, body }];
  }

  private call(s: CallStmt): readonly Op[] {
    const slice = this.skeletons.slices.get(s.callee.id);
    if (slice === undefined) return this.fail(`'${s.callee.name}' is not known`, s.span);
    // All arguments before the first parameter: none of them is a parameter of the callee.
    const binds = slice.func.params.flatMap(({ sym }, i): readonly Op[] => {
      const arg = s.args[i];
      if (arg === undefined || arg.kind === "aggregate") return this.bind(sym, undefined, slice);
      if (arg.kind !== "ref") return slice.needed.has(sym.id) ? this.bind(sym, this.values.known(arg), slice) : [];
      const stream = this.streams.get(arg.sym.id);
      if (stream !== undefined) this.streams.set(sym.id, stream);
      this.values.sameTable(sym, arg.sym);
      return [];
    });
    return [...binds, ...(slice.func.network === undefined ? this.function(slice) : this.network(slice, s.span))];
  }

  /** What is missing to know `e`. */
  private cause(e: Expr): string {
    const missing = this.values.missing(e) ?? e;
    switch (missing.kind) {
      case "var": return `'${missing.sym.name}'`;
      case "load": return `what is in '${missing.tensor.name}'`;
      case "call": return `what '${missing.callee.name}' returns`;
      case "const": case "binary": case "compare": case "logic": case "unary": case "select": case "cast": case "bitcast":
        return "a value that is not an integer known at compile time";
    }
  }
}

/** Why nothing is known of networks with merged streams. */
export function mergeReason(stream: Sym): string {
  return `in which order values come to '${stream.name}' depends on timing`;
}

function jumpsTo(ops: readonly Op[], id: number): boolean {
  return ops.some((op) => (
    op.kind === "leave" || op.kind === "again" ? op.id === id : innerOps(op).some((b) => jumpsTo(b, id))
  ));
}

/** The operations inside one; not those of networks it starts. */
export function innerOps(op: Op): readonly (readonly Op[])[] {
  switch (op.kind) {
    case "for": case "block": return [op.body];
    case "while": return op.bodyFirst ? [op.body, op.update] : [op.update, op.body];
    case "choose": return [op.then, op.else];
    case "put": case "get": case "set": case "leave": case "again": case "start": return [];
  }
}

/** Whether both do the same to streams, as far as that is plain to see. */
function sameOps(a: readonly Op[], b: readonly Op[]): boolean {
  return a.length === b.length && a.every((x, i) => {
    const y = b[i];
    return y !== undefined && sameOp(x, y);
  });
}

function sameOp(x: Op, y: Op): boolean {
  switch (x.kind) {
    case "put": case "get": return y.kind === x.kind && x.stream === y.stream;
    case "leave": case "again": return y.kind === x.kind && x.id === y.id;
    case "for": return y.kind === "for" && trips(x) !== undefined && trips(x) === trips(y) && sameOps(x.body, y.body);
    case "set": case "while": case "choose": case "block": case "start": return false;
  }
}

/** How often a loop with constant bounds runs. */
function trips({ lo, hi, step }: ForOp): number | undefined {
  return lo.reads.size + hi.reads.size > 0 ? undefined : tripsBetween(lo.value([]), hi.value([]), step);
}

/** The number of iterations from `lo` to before `hi`. */
export function tripsBetween(lo: number, hi: number, step: number): number {
  return Math.max(0, Math.ceil((hi - lo) / step));
}
