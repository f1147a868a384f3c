/**
 * The state of range analysis on its way through a function: what each scalar variable holds, and what is known of it.
 * A variable that is never assigned is its own value; what another holds at some moment gets a fresh (negative) id.
 */
import type { Stmt, Sym } from "../ir/ir.js";
import { intervalOf, isIntegral, union, type Interval, type ScalarType, type TensorType } from "../ir/types.js";
import { visitStmts } from "../ir/walk.js";
import { sameForm, valueForm, type Form } from "./affine.js";
import { assumeAtMost, rangeOf, type Facts, type Known } from "./facts.js";

/** What an integral expression is: certainly in `range`, and exactly `form` if that is known. */
export interface Value {
  readonly range: Interval;
  readonly form: Form | undefined;
}

/** A tensor in scope; `range` holds all its elements if that is narrower than their type. */
export interface TensorInfo {
  readonly type: TensorType;
  readonly range: Interval | undefined;
}

export class Path {
  /** Control never gets here. */
  dead = false;
  private facts: Facts = new Map();
  private held = new Map<number, Form>();
  private readonly assigned: ReadonlySet<number>;
  private readonly types = new Map<number, ScalarType>();
  private readonly tensors = new Map<number, TensorInfo>();
  private readonly ids: { last: number };

  /** `assigned`: the ids of the variables that some statement of the function assigns. `from`: the path to copy. */
  constructor(assigned: ReadonlySet<number>, from?: Path) {
    this.assigned = assigned;
    this.ids = from?.ids ?? { last: 0 };
    if (from === undefined) return;
    this.dead = from.dead;
    this.facts = new Map(from.facts);
    this.held = new Map(from.held);
    this.types = from.types;
    this.tensors = from.tensors;
  }

  copy(): Path {
    return new Path(this.assigned, this);
  }

  /** What the variable holds; `undefined` when it is not integral. */
  valueOf(sym: Sym): Form | undefined {
    return this.held.get(sym.id);
  }

  /** Everything known here; for reading only. */
  known(): Facts {
    return this.facts;
  }

  tensor(sym: Sym): TensorInfo | undefined {
    return this.tensors.get(sym.id);
  }

  declareTensor(sym: Sym, type: TensorType, range?: Interval): void {
    this.tensors.set(sym.id, { type, range });
  }

  declare(sym: Sym, type: ScalarType, value?: Value): void {
    if (!isIntegral(type)) return;
    this.types.set(sym.id, type);
    if (this.assigned.has(sym.id)) return this.assign(sym, value);
    if (value?.form !== undefined) {
      this.held.set(sym.id, value.form);
      return;
    }
    this.facts.set(sym.id, { range: value?.range ?? intervalOf(type), atLeast: [], atMost: [] });
    this.held.set(sym.id, valueForm(sym.id));
  }

  assign(sym: Sym, value?: Value): void {
    const type = this.types.get(sym.id);
    if (type === undefined || !isIntegral(type)) return;
    const bounds = value?.form === undefined ? [] : [value.form];
    this.held.set(sym.id, this.fresh({ range: value?.range ?? intervalOf(type), atLeast: bounds, atMost: bounds }));
  }

  /** The variables with these ids may hold anything. */
  forget(ids: ReadonlySet<number>): void {
    for (const id of ids) {
      const type = this.types.get(id);
      if (type === undefined || !isIntegral(type)) continue;
      this.held.set(id, this.fresh({ range: intervalOf(type), atLeast: [], atMost: [] }));
    }
  }

  /** A form that stands for `value`. */
  formFor(value: Value): Form {
    return value.form ?? this.fresh({ range: value.range, atLeast: [], atMost: [] });
  }

  /** Records a ≤ b. */
  assumeAtMost(a: Form, b: Form): void {
    if (!assumeAtMost(this.facts, a, b)) this.dead = true;
  }

  end(): void {
    this.dead = true;
  }

  /** Control comes here from this path or from `other`. */
  join(other: Path): void {
    if (other.dead) return;
    if (this.dead) {
      this.dead = false;
      this.facts = other.facts;
      this.held = other.held;
      return;
    }
    const held = new Map<number, Form>();
    for (const [id, form] of this.held) {
      const theirs = other.held.get(id);
      if (theirs !== undefined) held.set(id, sameForm(form, theirs) ? form : this.either(form, theirs, other));
    }
    this.held = held;
    for (const [id, known] of other.facts) {
      const mine = this.facts.get(id);
      this.facts.set(id, mine === undefined ? known : inBoth(mine, known));
    }
  }

  private either(mine: Form, theirs: Form, other: Path): Form {
    const a = rangeOf(this.facts, mine);
    const b = rangeOf(other.facts, theirs);
    if (a === undefined || b === undefined) throw new Error("a variable holds a value nothing is known of");
    return this.fresh({ range: union(a, b), atLeast: [], atMost: [] });
  }

  private fresh(known: Known): Form {
    this.ids.last -= 1;
    this.facts.set(this.ids.last, known);
    return valueForm(this.ids.last);
  }
}

function inBoth(a: Known, b: Known): Known {
  return {
    range: union(a.range, b.range),
    atLeast: a.atLeast.filter((f) => b.atLeast.includes(f)),
    atMost: a.atMost.filter((f) => b.atMost.includes(f)),
  };
}

/** The ids of the variables that `stmts` assign. */
export function assignedIn(stmts: readonly Stmt[]): ReadonlySet<number> {
  const ids = new Set<number>();
  visitStmts(stmts, (s) => {
    if (s.kind === "assign") ids.add(s.sym.id);
  });
  return ids;
}
