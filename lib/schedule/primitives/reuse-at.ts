/** `reuseAt`: line and window buffers. */
import { constantForm, substitute } from "../../analysis/affine.js";
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { noSpan } from "../../diagnostics/source.js";
import { binary, intConst, load } from "../../ir/build.js";
import type { Expr, For, Module, Stmt } from "../../ir/ir.js";
import {
  allocation, bufferFor, copyElement, loopNames, makerFor, nestOver, placeIn, placeOf, whereInside,
  type Buffer, type Maker,
} from "../buffers.js";
import { tripCount } from "../loops.js";
import { mapAccesses } from "../memories.js";
import { loop, memory, type LoopPlace, type MemoryPlace } from "../parameters.js";
import { narrowed, partOf, type Part } from "../parts.js";
import { definePrimitive, refused, type StepContext } from "../primitive.js";
import { around, withLoop } from "../rewrite.js";
import { subscript } from "../subscripts.js";

export const reuseAt = definePrimitive({
  name: "reuseAt",
  summary: "Keeps what the next iteration of a loop reads again of a tensor in a buffer that shifts along: a line "
    + "buffer, or of a line buffer a window. The buffer of A along y is called A.y.",
  elsewhere: { allo: "s.reuse_at(s.A, axis=\"y\")", halide: "f.store_root().compute_at(g, y)" },
  rule: "The loop has a known number of iterations, moves one dimension forward, always by as much, and only reads "
    + "the tensor; the subscripts are linear and proven inside it; no other kernel shares it.",
  cost: "The buffer, and a shift in each iteration: registers once it is partitioned and the shift unrolled. Each "
    + "element is read from the tensor once.",
  parameters: { memory: memory("the tensor that is read"), loop: loop("the loop to shift along") },
  positional: ["memory", "loop"],
  picture: {
    before: `top func f(A: int32[10], B: int32[8]) {
      for x: index = 0 to 8 { B[x] = int32(A[x] + A[x + 1] + A[x + 2]) }
    }`,
    step: '{ "primitive": "reuseAt", "memory": "A", "loop": "x" }',
    after: `top func f(A: int32[10], B: int32[8]) {
      alloc A.x: int32[3] = 0:int32
      for A.x.fill: index = 0 to 2 { A.x[index(A.x.fill + 1)] = A[A.x.fill] }
      for x: index = 0 to 8 {
        for A.x.shift: index = 0 to 2 { A.x[A.x.shift] = A.x[index(A.x.shift + 1)] }
        A.x[2] = A[index(x + 2)]
        B[x] = int32(A.x[0] + A.x[1] + A.x[2])
      }
    }`,
  },
  legal: (context, { memory: place, loop: at }) => {
    const { loop: l } = at;
    const trips = tripCount(l);
    if (trips === undefined) return refused(context, kinds.dynamicLoop, ["reuseAt", l.iter.name]);
    const sideBySide = (["parallel", "vectorize"] as const).find((d) => l.directives?.[d] === true);
    if (sideBySide !== undefined) {
      return refused(context, kinds.sideBySide, ["reuseAt", place.sym.name, l.iter.name, sideBySide]);
    }
    const stages = stagesAround(at);
    if (stages !== undefined) {
      return refused(context, kinds.sideBySide, ["reuseAt", place.sym.name, stages, "dataflow"]);
    }
    const part = partOf(context, "reuseAt", at, place);
    if ("errors" in part) return part.errors;
    return part.isWritten ? writeErrors(context, place, l, part) : motionErrors(context, place, l, part, trips);
  },
  apply: (module, { memory: place, loop: at }) => {
    const part = partOf({ module, span: noSpan }, "reuseAt", at, place);
    const motion = "errors" in part ? "no part" : motionOf(at.loop, part);
    if ("errors" in part || typeof motion === "string") throw new Error("a legal reuseAt has a part that moves");
    return { module: withLoop(module, at.func, at.loop, () => reused(module, at, place, part, motion)) };
  },
});

function writeErrors(context: StepContext, { sym }: MemoryPlace, l: For, part: Part): readonly Diagnostic[] {
  const write = part.accesses.find((a) => a.kind === "write");
  return refused(
    context, kinds.writtenInside, [sym.name, l.iter.name],
    write === undefined ? [] : [{ span: write.span, message: "written here" }],
  );
}

function motionErrors(
  context: StepContext, { sym }: MemoryPlace, l: For, part: Part, trips: bigint,
): readonly Diagnostic[] {
  const motion = trips < 2n ? `it has ${trips} iteration${trips === 0n ? "s" : ""}` : motionOf(l, part);
  return typeof motion === "string" ? refused(context, kinds.noReuse, [sym.name, l.iter.name, motion]) : [];
}

/** The loop or function whose statements, `loop` among them, run as stages side by side. */
function stagesAround({ func, loop: l }: LoopPlace): string | undefined {
  const parent = around(func, l).at(-1);
  if (parent === undefined) return func.dataflow === true ? func.sym.name : undefined;
  return parent.kind === "for" && parent.directives?.dataflow === true ? parent.iter.name : undefined;
}

