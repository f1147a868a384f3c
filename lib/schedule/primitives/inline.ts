/** `inline`: a function becomes a part of those that call it. */
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import { callersOf, inlinedEverywhere } from "../inlining.js";
import { func } from "../parameters.js";
import { definePrimitive, refused } from "../primitive.js";

export const inline = definePrimitive({
  name: "inline",
  summary: "Puts the body of a function where it is called, and takes the function away.",
  elsewhere: {
    allo: "s.inline(\"f\") (a directive only)", exo: "inline(p, \"f(_)\")",
    halide: "f.compute_inline()", tvm: "sch.compute_inline(b)",
  },
  rule: "The function returns at its end only. If it keeps a state, one function calls it. A call under a condition within an expression is of one expression.",
  cost: "Each call has operators of its own; loops of the function can then be fused with those of the caller.",
  parameters: { function: func("the function") },
  positional: ["function"],
  picture: {
    before: `func scaled(A: int32[8], B: int32[8], by: int32) { for i: index = 0 to 8 { B[i] = int32(A[i] * by) } }
    top func f(A: int32[8], C: int32[8]) {
      alloc B: int32[8] = int32(0)
      call scaled(A, B, 3:int32)
      for j: index = 0 to 8 { C[j] = B[j] }
    }`,
    step: '{ "primitive": "inline", "function": "scaled" }',
    after: `top func f(A: int32[8], C: int32[8]) {
      alloc B: int32[8] = int32(0)
      for i: index = 0 to 8 { B[i] = int32(A[i] * 3:int32) }
      for j: index = 0 to 8 { C[j] = B[j] }
    }`,
  },
  legal: (context, { function: f }) => {
    const made = inlinedEverywhere(context.module, f);
    if (made.kind === "module") return [];
    return refused(
      context, kinds.notInlined, [f.sym.name, made.by.reason], [{ span: made.by.span, message: made.by.reason }],
    );
  },
  apply: (module, { function: f }) => {
    const made = inlinedEverywhere(module, f);
    if (made.kind !== "module") throw new Error("a legal call is inlined");
    return { module: made.module, gone: [{ name: f.sym.name, into: callersOf(module, f) }] };
  },
});
