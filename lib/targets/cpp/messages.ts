/**
 * Lowers `print` and `assert`: macros that include/heddle_print.h defines. Where that is not found, as under the vendor's
 * tools, and in synthesis they are empty.
 */
import type { Assert, Expr, MessagePart, Print, TensorPart } from "../../ir/ir.js";
import { isIntegral, sameType } from "../../ir/types.js";
import { noteType, type FuncContext } from "./context.js";
import { typeText } from "./dialect.js";
import { condition, lower, truthValue } from "./expressions.js";
import { stringLiteral } from "./text.js";
import { call, cast, literal, name, type CppExpr, type CppStmt } from "./tree.js";
import { plainInt, scalarType } from "./types.js";
import { childrenOf } from "./walk.js";

export const printMacro = "HEDDLE_PRINT";
export const assertMacro = "HEDDLE_ASSERT";

/** What a file with messages needs before its functions. */
export const messageLines: readonly string[] = [
  "// Messages and checks of simulation. Synthesis has none of them.",
  "#if !defined(__SYNTHESIS__) && defined(__has_include)",
  "#if __has_include(<heddle_print.h>)",
  "#include <heddle_print.h>",
  "#endif",
  "#endif",
  `#ifndef ${printMacro}`,
  `#define ${printMacro}(...) ((void)0)`,
  `#define ${assertMacro}(...) ((void)0)`,
  "#endif",
];

export function lowerPrint(s: Print, c: FuncContext): CppStmt {
  c.notes.add("messages");
  return { kind: "expr", expr: call(printMacro, message(s.parts, c)) };
}

export function lowerAssert(s: Assert, c: FuncContext): CppStmt {
  c.notes.add("messages");
  const cond = condition(s.cond, c);
  const whole: CppExpr = hasComma(cond) ? { kind: "parens", operand: cond } : cond;
  return { kind: "expr", expr: call(assertMacro, [whole, ...message(s.message, c)]) };
}

/** A comma between angle brackets would part the macro's first argument from itself. */
function hasComma(e: CppExpr): boolean {
  const types = e.kind === "call" ? e.types : e.kind === "cast" ? [e.type] : [];
  return types.length > 1 || types.some((t) => t.kind === "fixed") || childrenOf(e).some(hasComma);
}

/** At least one argument. */
function message(parts: readonly MessagePart[], c: FuncContext): readonly CppExpr[] {
  return parts.length === 0 ? [literal('""')] : parts.map((p) => part(p, c));
}

function part(p: MessagePart, c: FuncContext): CppExpr {
  switch (p.kind) {
    case "text":
      return literal(stringLiteral(p.text));
    case "tensor":
      return tensorPart(p, c);
    default:
      return shown(p, c);
  }
}

/** C++'s type decides how a value is shown: an integer is no truth value. */
function shown(e: Expr, c: FuncContext): CppExpr {
  const v = lower(e, c);
  if (e.type.kind === "bool") return truthValue(v);
  return isIntegral(e.type) && v.type.kind === "bool" ? cast(plainInt, v.expr) : v.expr;
}

/** An array parameter is a pointer in C++, so its first extent is said. */
function tensorPart({ sym, element }: TensorPart, c: FuncContext): CppExpr {
  const type = c.irTypes.get(sym.id);
  if (type?.kind !== "tensor") throw new Error(`${sym.name} is no tensor`);
  const isOwn = sameType(type.element, element);
  const shown = isOwn ? "" : `, ${typeText(noteType(scalarType(element), c), c.dialect)}`;
  return call(`heddle::tensor${isOwn ? "" : "_as"}<${type.shape[0] ?? 0}${shown}>`, [name(c.names.of(sym))]);
}
