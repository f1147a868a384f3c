/** The part of a tensor that an iteration of a loop touches: a box that moves with the loops around. */
import { accessesOf, type Access } from "../analysis/accesses.js";
import { addForms, constantForm, sameForm, type Form } from "../analysis/affine.js";
import type { Constraint } from "../analysis/integer-systems.js";
import { schedule as kinds } from "../diagnostics/catalogue/schedule.js";
import type { Diagnostic, RelatedNote } from "../diagnostics/diagnostic.js";
import { effectsOf } from "../ir/effects.js";
import type { For, Module, Print, Sym } from "../ir/ir.js";
import { declaredBy, visitStmts } from "../ir/walk.js";
import { greatestOf, isEmpty, isInside, isNeverBelow, leastOf } from "./bounds.js";
import { saidOf, wholeUseErrors } from "./memories.js";
import type { LoopPlace, MemoryPlace } from "./parameters.js";
import { refused, type StepContext } from "./primitive.js";
import { replaced } from "./rewrite.js";
import { sameMemory } from "./same-memory.js";

/** One dimension: the indices `start` to `start + size - 1`. */
export interface PartDim {
  /** Of what is declared outside the loop's body. */
  readonly start: Form;
  readonly size: number;
  readonly extent: number;
  /** Whether some iteration has an index below 0, or past the end, in its box (without touching it). */
  readonly mayPrecede: boolean;
  readonly mayExceed: boolean;
}

export interface Part {
  readonly dims: readonly PartDim[];
  readonly isRead: boolean;
  readonly isWritten: boolean;
  readonly accesses: readonly Access[];
  /** What holds in every iteration. */
  readonly iterations: readonly Constraint[];
}

export type PartResult = Part | { readonly errors: readonly Diagnostic[] };

/** What an iteration of `loop` touches of the tensor, or why no box is. */
export function partOf(
  context: StepContext, primitive: string, { func, loop }: LoopPlace, memory: MemoryPlace,
): PartResult {
  const { sym, type } = memory;
  const scope = scopeErrors(context, primitive, { func, loop }, memory);
  if (scope.length > 0) return { errors: scope };
  const accesses = accessesOf(func, context.module).accesses
    .filter((a) => a.target.id === sym.id && a.loops.some((l) => l.node === loop) && !isEmpty(a.domain));
  if (accesses.length === 0) {
    return { errors: refused(context, kinds.untouched, [primitive, sym.name, loop.iter.name]) };
  }
  const iterations = iterationsOf(context, { func, loop });
  const question: Question = { context, primitive, place: { func, loop }, memory, accesses, iterations };
  const dims = type.shape.map((_, d) => dimOf(question, d));
  const errors = dims.flatMap((d) => ("errors" in d ? d.errors : []));
  if (errors.length > 0) return { errors: errors.slice(0, 1) };
  return {
    dims: dims.flatMap((d) => ("errors" in d ? [] : [d])), accesses, iterations,
    isRead: accesses.some((a) => a.kind === "read"), isWritten: accesses.some((a) => a.kind === "write"),
  };
}

/** What holds in every iteration: an empty message in the place of the body is an access in all of them. */
export function iterationsOf({ module }: StepContext, { func, loop }: LoopPlace): readonly Constraint[] {
  const probe: Print = { kind: "print", parts: [], span: loop.span };
  const body = replaced(func.body, loop, (l) => [{ ...l, body: [probe] }]);
  return accessesOf({ ...func, body }, module).accesses.find((a) => a.stmt === probe)?.domain ?? [];
}

function scopeErrors(
  context: StepContext, primitive: string, { func, loop }: LoopPlace, memory: MemoryPlace,
): readonly Diagnostic[] {
  const { sym } = memory;
  if (memory.func.sym.id !== func.sym.id) {
    return refused(context, kinds.untouched, [primitive, sym.name, loop.iter.name]);
  }
  if (declaredIn(loop).has(sym.id)) return refused(context, kinds.madeInside, [primitive, sym.name, loop.iter.name]);
  if (saidOf(func, sym)?.streamDepth !== undefined) {
    return refused(context, kinds.saidOfMemory, [primitive, sym.name, "is a FIFO"]);
  }
  const whole = wholeUseErrors(context, primitive, loop.body, sym);
  if (whole.length > 0) return whole;
  return isSharedAndWritten(context.module, sym) ? refused(context, kinds.sharedMemory, [primitive, sym.name]) : [];
}

function isSharedAndWritten(module: Module, sym: Sym): boolean {
  const { members, isShared } = sameMemory(module, sym);
  return isShared && members.some((m) => effectsOf(m.func, module).writes.has(m.sym.id));
}

