/** Whether a new order of iterations keeps every dependence. */
import { schedule as kinds } from "../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { findDependence, type Decide, type Dependence, type Direction, type Pair } from "../analysis/dependences.js";
import type { For, Func } from "../ir/ir.js";
import { refused, type StepContext } from "./primitive.js";

/** May repetitions of the statement change places? Of floats only when other rounding is welcome. */
export function mayReassociate({ from, to }: Pair, reassociate: boolean): boolean {
  const isUpdate = from.stmt === to.stmt && from.update !== undefined && to.update !== undefined;
  return isUpdate && (reassociate || from.update.order === "free");
}

/** The refusal, if the loops of `band` in the new `order` run dependent iterations the wrong way round. */
export function orderErrors(
  context: StepContext, primitive: string, f: Func, band: readonly For[], order: readonly For[], reassociate: boolean,
): readonly Diagnostic[] {
  const [outermost] = band;
  const violated = outermost && findDependence(f, context.module, outermost, (pair) => {
    const start = pair.loops.findIndex((l) => l.node === band[0]);
    if (start < 0 || pair.loops.length < start + band.length || mayReassociate(pair, reassociate)) return undefined;
    const places = order.map((l) => start + band.indexOf(l));
    return (directions) => reverses(directions, start, band.length, places);
  });
  return violated === undefined ? [] : refusal(context, primitive, violated);
}

/** What a loop around the band carries stays in order; inside, the new order decides. */
function reverses(directions: readonly Direction[], start: number, count: number, places: readonly number[]): ReturnType<Decide> {
  const carrier = directions.indexOf("<");
  if (carrier >= 0 && carrier < start) return "no";
  for (const p of places) {
    const direction = directions[p];
    if (direction === undefined) return "more";
    if (direction !== "=") return direction === ">" ? "yes" : "no";
  }
  return directions.length < start + count ? "more" : "no";
}

/** The refusal, if an iteration of `loop` depends on an earlier one. */
export function carriedErrors(
  context: StepContext, primitive: string, f: Func, loop: For, reassociate: boolean,
): readonly Diagnostic[] {
  const carried = findDependence(f, context.module, loop, (pair) => {
    const at = pair.loops.findIndex((l) => l.node === loop);
    if (at < 0 || mayReassociate(pair, reassociate)) return undefined;
    return (directions) => {
      const carrier = directions.indexOf("<");
      if (carrier >= 0) return carrier === at ? "yes" : "no";
      return directions.length <= at ? "more" : "no";
    };
  });
  return carried === undefined ? [] : refusal(context, primitive, carried, loop);
}

/** Names the dependence, and both places; `carrier` is the loop that must not carry it. */
export function refusal(context: StepContext, primitive: string, d: Dependence, carrier?: For): readonly Diagnostic[] {
  const related = [
    { span: d.from.span, message: `${d.from.kind === "read" ? "read" : "written"} here first` },
    { span: d.to.span, message: `${d.to.kind === "read" ? "read" : "written"} here by a later iteration${d.isExact ? "" : ", perhaps: it could not be ruled out"}` },
  ];
  if (d.from.stmt === d.to.stmt && d.from.update?.order === "rounded" && d.to.update !== undefined) {
    return refused(context, kinds.reassociation, [primitive, d.from.target.name], related);
  }
  const directions = d.directions.join(", ");
  if (carrier !== undefined) {
    return refused(context, kinds.carriedDependence,
      [primitive, carrier.iter.name, d.kind, d.from.target.name, directions], related);
  }
  return refused(context, kinds.violatedDependence, [primitive, d.kind, d.from.target.name, directions], related);
}
