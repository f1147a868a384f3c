/**
 * Finds choices for the loops of a kernel: chain by chain, branch and bound. Candidates come in the order of a quick
 * estimate, the best are estimated in full, and none is looked at that could not be better than what is known.
 */
import type { For, Func, Module, Stmt } from "../ir/ir.js";
import { mapStmtChildren } from "../ir/walk.js";
import { estimate, type KernelReport, type LoopReport } from "../report/report.js";
import type { Device } from "../report/devices/index.js";
import { unscheduled } from "../schedule/apply.js";
import { withFunc } from "../schedule/rewrite.js";
import { kernelOf, type Making } from "./apply.js";
import { candidatesOf } from "./candidates.js";
import { chainFrom, needsOf, type BodyNeeds, type Chain } from "./chains.js";
import { bankCount, banksFor, merged, mostBanks, withBanks, withChoice, type Banks, type Choice } from "./choice.js";

export interface Budget {
  readonly dsp: number;
  readonly bram: number;
}

export interface SearchContext {
  readonly device: Device;
  readonly budget: Budget;
  /** By id: the tensors of the kernel. */
  readonly tensors: ReadonlyMap<number, { readonly name: string; readonly shape: readonly number[] }>;
  /** Is told of every schedule that is estimated in full. */
  readonly tried: () => void;
  /** Whether to stop looking. */
  readonly isOver: () => boolean;
}

/** What can be made of some loops: cycles each time they are come to, and DSPs. */
export interface Point {
  readonly cycles: number;
  readonly dsps: number;
  /** DSPs of each kind of operator: what runs in turns shares those of one kind. */
  readonly operators: ReadonlyMap<string, number>;
  readonly choices: readonly Choice[];
  readonly banks: Banks;
}

/** Choices that are estimated in full, for each budget. */
const mostTried = 6;

/** Combinations of choices that are looked at, for each budget. */
const mostCombined = 20_000;

/** What can be made of `root`: the better and dearer for each other, the fastest first. */
export function pointsOf(module: Module, root: For, all: readonly For[], context: SearchContext): readonly Point[] {
  const alone = withFunc(module, without(kernelOf(module), all.filter((l) => l !== root)));
  return pointsFrom(alone, root, context);
}

function pointsFrom(module: Module, root: For, context: SearchContext): readonly Point[] {
  const chain = chainFrom(root);
  if (chain === undefined) return [asItIs(module, root, context)];
  const own = chainPoints(module, chain, context);
  const inside = chain.inner.length === 0 ? [] : together(chain.inner.map((l) => pointsFrom(module, l, context)),
    context);
  const repeated = inside.map((p) => ({ ...p, cycles: p.cycles * chain.trips.reduce((a, b) => a * b, 1) }));
  return useful([...own, ...repeated, asItIs(module, root, context)]);
}

/** Without a choice. */
function asItIs(module: Module, root: For, context: SearchContext): Point {
  const report = estimate(module, context.device);
  return { cycles: cyclesOf(report, root.id), dsps: report.dsps, operators: operatorsOf(report), choices: [],
    banks: new Map() };
}

function cyclesOf({ loops }: KernelReport, id: number): number {
  const at = loops.findIndex((l) => l.id === id);
  // A loop that is flattened has its cycles with the one that is pipelined.
  const found = loops.slice(at).find((l) => l.cycles !== undefined)?.cycles;
  return at < 0 || found === undefined ? Infinity : (found.max ?? found.min);
}

/** One of each group, run one after the other: as fast as the DSPs of the greediest allow. */
export function together(groups: readonly (readonly Point[])[], context: SearchContext): readonly Point[] {
  const levels = [...new Set([context.budget.dsp, ...groups.flat().map((p) => p.dsps)])];
  return front(levels.flatMap((level) => fastestOfAll(groups.map((g) => g.filter((p) => p.dsps <= level)), level,
    context) ?? []));
}

const nothing: Point = { cycles: 0, dsps: 0, operators: new Map(), choices: [], banks: new Map() };

