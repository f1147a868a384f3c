/** Loop distribution: what stands beside an inner loop gets the loops around it for itself, before and after it. */
import { schedule as kinds } from "../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { findDependence, type Dependence } from "../analysis/dependences.js";
import type { For, Func, Module, Stmt } from "../ir/ir.js";
import { declaredBy, visitStmts } from "../ir/walk.js";
import { copied, freshIn } from "./repetitions.js";
import { refusal } from "./legality.js";
import { jumpOutOf, loopById, namesIn, unsteadyBound, withoutLabel } from "./loops.js";
import { isConstant, perfectNest, type Broken, type Nest } from "./nests.js";
import { refused, type StepContext } from "./primitive.js";
import { replaced, withFunc } from "./rewrite.js";

/** A nest in the function that has it. */
export interface Isolated {
  readonly module: Module;
  readonly func: Func;
  readonly nest: Nest;
}

/** Makes the loops with these ids a perfect nest; with `context`, the refusal where that is not legal. */
export function isolated(
  module: Module, func: Func, ids: readonly number[], primitive: string, context?: StepContext,
): Isolated | { readonly errors: readonly Diagnostic[] } {
  let at = { module, func };
  for (;;) {
    const nest = perfectNest(at.func, ids.map((id) => loopById(at.func, id)));
    if ("body" in nest) return { ...at, nest };
    const pieces = piecesOf(nest);
    if (pieces === undefined) return { errors: context === undefined ? [] : notNested(context, nest) };
    const errors = context === undefined ? [] : problems({ ...context, module: at.module }, primitive, at.func, nest, pieces);
    if (errors.length > 0) return { errors };
    at = distributed(at.module, at.func, nest, pieces);
  }
}

function notNested(context: StepContext, { band, inner }: Broken): readonly Diagnostic[] {
  return refused(context, kinds.notNested, [band.at(-1)?.iter.name ?? "", inner.iter.name]);
}

/** The body of the last loop: constants that every piece may have, what comes before the next loop, that one, the rest. */
interface Pieces {
  readonly constants: readonly Stmt[];
  readonly before: readonly Stmt[];
  readonly main: Stmt;
  readonly after: readonly Stmt[];
}

function piecesOf({ band, next }: Broken): Pieces | undefined {
  const [outermost] = band;
  const last = band.at(-1);
  if (outermost === undefined || last === undefined || next?.kind !== "for") return undefined;
  const at = last.body.indexOf(next);
  const [constants, before]: [Stmt[], Stmt[]] = [[], []];
  for (const s of last.body.slice(0, at)) (isConstant(s, outermost) ? constants : before).push(s);
  const after = last.body.slice(at + 1);
  return before.length + after.length === 0 ? undefined : { constants, before, main: next, after };
}

// ---- legality -----------------------------------------------------------------------------------------------------------

function problems(
  context: StepContext, primitive: string, f: Func, { band }: Broken, pieces: Pieces,
): readonly Diagnostic[] {
  const { before, main, after } = pieces;
  const all = [before, [main], after];
  const [outermost] = band;
  const unsteady = unsteadyBound(band);
  if (unsteady !== undefined) return refused(context, kinds.unsteadyBound, [primitive, unsteady.iter.name]);
  const jump = all.map(jumpOutOf).find((j) => j !== undefined);
  if (outermost === undefined) return [];
  if (jump !== undefined) {
    return refused(
      context, kinds.lostJump, [primitive, jump.kind, outermost.iter.name],
      [{ span: jump.span, message: "it leaves here" }],
    );
  }
  const shared = sharedName(all);
  if (shared !== undefined) return refused(context, kinds.sharedName, [primitive, shared]);
  const backwards = backwardDependence(context, f, band, all);
  return backwards === undefined ? [] : refusal(context, primitive, backwards);
}

/** A name that one piece declares and a later one uses. */
function sharedName(pieces: readonly (readonly Stmt[])[]): string | undefined {
  for (const [i, piece] of pieces.entries()) {
    const later = namesIn(pieces.slice(i + 1).flat());
    const shared = piece.flatMap(declaredBy).find((d) => later.has(d.sym.id));
    if (shared !== undefined) return shared.sym.name;
  }
  return undefined;
}

/** A dependence by which a later piece must run before an earlier one, in another iteration. */
function backwardDependence(
  { module }: StepContext, f: Func, band: readonly For[], pieces: readonly (readonly Stmt[])[],
): Dependence | undefined {
  const pieceOf = new Map<Stmt, number>();
  pieces.forEach((piece, i) => {
    visitStmts(piece, (s) => pieceOf.set(s, i));
  });
  const [outermost] = band;
  return outermost && findDependence(f, module, outermost, ({ from, to, loops }) => {
    const [first, second] = [pieceOf.get(from.stmt), pieceOf.get(to.stmt)];
    if (first === undefined || second === undefined || first <= second) return undefined;
    const start = loops.findIndex((l) => l.node === band[0]);
    return (directions) => {
      const carrier = directions.indexOf("<");
      if (carrier >= 0) return carrier < start ? "no" : "yes";
      return directions.length < start + band.length ? "more" : "no";
    };
  });
}

// ---- the change ---------------------------------------------------------------------------------------------------------

function distributed(
  module: Module, func: Func, { band }: Broken, { constants, before, main, after }: Pieces,
): { readonly module: Module; readonly func: Func } {
  const [outermost] = band;
  const last = band.at(-1);
  if (outermost === undefined || last === undefined) throw new Error("a nest has loops");
  const fresh = freshIn(module, func.body);
  const apart = (stmts: readonly Stmt[], suffix: string): readonly Stmt[] => (stmts.length === 0 ? [] : copied(
    shell(outermost, last, [...constants, ...stmts]), fresh, (s, name) => (s.kind === "for" ? `${name}.${suffix}` : name), stmts,
  ).map(withoutLabel));
  const body = replaced(func.body, outermost, () => [
    ...apart(before, "before"), ...shell(outermost, last, [...constants, main]), ...apart(after, "after"),
  ]);
  const made = { ...func, body };
  return { module: withFunc(module, made), func: made };
}

/** The loops down to `last`, with another body in that one. */
function shell(outermost: For, last: For, body: readonly Stmt[]): readonly Stmt[] {
  return replaced([outermost], last, (l) => [{ ...l, body }]);
}
