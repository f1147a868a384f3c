/** `print` and `assert`: messages as template literals. */
import type { Assert, MessagePart, Print, TensorPart } from "../../ir/ir.js";
import type { Expr } from "../../ir/ir.js";
import { isIntegral, isScalar, typeName, type ScalarType } from "../../ir/types.js";
import { carried } from "./carriers.js";
import type { FunctionContext } from "./context.js";
import { boolean, carriedValue } from "./expressions.js";
import { integer } from "./integers.js";
import { touchAll } from "./watches.js";

/** Writes a line. */
export function printStatement(s: Print, cx: FunctionContext): void {
  readAll(s.parts, cx);
  cx.line(s.span, `${cx.helper("print")}(${messageText(s.parts, cx)});`);
}

/** The message is computed only when the condition does not hold. */
export function assertStatement(s: Assert, cx: FunctionContext): void {
  const failed = `${cx.helper("assertionFailed")}(${messageText(s.message, cx)}, ${cx.module.site(s.span)})`;
  const failing = `if (!(${boolean(s.cond, cx).text}))`;
  const isWatched = s.message.some((p) => p.kind === "tensor" && cx.watches.has(p.sym.id));
  if (!isWatched) return cx.line(s.span, `${failing} throw ${failed};`);
  cx.line(s.span, `${failing} {`);
  cx.writer.indented(() => {
    readAll(s.message, cx);
    cx.line(s.span, `throw ${failed};`);
  });
  cx.writer.line("}");
}

/** Notes that the tensors of a message are read. */
function readAll(parts: readonly MessagePart[], cx: FunctionContext): void {
  for (const p of parts) if (p.kind === "tensor") touchAll("readAll", p.sym, p.span, cx);
}

function messageText(parts: readonly MessagePart[], cx: FunctionContext): string {
  return `\`${parts.map((p) => partText(p, cx)).join("")}\``;
}

function partText(p: MessagePart, cx: FunctionContext): string {
  switch (p.kind) {
    case "text":
      return JSON.stringify(p.text).slice(1, -1).replaceAll('\\"', '"').replace(/`|\$\{/g, "\\$&");
    case "tensor":
      return `\${${tensorText(p, cx)}}`;
    default:
      return `\${${valueText(p, cx)}}`;
  }
}

/** JavaScript writes integers and bools as we do. */
function valueText(e: Expr, cx: FunctionContext): string {
  if (e.type.kind === "int" || e.type.kind === "index") return carried(integer(e, cx), e.type).text;
  if (e.type.kind === "bool") return boolean(e, cx).text;
  return `${cx.helper("shown")}(${shownValue(e, cx)}, ${typeConstant(e.type, cx)})`;
}

/** The value of a float, or the raw value of fixed point. */
function shownValue(e: Expr, cx: FunctionContext): string {
  if (e.type.kind !== "fixed") return carriedValue(e, cx).text;
  if (e.kind !== "bitcast" || !isIntegral(e.operand.type)) throw new Error("fixed point was to be lowered");
  return carriedValue(e.operand, cx).text;
}

function tensorText({ sym, element }: TensorPart, cx: FunctionContext): string {
  const { name, type } = cx.tensor(sym);
  if (!isScalar(type.element)) throw new Error("structs were to be split");
  const [stored, shown] = [typeConstant(type.element, cx), typeConstant(element, cx)];
  return `${cx.helper("shownTensor")}(${name}, ${stored}, [${type.shape.join(", ")}], ${shown})`;
}

/** The name of a constant that describes `type` to the runtime. */
function typeConstant(type: ScalarType, cx: FunctionContext): string {
  return cx.module.shared(typeName(type).replace(/[^A-Za-z0-9]+/g, "_").replace(/_$/, ""), JSON.stringify(type));
}
