/** Which expressions compilers can compute: they warn where such a one wraps, though it is meant to. */
import type { FuncContext } from "./context.js";
import type { CppExpr } from "./tree.js";

/** Is it made of literals and of constants with known values only? */
export function isConstantExpr(e: CppExpr, c: FuncContext): boolean {
  const all = (...parts: readonly CppExpr[]): boolean => parts.every((p) => isConstantExpr(p, c));
  switch (e.kind) {
    case "literal":
      return true;
    case "name":
      return c.constants.has(e.name);
    case "prefix":
    case "cast":
      return all(e.operand);
    case "infix":
      return all(e.left, e.right);
    case "ternary":
      return all(e.cond) && (all(e.yes) || all(e.no));
    default:
      return false;
  }
}
