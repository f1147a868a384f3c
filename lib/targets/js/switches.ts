/** `switch`: JavaScript's own, each case in a block and left by `break`. */
import type { Stmt, Switch } from "../../ir/ir.js";
import { completes } from "../../ir/flow.js";
import { settled } from "./carriers.js";
import { bigintLiteral, numberLiteral } from "./code.js";
import type { FunctionContext } from "./context.js";
import { fitsNumber } from "./storage.js";

/** Runs the case that holds the value, else the default. */
export function switchStatement(s: Switch, cx: FunctionContext): void {
  const value = cx.lower.integer(s.value, cx);
  const label = cx.labelled.has(s.id) ? cx.labels.declare("choice") : undefined;
  const head = `${label === undefined ? "" : `${label}: `}switch (${settled(value).text})`;
  cx.loops.push({ id: s.id, isSwitch: true, label, bodyLabel: undefined });
  cx.writer.block(cx.module.marker.mark(s.span) + head, () => {
    for (const c of s.cases) caseBlock(c.values.flatMap((v) => caseText(v, value.carrier)), c.body, cx);
    if (s.default.length > 0) caseBlock(["default:"], s.default, cx);
  });
  cx.loops.pop();
}

/** A value that is no number is none of a number's. */
function caseText(v: bigint, carrier: "number" | "bigint"): readonly string[] {
  if (carrier === "bigint") return [`case ${bigintLiteral(v).text}:`];
  return fitsNumber({ lo: v, hi: v }) ? [`case ${numberLiteral(Number(v)).text}:`] : [];
}

function caseBlock(labels: readonly string[], body: readonly Stmt[], cx: FunctionContext): void {
  if (labels.length === 0) return;
  cx.writer.block(labels.join(" "), () => {
    cx.inScope(() => cx.lower.statements(body, cx));
    if (completes(body)) cx.writer.line("break;");
  });
}
