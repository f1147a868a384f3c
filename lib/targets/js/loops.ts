/** Loops: plain counting `for`s over numbers, and `while`s. */
import { intersect } from "../../analysis/intervals.js";
import type { Expr, For, Stmt, While } from "../../ir/ir.js";
import { intervalOf, isIntegral, type Interval } from "../../ir/types.js";
import { declaredBy, visitStmts } from "../../ir/walk.js";
import { assignedIn } from "../../analysis/path.js";
import { batchOf, firstWait, inCopies, inWindows, roomText } from "./batches.js";
import { inCarrier } from "./carriers.js";
import { bigintLiteral, numberLiteral, type IntCode } from "./code.js";
import type { FunctionContext, Local, OpenLoop } from "./context.js";
import { assignment, boolean } from "./expressions.js";
import { integer } from "./integers.js";
import { prepareLoop } from "./invariants.js";
import { carrierWithin } from "./storage.js";
import { blockedText, waitText } from "./streams.js";

/** `for (let i = lo; i < hi; i++)`; the end is computed once, before, unless it cannot change. */
export function forLoop(s: For, cx: FunctionContext): void {
  const lo = integer(s.lo, cx);
  const hi = integer(s.hi, cx);
  const uses = batchOf(s, cx);
  const range = iterRange(s, lo, hi);
  if (uses !== undefined && carrierWithin(s.type, range) === "number") return batchLoop(s, { lo, hi, uses, range }, cx);
  const finish = prepareLoop(s, cx);
  const mark = cx.module.marker.mark(s.span);
  cx.inScope(() => {
    cx.loops.push(openLoop(s, undefined, cx));
    const iter = cx.declare(s.iter, s.type, range);
    cx.writer.block(`${mark}${labelOf(cx)}for (${loopHead(s, iter, lo, hi, cx)})`, () => {
      cx.writer.place(iter.slot);
      cx.lower.statements(s.body, cx);
    });
    cx.loops.pop();
  });
  finish();
}

/**
 * `let i = lo; while (i < hi) { … }`: each time as many iterations as do not wait, or one that may. The iteration that may
 * wait is written first: what is put off in the other (`prepareLoop`) is not in this one.
 */
function batchLoop(s: For, { lo, hi, uses, range }: BatchLoop, cx: FunctionContext): void {
  const mark = cx.module.marker.mark(s.span);
  cx.writer.block("", () => cx.inScope(() => {
    cx.loops.push(openLoop(s, undefined, cx));
    const iter = cx.declare(s.iter, s.type, range);
    const { declarations, end, test } = loopParts(s, iter, lo, hi, cx);
    cx.writer.line(`${declarations};`);
    cx.writer.block(`${mark}while (${test})`, () => {
      const wait = firstWait(s.body);
      if (wait !== undefined) cx.line(wait.span, `if (${blockedText(wait, cx)}) { ${waitText(wait, cx)}; continue; }`);
      const room = cx.temporary("room");
      cx.writer.line(`const ${room} = ${roomText(tripsText(s, iter.name, end), uses, cx)};`);
      cx.writer.block(`if (${room} < 1)`, () => {
        cx.writer.place(iter.slot);
        cx.inScope(() => cx.lower.statements(s.body, cx));
        cx.writer.line(`${stepText(s, iter)};`);
        cx.writer.line("continue;");
      });
      inWindows(uses, cx, () => {
        cx.loops.pop();
        inCopies([iter, ...numbersAssigned(s, cx)], cx, () => {
          const counter = cx.local(s.iter).name;
          const finish = prepareLoop(s, cx, false);
          cx.loops.push(openLoop(s, undefined, cx));
          const stop = cx.temporary("stop");
          const step = s.step === 1n ? room : `${room} * ${s.step < 0n ? `(${s.step})` : s.step}`;
          const test = `${counter} ${s.step > 0n ? "<" : ">"} ${stop}`;
          const own = cx.redeclare(cx.local(s.iter), s.iter);
          cx.writer.block(`for (const ${stop} = ${counter} + ${step}; ${test}; ${stepText(s, own)})`, () => {
            cx.writer.place(own.slot);
            cx.inScope(() => cx.lower.statements(s.body, cx));
          });
          finish();
        });
      });
    });
    cx.loops.pop();
  }));
}

/** The variables from outside the loop that it assigns and that are numbers. */
function numbersAssigned({ body }: For, cx: FunctionContext): readonly Local[] {
  const own = new Set<number>();
  visitStmts(body, (s) => declaredBy(s).forEach((d) => own.add(d.sym.id)));
  const assigned = [...assignedIn(body)].filter((id) => !own.has(id)).flatMap((id) => cx.locals.get(id) ?? []);
  return assigned.filter((l) => l.carrier === "number");
}

interface BatchLoop {
  readonly lo: IntCode;
  readonly hi: IntCode;
  readonly uses: NonNullable<ReturnType<typeof batchOf>>;
  readonly range: Interval;
}

/** How many iterations are left. */
function tripsText({ step }: For, name: string, end: string): string {
  const left = step > 0n ? `${end} - ${name}` : `${name} - ${end}`;
  const by = step > 0n ? step : -step;
  return by === 1n ? left : `Math.ceil((${left}) / ${by})`;
}

function loopHead(s: For, iter: Local, lo: IntCode, hi: IntCode, cx: FunctionContext): string {
  const { declarations, test } = loopParts(s, iter, lo, hi, cx);
  return `${declarations}; ${test}; ${stepText(s, iter)}`;
}

function loopParts(s: For, iter: Local, lo: IntCode, hi: IntCode, cx: FunctionContext): LoopParts {
  const { name } = iter;
  const last = inCarrier(hi, iter.carrier);
  const stays = staysTheSame(s.hi, s.body);
  const end = stays ? last.text : cx.temporary(`${name}_end`);
  const start = `let ${name} = ${inCarrier(lo, iter.carrier).text}`;
  const declarations = stays ? start : `${start}, ${end} = ${last.text}`;
  return { declarations, end, test: `${name} ${s.step > 0n ? "<" : ">"} ${end}` };
}

interface LoopParts {
  readonly declarations: string;
  readonly end: string;
  readonly test: string;
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
