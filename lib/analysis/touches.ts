/**
 * Which scalars of its tensor parameters a function reads and writes, callees and inner regions included: as integer
 * systems over loop counters and scalar parameters. A summary is made once for a function and then holds for all its
 * instances, whose arguments replace the parameters.
 */
import type { Span } from "../diagnostics/source.js";
import type { Expr, Func, Module, Sym } from "../ir/ir.js";
import type { Interval } from "../ir/types.js";
import { substitute, valueForm, type Form } from "./affine.js";
import type { Facts } from "./facts.js";
import { assignedIn, integral, parameterRanges } from "./given-values.js";
import type { Constraint } from "./integer-systems.js";
import { analyseRanges, type Ranges } from "./ranges.js";
import { touchesOf } from "./touch-walk.js";

/** Accesses of one statement or expression to one tensor: the scalars `at` for every point of `domain`. */
export interface Touch {
  readonly kind: "read" | "write";
  /** The id of the parameter. */
  readonly tensor: number;
  /** A subscript for each dimension; of structs one more, for the scalar in the element. */
  readonly at: readonly Form[];
  /** Holds of every access; subscripts are inside the tensor, as others stop the run. */
  readonly domain: readonly Constraint[];
  /** Each point of `domain` is an access, in every run that comes to its end. */
  readonly isExact: boolean;
  readonly span: Span;
}

/** Makes the touches of the functions of one module. */
export class Touches {
  /** What is known of ids while a function is looked at. */
  readonly facts: Facts = new Map();
  /** What ids in forms can be that no constraint of a domain bounds: parameters, and values that are not linear. */
  readonly bounds = new Map<number, Interval>();
  private readonly module: Module;
  private readonly functions: ReadonlyMap<number, Func>;
  private readonly assigned: ReadonlySet<number>;
  private readonly known = new Map<string, readonly Touch[] | undefined>();
  /** Values of which nothing but an interval is known. */
  private readonly opaque = new Set<number>();
  /** Those among them that may be linear once the parameters are constants. */
  private readonly open = new Set<number>();
  private ranges: Ranges | undefined;
  private nextId = -2;

  constructor(m: Module) {
    this.module = m;
    this.functions = new Map(m.functions.map((f) => [f.sym.id, f]));
    this.assigned = assignedIn(m);
    for (const [id, range] of parameterRanges(m)) this.bound(id, range);
  }

  /**
   * The touches of `func`, its integral parameters standing for themselves but for those in `constants`; `undefined` when
   * there are too many.
   */
  of(func: Func, constants: ReadonlyMap<number, bigint> = new Map()): readonly Touch[] | undefined {
    const key = [func.sym.id, ...[...constants].map(([id, n]) => `${id}=${n}`)].join();
    if (!this.known.has(key)) this.known.set(key, touchesOf(this, func, constants));
    return this.known.get(key);
  }

  /** The touches of a call or instance of `callee`: `form` gives what replaces a scalar parameter, `tensor` a tensor's. */
  passed(
    callee: Sym, form: (position: number) => Form | undefined, tensor: (position: number) => number | undefined,
  ): readonly Touch[] | undefined {
    const func = this.functions.get(callee.id);
    if (func === undefined) return [];
    const tensors = new Map(func.params.flatMap((p, i) => {
      const id = p.type.kind === "tensor" ? tensor(i) : undefined;
      return id === undefined ? [] : [[p.sym.id, id] as const];
    }));
    if (tensors.size === 0) return [];
    const forms = func.params.flatMap((p, i) => {
      const given = integral(p.type) ? form(i) : undefined;
      return given === undefined ? [] : [[p.sym.id, given] as const];
    });
    return this.bestOf(func, forms)?.flatMap((t) => {
      const id = tensors.get(t.tensor);
      return id === undefined ? [] : [{ ...replaced(t, forms), tensor: id }];
    });
  }

  /** Where the parameters leave something open, their values may not. */
  private bestOf(func: Func, forms: readonly (readonly [number, Form])[]): readonly Touch[] | undefined {
    const general = this.of(func);
    const constants = forms.flatMap(([id, f]) => (f.terms.size === 0 ? [[id, f.constant] as const] : []));
    return this.isOpen(general) && constants.length > 0 ? this.of(func, new Map(constants)) : general;
  }

  /** May more be said of these touches when the parameters are constants? */
  isOpen(touches: readonly Touch[] | undefined): boolean {
    return touches?.every((t) => namesNone(t, this.open)) !== true;
  }

  functionOf(sym: Sym): Func | undefined {
    return this.functions.get(sym.id);
  }

  isAssigned(sym: Sym): boolean {
    return this.assigned.has(sym.id);
  }

  rangeOf(e: Expr): Interval | undefined {
    this.ranges ??= analyseRanges(this.module);
    return this.ranges.of(e);
  }

  freshId(): number {
    return this.nextId--;
  }

  /** A value that is any of `range`, or, as `every`, stands for all of them; `open` may be linear for constant parameters. */
  value(range: Interval, kind: "any" | "open" | "every", id = this.freshId()): Form {
    this.bound(id, range);
    if (kind !== "every") this.opaque.add(id);
    if (kind === "open") this.open.add(id);
    return valueForm(id);
  }

  private bound(id: number, range: Interval): void {
    this.facts.set(id, { range, atLeast: [], atMost: [] });
    this.bounds.set(id, range);
  }

  /** Do they name nothing of which only an interval is known? */
  isKnown(t: Pick<Touch, "at" | "domain">): boolean {
    return namesNone(t, this.opaque);
  }
}

/** Does no form of `t` name one of `ids`? */
export function namesNone({ at, domain }: Pick<Touch, "at" | "domain">, ids: ReadonlySet<number>): boolean {
  const isFree = (f: Form): boolean => {
    for (const id of f.terms.keys()) if (ids.has(id)) return false;
    return true;
  };
  return at.every(isFree) && domain.every((c) => isFree(c.form));
}

/** `t` with parameters replaced by what is given for them. */
export function replaced(t: Touch, forms: readonly (readonly [number, Form])[]): Touch {
  if (forms.length === 0) return t;
  const replace = (f: Form): Form => forms.reduce((g, [id, by]) => substitute(g, id, by), f);
  return { ...t, at: t.at.map(replace), domain: t.domain.map((c) => ({ ...c, form: replace(c.form) })) };
}
