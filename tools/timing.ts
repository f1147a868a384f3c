/** `simulate`: runs a region natively, and works out in which cycle its hardware would do what. */
import { dataflow } from "../lib/diagnostics/catalogue/dataflow.js";
import { target as catalogue } from "../lib/diagnostics/catalogue/target.js";
import type { Module, Network, StreamDecl } from "../lib/ir/ir.js";
import { lowerToJs } from "../lib/targets/js/index.js";
import { depthsOf, suggestDepths, type DepthOptions, type SuggestedDepths } from "../lib/timing/depths.js";
import { models } from "../lib/timing/events.js";
import { instrument, type Instrumented } from "../lib/timing/instrument.js";
import { perfettoTrace } from "../lib/timing/perfetto.js";
import { Recorder, TraceLimitError } from "../lib/timing/recorder.js";
import type { Depths } from "../lib/timing/replay.js";
import { timingOf, type Timing } from "../lib/timing/report.js";
import { timingText } from "../lib/timing/text.js";
import { timelineOf, type Timeline } from "../lib/timing/timeline.js";
import type { Trace } from "../lib/timing/trace.js";
import { vcdText } from "../lib/timing/vcd.js";
import { describe } from "../runtime/describe.js";
import { heddleError } from "../runtime/errors.js";
import { makeKernel, type KernelDescriptor } from "../runtime/kernel.js";
import * as native from "../runtime/native.js";
import { scheduledOf } from "../runtime/schedule.js";
import type { Buildable } from "./build.js";
import { deviceNamed } from "./report.js";

export interface SimulateOptions {
  readonly timing: true;
  /** How deep streams are instead, by name: those of an array all at once (`pipe`) or one by one (`pipe[1]`). */
  readonly depths?: Readonly<Record<string, number>>;
  /** The model of a family of devices whose costs count; `ultrascale-plus` unless given. */
  readonly device?: string;
  /** The most entries of a trace, 4 bytes each; what repeats counts once. 100 million unless given. */
  readonly traceLimit?: number;
}

export interface PictureOptions {
  /** The most slices and levels; a longer run is shown in steps of several cycles. 100,000 unless given. */
  readonly points?: number;
}

/** A run with its timing: plain data, and other views of it. */
export interface TimedRun<Result = unknown> extends Timing {
  readonly kernel: string;
  readonly device: string;
  /** What the region returned. */
  readonly result: Result;
  /** Tables of instances and streams. */
  text(): string;
  /** JSON for https://ui.perfetto.dev: instances as threads, streams as counters, a microsecond for each cycle. */
  trace(options?: PictureOptions): string;
  /** A value change dump for waveform viewers: states of instances and fill levels, a nanosecond for each cycle. */
  vcd(options?: PictureOptions): string;
  /** The smallest depths that cost no more cycles than `tolerance` allows, compared with endless streams. */
  suggestDepths(options?: DepthOptions): SuggestedDepths;
  /** The timing of the same run with other depths, `Infinity` among them. */
  withDepths(depths: Readonly<Record<string, number>>): TimedRun<Result>;
}

/** Runs the region each time it is called, as a call of the region itself does. */
export type Simulator<Result = unknown> = ((...args: readonly unknown[]) => TimedRun<Result>) & {
  /** Makes all that the region keeps from call to call what it is at first. */
  reset(): void;
};

/** Prepares timed runs of a region, kernel or schedule. Throws a `HeddleError` for other values, and for wrong options. */
export async function simulate<Result>(kernel: Buildable<Result>, options: SimulateOptions): Promise<Simulator<Result>> {
  const made = scheduledOf(kernel);
  if (made === undefined) throw heddleError(catalogue.notAKernel, [describe(kernel)]);
  const { descriptor, scheduled } = made;
  const device = deviceNamed(options.device ?? "ultrascale-plus");
  const given = checkedDepths(options.depths ?? {}, false);
  const run = await Promise.resolve(runner(descriptor, instrument(deepened(scheduled.module, given), device), options.traceLimit));
  const simulator = (...args: readonly unknown[]): TimedRun<Result> => {
    const { result, trace } = run.call(args);
    const base = { kernel: descriptor.name, device: device.name, result: result as Result };
    return timedRun(trace, base, depthsFor(trace, given));
  };
  return Object.assign(simulator, { reset: () => run.reset?.() });
}

// ---- runs -----------------------------------------------------------------------------------------------------------------

interface Runner {
  readonly call: (args: readonly unknown[]) => { readonly result: unknown; readonly trace: Trace };
  readonly reset: (() => void) | undefined;
}

/** Compiles the instrumented module; its calls of events go to a recorder, which is new for each run. */
function runner(d: KernelDescriptor, { module, networks }: Instrumented, limit: number | undefined): Runner {
  const isRegion = module.top.kind === "region";
  const start = (): Recorder => new Recorder(networks, isRegion ? undefined : d.name, limit === undefined ? {} : { limit });
  let recorder = start();
  const { entry, reset } = compiled(module, () => recorder);
  const { reset: _reset, steps: _steps, ...rest } = d;
  const kernel = makeKernel({ ...rest, entry });
  const call = (args: readonly unknown[]): ReturnType<Runner["call"]> => {
    recorder = start();
    try {
      if (isRegion) recorder.open(0, 0);
      const result = kernel(...args);
      if (isRegion) recorder.close(0, 0);
      return { result, trace: recorder.finish() };
    } catch (error) {
      if (error instanceof TraceLimitError) throw heddleError(dataflow.traceTooLong, [d.name, error.limit]);
      throw error;
    }
  };
  return { call, reset };
}

