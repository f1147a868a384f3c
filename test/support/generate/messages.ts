/** Random printed lines, and assertions that hold. */
import { noSpan } from "../../../lib/diagnostics/source.js";
import { binary, compare, constant, intConst, logic, unary } from "../../../lib/ir/build.js";
import type { Expr, MessagePart, Stmt } from "../../../lib/ir/ir.js";
import { bitWidth, bool, fixed, isScalar, type ScalarType } from "../../../lib/ir/types.js";
import { anything, boolean, countersWhere, integer, variableOf, type Maker } from "./expressions.js";
import type { Site } from "./site.js";

const span = noSpan;

/** Printing more often than this in one call makes tests slow to read. */
const mostLines = 40;

/** A line of text, values and tensors; undefined where there must not be one. */
export function printing(s: Site): readonly Stmt[] | undefined {
  if (!s.routine.mayLast || s.trips > mostLines) return undefined;
  return [{ kind: "print", parts: message(s), span }];
}

/** An assertion of something true, with or without a message. */
export function assertion(s: Site): readonly Stmt[] {
  return [{ kind: "assert", cond: s.draw.pick(truths)(s, 2), message: s.draw.oneIn(2) ? message(s) : [], span }];
}

/** What holds, whatever the values are. */
const truths: readonly Maker[] = [
  () => constant(true, bool),
  (s, d) => compare("ge", unary("abs", integer(s, d)), intConst(0)),
  (s, d) => compare("le", binary("and", integer(s, d), intConst(15)), intConst(15)),
  (s, d) => {
    const b = boolean(s, d);
    return logic("or", b, unary("not", b));
  },
  (s) => {
    const [counter] = countersWhere(s, () => true);
    if (counter === undefined) return constant(true, bool);
    const { lo, hi } = counter.range;
    return logic("and", compare("ge", variableOf(counter), intConst(lo)),
      compare("le", variableOf(counter), intConst(hi)));
  },
];

const texts = ["x = ", ", ", "100%", "\\ \"q\" \n", "π ≈ ", "", "{}"];

function message(s: Site): readonly MessagePart[] {
  return Array.from({ length: s.draw.between(1, 4) }, (): MessagePart => {
    if (s.draw.oneIn(2)) return { kind: "text", text: s.draw.pick(texts) };
    return tensorPart(s) ?? shownValue(s);
  });
}

function shownValue(s: Site): Expr {
  return anything(s, 2);
}

/** A tensor in scope, sometimes shown as other values of as many bits. */
function tensorPart(s: Site): MessagePart | undefined {
  const known = s.tensors.flatMap(({ sym, type: { element } }) => (isScalar(element) ? [{ sym, element }] : []));
  if (known.length === 0 || !s.draw.oneIn(3)) return undefined;
  const { sym, element } = s.draw.pick(known);
  return { kind: "tensor", sym, element: shownAs(s, element), span };
}

function shownAs(s: Site, element: ScalarType): ScalarType {
  if (element.kind !== "int" || !s.draw.oneIn(3)) return element;
  return fixed(bitWidth(element), s.draw.between(-3, 20), element.signed);
}