/** The ids of what the body of `loop` declares. */
function declaredIn(loop: For): ReadonlySet<number> {
  const found = new Set<number>();
  visitStmts(loop.body, (s) => {
    for (const d of declaredBy(s)) found.add(d.sym.id);
  });
  return found;
}

// ---- one dimension --------------------------------------------------------------------------------------------------

interface Question {
  readonly context: StepContext;
  readonly primitive: string;
  readonly place: LoopPlace;
  readonly memory: MemoryPlace;
  readonly accesses: readonly Access[];
  readonly iterations: readonly Constraint[];
}

type DimResult = PartDim | { readonly errors: readonly Diagnostic[] };

function dimOf(q: Question, d: number): DimResult {
  const { memory: { sym, type }, place: { loop }, context, primitive } = q;
  const extent = type.shape[d] ?? 0;
  const inner = declaredIn(loop);
  const found: { readonly access: Access; readonly outer: Form; readonly rest: Form }[] = [];
  for (const access of q.accesses) {
    const form = access.at.slice(-type.shape.length)[d];
    if (form === undefined || hasQuotient(form)) {
      return { errors: refused(
        context, kinds.notLinear, [primitive, sym.name, d], [{ span: access.span, message: "this one" }],
      ) };
    }
    const rest = onlyTerms(form, (id) => inner.has(id));
    found.push({ access, rest: { ...rest, constant: form.constant }, outer: onlyTerms(form, (id) => !inner.has(id)) });
  }
  const [first] = found;
  const other = found.find((f) => first !== undefined && !sameForm(f.outer, first.outer));
  if (first === undefined || other !== undefined) {
    const related = [first, other].flatMap((f) => (f === undefined ? [] : [placeNote(f.access)]));
    return { errors: refused(context, kinds.severalParts, [primitive, sym.name, loop.iter.name, d], related) };
  }
  const [lo, hi] = [leastOver(found), greatestOver(found)];
  if (lo === undefined || hi === undefined) {
    return { errors: refused(context, kinds.unboundedPart, [primitive, sym.name, loop.iter.name, d]) };
  }
  const outside = found.find((f) => !isInside(addForms(f.outer, f.rest), extent, f.access.domain));
  if (outside !== undefined) {
    return { errors: refused(
      context, kinds.maybeOutside, [primitive, sym.name, d], [{ span: outside.access.span, message: "this one" }],
    ) };
  }
  return box(first.outer, lo, hi, extent, q.iterations);
}

/** A box as large as the tensor is the tensor. */
function box(outer: Form, lo: bigint, hi: bigint, extent: number, iterations: readonly Constraint[]): PartDim {
  const size = hi - lo + 1n;
  if (size >= BigInt(extent)) {
    return { start: constantForm(0n), size: extent, extent, mayPrecede: false, mayExceed: false };
  }
  return boxAt(addForms(outer, constantForm(lo)), Number(size), extent, iterations);
}

function boxAt(start: Form, size: number, extent: number, iterations: readonly Constraint[]): PartDim {
  const room = addForms(constantForm(BigInt(extent - size)), start, -1n);
  const [mayPrecede, mayExceed] = [!isNeverBelow(start, 0n, iterations), !isNeverBelow(room, 0n, iterations)];
  return { start, size, extent, mayPrecede, mayExceed };
}

/** The `count` indices from the one `from` further along on. */
export function narrowed(
  { start, extent }: PartDim, from: number, count: number, iterations: readonly Constraint[],
): PartDim {
  return boxAt(addForms(start, constantForm(BigInt(from))), count, extent, iterations);
}

/** What stands for a quotient has no name in the program. */
function hasQuotient(form: Form): boolean {
  return [...form.terms.keys()].some((id) => id < 0);
}

function onlyTerms(form: Form, keep: (id: number) => boolean): Form {
  return { terms: new Map([...form.terms].filter(([id]) => keep(id))), constant: 0n };
}

function placeNote({ span, kind }: Access): RelatedNote {
  return { span, message: `${kind === "read" ? "read" : "written"} here` };
}

type Ranged = { readonly access: Access; readonly rest: Form };

function leastOver(found: readonly Ranged[]): bigint | undefined {
  return extreme(found.map((f) => leastOf(f.rest, f.access.domain)), (a, b) => a < b);
}

function greatestOver(found: readonly Ranged[]): bigint | undefined {
  return extreme(found.map((f) => greatestOf(f.rest, f.access.domain)), (a, b) => a > b);
}

/** `undefined` when one is. */
function extreme(
  values: readonly (bigint | undefined)[], isBetter: (a: bigint, b: bigint) => boolean,
): bigint | undefined {
  const [first, ...others] = values;
  return others.reduce(
    (best, v) => (best === undefined || v === undefined ? undefined : isBetter(v, best) ? v : best), first,
  );
}
