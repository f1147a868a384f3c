/** `parallel`: iterations that depend on none of each other. */
import { directiveErrors, withDirectives } from "../directives.js";
import { carriedErrors } from "../legality.js";
import { flag, loop, optional } from "../parameters.js";
import { definePrimitive } from "../primitive.js";

export const parallel = definePrimitive({
  name: "parallel",
  summary: "Lets the iterations of a loop run side by side, in any order.",
  elsewhere: {
    allo: "s.parallel(\"i\")", exo: "parallelize_loop(p, \"i\")",
    halide: "f.parallel(i)", tvm: "sch.parallel(i)",
  },
  rule: "No iteration may depend on another, but by a sum of integers; by a sum of floats only with `reassociate`.",
  cost: "None by itself: tools make as many copies of the hardware as other steps say.",
  parameters: {
    loop: loop("the loop"),
    reassociate: optional(flag("sums of floats may be rounded otherwise")),
  },
  positional: ["loop"],
  picture: {
    before: "top func f(A: int32[20]) { for i: index = 0 to 20 { A[i] = int32(1) } }",
    step: '{ "primitive": "parallel", "loop": "i" }',
    after: "top func f(A: int32[20]) { for i: index = 0 to 20 parallel { A[i] = int32(1) } }",
  },
  legal: (context, { loop: place, reassociate }) => {
    const own = directiveErrors(context, place, { parallel: true });
    return own.length > 0 ? own : carriedErrors(context, "parallel", place.func, place.loop, reassociate === true);
  },
  apply: (module, { loop: place }) => ({ module: withDirectives(module, place, { parallel: true }) }),
});
