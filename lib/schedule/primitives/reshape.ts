/** `reshape`: a tensor's elements are counted by other dimensions. */
import { analyseRanges } from "../../analysis/ranges.js";
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import { binary, intConst } from "../../ir/build.js";
import type { Expr } from "../../ir/ir.js";
import { elementCount } from "../../ir/types.js";
import { insideErrors } from "../inside.js";
import { localErrors, mapAccesses, withAlloc } from "../memories.js";
import { integers, memory } from "../parameters.js";
import { definePrimitive, refused } from "../primitive.js";
import { withFunc } from "../rewrite.js";
import { divided, keptIn, subscript, type Keeps } from "../subscripts.js";

export const reshape = definePrimitive({
  name: "reshape",
  summary: "Gives a tensor that the function makes another shape of as many elements, in row-major order.",
  elsewhere: {
    allo: "s.reshape(s.buf, (2, 8))", exo: "reshape by divide_dim, mult_dim",
    tvm: "sch.transform_layout(block, buf, index_map)"
  },
  rule: "The tensor is made in the function, only loaded and stored, and not partitioned yet; every subscript is "
    + "proven inside it.",
  cost: "Divisions in subscripts, by constants; none where the dimensions are only taken together.",
  parameters: { memory: memory("the tensor"), shape: integers("the new extents", 1) },
  positional: ["memory", "shape"],
  picture: {
    before: `top func f(A: int32[8]) {
      alloc t: int32[2, 4] = 0:int32
      for i: index = 0 to 2 { for j: index = 0 to 4 { t[i, j] = A[index(i * 4 + j)] } }
      for k: index = 0 to 8 { A[k] = t[k % 2, index(k / 2)] }
    }`,
    step: '{ "primitive": "reshape", "memory": "t", "shape": [8] }',
    after: `top func f(A: int32[8]) {
      alloc t: int32[8] = 0:int32
      for i: index = 0 to 2 { for j: index = 0 to 4 { t[index(i * 4 + j)] = A[index(i * 4 + j)] } }
      for k: index = 0 to 8 { A[k] = t[index(k % 2 * 4 + index(k / 2))] }
    }`,
  },
  legal: (context, { memory: place, shape }) => {
    const { sym, type } = place;
    const [has, wants] = [elementCount(type.shape), elementCount(shape)];
    if (has !== wants) return refused(context, kinds.elementCount, [sym.name, has, shape.join(", "), wants]);
    const local = localErrors(context, "reshape", place);
    return local.length > 0 ? local : insideErrors(context, "reshape", place);
  },
  apply: (module, { memory: { func, sym, type }, shape }) => {
    const groups = groupsOf(type.shape, shape);
    const keeps = keptIn(analyseRanges(module));
    const index = (at: readonly Expr[]): readonly Expr[] => groups.flatMap((g) => newSubscripts(g, at, keeps));
    const body = mapAccesses(func.body, sym, {
      load: (l) => ({ ...l, index: index(l.index) }),
      store: (s) => [{ ...s, index: index(s.index) }],
    });
    const made = withAlloc({ ...func, body }, sym, (a) => ({ ...a, type: { ...a.type, shape } }));
    return { module: withFunc(module, made) };
  },
});

/** Neighbouring dimensions of both shapes that have as many elements together. */
interface Group {
  readonly first: number;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

function groupsOf(from: readonly number[], to: readonly number[]): readonly Group[] {
  const groups: Group[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    const [first, start] = [i, j];
    i = Math.min(i + 1, from.length);
    j = Math.min(j + 1, to.length);
    for (;;) {
      const [a, b] = [elementCount(from.slice(first, i)), elementCount(to.slice(start, j))];
      if (a === b) break;
      if (a < b) i++;
      else j++;
    }
    groups.push({ first, from: from.slice(first, i), to: to.slice(start, j) });
  }
  return groups;
}

function newSubscripts({ first, from, to }: Group, at: readonly Expr[], keeps: Keeps): readonly Expr[] {
  if (from.length === 1 && to.length === 1) return at.slice(first, first + 1);
  let rest = flat(from, at.slice(first, first + from.length));
  return to.map((_, k) => {
    const { quotient, rest: after } = divided(rest, elementCount(to.slice(k + 1)), keeps);
    rest = after;
    return subscript(quotient);
  });
}

/** The position in row-major order. */
function flat(shape: readonly number[], at: readonly Expr[]): Expr {
  const terms = at.flatMap((e, d) => {
    const stride = elementCount(shape.slice(d + 1));
    if (shape[d] === 1) return [];
    return [stride === 1 ? e : binary("mul", e, intConst(stride, e.span), e.span)];
  });
  const [head, ...others] = terms;
  return head === undefined ? intConst(0) : others.reduce((sum, e) => binary("add", sum, e, e.span), head);
}