/** The part moves along `dim`, of which it has `size` indices, by `by` in each iteration. */
interface Motion {
  readonly dim: number;
  readonly size: number;
  readonly by: number;
}

/** How the part moves, or why it is of no use. */
function motionOf(l: For, part: Part): Motion | string {
  const moving = part.dims.flatMap((d, dim) => {
    const by = (d.start.terms.get(l.iter.id) ?? 0n) * l.step;
    return by === 0n ? [] : [{ dim, size: d.size, by: Number(by) }];
  });
  const [only, ...others] = moving;
  if (only === undefined) return "each reads the same part, which bufferAt at a loop around keeps";
  if (others.length > 0) return `it moves in dimensions ${moving.map((m) => m.dim).join(" and ")}`;
  if (only.by < 0) return "it moves backward";
  if (only.by >= only.size) return `it moves by ${only.by} and reads ${only.size}`;
  return only;
}

function reused(
  module: Module, { func, loop: l }: LoopPlace, place: MemoryPlace, part: Part, motion: Motion,
): readonly Stmt[] {
  const make = makerFor(module, func, l.span);
  const buffer = bufferFor(make, func, l, place.sym, place.type, part);
  const at = (index: readonly Expr[]): readonly Expr[] => placeIn(buffer, part, index, make.valueOf);
  const body = mapAccesses(l.body, place.sym, {
    load: (e) => load(buffer.sym, buffer.type, at(e.index), e.span, e.path),
    store: (s) => [s],
  });
  const work: Work = { make, buffer, place, part, motion };
  return [allocation(buffer, l.span), ...filling(work, l), { ...l, body: [...stepping(work), ...body] }];
}

interface Work {
  readonly make: Maker;
  readonly buffer: Buffer;
  readonly place: MemoryPlace;
  readonly part: Part;
  readonly motion: Motion;
}

/** Before the first iteration: what it shares with the one before it, where that would have left it. */
function filling(work: Work, l: For): readonly Stmt[] {
  const { make, buffer, motion } = work;
  const { lo, iter } = l;
  const first: Maker = { ...make, valueOf: (id) => (id === iter.id ? lo : make.valueOf(id)) };
  const starts = work.part.dims.map(
    (d) => (lo.kind === "const" ? { ...d, start: substitute(d.start, iter.id, constantForm(BigInt(lo.value))) } : d),
  );
  const sizes = buffer.type.shape.map((n, i) => (buffer.dims[i] === motion.dim ? n - motion.by : n));
  const atStart: Work = { ...work, part: { ...work.part, dims: starts } };
  const slices: Slices = { from: 0, count: motion.size - motion.by, to: motion.by };
  const names = loopNames(buffer, "fill", sizes);
  return nestOver(make, names, sizes, (counters) => loaded(atStart, first, counters, slices));
}

/** In each iteration: the shift, then what is new. */
function stepping(work: Work): readonly Stmt[] {
  const { make, buffer, motion: { dim, size, by }, place } = work;
  const along = buffer.dims.indexOf(dim);
  const across = buffer.type.shape.map((n, i) => (i === along ? 1 : n));
  const name = buffer.sym.name;
  return nestOver(make, loopNames(buffer, "load", across), across, (counters) => {
    const places = (k: Expr): readonly Expr[] => counters.map((c, i) => (i === along ? k : c));
    const shift = nestOver(make, [`${name}.shift`], [size - by], ([k = intConst(0)]) => copyElement(
      { sym: buffer.sym, at: places(k) }, { sym: buffer.sym, at: places(plus(k, by, make)) }, place.type, make.span,
    ));
    const added = nestOver(make, [`${name}.next`], [by], ([k = intConst(0)]) => (
      loaded(work, make, places(k), { from: size - by, count: by, to: size - by })
    ));
    return [...shift, ...added];
  });
}

/** Of `count` slices of the part, from the one `from` on, to those of the buffer from `to` on. */
interface Slices {
  readonly from: number;
  readonly count: number;
  readonly to: number;
}

/** Loads the element at `counters` in the slices. */
function loaded(
  { make, buffer, place, part, motion }: Work, reader: Maker, counters: readonly Expr[], { from, count, to }: Slices,
): readonly Stmt[] {
  const { span } = make;
  const dims = part.dims.map((d, i) => (i === motion.dim ? narrowed(d, from, count, part.iterations) : d));
  const source = placeOf(reader, { ...part, dims }, part.dims.map((_, d) => counters[buffer.dims.indexOf(d)]));
  const at = counters.map((c, i) => (buffer.dims[i] === motion.dim ? plus(c, to, make) : c));
  const copied = copyElement({ sym: buffer.sym, at }, { sym: place.sym, at: source.at }, place.type, span);
  return whereInside(source, copied, span);
}

function plus(e: Expr, n: number, { span }: Maker): Expr {
  if (e.kind === "const") return intConst(BigInt(e.value) + BigInt(n), span);
  return n === 0 ? e : subscript(binary("add", e, intConst(n, span), span));
}