/** Branch and bound over the groups: memories that several use must not fall into too many banks. */
function fastestOfAll(groups: readonly (readonly Point[])[], level: number, context: SearchContext): Point | undefined {
  const least = groups.map((g) => Math.min(...g.map((p) => p.cycles)));
  const rest = least.map((_, n) => least.slice(n).reduce((a, b) => a + b, 0));
  let best: Point | undefined;
  let steps = 0;
  const branch = (n: number, sum: Point): void => {
    const group = groups[n];
    if (group === undefined) best = sum;
    for (const p of group ?? []) {
      if (sum.cycles + p.cycles + (rest[n + 1] ?? 0) >= (best?.cycles ?? Infinity) || ++steps > mostCombined) break;
      const next = both(sum, p);
      if (next.dsps <= level && fits(next.banks, context)) branch(n + 1, next);
    }
  };
  branch(0, nothing);
  return best;
}

function both(a: Point, b: Point): Point {
  const operators = new Map(a.operators);
  for (const [name, dsps] of b.operators) operators.set(name, Math.max(dsps, operators.get(name) ?? 0));
  const dsps = [...operators.values()].reduce((sum, n) => sum + n, 0);
  return { cycles: a.cycles + b.cycles, dsps, operators, choices: [...a.choices, ...b.choices],
    banks: merged(a.banks, b.banks) };
}

function operatorsOf({ operators }: KernelReport): Point["operators"] {
  return new Map(operators.map((o) => [o.name, o.dsps]));
}

function fits(banks: Banks, { tensors }: SearchContext): boolean {
  return [...banks].every(([id, b]) => bankCount(b, tensors.get(id)?.shape ?? []) <= mostBanks);
}

function fastest(points: readonly Point[]): Point | undefined {
  return points.reduce<Point | undefined>((a, b) => (a === undefined || b.cycles < a.cycles ? b : a), undefined);
}

/** Those that no other beats in cycles, DSPs and banks; the fastest first. */
function useful(points: readonly Point[]): readonly Point[] {
  const sorted = [...points].sort((a, b) => a.cycles - b.cycles || a.dsps - b.dsps);
  const kept: Point[] = [];
  for (const p of sorted) if (!kept.some((k) => k.dsps <= p.dsps && within(k.banks, p.banks))) kept.push(p);
  return kept;
}

/** Whether `a` serves in every memory that falls into the banks of `b`. */
function within(a: Banks, b: Banks): boolean {
  return [...a].every(([id, banks]) => banks.every((n, dim) => (b.get(id)?.[dim] ?? 1) % n === 0));
}

/** Those that nothing beats in both; the fastest first. */
export function front<P extends { readonly cycles: number; readonly dsps: number }>(
  points: readonly P[]): readonly P[] {
  const sorted = [...points].sort((a, b) => a.cycles - b.cycles || a.dsps - b.dsps);
  const kept: P[] = [];
  for (const p of sorted) if (p.dsps < (kept.at(-1)?.dsps ?? Infinity)) kept.push(p);
  return kept;
}

// ---- one chain ------------------------------------------------------------------------------------------------------

function chainPoints(module: Module, chain: Chain, context: SearchContext): readonly Point[] {
  const needs = needsOf(chain, context.device);
  const found: Point[] = [];
  const seen = new Set<string>();
  for (let dsps = context.budget.dsp; dsps >= 1 && !context.isOver(); dsps = Math.floor(dsps / 2)) {
    let tries = 0;
    let best = fastest(found.filter((p) => p.dsps <= dsps))?.cycles ?? Infinity;
    for (const c of candidatesOf(chain, needs, dsps)) {
      // The quick estimate leaves out ports and most of the depth, so that the rest is hardly better.
      if (tries >= mostTried || c.cycles >= best || context.isOver()) break;
      const key = `${c.unroll.join()};${c.order.join()};${c.ii}`;
      if (c.least >= best || seen.has(key)) continue;
      seen.add(key);
      const point = tried(module, c, needs, context);
      if (point === undefined) continue;
      tries += 1;
      found.push(point);
      if (point.dsps <= dsps) best = Math.min(best, point.cycles);
    }
  }
  return useful(found);
}

