/** `vectorize`: all iterations at once, each a lane. */
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import { tripCount } from "../../ir/trip-count.js";
import { directiveErrors, withDirectives } from "../directives.js";
import { carriedErrors } from "../legality.js";
import { loopsIn } from "../loops.js";
import { flag, loop, optional } from "../parameters.js";
import { definePrimitive, refused } from "../primitive.js";

export const vectorize = definePrimitive({
  name: "vectorize",
  summary: "Runs all iterations of an innermost loop at once, each a lane of the same operations.",
  elsewhere: { halide: "f.vectorize(i)", tvm: "sch.vectorize(i)" },
  rule: "As `parallel`. The bounds must be constant, and there may be no loop inside.",
  cost: "The operators of the body for each lane, and as many ports of its memories.",
  parameters: {
    loop: loop("the loop"),
    reassociate: optional(flag("sums of floats may be rounded otherwise")),
  },
  positional: ["loop"],
  picture: {
    before: "top func f(A: int32[8]) { for i: index = 0 to 8 { A[i] = int32(1) } }",
    step: '{ "primitive": "vectorize", "loop": "i" }',
    after: "top func f(A: int32[8]) { for i: index = 0 to 8 vectorize { A[i] = int32(1) } }",
  },
  legal: (context, { loop: place, reassociate }) => {
    const { func, loop: l } = place;
    if (tripCount(l) === undefined) return refused(context, kinds.dynamicLoop, ["vectorize", l.iter.name]);
    const [inner] = loopsIn(l.body);
    if (inner !== undefined) {
      return refused(
        context, kinds.notInnermost, ["vectorize", l.iter.name],
        [{ span: inner.span, message: "this loop is inside" }],
      );
    }
    const own = directiveErrors(context, place, { vectorize: true });
    return own.length > 0 ? own : carriedErrors(context, "vectorize", func, l, reassociate === true);
  },
  apply: (module, { loop: place }) => ({ module: withDirectives(module, place, { vectorize: true }) }),
});
