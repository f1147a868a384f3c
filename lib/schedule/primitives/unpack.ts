/** `unpack`: each word becomes the integers that it is made of. */
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { binary, intConst, load, variable } from "../../ir/build.js";
import type { Expr, Let, Store } from "../../ir/ir.js";
import { int, typeName } from "../../ir/types.js";
import { freshSyms } from "../../passes/fresh-syms.js";
import { insideErrors } from "../inside.js";
import { allocOf, localErrors, mapAccesses, withAlloc } from "../memories.js";
import { dimension, integer, memory, optional, type MemoryPlace } from "../parameters.js";
import { definePrimitive, refused, type StepContext } from "../primitive.js";
import { withFunc } from "../rewrite.js";
import { subscript } from "../subscripts.js";
import { joined, ofShape, slice, unpackedInit, type Words } from "../words.js";

export const unpack = definePrimitive({
  name: "unpack",
  summary: "Makes `factor` neighbours of each element of a tensor of integers, the low bits first: the inverse of "
    + "pack.",
  elsewhere: {},
  rule: "The tensor is made in the function, only loaded and stored, and not partitioned yet; the factor divides "
    + "the width of its elements; it starts with equal parts, or constants; every subscript is proven inside it.",
  cost: "A narrower, longer memory: `factor` accesses for each one before, at once when it is partitioned cyclically.",
  parameters: {
    memory: memory("the tensor"),
    factor: integer("parts of an element", 2),
    dim: optional(dimension("the dimension they become neighbours in, counted from 1; the last without it", 1)),
  },
  positional: ["memory", "factor"],
  picture: {
    before: "top func f(A: uint16[8]) { alloc t: uint16[8] = 0:uint16 for i: index = 0 to 8 { t[i] = A[i] } }",
    step: '{ "primitive": "unpack", "memory": "t", "factor": 2 }',
    after: `top func f(A: uint16[8]) {
      alloc t: uint8[16] = 0:uint8
      for i: index = 0 to 8 {
        const t.word: uint16 = A[i]
        t[index(i * 2)] = uint8(t.word)
        t[index(i * 2 + 1)] = uint8(t.word >> 8)
      }
    }`,
  },
  legal: (context, { memory: place, factor, dim }) => {
    const errors = partErrors(context, place, factor, dim ?? place.type.shape.length - 1);
    if (errors.length > 0) return errors;
    const local = localErrors(context, "unpack", place);
    if (local.length > 0) return local;
    const start = startErrors(context, place, factor, dim);
    return start.length > 0 ? start : insideErrors(context, "unpack", place);
  },
  apply: (module, { memory: place, factor, dim }) => {
    const { func, sym } = place;
    const words = wordsOf(place, factor, dim);
    const parts = ofShape(words.part, words.parts);
    const syms = freshSyms(module);
    const body = mapAccesses(func.body, sym, {
      load: (l) => joined(placesOf(words, l.index).map((at) => load(sym, parts, at, l.span)), words),
      store: (s) => {
        const { span, value: init } = s;
        const whole = syms.fresh(`${sym.name}.word`);
        const word: Let = { kind: "let", sym: whole, type: words.word, mutable: false, init, span };
        const value = variable(whole, words.word, span);
        return [word, ...placesOf(words, s.index).map((index, k): Store => (
          { ...s, index, value: slice(value, intConst(k * words.part.width, s.span), words.part) }
        ))];
      },
    });
    const made = withAlloc(
      { ...func, body }, sym, (a) => ({ ...a, type: parts, init: unpackedInit(a.init, words) ?? a.init }),
    );
    return { module: withFunc(module, made) };
  },
});

function partErrors(
  context: StepContext, { sym, type }: MemoryPlace, factor: number, dim: number,
): readonly Diagnostic[] {
  const { element } = type;
  if (type.shape[dim] === undefined) {
    return refused(context, kinds.noDimension, ["unpack", sym.name, dim, type.shape.length]);
  }
  if (element.kind !== "int") {
    return refused(context, kinds.notWords, ["unpack", sym.name, `its elements are ${typeName(element)}, no integers`]);
  }
  return element.width % factor === 0 ? []
    : refused(
      context, kinds.notWords,
      ["unpack", sym.name, `its elements have ${element.width} bits, which are no ${factor} equal parts`],
    );
}

function startErrors(
  context: StepContext, place: MemoryPlace, factor: number, dim: number | undefined,
): readonly Diagnostic[] {
  const made = allocOf(place.func, place.sym);
  if (made !== undefined && unpackedInit(made.init, wordsOf(place, factor, dim)) !== undefined) return [];
  return refused(
    context, kinds.notWords, ["unpack", place.sym.name, "it starts with a value whose parts are not known to be equal"],
  );
}

function wordsOf({ type }: MemoryPlace, factor: number, dim = type.shape.length - 1): Words {
  if (type.element.kind !== "int") throw new Error("a legal unpack is of integers");
  const parts = type.shape.map((n, d) => (d === dim ? n * factor : n));
  return { dim, factor, part: int(type.element.width / factor, false), word: type.element, parts, words: type.shape };
}

/** The places of the parts, the low bits first. */
function placesOf({ dim, factor }: Words, at: readonly Expr[]): readonly (readonly Expr[])[] {
  return Array.from({ length: factor }, (_, k) => at.map((e, d) => {
    if (d !== dim) return e;
    const first = binary("mul", e, intConst(factor, e.span), e.span);
    return subscript(k === 0 ? first : binary("add", first, intConst(k, e.span), e.span));
  }));
}