/** Events are models of external functions in the module: here they are told apart from those of the user. */
function compiled(m: Module, recorder: () => Recorder): { readonly entry: KernelDescriptor["entry"]; readonly reset: (() => void) | undefined } {
  const { code, entry, reset = "undefined" } = lowerToJs(m, { prefix: "$", runtime: "$heddle" });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- code of our own making
  const make = new Function("$heddle", `"use strict";\n${code}\nreturn { entry: ${entry}, reset: ${reset} };`) as
    (runtime: typeof native) => { readonly entry: KernelDescriptor["entry"]; readonly reset: (() => void) | undefined };
  return make({ ...native, external: (model, args) => tell(recorder(), model, args) });
}

/** A switch on what is constant in each caller, since millions of calls must be worth nothing. */
function tell(recorder: Recorder, model: string, args: readonly unknown[]): unknown {
  const [a, b, c] = [args[0] as number, args[1] as number, args[2] as number];
  switch (model) {
    case models.tick: return recorder.tick(a, b);
    case models.put: return recorder.put(a, b, c);
    case models.get: return recorder.get(a, b, c);
    case models.poll: return recorder.poll(a);
    case models.enter: return recorder.enter(a, b, c);
    case models.stream: return recorder.stream(a, b, c);
    case models.open: return recorder.open(a, b);
    case models.close: return recorder.close(a, b);
    default: return native.external(model, args);
  }
}

// ---- results --------------------------------------------------------------------------------------------------------------

type Base<Result> = Pick<TimedRun<Result>, "kernel" | "device" | "result">;

function timedRun<Result>(trace: Trace, base: Base<Result>, depths: Depths): TimedRun<Result> {
  const timing = timingOf(trace, depths);
  if (timing === undefined) throw heddleError(dataflow.depthsDeadlock, [base.kernel]);
  const timeline = ({ points = 100_000 }: PictureOptions = {}): Timeline => timelineOf(trace, depths, points);
  return {
    ...base, ...timing,
    text: () => timingText(base.kernel, timing),
    trace: (options) => perfettoTrace(base.kernel, timeline(options)),
    vcd: (options) => vcdText(base.kernel, timeline(options)),
    suggestDepths: (options) => suggestDepths(trace, checkedTolerance(options)),
    withDepths: (given) => timedRun(trace, base, depthsFor(trace, checkedDepths(given, true), depths)),
  };
}

function checkedTolerance(options: DepthOptions = {}): DepthOptions {
  const { tolerance = 0 } = options;
  if (!(tolerance >= 0 && tolerance < Infinity)) throw heddleError(dataflow.badTolerance, [describe(tolerance)]);
  return options;
}

// ---- depths ---------------------------------------------------------------------------------------------------------------

type Given = ReadonlyMap<string, number>;

function checkedDepths(given: Readonly<Record<string, number>>, mayBeEndless: boolean): Given {
  for (const [name, depth] of Object.entries(given)) {
    const isDepth = Number.isSafeInteger(depth) && depth >= 1;
    if (!isDepth && !(mayBeEndless && depth === Infinity)) throw heddleError(dataflow.badDepth, [name, describe(depth)]);
  }
  return new Map(Object.entries(given));
}

/** The depths of a run: those of `before`, those it was recorded with unless given, but for what `given` says. */
function depthsFor(trace: Trace, given: Given, before?: Depths): Depths {
  const streams = trace.streams.filter((s) => s.internal === undefined);
  const known = new Set(streams.flatMap((s) => [s.name, s.declared]));
  for (const name of given.keys()) {
    if (!known.has(name)) throw heddleError(dataflow.noSuchStream, [name, [...new Set(streams.map((s) => s.declared))]]);
  }
  const based = trace.streams.map((s, i) => ({ ...s, depth: before?.[i] ?? s.depth }));
  return depthsOf({ ...trace, streams: based }, given);
}

/**
 * The module with other depths, so that it deadlocks as it would with these. Where only some streams of an array are
 * named, none becomes shallower: the timing sees to those.
 */
function deepened(m: Module, given: Given): Module {
  if (given.size === 0) return m;
  const depthOf = ({ sym, type }: StreamDecl): number => {
    const meant = [...given].filter(([name]) => name.replace(/\[.*$/, "").split(".").at(-1) === sym.name);
    const least = meant.every(([name]) => !name.endsWith("]")) && meant.length > 0 ? 1 : type.depth;
    return Math.max(least, ...meant.map(([, depth]) => depth));
  };
  const network = <N extends Network>(n: N): N => ({
    ...n,
    streams: n.streams.map((s) => ({ ...s, type: { ...s.type, depth: depthOf(s) } })),
  });
  const functions = m.functions.map((f) => (f.network === undefined ? f : { ...f, network: network(f.network) }));
  const top = m.top.kind === "region" ? network(m.top) : functions.find((f) => f.sym.id === m.top.sym.id) ?? m.top;
  return { functions, top };
}
