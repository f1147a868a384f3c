/** Which expressions can stop a run (or never end): those must stay where they are, in their order. */
import type { Ranges } from "../../analysis/ranges.js";
import type { Expr } from "../../ir/ir.js";
import { childExprs } from "../../ir/walk.js";

/** Whether evaluating `e` may do anything but give a value. */
export function mayStop(e: Expr, ranges: Ranges): boolean {
  return stopsItself(e, ranges) || childExprs(e).some((child) => mayStop(child, ranges));
}

function stopsItself(e: Expr, ranges: Ranges): boolean {
  switch (e.kind) {
    case "load":
      return ranges.inBounds(e).includes(false);
    case "call":
      return true;
    case "binary":
      return stopsBinary(e.op, ranges.of(e.right));
    case "const": case "var": case "compare": case "logic": case "unary": case "select": case "cast": case "bitcast":
      return false;
  }
}

function stopsBinary(op: Extract<Expr, { kind: "binary" }>["op"], right: ReturnType<Ranges["of"]>): boolean {
  if (right === undefined) return false;
  switch (op) {
    case "div": case "rem": case "floordiv": case "mod":
      return right.lo <= 0n && right.hi >= 0n;
    case "shl": case "shr": case "ushr":
      return right.lo < 0n;
    default:
      return false;
  }
}
