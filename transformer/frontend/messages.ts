/** `console.log(…)` and `assert(…)`: lines of text in simulation. */
import type * as TS from "typescript";
import { constructs as constructKinds } from "../../lib/diagnostics/catalogue/constructs.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import type { MessagePart } from "../../lib/ir/ir.js";
import { isScalar, type Field } from "../../lib/ir/types.js";
import { formatScalar } from "../../lib/numeric/format.js";
import { ts } from "../ts.js";
import { inBlock, nodeSpan, refuse, type Scope } from "./context.js";
import { decided } from "./placed.js";
import { lowerCondition, lowerExpression } from "./recursion.js";
import { copyOf } from "./results.js";
import { fieldOf } from "./structs.js";
import { isGlobal } from "./syntax.js";
import { describeValue, isWhole, naturalType, toExpr, viewType, type Value } from "./value.js";

const consoleMethods: ReadonlySet<string> = new Set(["log", "info", "warn", "error", "debug"]);

/** `console.log` and its kin. */
export function isConsoleCall(scope: Scope, node: TS.CallExpression): boolean {
  const callee = node.expression;
  return ts.isPropertyAccessExpression(callee) && isGlobal(scope, callee.expression, "console");
}

/** Lowers a call of the console; arguments are joined by spaces, as there. */
export function lowerConsole(scope: Scope, node: TS.CallExpression): void {
  const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : "";
  if (!consoleMethods.has(name)) {
    const instead = name === "assert" ? "use assert(condition, message) of heddle" : "use console.log";
    return refuse(scope, node.expression, kinds.unsupportedExpression, [`'console.${name}'`, instead]);
  }
  if (scope.conditional) return refuse(scope, node, kinds.effectInCondition, ["console.log"]);
  const parts = messageOf(scope, node.arguments);
  if (parts !== undefined) scope.block.push({ kind: "print", parts, span: nodeSpan(scope, node) });
}

/** Lowers `assert(cond, …)`. A condition that is known to hold is dropped, one that is known to fail is an error (HDL1115). */
export function lowerAssert(scope: Scope, node: TS.CallExpression): void {
  const [condNode, ...rest] = node.arguments;
  if (condNode === undefined) return refuse(scope, node, kinds.argumentCount, ["assert", 1, 0]);
  const cond = lowerCondition(scope, condNode);
  const made: { message: readonly MessagePart[] | undefined } = { message: undefined };
  const before = inBlock(scope, () => {
    made.message = messageOf(scope, rest);
  });
  const { message } = made;
  if (cond === undefined || message === undefined || cond === true) return;
  if (cond === false) return refuse(scope, node, constructKinds.assertionFails, [rest.length === 0 ? "" : constantText(message)]);
  scope.block.push(...before, { kind: "assert", cond, message, span: nodeSpan(scope, node) });
}

function messageOf(scope: Scope, args: readonly TS.Expression[]): readonly MessagePart[] | undefined {
  const pieces = args.map((a) => partsOf(scope, a));
  const known = pieces.filter((p) => p !== undefined);
  if (known.length !== pieces.length) return undefined;
  return merged(known.flatMap((p, i) => (i === 0 ? p : [text(" "), ...p])));
}

/** The message as far as it is known at compile time. */
function constantText(message: readonly MessagePart[]): string {
  return message.map((p) => (p.kind === "text" ? p.text : "…")).join("");
}

const text = (t: string): MessagePart => ({ kind: "text", text: t });

/** Neighbouring texts as one. */
function merged(parts: readonly MessagePart[]): readonly MessagePart[] {
  const result: MessagePart[] = [];
  for (const p of parts) {
    const last = result.at(-1);
    if (p.kind === "text" && last?.kind === "text") result[result.length - 1] = text(last.text + p.text);
    else result.push(p);
  }
  return result;
}

function partsOf(scope: Scope, node: TS.Expression): readonly MessagePart[] | undefined {
  if (ts.isStringLiteralLike(node)) return [text(node.text)];
  if (ts.isTemplateExpression(node)) return templateParts(scope, node);
  const value = lowerExpression(scope, node);
  return value === undefined ? undefined : valueParts(scope, node, value);
}

function templateParts(scope: Scope, node: TS.TemplateExpression): readonly MessagePart[] | undefined {
  const spans = node.templateSpans.map((s) => {
    const parts = partsOf(scope, s.expression);
    return parts === undefined ? undefined : [...parts, text(s.literal.text)];
  });
  const known = spans.filter((s) => s !== undefined);
  return known.length === spans.length ? [text(node.head.text), ...known.flat()] : undefined;
}

function valueParts(scope: Scope, node: TS.Expression, v: Value): readonly MessagePart[] | undefined {
  switch (v.kind) {
    case "literal":
      return [text(literalText(v.value))];
    case "placed": {
      const e = typeof v.value === "number" ? undefined : toExpr(scope, node, v);
      return e === undefined ? valueParts(scope, node, decided(scope, v)) : [e];
    }
    case "constant":
      return v.value.kind === "string" ? [text(v.value.value)] : refuse(scope, node, constructKinds.notPrintable, [describeValue(v)]);
    case "struct": {
      const fields = v.type.fields.map((f) => fieldParts(scope, node, v, f));
      const known = fields.filter((f) => f !== undefined);
      if (known.length !== fields.length) return undefined;
      return [text("{ "), ...known.flatMap((f, i) => (i === 0 ? f : [text(", "), ...f])), text(" }")];
    }
    case "tensor":
      return tensorParts(scope, node, v);
    case "scalar":
    case "table": {
      const e = v.kind === "table" && v.index.length === 0 ? undefined : toExpr(scope, node, v);
      return e === undefined ? refuse(scope, node, constructKinds.notPrintable, [describeValue(v)]) : [e];
    }
    case "object":
    case "tuple":
    case "stream":
    case "streams":
      return refuse(scope, node, constructKinds.notPrintable, [describeValue(v)]);
  }
}

/** As `console.log` shows the number. */
function literalText(value: bigint | number | boolean): string {
  return typeof value === "number" ? String(value) : formatScalar(value, naturalType(value));
}

function fieldParts(
  scope: Scope, node: TS.Expression, v: Value & { kind: "struct" }, { name }: Field,
): readonly MessagePart[] | undefined {
  const value = fieldOf(scope, node, v, name);
  const parts = value === undefined ? undefined : valueParts(scope, node, value);
  return parts === undefined ? undefined : [text(`${name}: `), ...parts];
}

/** A part of a tensor is copied first: what is shown is a memory of its own. */
function tensorParts(scope: Scope, node: TS.Expression, v: Value & { kind: "tensor" }): readonly MessagePart[] | undefined {
  const type = viewType(v);
  const { element } = type;
  if (!isScalar(element)) return refuse(scope, node, constructKinds.notPrintable, [describeValue(v)]);
  const whole = isWhole(v) ? v : copyOf(scope, node, v, type);
  return [{ kind: "tensor", sym: whole.sym, element, span: nodeSpan(scope, node) }];
}
