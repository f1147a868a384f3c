/** The part of a tensor that each instance of a grid uses, and the layout that these parts are. */
import type { Expr, Stmt } from "../ir/ir.js";
import { refArgs, stmtBlocks, stmtExprs, visitExpr } from "../ir/walk.js";
import type { FlatInstance, FlatTensor } from "./flatten.js";
import { placeOf, type Group } from "./fold.js";

/** Integers from `lo` to `hi`, neighbours at most `gap` apart: with a gap of 1 all of them. */
interface Span {
  readonly lo: bigint;
  readonly hi: bigint;
  readonly gap: bigint;
}

type Known = ReadonlyMap<number, Span>;

const single = (n: bigint): Span => ({ lo: n, hi: n, gap: 1n });

/** `[Shard<0>, Replicate]`; `undefined` where all use the whole tensor, or their parts are no layout. */
export function layoutOf({ members }: Group, tensor: FlatTensor): string | undefined {
  if (members.length < 2) return undefined;
  const parts = members.map((m) => ({ place: placeOf(m.path), part: partOf(m, tensor) }));
  const dims = tensor.type.shape.map((extent, d) => {
    const ranges = parts.map(({ place, part }) => ({ place, ...(part?.[d] ?? { lo: 0n, hi: BigInt(extent - 1), gap: 1n }) }));
    return dimLayout(ranges, extent);
  });
  if (dims.includes(undefined) || dims.every((d) => d === "Replicate")) return undefined;
  return `[${dims.join(", ")}]`;
}

interface Range extends Span {
  readonly place: readonly number[];
}

function dimLayout(ranges: readonly Range[], extent: number): string | undefined {
  if (ranges.some((r) => r.gap > 1n)) return undefined;
  if (ranges.every((r) => r.lo === 0n && r.hi === BigInt(extent - 1))) return "Replicate";
  const [first] = ranges;
  for (const axis of first?.place.keys() ?? []) {
    const start = Math.min(...ranges.map((r) => r.place[axis] ?? 0));
    const count = Math.max(...ranges.map((r) => r.place[axis] ?? 0)) - start + 1;
    const local = Number((first?.hi ?? 0n) - (first?.lo ?? 0n)) + 1;
    // local = (extent − 2 halo) / count + 2 halo
    const halo = count === 1 ? NaN : (local * count - extent) / (2 * count - 2);
    const step = local - 2 * halo;
    const fits = ranges.every(({ lo, hi, place }) => Number(lo) === ((place[axis] ?? 0) - start) * step && Number(hi - lo) + 1 === local);
    if (Number.isInteger(halo) && halo >= 0 && fits) return halo === 0 ? `Shard<${axis}>` : `Shard<${axis}, { halo: ${halo} }>`;
  }
  return undefined;
}

/** By dimension, the box of all that `instance` touches of `tensor`; `undefined` when it passes it on whole. */
function partOf({ func, args }: FlatInstance, tensor: FlatTensor): readonly (Span | undefined)[] | undefined {
  const ids = new Set<number>();
  const known = new Map<number, Span>();
  func.params.forEach(({ sym }, i) => {
    const arg = args[i];
    if (arg?.kind === "tensor" && arg.tensor === tensor) ids.add(sym.id);
    if (arg?.kind === "const" && typeof arg.value === "bigint") known.set(sym.id, single(arg.value));
  });
  const box = new Touched(ids, tensor.type.shape.length);
  box.visit(func.body, known);
  return box.isWhole ? undefined : box.dims;
}

/** Collects subscripts while the ranges of loops and constants are known. */
class Touched {
  readonly dims: (Span | undefined)[];
  isWhole = false;
  private readonly ids: ReadonlySet<number>;

  constructor(ids: ReadonlySet<number>, rank: number) {
    this.ids = ids;
    this.dims = Array.from({ length: rank }, () => undefined);
  }

