/** Traces of modules, recorded in the interpreter. */
import assert from "node:assert/strict";
import { interpret, type ExternalModel, type InterpretArg } from "../../lib/ir/interpret.js";
import { parseModule } from "../../lib/ir/parse.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { defaultDevice } from "../../lib/report/devices/index.js";
import { events, models, type TimingEvent } from "../../lib/timing/events.js";
import { instrument } from "../../lib/timing/instrument.js";
import { Recorder } from "../../lib/timing/recorder.js";
import { timingOf, type Timing } from "../../lib/timing/report.js";
import type { Trace } from "../../lib/timing/trace.js";

/** The trace of running a module, given as text. `args` are changed as by any run. */
export function recorded(text: string, args: readonly InterpretArg[]): Trace {
  const { module, networks } = instrument(parseModule(text), defaultDevice);
  assert.deepEqual(verifyModule(module).map((p) => p.message), []);
  const recorder = new Recorder(networks, module.top.kind === "region" ? undefined : module.top.sym.name);
  if (module.top.kind === "region") recorder.open(0, 0);
  const given = (Object.keys(events) as TimingEvent[]).map((name): [string, ExternalModel] => [
    models[name], (args) => modelOf(recorder, name)(args.map(Number)),
  ]);
  interpret(module, args, { externals: new Map(given) });
  if (module.top.kind === "region") recorder.close(0, 0);
  return recorder.finish();
}

function modelOf(recorder: Recorder, name: TimingEvent): (args: readonly number[]) => bigint | undefined {
  return (args) => {
    const [a = 0, b = 0, c = 0] = args;
    const value: unknown = recorder[name](a, b, c);
    return typeof value === "number" ? BigInt(value) : undefined;
  };
}

/** The timing of such a run. */
export function timed(text: string, args: readonly InterpretArg[]): Timing {
  return timingOf(recorded(text, args)) ?? assert.fail("a recorded run does not deadlock");
}

/** `n` integers from 0. */
export function ramp(n: number): bigint[] {
  return Array.from({ length: n }, (_, i) => BigInt(i));
}
