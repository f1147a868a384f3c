/** `autoschedule`: searches a schedule for a kernel under a budget. */
import { report as kinds } from "../lib/diagnostics/catalogue/report.js";
import { searchSchedule, type SearchOptions, type SearchProgress,
  type SearchResult } from "../lib/autoschedule/autoschedule.js";
import type { Module } from "../lib/ir/ir.js";
import { parseModule } from "../lib/ir/parse.js";
import { describe } from "../runtime/describe.js";
import { heddleError } from "../runtime/errors.js";
import { descriptorOf } from "../runtime/kernel.js";
import { deviceNamed, moduleOf, type Reportable } from "./report.js";

export interface AutoscheduleOptions {
  /** The name of a model of a family of devices; `ultrascale-plus` unless given. */
  readonly target?: string;
  /** The most DSPs, and blocks of RAM of 18 Kbit; all that the device has unless given. */
  readonly dsp?: number;
  readonly bram?: number;
  /** Seconds; the best until then is the result. 30 unless given. */
  readonly timeLimit?: number;
  readonly onProgress?: (p: SearchProgress) => void;
}

/**
 * The fastest schedule that fits, its report and the Pareto front; plain data. Throws a `HeddleError` for what is no
 * kernel, for regions and for options that are no budget.
 */
export async function autoschedule(kernel: Reportable, options: AutoscheduleOptions = {}): Promise<SearchResult> {
  const { target = "ultrascale-plus", timeLimit = 30, dsp, bram, onProgress } = options;
  for (const [name, value] of Object.entries({ dsp, bram })) checkNumber(name, value, 0, "a whole number from 0");
  checkNumber("timeLimit", timeLimit, 0, "a number of seconds");
  const end = performance.now() + timeLimit * 1000;
  const search: SearchOptions = {
    device: deviceNamed(target),
    isOver: () => performance.now() > end,
    ...(dsp !== undefined && { dsp }),
    ...(bram !== undefined && { bram }),
    ...(onProgress !== undefined && { onProgress }),
  };
  return Promise.resolve(searchSchedule(kernelModule(kernel), search));
}

/** A kernel as written, whatever schedule it has: the search makes another; of a `Schedule`, what it has made so far. */
function kernelModule(kernel: Reportable): Module {
  const written = typeof kernel === "function" ? descriptorOf(kernel) : undefined;
  const module = written === undefined ? moduleOf(kernel) : parseModule(written.ir);
  if (module.top.kind === "region") throw heddleError(kinds.notSearched, [module.top.sym.name, "a region"]);
  return module;
}

function checkNumber(name: string, value: unknown, min: number, wanted: string): void {
  if (value === undefined) return;
  const isWhole = name === "timeLimit" || Number.isSafeInteger(value);
  if (typeof value === "number" && value >= min && isWhole) return;
  throw heddleError(kinds.badBudget, [name, wanted, describe(value)]);
}