  visit(stmts: readonly Stmt[], known: Map<number, Span>): void {
    for (const s of stmts) {
      if (s.kind === "store") this.touch(s.tensor.id, s.index, known);
      for (const a of refArgs(s)) this.passOn(a.sym.id);
      for (const e of stmtExprs(s)) visitExpr(e, (x) => this.visitExpr(x, known));
      const declared = declaredRange(s, known);
      if (declared !== undefined) known.set(declared.id, declared.range);
      for (const block of stmtBlocks(s)) this.visit(block, known);
    }
  }

  private visitExpr(e: Expr, known: Known): void {
    if (e.kind === "load") this.touch(e.tensor.id, e.index, known);
    for (const a of refArgs(e)) this.passOn(a.sym.id);
  }

  private passOn(id: number): void {
    if (this.ids.has(id)) this.isWhole = true;
  }

  private touch(id: number, index: readonly Expr[], known: Known): void {
    if (!this.ids.has(id)) return;
    index.forEach((e, d) => {
      const range = valueOf(e, known);
      const before = this.dims[d];
      if (range === undefined) this.isWhole = true;
      else this.dims[d] = before === undefined ? range : union(before, range);
    });
  }
}

/** Constants, and the variables of loops. */
function declaredRange(s: Stmt, known: Known): { readonly id: number; readonly range: Span } | undefined {
  const id = s.kind === "let" && !s.mutable ? s.sym.id : s.kind === "for" ? s.iter.id : undefined;
  const range = s.kind === "let" ? valueOf(s.init, known) : s.kind === "for" ? iterations(s, known) : undefined;
  return id === undefined || range === undefined ? undefined : { id, range };
}

function iterations(s: Stmt & { readonly kind: "for" }, known: Known): Span | undefined {
  const [lo, hi] = [valueOf(s.lo, known), valueOf(s.hi, known)];
  if (lo === undefined || hi === undefined || s.step <= 0n || hi.hi <= lo.lo) return undefined;
  const last = lo.lo + ((hi.hi - 1n - lo.lo) / s.step) * s.step;
  return { lo: lo.lo, hi: last, gap: last === lo.lo ? 1n : s.step };
}

/** Of sums and products of what is known. Conversions are taken to keep the value, as subscripts in bounds do. */
function valueOf(e: Expr, known: Known): Span | undefined {
  switch (e.kind) {
    case "const":
      return typeof e.value === "bigint" ? single(e.value) : undefined;
    case "var":
      return known.get(e.sym.id);
    case "cast":
      return valueOf(e.operand, known);
    case "binary": {
      const [a, b] = [valueOf(e.left, known), valueOf(e.right, known)];
      return a === undefined || b === undefined ? undefined : combined(e.op, a, b);
    }
    case "load": case "compare": case "logic": case "unary": case "select": case "bitcast": case "call":
      return undefined;
  }
}

function combined(op: string, a: Span, b: Span): Span | undefined {
  switch (op) {
    case "add":
      return sum(a, b);
    case "sub":
      return sum(a, { lo: -b.hi, hi: -b.lo, gap: b.gap });
    case "mul":
      return a.lo === a.hi ? scaled(b, a.lo) : b.lo === b.hi ? scaled(a, b.lo) : undefined;
    default:
      return undefined;
  }
}

/** All sums: the one fills the gaps of the other as far as it reaches. */
function sum(a: Span, b: Span): Span {
  const filled = (x: Span, y: Span): bigint => larger(y.gap, x.gap - (y.hi - y.lo));
  const [one, other] = [filled(a, b), filled(b, a)];
  return { lo: a.lo + b.lo, hi: a.hi + b.hi, gap: one < other ? one : other };
}

function scaled({ lo, hi, gap }: Span, by: bigint): Span {
  const factor = by < 0n ? -by : by;
  if (lo === hi || by === 0n) return single(lo * by);
  return by < 0n ? { lo: hi * by, hi: lo * by, gap: gap * factor } : { lo: lo * by, hi: hi * by, gap: gap * factor };
}

function union(a: Span, b: Span): Span {
  const [low, high] = a.lo <= b.lo ? [a, b] : [b, a];
  return { lo: low.lo, hi: larger(a.hi, b.hi), gap: larger(larger(a.gap, b.gap), high.lo - low.hi) };
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
