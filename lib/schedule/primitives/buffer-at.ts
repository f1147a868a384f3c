/** `bufferAt`: a local copy of the part of a tensor that an iteration touches. */
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import { noSpan } from "../../diagnostics/source.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { load } from "../../ir/build.js";
import type { Expr, For, Module, Stmt } from "../../ir/ir.js";
import { visitStmts } from "../../ir/walk.js";
import {
  allocation, bufferFor, copyElement, loopNames, makerFor, nestOver, placeIn, placeOf, whereInside,
  type Buffer, type Maker,
} from "../buffers.js";
import { mapAccesses } from "../memories.js";
import { isOverwritten } from "../overwritten.js";
import { loop, memory, type LoopPlace, type MemoryPlace } from "../parameters.js";
import { partOf, type Part } from "../parts.js";
import { definePrimitive, refused, type StepContext } from "../primitive.js";
import { withLoop } from "../rewrite.js";
import { sideBySideErrors } from "../side-by-side.js";

export const bufferAt = definePrimitive({
  name: "bufferAt",
  summary: "Keeps what an iteration of a loop touches of a tensor in a small memory of its own: copied in before, "
    + "and back after if it is written. The copy of A at i is called A.i.",
  elsewhere: {
    allo: "s.buffer_at(s.C, axis=\"i\")", exo: "stage_mem(p, loop, \"A[0:8]\", \"buf\")",
    halide: "f.in().compute_at(g, i)", tvm: "sch.cache_read(block, 0, \"local\")"
  },
  rule: "The subscripts are linear, without divisions, and proven inside the tensor; all accesses in the body move "
    + "alike with what is outside it; when the tensor is written, no iteration ends early, and loops that are "
    + "parallel stay so; no other kernel shares it.",
  cost: "The copy's memory, and the cycles of copying: a pipelined loop around unrolls them.",
  parameters: { memory: memory("the tensor"), loop: loop("the loop whose iterations get the copy") },
  positional: ["memory", "loop"],
  picture: {
    before: `top func f(A: int32[4, 8], C: int32[4, 8]) {
      for i: index = 0 to 4 { for k: index = 0 to 3 { for j: index = 0 to 8 { C[i, j] = int32(C[i, j] + A[i, k]) } } }
    }`,
    step: '{ "primitive": "bufferAt", "memory": "C", "loop": "i" }',
    after: `top func f(A: int32[4, 8], C: int32[4, 8]) {
      for i: index = 0 to 4 {
        alloc C.i: int32[8] = 0:int32
        for C.i.load: index = 0 to 8 { C.i[C.i.load] = C[i, C.i.load] }
        for k: index = 0 to 3 { for j: index = 0 to 8 { C.i[j] = int32(C.i[j] + A[i, k]) } }
        for C.i.store: index = 0 to 8 { C[i, C.i.store] = C.i[C.i.store] }
      }
    }`,
  },
  legal: (context, { memory: place, loop: at }) => {
    const part = partOf(context, "bufferAt", at, place);
    if ("errors" in part) return part.errors;
    if (!part.isWritten) return [];
    const { loop: l } = at;
    if (l.directives?.dataflow === true) {
      return refused(context, kinds.sideBySide, ["bufferAt", place.sym.name, l.iter.name, "dataflow"]);
    }
    const jumps = jumpErrors(context, l);
    if (jumps.length > 0) return jumps;
    return sideBySideErrors(context, "bufferAt", place, () => withBuffer(context.module, at, place, part));
  },
  apply: (module, { memory: place, loop: at }) => {
    const part = partOf({ module, span: noSpan }, "bufferAt", at, place);
    if ("errors" in part) throw new Error("a legal bufferAt has a part");
    return { module: withBuffer(module, at, place, part) };
  },
});

function withBuffer(module: Module, at: LoopPlace, place: MemoryPlace, part: Part): Module {
  return withLoop(module, at.func, at.loop, (l) => [{ ...l, body: buffered(module, at, place, part) }]);
}

function jumpErrors(context: StepContext, l: For): readonly Diagnostic[] {
  const inside = new Set<number>();
  const jumps: Stmt[] = [];
  visitStmts(l.body, (s) => {
    if (s.kind === "for" || s.kind === "while" || s.kind === "switch") inside.add(s.id);
    if (s.kind === "return" || ((s.kind === "break" || s.kind === "continue") && !inside.has(s.loop))) jumps.push(s);
  });
  const [first] = jumps;
  return first === undefined ? [] : refused(
    context, kinds.jumpsOut, ["bufferAt", l.iter.name], [{ span: first.span, message: "here" }],
  );
}

function buffered(module: Module, { func, loop: l }: LoopPlace, place: MemoryPlace, part: Part): readonly Stmt[] {
  const make = makerFor(module, func, l.span);
  const buffer = bufferFor(make, func, l, place.sym, place.type, part);
  const at = (index: readonly Expr[]): readonly Expr[] => placeIn(buffer, part, index, make.valueOf);
  const body = mapAccesses(l.body, place.sym, {
    load: (e) => load(buffer.sym, buffer.type, at(e.index), e.span, e.path),
    store: (s) => [{ ...s, tensor: buffer.sym, index: at(s.index) }],
  });
  return [
    allocation(buffer, l.span),
    ...(isOverwritten(l, place.sym, part) ? [] : copies(make, buffer, place, part, "load")),
    ...body,
    ...(part.isWritten ? copies(make, buffer, place, part, "store") : []),
  ];
}

/** Every element of the box that is inside the tensor. */
function copies(
  make: Maker, buffer: Buffer, { sym, type }: MemoryPlace, part: Part, what: "load" | "store",
): readonly Stmt[] {
  const { span } = make;
  const sizes = buffer.type.shape;
  return nestOver(make, loopNames(buffer, what, sizes), sizes, (counters) => {
    const place = placeOf(make, part, part.dims.map((_, d) => counters[buffer.dims.indexOf(d)]));
    const ends = [{ sym: buffer.sym, at: counters }, { sym, at: place.at }] as const;
    const [to, from] = what === "load" ? ends : [ends[1], ends[0]];
    return whereInside(place, copyElement(to, from, type, span), span);
  });
}

