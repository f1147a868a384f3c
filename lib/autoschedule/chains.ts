/** Chains of loops, each alone in the one before, and what their innermost body needs of a device and of memories. */
import { addForms, constantForm, multiplyForms, valueForm, type Form } from "../analysis/affine.js";
import type { Expr, For, Func, Stmt } from "../ir/ir.js";
import { childExprs, stmtBlocks, stmtExprs, visitStmts } from "../ir/walk.js";
import type { Device } from "../report/devices/index.js";
import { operatorOf } from "../report/operators.js";
import { tripCount } from "../schedule/loops.js";

/** From `loops[0]` in, each loop alone in the one before. */
export interface Chain {
  readonly loops: readonly For[];
  readonly trips: readonly number[];
  readonly body: readonly Stmt[];
  /** The loops in the body that are not inside each other. */
  readonly inner: readonly For[];
  /** The body can be unrolled: all its loops have a known number of iterations, and it calls nothing. */
  readonly isUnrollable: boolean;
}

/** The chain that begins with `loop`; `undefined` when how often its loops run is not known. */
export function chainFrom(loop: For): Chain | undefined {
  const loops: For[] = [];
  let next: For | undefined = loop;
  let body: readonly Stmt[] = [];
  while (next !== undefined) {
    loops.push(next);
    ({ body } = next);
    const [only, ...others]: readonly Stmt[] = body;
    next = only?.kind === "for" && others.length === 0 ? only : undefined;
  }
  const trips = loops.map((l) => tripCount(l));
  if (trips.some((t) => t === undefined || t === 0n)) return undefined;
  return { loops, trips: trips.map(Number), body, inner: loopsIn(body), isUnrollable: canUnroll(body) };
}

/** The outermost loops of `stmts`. */
export function loopsIn(stmts: readonly Stmt[]): readonly For[] {
  return stmts.flatMap((s) => (s.kind === "for" ? [s] : stmtBlocks(s).flatMap(loopsIn)));
}

function canUnroll(stmts: readonly Stmt[]): boolean {
  let isKnown = true;
  visitStmts(stmts, (s) => {
    if (s.kind === "while" || s.kind === "callstmt" || s.kind === "break" || s.kind === "continue") isKnown = false;
    if (s.kind === "for" && tripCount(s) === undefined) isKnown = false;
  });
  return isKnown;
}

/** DSPs of operations that are repeated once for each iteration of the loops in `over`. */
export interface DspUse {
  readonly dsps: number;
  /** Ids of counters. */
  readonly over: ReadonlySet<number>;
}

/** Where the body reads or writes a memory: a form of the counters for each dimension. */
export interface Subscripts {
  readonly tensor: number;
  readonly at: readonly (Form | undefined)[];
}

/** A value that each iteration changes: `stages` cycles later it can be changed again. */
export interface Running {
  /** The counters that say which value it is; iterations of all others change the same one. */
  readonly over: ReadonlySet<number>;
  /** The counters of the loops around the change. */
  readonly within: ReadonlySet<number>;
  readonly stages: number;
  /** What a change costs besides: reading and writing the memory. */
  readonly fixed: number;
}

export interface BodyNeeds {
  readonly running: readonly Running[];
  readonly dsps: readonly DspUse[];
  readonly subscripts: readonly Subscripts[];
  /** The iterations of the loops in the body, by the ids of their counters. */
  readonly inner: ReadonlyMap<number, number>;
}

/**
 * What the body of `chain` needs; operations on the same values are made once, so what matters is what they depend on.
 */
export function needsOf(chain: Chain, device: Device): BodyNeeds {
  const walk = new NeedsWalk(chain, device);
  walk.block(chain.body);
  return { running: walk.running, dsps: walk.dsps, subscripts: walk.subscripts, inner: walk.inner };
}

class NeedsWalk {
  readonly running: Running[] = [];
  readonly dsps: DspUse[] = [];
  readonly subscripts: Subscripts[] = [];
  readonly inner = new Map<number, number>();
  private readonly device: Device;
  /** The counters of the loops around. */
  private open: ReadonlySet<number>;
  private readonly outer: ReadonlySet<number>;
  private readonly depends = new Map<number, ReadonlySet<number>>();
  private readonly written = new Set<number>();

