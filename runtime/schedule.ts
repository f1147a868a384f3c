/** `schedule`: the decorator, and the fluent form of schedules. */
import { schedule as kinds } from "../lib/diagnostics/catalogue/schedule.js";
import { parseModule } from "../lib/ir/parse.js";
import { applyStep, unscheduled, type Scheduled } from "../lib/schedule/apply.js";
import { stepsFromJson } from "../lib/schedule/json.js";
import { nameOf } from "../lib/schedule/names.js";
import type { Handle } from "../lib/schedule/parameters.js";
import type { MadeThings } from "../lib/schedule/primitive.js";
import { primitives } from "../lib/schedule/primitives/index.js";
import { showModule } from "../lib/schedule/show.js";
import { stepToJson, type StepJson } from "../lib/schedule/step.js";
import { refuseToRun, type KernelDecorator } from "./decorators.js";
import { describe } from "./describe.js";
import { heddleError, refusal } from "./errors.js";
import { descriptorOf, type KernelDescriptor } from "./kernel.js";
import { stepOf, type ArgumentsOf, type MadeBy, type PrimitiveName, type Step } from "./steps.js";
import type { KernelFunction } from "./types.js";

/** The primitives as methods. Each is checked and applied at once; one that is refused throws, and changes nothing. */
export type ScheduleMethods = { readonly [N in PrimitiveName]: (...args: ArgumentsOf<N, "passed">) => MadeBy<N> };

/** A kernel or region with the steps made so far. Methods add steps; `build` builds what they made. */
export interface Schedule<K extends KernelFunction = KernelFunction> extends ScheduleMethods {
  readonly kernel: K;
  readonly steps: readonly Step[];
  /** The steps as `schedule(kernel, json)` and schedule files take them. */
  toJSON(): readonly StepJson[];
  /** The loops with how often they run, the memories with their banks, and all directives. */
  show(): string;
}

/**
 * As a decorator, `@schedule(split("i", 8))`: how the kernel becomes hardware. As a function, a schedule to add steps
 * to: `schedule(gemm)` begins with the steps that the kernel was compiled with, `schedule(gemm, steps)` with a list of
 * steps or of data (`toJSON`). Throws for what is no kernel, and for a step that is refused.
 */
export function schedule(...steps: readonly (Step | readonly Step[])[]): KernelDecorator;
export function schedule<K extends KernelFunction>(kernel: K, steps?: unknown): Schedule<K>;
export function schedule(...args: readonly unknown[]): KernelDecorator | Schedule {
  if (args.every(isStepOrList)) return refuseToRun;
  const [kernel, json] = args;
  const d = descriptorOf(kernel);
  if (d === undefined) throw heddleError(kinds.notSchedulable, [describe(kernel)]);
  return makeSchedule(kernel as KernelFunction, d, json);
}

function isStepOrList(x: unknown): boolean {
  return Array.isArray(x) || (typeof x === "object" && x !== null && "primitive" in x);
}

/** A kernel with what its schedule has made of it. */
export interface ScheduledKernel {
  readonly descriptor: KernelDescriptor;
  readonly scheduled: Scheduled;
}

const states = new WeakMap<object, () => ScheduledKernel>();

/** What `build` starts from: of a kernel, with the steps it was compiled with; `undefined` for other values. */
export function scheduledOf(value: unknown): ScheduledKernel | undefined {
  const state = typeof value === "object" && value !== null ? states.get(value) : undefined;
  if (state !== undefined) return state();
  const descriptor = descriptorOf(value);
  return descriptor === undefined ? undefined : { descriptor, scheduled: applied(descriptor, descriptor.steps ?? []) };
}

function makeSchedule(kernel: KernelFunction, d: KernelDescriptor, json: unknown): Schedule {
  let scheduled = applied(d, json === undefined ? d.steps ?? [] : json);
  const handles = new WeakSet();
  const call = (primitive: string, args: readonly unknown[]): MadeThings => {
    const step = stepOf(primitive, args.map((a) => withNames(primitive, a, scheduled, handles)));
    const { made, ...next } = addedTo(scheduled, step, d);
    ({ scheduled } = next);
    Object.values(made).forEach((handle) => handles.add(handle));
    return made;
  };
  const method = (name: string) => (...args: readonly unknown[]) => call(name, args);
  const methods = Object.fromEntries([...primitives.keys()].map((name) => [name, method(name)]));
  const made: Schedule = {
    ...(methods as unknown as ScheduleMethods),
    kernel,
    get steps() {
      return scheduled.steps;
    },
    toJSON: () => scheduled.steps.map(stepToJson),
    show: () => showModule(scheduled.module),
  };
  states.set(made, () => ({ descriptor: d, scheduled }));
  return made;
}

/** The kernel of `d` after the steps of `json`. */
function applied(d: KernelDescriptor, json: unknown): Scheduled {
  const steps = stepsFromJson(json);
  if ("code" in steps) throw refusal(steps, []);
  const written = unscheduled(parseModule(d.ir));
  return steps.reduce((before, step, i) => addedTo(before, step, d, `step ${i + 1}: `).scheduled, written);
}

/** `place` says which of many steps an error is about. */
function addedTo(
  before: Scheduled, step: Step, d: KernelDescriptor, place = "",
): { readonly scheduled: Scheduled; readonly made: MadeThings } {
  const result = applyStep(before, step);
  if (result.kind === "done") return result;
  const [first] = result.errors;
  if (first === undefined) throw new Error(`${step.primitive} was refused without a reason`);
  throw refusal({ ...first, message: place + first.message }, d.sources);
}

/** An argument, or a list or the options, with names for handles. */
function withNames(primitive: string, given: unknown, { module }: Scheduled, own: WeakSet<object>): unknown {
  const named = (x: unknown): unknown => {
    if (!isHandle(x)) return x;
    if (!own.has(x)) throw heddleError(kinds.foreignHandle, [primitive, x.sym.name]);
    return nameOf(module, x.kind, x.sym) ?? x.sym.name;
  };
  const inList = (x: unknown): unknown => (Array.isArray(x) ? x.map(named) : named(x));
  if (typeof given !== "object" || given === null || Array.isArray(given) || isHandle(given)) return inList(given);
  return Object.getPrototypeOf(given) === Object.prototype
    ? Object.fromEntries(Object.entries(given).map(([name, x]) => [name, inList(x)])) : given;
}

function isHandle(x: unknown): x is Handle {
  if (typeof x !== "object" || x === null || !("kind" in x) || !("sym" in x)) return false;
  return typeof x.sym === "object" && x.sym !== null && "name" in x.sym;
}
