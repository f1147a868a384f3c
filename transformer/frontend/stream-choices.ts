/** Streams that are chosen at run time: a switch over those that it may be. */
import type * as TS from "typescript";
import type { MessagePart, Stmt } from "../../lib/ir/ir.js";
import { bool } from "../../lib/ir/types.js";
import { freshId, inBlock, nodeSpan, type Scope } from "./context.js";
import { streamAt } from "./stream-arrays.js";
import { constExpr, type StreamChoice, type StreamsValue, type StreamValue } from "./value.js";

/** Runs `each` for every stream that `v`, which has no dimensions left, may be: in a case of its own. */
export function overStreams(scope: Scope, node: TS.Node, v: StreamsValue, each: (stream: StreamValue) => void): void {
  const visit = (choices: readonly StreamChoice[], first: number): void => {
    const [choice, ...rest] = choices;
    if (choice === undefined) {
      each(streamAt(scope, v, first));
      return;
    }
    const step = rest.reduce((n, c) => n * c.count, 1);
    const cases = Array.from({ length: choice.count }, (_, k) => ({
      values: [BigInt(choice.from + k)], body: inBlock(scope, () => { visit(rest, first + k * step); }),
    }));
    const otherwise = choice.isInside ? [] : [outside(scope, node, v, choice)];
    scope.block.push({ kind: "switch", value: choice.at, cases, default: otherwise, id: freshId(scope.unit), span: nodeSpan(scope, node) });
  };
  visit(v.choices, 0);
}

/** Stops the run: there is no such stream. */
function outside(scope: Scope, node: TS.Node, v: StreamsValue, { at, from, count }: StreamChoice): Stmt {
  const span = nodeSpan(scope, node);
  const text = (t: string): MessagePart => ({ kind: "text", text: t });
  const message = [text(`subscript `), at, text(` is outside '${v.array.name}', whose streams here are ${from} to ${from + count - 1}`)];
  return { kind: "assert", cond: constExpr(false, bool, span), message, span };
}