  constructor(chain: Chain, device: Device) {
    this.device = device;
    this.outer = new Set(chain.loops.map((l) => l.iter.id));
    this.open = this.outer;
    visitStmts(chain.body, (s) => {
      if (s.kind === "store") this.written.add(s.tensor.id);
      if (s.kind === "assign") this.written.add(s.sym.id);
    });
  }

  block(stmts: readonly Stmt[]): void {
    for (const s of stmts) {
      const used = stmtExprs(s).map((e) => this.expression(e));
      if (s.kind === "let") this.depends.set(s.sym.id, used[0] ?? new Set());
      if (s.kind === "store") this.subscripts.push({ tensor: s.tensor.id, at: s.index.map((e) => formOf(e)) });
      this.running.push(...this.runningOf(s));
      const { open } = this;
      if (s.kind === "for") {
        this.open = new Set([...open, s.iter.id]);
        this.inner.set(s.iter.id, Number(tripCount(s) ?? 1n));
      }
      for (const b of stmtBlocks(s)) this.block(b);
      this.open = open;
    }
  }

  /** The value that `s` changes by what it was before. */
  private runningOf(s: Stmt): readonly Running[] {
    if (s.kind !== "store" && s.kind !== "assign") return [];
    const isTarget = (x: Expr): boolean =>
      (s.kind === "store" ? x.kind === "load" && x.tensor.id === s.tensor.id : x.kind === "var"
        && x.sym.id === s.sym.id);
    if (!mentions(s.value, isTarget)) return [];
    const value = s.value.kind === "cast" ? s.value.operand : s.value;
    const stages = operatorOf(value, this.device, [false, false], Infinity)?.stages ?? 0;
    const within = this.open;
    // What is declared inside is another one in each iteration of the loops outside.
    if (s.kind === "assign") return [{ over: this.depends.has(s.sym.id) ? this.outer : new Set(), within, stages,
      fixed: 0 }];
    const over = new Set(s.index.flatMap((e) => [...(formOf(e)?.terms.keys() ?? [])]));
    return [{ over, within, stages, fixed: this.device.memory.readStages + this.device.memory.writeStages }];
  }

  /** The counters that the value of `e` depends on. */
  private expression(e: Expr): ReadonlySet<number> {
    const operands = childExprs(e).map((c) => this.expression(c));
    const over = new Set(operands.flatMap((o) => [...o]));
    if (e.kind === "var") for (const id of this.variable(e.sym.id)) over.add(id);
    if (e.kind === "load") {
      this.subscripts.push({ tensor: e.tensor.id, at: e.index.map((x) => formOf(x)) });
      if (this.written.has(e.tensor.id)) for (const id of this.open) over.add(id);
    }
    const operator = operatorOf(e, this.device, childExprs(e).map((c) => c.kind === "const"), Infinity);
    if (operator !== undefined && operator.dsps > 0 && !isAddress(e)) this.dsps.push({ dsps: operator.dsps, over });
    return over;
  }

  private variable(id: number): ReadonlySet<number> {
    if (this.open.has(id)) return new Set([id]);
    return this.written.has(id) ? this.open : (this.depends.get(id) ?? new Set());
  }
}

/** Arithmetic on counters alone is not built with DSPs. */
function isAddress(e: Expr): boolean {
  return !mentions(e, (x) => x.kind === "load" || (x.kind === "var" && x.type.kind !== "index"));
}

function mentions(e: Expr, what: (e: Expr) => boolean): boolean {
  return what(e) || childExprs(e).some((c) => mentions(c, what));
}

/** `e` as a linear form of variables; casts of counters are taken to keep their values. */
export function formOf(e: Expr): Form | undefined {
  switch (e.kind) {
    case "const":
      return typeof e.value === "bigint" ? constantForm(e.value) : undefined;
    case "var":
      return valueForm(e.sym.id);
    case "cast":
      return formOf(e.operand);
    case "binary": {
      const [a, b] = [formOf(e.left), formOf(e.right)];
      if (a === undefined || b === undefined) return undefined;
      return e.op === "add" ? addForms(a, b) : e.op === "sub" ? addForms(a, b, -1n) : e.op === "mul"
        ? multiplyForms(a, b) : undefined;
    }
    case "load": case "compare": case "logic": case "unary": case "select": case "bitcast": case "call":
      return undefined;
  }
}

/** The loops of the kernel that stand in no other. */
export function rootsOf(f: Func): readonly For[] {
  return loopsIn(f.body);
}
