/** How often a skeleton puts and gets: loops whose bodies do not depend on their counters multiply, others are run. */
import type { Span } from "../diagnostics/source.js";
import type { Env } from "./known-values.js";
import { innerOps, tripsBetween } from "./skeleton-lowering.js";
import { givesOn } from "./skeleton-program.js";
import type { ForOp, NetworkSkeleton, Op, Skeleton, Unknown } from "./skeleton.js";

/** What happens at a parameter. */
export interface Passed {
  readonly position: number;
  readonly does: "put" | "get";
  count: number;
  /** The first operation in the text. */
  readonly span: Span;
}

/** Iterations and operations that are looked at before counting is given up. */
const mostWork = 1_000_000;

/** The counts of one run of a skeleton; parameters that it never uses are not among them. */
export function countsOf(skeleton: Skeleton): readonly Passed[] | Unknown {
  const counter = new Counter();
  const counts = counter.skeleton(skeleton, []);
  return counter.unknown ?? [...counts.values()];
}

type Counts = Map<string, Passed>;
type Ending = { readonly kind: "leave" | "again"; readonly id: number } | undefined;

class Counter {
  unknown: Unknown | undefined;
  private work = 0;
  private readonly plain = new Map<ForOp, boolean>();

  /** With `given` as the values of its first slots. */
  skeleton(s: Skeleton, given: readonly (readonly [slot: number, value: number])[]): Counts {
    const counts: Counts = new Map();
    const env = new Float64Array(s.slots);
    for (const [slot, value] of given) env[slot] = value;
    this.block(s.ops, env, 1, counts);
    return counts;
  }

  private block(ops: readonly Op[], env: Env, times: number, counts: Counts): Ending {
    for (const op of ops) {
      const ending = this.op(op, env, times, counts);
      if (ending !== undefined || this.unknown !== undefined) return ending;
    }
    return undefined;
  }

  private op(op: Op, env: Env, times: number, counts: Counts): Ending {
    this.work++;
    switch (op.kind) {
      case "put": case "get":
        add(counts, { position: op.stream, does: op.kind, count: times, span: op.span });
        return undefined;
      case "set":
        env[op.slot] = op.value.value(env);
        return undefined;
      case "for":
        return this.loop(op, env, times, counts);
      case "while": {
        for (let first = op.bodyFirst; first || this.holds(op, env); first = false) {
          const ending = this.block(op.body, env, times, counts);
          if (leaves(ending, op.id)) return after(ending, op.id);
          this.block(op.update, env, times, counts);
        }
        return undefined;
      }
      case "choose":
        return this.block(this.holds(op, env) ? op.then : op.else, env, times, counts);
      case "block":
        return after(this.block(op.body, env, times, counts), op.id);
      case "leave": case "again":
        return op;
      case "start":
        this.start(op.network, env, times, counts);
        return undefined;
    }
  }

  /** Whether a condition holds; stops when that is not known, or when there was too much work. */
  private holds({ cond, span }: Extract<Op, { kind: "while" | "choose" }>, env: Env): boolean {
    const truth = cond.value(env);
    if (this.isTooMuch(span) || this.isNaN(truth, span)) return false;
    return truth !== 0;
  }

  private isTooMuch(span: Span): boolean {
    const reason = "there are too many iterations to count";
    if (this.work > mostWork) this.unknown ??= { kind: "unknown", reason, span };
    return this.unknown !== undefined;
  }

  private isNaN(n: number, span: Span): boolean {
    if (Number.isNaN(n)) this.unknown ??= { kind: "unknown", reason: "a number here is too large, or not known", span };
    return this.unknown !== undefined;
  }

  private loop(op: ForOp, env: Env, times: number, counts: Counts): Ending {
    const [lo, hi] = [op.lo.value(env), op.hi.value(env)];
    if (this.isNaN(lo + hi, op.span)) return undefined;
    const trips = tripsBetween(lo, hi, op.step);
    env[op.slot] = lo;
    if (trips > 0 && this.isPlain(op)) {
      this.block(op.body, env, times * trips, counts);
      return undefined;
    }
    for (let i = 0; i < trips && !this.isTooMuch(op.span); i++) {
      env[op.slot] = lo + i * op.step;
      const ending = this.block(op.body, env, times, counts);
      if (leaves(ending, op.id)) return after(ending, op.id);
      this.work++;
    }
    return undefined;
  }

  /** Whether all iterations do the same. */
  private isPlain(op: ForOp): boolean {
    const known = this.plain.get(op) ?? op.body.every((inner) => isSame(inner, op.slot, op.id, new Set()));
    this.plain.set(op, known);
    return known;
  }

  private start({ parts }: NetworkSkeleton, env: Env, times: number, counts: Counts): void {
    for (const { skeleton, bound } of parts) {
      if (skeleton.kind === "unknown") continue;
      const given = skeleton.given.flatMap(([position, slot]): [number, number][] => {
        const b = bound[position];
        return b?.kind === "value" ? [[slot, b.value.value(env)]] : [];
      });
      for (const inner of this.skeleton(skeleton, given).values()) {
        const b = bound[inner.position];
        if (b?.kind === "outer") add(counts, { ...inner, position: b.position, count: times * inner.count });
      }
    }
  }
}

function add(counts: Counts, passed: Passed): void {
  const key = passed.does + String(passed.position);
  const known = counts.get(key);
  if (known === undefined) counts.set(key, passed);
  else known.count += passed.count;
}

function leaves(ending: Ending, id: number): boolean {
  return ending !== undefined && !(ending.kind === "again" && ending.id === id);
}

function after(ending: Ending, id: number): Ending {
  return ending?.id === id ? undefined : ending;
}

/** Whether `op` does the same whatever is in `slot`; `inside` are the constructs in the body of the loop around it. */
function isSame(op: Op, slot: number, loop: number, inside: ReadonlySet<number>): boolean {
  const within = "id" in op ? new Set([...inside, op.id]) : inside;
  const deeper = innerOps(op).every((ops) => ops.every((o) => isSame(o, slot, loop, within)));
  switch (op.kind) {
    case "put": case "get": return true;
    case "set": return false;
    case "for": return deeper && !op.lo.reads.has(slot) && !op.hi.reads.has(slot);
    case "while": return false;
    case "choose": return deeper && !op.cond.reads.has(slot);
    case "block": return deeper;
    case "leave": return inside.has(op.id);
    case "again": return inside.has(op.id) || op.id === loop;
    case "start": return !givesOn(op.network, slot);
  }
}
