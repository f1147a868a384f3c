/** How statements end, when that may depend on data. */
import { and, not, or } from "./choices.js";
import { no, yes, type Graph, type Node } from "./graph.js";
import type { Cell } from "./memory.js";

export type Returned = Node | Cell;

/** `undefined` at the end of the statements; a jump; one of two, by a condition. */
export type Ending =
  | undefined
  | { readonly kind: "break" | "continue"; readonly loop: number }
  | { readonly kind: "return"; readonly values: readonly Returned[] }
  | { readonly kind: "choice"; readonly cond: Node; readonly then: Ending; readonly else: Ending };

/** `then` where `cond` holds, `other` elsewhere. */
export function chosenEnding(cond: Node, then: Ending, other: Ending): Ending {
  if (cond === yes) return then;
  if (cond === no) return other;
  if (then === undefined && other === undefined) return undefined;
  const isJump = then?.kind === "break" || then?.kind === "continue";
  if (isJump && then.kind === other?.kind && then.loop === other.loop) return then;
  return { kind: "choice", cond, then, else: other };
}

/** `e` with each ending that is no choice replaced by `f` of it. */
export function mapEnding(e: Ending, f: (e: Ending) => Ending): Ending {
  return e?.kind === "choice" ? chosenEnding(e.cond, mapEnding(e.then, f), mapEnding(e.else, f)) : f(e);
}

/** When `e` is an ending for which `holds` is true. */
export function whenEnding(g: Graph, e: Ending, holds: (e: Ending) => boolean): Node {
  if (e?.kind !== "choice") return holds(e) ? yes : no;
  const [then, other] = [whenEnding(g, e.then, holds), whenEnding(g, e.else, holds)];
  return or(g, and(g, e.cond, then), and(g, not(g, e.cond), other));
}

/** What is left of `e` where it is none of the endings that `gone` is true for: there is one that is not. */
export function withoutEnding(e: Ending, gone: (e: Ending) => boolean): Ending {
  if (e?.kind !== "choice") return e;
  const isGone = (side: Ending): boolean => (
    side?.kind === "choice" ? isGone(side.then) && isGone(side.else) : gone(side)
  );
  if (isGone(e.then)) return withoutEnding(e.else, gone);
  if (isGone(e.else)) return withoutEnding(e.then, gone);
  return chosenEnding(e.cond, withoutEnding(e.then, gone), withoutEnding(e.else, gone));
}