/** The choice in full; more banks where ports are what limits it. */
function tried(module: Module, choice: Choice, needs: BodyNeeds, context: SearchContext): Point | undefined {
  const making = withChoice({ scheduled: unscheduled(module), errors: [] }, choice);
  context.tried();
  if (making.errors.length > 0) return undefined;
  const id = pipelinedId(making, module, choice);
  let best = measured(making, choice, banksFor(choice, needs), id, context);
  for (let round = 0; round < 4 && best?.loop.limit?.kind === "ports"; round++) {
    const more = moreBanks(best.point.banks, best.loop.limit.target,
      context).flatMap((b) => measured(making, choice, b, id, context) ?? []);
    const better = more.reduce((a, b) => (b.point.cycles < a.point.cycles ? b : a), best);
    if (better === best) break;
    best = better;
  }
  return best?.point;
}

interface Measured {
  readonly point: Point;
  readonly loop: LoopReport;
}

function measured(
  making: Making, choice: Choice, banks: Banks, id: number, context: SearchContext,
): Measured | undefined {
  if (!fits(banks, context)) return undefined;
  const report = estimate(withBanks(making, banks, context.tensors).scheduled.module, context.device);
  const loop = report.loops.find((l) => l.id === id);
  if (loop === undefined || report.brams > context.budget.bram) return undefined;
  return { point: { cycles: cyclesOf(report, id), dsps: report.dsps, operators: operatorsOf(report),
    choices: [choice], banks }, loop };
}

/** For each dimension of the memory, twice as many. */
function moreBanks(banks: Banks, name: string, { tensors }: SearchContext): readonly Banks[] {
  return [...tensors].filter(([, t]) => t.name === name).flatMap(([id, { shape }]) => shape.flatMap((extent, dim) => {
    const known = banks.get(id) ?? shape.map(() => 1);
    const [present = 1] = known.slice(dim);
    return present >= extent ? [] : [new Map([...banks, [id,
      known.map((n, d) => (d === dim ? Math.min(extent, 2 * n) : n))]])];
  }));
}

/** The loop that `choice` pipelines, in the module that it made. */
function pipelinedId(making: Making, before: Module, { chain, order, unroll }: Choice): number {
  const [n = 0] = order.slice(-1);
  const original = chain.loops[n];
  if (original === undefined) throw new Error("a choice pipelines a loop of its chain");
  if (unroll[n] === 1) return original.id;
  const known = new Set(idsIn(kernelOf(before).body));
  const made = idsIn(kernelOf(making.scheduled.module).body).filter((id) => !known.has(id));
  const pipelined = made.find((id) => isPipelined(kernelOf(making.scheduled.module).body, id));
  if (pipelined === undefined) throw new Error("the outer half of a split loop is pipelined");
  return pipelined;
}

function idsIn(stmts: readonly Stmt[]): readonly number[] {
  const found: number[] = [];
  const visit = (s: Stmt): Stmt => {
    if (s.kind === "for") found.push(s.id);
    return mapStmtChildren(s, { stmts: (b) => b.map(visit) });
  };
  stmts.forEach(visit);
  return found;
}

function isPipelined(stmts: readonly Stmt[], id: number): boolean {
  let found = false;
  const visit = (s: Stmt): Stmt => {
    found ||= s.kind === "for" && s.id === id && s.directives?.pipeline !== undefined;
    return mapStmtChildren(s, { stmts: (b) => b.map(visit) });
  };
  stmts.forEach(visit);
  return found;
}

function without(f: Func, loops: readonly For[]): Func {
  const drop = (stmts: readonly Stmt[]): readonly Stmt[] =>
    stmts.filter((s) => !loops.some((l) => l === s)).map((s) =>
      (s.kind === "for" ? s : mapStmtChildren(s, { stmts: drop })));
  return { ...f, body: drop(f.body) };
}
