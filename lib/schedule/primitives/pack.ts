/** `pack`: several integers become one word. */
import { analyseRanges } from "../../analysis/ranges.js";
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { load } from "../../ir/build.js";
import type { Module } from "../../ir/ir.js";
import { int, maxIntWidth, typeName } from "../../ir/types.js";
import { insideErrors } from "../inside.js";
import { localErrors, mapAccesses, withAlloc } from "../memories.js";
import { dimension, integer, memory, optional, type MemoryPlace } from "../parameters.js";
import { definePrimitive, refused, type StepContext } from "../primitive.js";
import { withFunc } from "../rewrite.js";
import { sideBySideErrors } from "../side-by-side.js";
import { keptIn, subscript } from "../subscripts.js";
import { ofShape, packedInit, placeInWord, slice, withSlice, type Words } from "../words.js";

export const pack = definePrimitive({
  name: "pack",
  summary: "Puts `factor` neighbours of a tensor of integers into one word, the first in the low bits.",
  elsewhere: { tvm: "sch.transform_layout and vectorize" },
  rule: "The tensor is made in the function, only loaded and stored, and not partitioned yet; the factor divides "
    + "its extent, words have at most 4096 bits; every subscript is proven inside it; loops that are parallel stay "
    + "so.",
  cost: "A wider, shorter memory. A store reads the word first, so that stores of neighbours follow each other.",
  parameters: {
    memory: memory("the tensor"),
    factor: integer("elements in a word", 2),
    dim: optional(dimension("the dimension they are neighbours in, counted from 1; the last without it", 1)),
  },
  positional: ["memory", "factor"],
  picture: {
    before: `top func f(A: int8[8]) {
      alloc t: int8[8] = 0:int8
      for i: index = 0 to 8 { A[i] = t[i] }
    }`,
    step: '{ "primitive": "pack", "memory": "t", "factor": 4 }',
    after: `top func f(A: int8[8]) {
      alloc t: uint32[2] = 0:uint32
      for i: index = 0 to 8 { A[i] = int8(t[index(i / 4)] >> i % 4 * 8) }
    }`,
  },
  legal: (context, { memory: place, factor, dim }) => {
    const errors = wordErrors(context, place, factor, dim ?? place.type.shape.length - 1);
    if (errors.length > 0) return errors;
    const local = localErrors(context, "pack", place);
    if (local.length > 0) return local;
    const inside = insideErrors(context, "pack", place);
    if (inside.length > 0) return inside;
    return sideBySideErrors(context, "pack", place, () => packed(context.module, place, factor, dim));
  },
  apply: (module, { memory: place, factor, dim }) => ({ module: packed(module, place, factor, dim) }),
});

function wordErrors(
  context: StepContext, { sym, type }: MemoryPlace, factor: number, dim: number,
): readonly Diagnostic[] {
  const extent = type.shape[dim];
  if (extent === undefined) return refused(context, kinds.noDimension, ["pack", sym.name, dim, type.shape.length]);
  if (type.element.kind !== "int") {
    return refused(
      context, kinds.notWords, ["pack", sym.name, `its elements are ${typeName(type.element)}, no integers`],
    );
  }
  const bits = type.element.width * factor;
  if (extent % factor !== 0) {
    return refused(context, kinds.factorPastExtent, ["pack", sym.name, factor, dim, extent, "does not divide"]);
  }
  return bits <= maxIntWidth ? [] : refused(
    context, kinds.notWords,
    ["pack", sym.name, `they would have ${bits} bits, and integers have at most ${maxIntWidth}`],
  );
}

function packed(module: Module, { func, sym, type }: MemoryPlace, factor: number, dim = type.shape.length - 1): Module {
  if (type.element.kind !== "int") throw new Error("a legal pack is of integers");
  const words: Words = {
    dim, factor, part: type.element, word: int(type.element.width * factor, false),
    parts: type.shape, words: type.shape.map((n, d) => (d === dim ? n / factor : n)),
  };
  const keeps = keptIn(analyseRanges(module));
  const whole = ofShape(words.word, words.words);
  const body = mapAccesses(func.body, sym, {
    load: (l) => {
      const { at, low } = placeInWord(words, l.index, keeps);
      return slice(load(sym, whole, at.map(subscript), l.span), low, words.part);
    },
    store: (s) => {
      const { at, low } = placeInWord(words, s.index, keeps);
      const index = at.map(subscript);
      return [{ ...s, index, value: withSlice(load(sym, whole, index, s.span), low, s.value, words) }];
    },
  });
  return withFunc(
    module, withAlloc({ ...func, body }, sym, (a) => ({ ...a, type: whole, init: packedInit(a.init, words) })),
  );
}
