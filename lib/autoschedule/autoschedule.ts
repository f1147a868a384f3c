/** `autoschedule`: the fastest schedule that a budget allows, by the estimates of lib/report. Deterministic. */
import { report as kinds } from "../diagnostics/catalogue/report.js";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic.js";
import type { For, Module } from "../ir/ir.js";
import { declarationsOf, visitStmts } from "../ir/walk.js";
import { defaultDevice, type Device } from "../report/devices/index.js";
import { estimate, type KernelReport } from "../report/report.js";
import { unscheduled, type Scheduled } from "../schedule/apply.js";
import type { Step } from "../schedule/step.js";
import { kernelOf, nameOf, withStep, type Making } from "./apply.js";
import { rootsOf } from "./chains.js";
import { withBanks, withChoice } from "./choice.js";
import { front, pointsOf, together, type Point, type SearchContext } from "./search.js";

export interface SearchOptions {
  readonly device?: Device;
  /** The most DSPs; all of the device unless given. */
  readonly dsp?: number;
  /** The most blocks of RAM of 18 Kbit; all of the device unless given. */
  readonly bram?: number;
  /** Asked before each estimate; what is known by then is the result. */
  readonly isOver?: () => boolean;
  readonly onProgress?: (p: SearchProgress) => void;
}

export interface SearchProgress {
  /** Schedules estimated so far. */
  readonly tried: number;
  /** Loop nests that are done, and all there are. */
  readonly nests: number;
  readonly allNests: number;
}

/** A schedule, and what it is estimated to cost. */
export interface Proposal {
  readonly steps: readonly Step[];
  readonly cycles: number;
  readonly dsps: number;
  readonly brams: number;
}

export interface SearchResult {
  /** The fastest; without steps when none is better than the kernel as it is. */
  readonly steps: readonly Step[];
  readonly report: KernelReport;
  /** Faster with more DSPs: the fastest first. */
  readonly front: readonly Proposal[];
  /** How many schedules were estimated. */
  readonly tried: number;
  /** The search was stopped before it had seen all that is promising. */
  readonly isComplete: boolean;
  readonly warnings: readonly Diagnostic[];
}

/** The fastest schedules of the kernel of `module`, which must be a function. */
export function searchSchedule(module: Module, options: SearchOptions = {}): SearchResult {
  const { device = defaultDevice, onProgress } = options;
  const budget = { dsp: options.dsp ?? device.available.dsps, bram: options.bram ?? device.available.brams };
  const starts = startsOf(module);
  const progress = { tried: 0, nests: 0, allNests: starts.flatMap((s) => rootsOf(kernelOf(s.module))).length };
  let isComplete = true;
  const isOver = (): boolean => {
    const over = options.isOver?.() === true;
    if (over) isComplete = false;
    return over;
  };
  const tell = (step: "tried" | "nests"): void => {
    progress[step] += 1;
    onProgress?.({ ...progress });
  };
  const context: SearchContext = { device, budget, tensors: tensorsOf(module), tried: () => { tell("tried"); },
    isOver };
  const made = starts.flatMap((start) => {
    const roots = rootsOf(kernelOf(start.module));
    const groups = roots.map((root) => {
      const points = pointsOf(start.module, root, roots, context);
      tell("nests");
      return points;
    });
    return together(groups, context).flatMap((p) => complete(start, p, context) ?? []);
  });
  return finished(module, made, context, { tried: progress.tried, isComplete });
}

/** The kernel as it is, and with loops over nothing but several loops cut into one for each, where that is legal. */
function startsOf(module: Module): readonly Scheduled[] {
  const plain = unscheduled(module);
  let making: Making = { scheduled: plain, errors: [] };
  const refused = new Set<number>();
  for (let next = mixedLoop(making, refused); next !== undefined; next = mixedLoop(making, refused)) {
    const cut = withStep(making, "distribute", { loop: nameOf(making.scheduled.module, next) });
    if (cut.errors.length > 0) refused.add(next.id);
    else making = cut;
  }
  return making.scheduled === plain ? [plain] : [making.scheduled, plain];
}

function mixedLoop({ scheduled }: Making, refused: ReadonlySet<number>): For | undefined {
  let found: For | undefined;
  visitStmts(kernelOf(scheduled.module).body, (s) => {
    const isMixed = s.kind === "for" && s.body.length > 1 && s.body.every((x) => x.kind === "for");
    if (isMixed && !refused.has(s.id)) found ??= s;
  });
  return found;
}

function tensorsOf(module: Module): SearchContext["tensors"] {
  return new Map(declarationsOf(kernelOf(module)).flatMap(({ sym, type }) =>
    (type.kind === "tensor" ? [[sym.id, { name: sym.name, shape: type.shape }] as const] : [])));
}

/** The fastest of those that fit, and the front of all. */
function finished(
  module: Module, found: readonly Made[], { device,
    budget }: SearchContext, how: Pick<SearchResult, "tried" | "isComplete">,
): SearchResult {
  const plain: Made = { steps: [], report: estimate(module, device) };
  const fitting = [...found, plain].filter(({ report: r }) => r.dsps <= budget.dsp && r.brams <= budget.bram);
  const proposals = front(fitting.map((m) => ({ ...m, cycles: cyclesOf(m.report), dsps: m.report.dsps,
    brams: m.report.brams })));
  const best = proposals[0] ?? plain;
  const { dsps, brams } = plain.report;
  const warnings = fitting.length > 0 ? []
    : [diagnose(kinds.overBudget, module.top.span,
      [module.top.sym.name, `${dsps} DSPs and ${brams} BRAMs`, `${budget.dsp} DSPs and ${budget.bram} BRAMs`])];
  const shown = proposals.map(({ steps, cycles, dsps: d, brams: b }): Proposal =>
    ({ steps, cycles, dsps: d, brams: b }));
  return { steps: best.steps, report: best.report, front: shown, ...how, warnings };
}

interface Made {
  readonly steps: readonly Step[];
  readonly report: KernelReport;
}

function cyclesOf({ cycles }: KernelReport): number {
  return cycles.max ?? Infinity;
}

/** A point in full: chains share memories, so that banks for one may be too many for all. */
function complete(start: Scheduled, point: Point, { device, tensors }: SearchContext): Made | undefined {
  const chosen = point.choices.reduce<Making>(withChoice, { scheduled: start, errors: [] });
  const { scheduled, errors } = withBanks(chosen, point.banks, tensors);
  return errors.length > 0 ? undefined : { steps: scheduled.steps, report: estimate(scheduled.module, device) };
}
