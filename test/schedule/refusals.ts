/** What refused steps would have done: applied all the same, to see whether results change. */
import { isDeepStrictEqual } from "node:util";
import { binary, intConst } from "../../lib/ir/build.js";
import type { For, Module } from "../../lib/ir/ir.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { resolveArguments } from "../../lib/schedule/arguments.js";
import type { Scheduled } from "../../lib/schedule/apply.js";
import { findLoop } from "../../lib/schedule/names.js";
import { primitives } from "../../lib/schedule/primitives/index.js";
import { withLoop } from "../../lib/schedule/rewrite.js";
import type { Step } from "../../lib/schedule/step.js";
import { outcome } from "./outcome.js";

/** `impossible`: there is nothing that the step could do. */
export type Trial = "changes" | "keeps" | "impossible";

const seeds = [31, 53, 11, 96, 7, 64];

/** What `step`, applied without asking whether it is legal, does to what the module computes. */
export function tried(before: Scheduled, step: Step): Trial {
  const made = sideBySide.has(step.primitive) ? backwards(before.module, String(step.args["loop"])) : applied(before, step);
  if (made === undefined || verifyModule(made).length > 0) return "impossible";
  return seeds.every((seed) => sameOutcome(outcome(before.module, seed), outcome(made, seed))) ? "keeps" : "changes";
}

/** Which of two faults stops a run first may change. */
export function sameOutcome(a: unknown, b: unknown): boolean {
  const stops = (o: unknown): boolean => typeof o === "object" && o !== null && "stopped" in o;
  return (stops(a) && stops(b)) || isDeepStrictEqual(a, b);
}

/** Steps that change nothing by themselves, but say that the order does not matter. */
export const sideBySide: ReadonlySet<string> = new Set(["parallel", "vectorize"]);

function applied(before: Scheduled, step: Step): Module | undefined {
  const primitive = primitives.get(step.primitive);
  const resolution = primitive && resolveArguments(before.module, step, primitive, before.replaced);
  if (primitive === undefined || resolution?.kind !== "args") return undefined;
  try {
    return primitive.apply(before.module, resolution.args).module;
  } catch {
    return undefined;
  }
}

/** `module` with the iterations of the loop in reverse. */
export function backwards(module: Module, name: string): Module | undefined {
  const found = findLoop(module, name);
  if (found.kind !== "one") return undefined;
  const { func, loop } = found.place;
  const reversed = reverse(loop);
  return reversed && withLoop(module, func, loop, () => [reversed]);
}

function reverse(l: For): For | undefined {
  if (l.step === 1n || l.step === -1n) {
    const one = intConst(l.step);
    return { ...l, lo: binary("sub", l.hi, one), hi: binary("sub", l.lo, one), step: -l.step };
  }
  const { lo, hi } = l;
  if (lo.kind !== "const" || hi.kind !== "const" || typeof lo.value !== "bigint" || typeof hi.value !== "bigint") return undefined;
  const [distance, size] = l.step > 0n ? [hi.value - lo.value, l.step] : [lo.value - hi.value, -l.step];
  if (distance <= 0n) return l;
  const last = lo.value + l.step * ((distance + size - 1n) / size - 1n);
  return { ...l, lo: intConst(last), hi: intConst(lo.value - l.step), step: -l.step };
}
