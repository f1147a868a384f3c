/** Loops: plain counting `for`s over numbers, and `while`s. */
import { intersect } from "../../analysis/intervals.js";
import type { Expr, For, Stmt, While } from "../../ir/ir.js";
import { intervalOf, isIntegral, type Interval } from "../../ir/types.js";
import { assignedIn } from "../../analysis/path.js";
import { inCarrier } from "./carriers.js";
import { bigintLiteral, numberLiteral, type IntCode } from "./code.js";
import type { FunctionContext, Local, OpenLoop } from "./context.js";
import { assignment, boolean } from "./expressions.js";
import { integer } from "./integers.js";
import { prepareLoop } from "./invariants.js";

/** `for (let i = lo; i < hi; i++)`; the end is computed once, before, unless it cannot change. */
export function forLoop(s: For, cx: FunctionContext): void {
  const lo = integer(s.lo, cx);
  const hi = integer(s.hi, cx);
  const finish = prepareLoop(s, cx);
  const mark = cx.module.marker.mark(s.span);
  cx.inScope(() => {
    cx.loops.push(openLoop(s, undefined, cx));
    const iter = cx.declare(s.iter, s.type, iterRange(s, lo, hi));
    cx.writer.block(`${mark}${labelOf(cx)}for (${loopHead(s, iter, lo, hi, cx)})`, () => {
      cx.writer.place(iter.slot);
      cx.lower.statements(s.body, cx);
    });
    cx.loops.pop();
  });
  finish();
}

function loopHead(s: For, iter: Local, lo: IntCode, hi: IntCode, cx: FunctionContext): string {
  const { name } = iter;
  const up = s.step > 0n;
  const end = inCarrier(hi, iter.carrier);
  const stays = staysTheSame(s.hi, s.body);
  const endName = stays ? end.text : cx.temporary(`${name}_end`);
  const start = `let ${name} = ${inCarrier(lo, iter.carrier).text}`;
  const declarations = stays ? start : `${start}, ${endName} = ${end.text}`;
  return `${declarations}; ${name} ${up ? "<" : ">"} ${endName}; ${stepText(s, iter)}`;
}

function staysTheSame(end: Expr, body: readonly Stmt[]): boolean {
  const plain = end.kind === "cast" ? end.operand : end;
  return plain.kind === "const" || (plain.kind === "var" && end === plain && !assignedIn(body).has(plain.sym.id));
}

function stepText(s: For, { name, carrier }: Local): string {
  const up = s.step > 0n;
  const by = up ? s.step : -s.step;
  if (by === 1n) return up ? `${name}++` : `${name}--`;
  const literal = carrier === "bigint" ? bigintLiteral(by) : numberLiteral(Number(by));
  return `${name} ${up ? "+=" : "-="} ${literal.text}`;
}

/** What the variable is within while the body runs. */
function iterRange(s: For, lo: IntCode, hi: IntCode): Interval {
  if (!isIntegral(s.type)) throw new Error("a loop counts integers");
  const whole = intervalOf(s.type);
  const counted = s.step > 0n ? { lo: lo.range.lo, hi: hi.range.hi - 1n } : { lo: hi.range.lo + 1n, hi: lo.range.hi };
  return intersect(counted, whole) ?? whole;
}

/**
 * A plain `while` when nothing follows the body; assignments that do stand in the head of a `for`, or in the condition
 * of a `do`; before other statements the body is a block that `continue` leaves.
 */
export function whileLoop(s: While, cx: FunctionContext): void {
  const assigns = s.update.filter((u) => u.kind === "assign");
  const byComma = assigns.length === s.update.length;
  const bodyLabel = byComma ? undefined : cx.labels.declare("body");
  const mark = cx.module.marker.mark(s.span);
  cx.loops.push(openLoop(s, bodyLabel, cx));
  const cond = boolean(s.cond, cx).text;
  const update = byComma ? assigns.map((u) => assignment(u, cx)) : [];
  const { head, tail } = s.bodyFirst
    ? { head: "do", tail: ` while (${[...update, cond].join(", ")});` }
    : { head: update.length === 0 ? `while (${cond})` : `for (; ${cond}; ${update.join(", ")})`, tail: "" };
  cx.writer.block(mark + labelOf(cx) + head, () => {
    const body = (): void => cx.inScope(() => cx.lower.statements(s.body, cx));
    if (bodyLabel === undefined) return body();
    cx.writer.block(`${bodyLabel}:`, body);
    cx.inScope(() => cx.lower.statements(s.update, cx));
  }, tail);
  cx.loops.pop();
}

function openLoop(s: For | While, bodyLabel: string | undefined, cx: FunctionContext): OpenLoop {
  const label = cx.labelled.has(s.id) ? cx.labels.declare(s.label ?? "loop") : undefined;
  return { id: s.id, isSwitch: false, label, bodyLabel };
}

function labelOf(cx: FunctionContext): string {
  const label = cx.loops.at(-1)?.label;
  return label === undefined ? "" : `${label}: `;
}
