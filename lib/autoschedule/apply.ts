/** Steps applied one after the other, named by the loops they are about, whatever these are called by then. */
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { For, Func, Module } from "../ir/ir.js";
import { visitStmts } from "../ir/walk.js";
import { applyStep, type Scheduled } from "../schedule/apply.js";
import { loopsOf } from "../schedule/names.js";

/** A schedule in the making; `errors` of the first step that was refused end it. */
export interface Making {
  readonly scheduled: Scheduled;
  readonly errors: readonly Diagnostic[];
}

/** The kernel of a module that schedules are sought for. */
export function kernelOf({ top }: Module): Func {
  if (top.kind === "region") throw new Error("a region has no loops of its own");
  return top;
}

/** One step more, unless one was refused before. */
export function withStep(m: Making, primitive: string, args: Readonly<Record<string, unknown>>): Making {
  if (m.errors.length > 0) return m;
  const step = { primitive, args };
  const result = applyStep(m.scheduled, step);
  return result.kind === "done" ? { scheduled: result.scheduled, errors: [] }
    : { scheduled: m.scheduled, errors: result.errors };
}

/** What steps may call the loop with this id; its iteration variable tells the halves of a split apart. */
export function nameOf(module: Module, loop: Pick<For, "id">): string {
  const found = loopsOf(kernelOf(module)).find((l) => l.loop.id === loop.id);
  if (found === undefined) throw new Error(`there is no loop ${loop.id}`);
  return found.name;
}

/** The loop with this id. */
export function loopWith(f: Func, id: number): For {
  let found: For | undefined;
  visitStmts(f.body, (s) => {
    if (s.kind === "for" && s.id === id) found = s;
  });
  if (found === undefined) throw new Error(`there is no loop ${id}`);
  return found;
}
