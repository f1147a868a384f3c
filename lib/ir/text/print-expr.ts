/** Prints expressions: as few parentheses as precedence allows, a type only where it is not the derived one. */
import type { Span } from "../../diagnostics/source.js";
import { derivedType, type TypeLookup } from "../derive.js";
import type { Arg, Binary, Compare, Const, Expr, Logic, MessagePart, TensorPart, Unary } from "../ir.js";
import { sameType, type Path } from "../types.js";
import { keepsSpan, sameSpan, type SpanPrinter } from "./spans.js";
import {
  infixOf, nameText, prefixByOp, prefixLevel, primaryLevel, typeText, valueText, type InfixOperator, type Names,
} from "./syntax.js";

/** What printing an expression depends on besides the expression. */
export interface ExprContext {
  readonly names: Names;
  readonly typeOf: TypeLookup;
  /** Present when spans are printed; `statement` is the span that expressions have unless they say otherwise. */
  readonly spans?: { readonly printer: SpanPrinter; readonly statement: Span };
}

interface Printed {
  readonly text: string;
  readonly level: number;
}

/** The text of `e` as it stands where any expression may. */
export function exprText(e: Expr, c: ExprContext): string {
  return printed(e, c).text;
}

/** The text of an argument or of a value that is put or returned. */
export function argText(arg: Arg, c: ExprContext): string {
  if (arg.kind === "ref") return c.names.of(arg.sym);
  return arg.kind === "aggregate" ? `{${listText(arg.leaves, c)}}` : exprText(arg, c);
}

/** The pieces of a message. */
export function messageText(parts: readonly MessagePart[], c: ExprContext): string {
  return parts.map((p) => {
    if (p.kind === "text") return JSON.stringify(p.text);
    return p.kind === "tensor" ? tensorPartText(p, c) : exprText(p, c);
  }).join(", ");
}

/** The type is left out where it is that of the tensor's elements. */
function tensorPartText({ sym, element }: TensorPart, c: ExprContext): string {
  const type = c.typeOf(sym.id);
  const own = type?.kind === "tensor" && sameType(type.element, element);
  return c.names.of(sym) + (own ? "" : ` as ${typeText(element)}`);
}

export function listText(items: readonly Arg[], c: ExprContext): string {
  return items.map((item) => argText(item, c)).join(", ");
}

function printed(e: Expr, c: ExprContext): Printed {
  const bare = bareText(e, c);
  const suffix = annotation(e, c) + spanSuffix(e, c);
  if (suffix === "") return bare;
  return { text: (bare.level < primaryLevel ? `(${bare.text})` : bare.text) + suffix, level: primaryLevel };
}

function annotation(e: Expr, c: ExprContext): string {
  if (e.kind === "const" && e.type.kind === "float" && e.type.width >= 32 && isFinite(Number(e.value))) return "";
  const derived = derivedType(e, c.typeOf);
  // A name nobody declared has no type to compare with; only printing part of a tree gets here.
  if (derived === undefined && (e.kind === "var" || e.kind === "load" || e.kind === "call")) return "";
  return derived !== undefined && sameType(derived, e.type) ? "" : `:${typeText(e.type)}`;
}

function spanSuffix(e: Expr, c: ExprContext): string {
  if (c.spans === undefined || !keepsSpan(e) || sameSpan(e.span, c.spans.statement)) return "";
  return c.spans.printer.text(e.span);
}

function bareText(e: Expr, c: ExprContext): Printed {
  switch (e.kind) {
    case "const":
      return primary(constText(e));
    case "var":
      return primary(c.names.of(e.sym) + pathText(e.path));
    case "load":
      return primary(`${c.names.of(e.tensor)}[${listText(e.index, c)}]${pathText(e.path)}`);
    case "binary":
    case "compare":
    case "logic":
      return pairText(e, c);
    case "unary":
      return unaryText(e, c);
    case "select":
      return primary(`select(${listText([e.cond, e.whenTrue, e.whenFalse], c)})`);
    case "cast":
      return primary(`${typeText(e.type)}(${exprText(e.operand, c)})`);
    case "bitcast":
      return primary(`bitcast<${typeText(e.type)}>(${exprText(e.operand, c)})`);
    case "call":
      return primary(`${c.names.of(e.callee)}(${listText(e.args, c)})`);
  }
}

/** `->pos->x`. */
export function pathText(path: Path = []): string {
  return path.map((name) => `->${nameText(name)}`).join("");
}

function primary(text: string): Printed {
  return { text, level: primaryLevel };
}

/** Finite float32 literals carry their type as in C: `1.5f`. */
function constText(e: Const): string {
  const single = e.type.kind === "float" && e.type.width === 32 && Number.isFinite(e.value);
  return valueText(e.value, e.type) + (single ? "f" : "");
}

function pairText(e: Binary | Compare | Logic, c: ExprContext): Printed {
  const infix: InfixOperator | undefined = infixOf(e.kind, e.op);
  if (infix === undefined) return primary(`${e.op}(${listText([e.left, e.right], c)})`);
  const left = operandText(e.left, infix.level, c);
  return { text: `${left} ${infix.text} ${operandText(e.right, infix.level + 1, c)}`, level: infix.level };
}

function unaryText(e: Unary, c: ExprContext): Printed {
  const prefix = prefixByOp.get(e.op);
  if (prefix === undefined) return primary(`${e.op}(${exprText(e.operand, c)})`);
  // `-5` is a constant, `-(5)` the negation of one.
  const literal = e.op === "neg" && e.operand.kind === "const";
  return { text: prefix + operandText(e.operand, literal ? primaryLevel + 1 : prefixLevel, c), level: prefixLevel };
}

function operandText(e: Expr, atLeast: number, c: ExprContext): string {
  const operand = printed(e, c);
  return operand.level < atLeast ? `(${operand.text})` : operand.text;
}
