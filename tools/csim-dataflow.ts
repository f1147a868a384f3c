/** What a C simulation says when the processes of a region can go no further. include/hls_stream.h writes it. */
import { dataflow } from "../lib/diagnostics/catalogue/dataflow.js";
import type { Span } from "../lib/diagnostics/source.js";
import { waitCycle } from "../lib/diagnostics/wait-cycle.js";
import type { Module } from "../lib/ir/ir.js";
import { streamEnds } from "../lib/targets/cpp/stream-ends.js";
import { lineSpans } from "../lib/targets/cpp/vitis.js";
import type { Unit } from "../lib/targets/target.js";
import { DeadlockError, heddleError, type BlockedInstance, type HeddleError } from "../runtime/errors.js";
import type { LeftOver } from "../runtime/run.js";

/** As in include/hls_stream.h. */
const [deadlockStatus, livelockStatus] = [75, 77];

/** Who waits, or who asks, and in which lines of the C++. */
export type NetworkEnd =
  | { readonly kind: "deadlock"; readonly blocked: readonly BlockedInstance[]; readonly cycle: readonly string[] }
  | { readonly kind: "livelock"; readonly asking: readonly { readonly text: string; readonly line: number }[] };

/** The error of a program that ended with `status`, if it is one of these. `span`: the unit itself. */
export function dataflowError(unit: Unit, status: number, stderr: string, span: Span): HeddleError | undefined {
  const spans = lineSpans(unit);
  const end = networkEnd(unit.module, status, stderr, spans);
  if (end === undefined) return undefined;
  if (end.kind === "deadlock") return new DeadlockError(end.blocked, end.cycle);
  const at = end.asking.map((a) => spans.get(a.line)).find((s) => s !== undefined);
  return heddleError(dataflow.livelock, [end.asking.map((a) => a.text)], at ?? span);
}

/** How the networks of `m` ended. `spans`: where lines of the C++ come from. */
export function networkEnd(
  m: Module, status: number, stderr: string, spans: ReadonlyMap<number, Span> = new Map(),
): NetworkEnd | undefined {
  if (status === livelockStatus) return { kind: "livelock", asking: askingIn(stderr) };
  if (status !== deadlockStatus) return undefined;
  const blocked = blockedIn(stderr, spans);
  return { kind: "deadlock", blocked, cycle: cycleOf(m, blocked) };
}

/** What a run that ended well left in its streams, and the other messages: `warning: 5 values left in stream pipe`. */
export function leftOverIn(messages: string): { readonly leftOver: readonly LeftOver[]; readonly others: string } {
  const line = /^warning: (\d+) values left in stream (.+)\n/gm;
  const leftOver = [...messages.matchAll(line)].map((m) => ({ stream: m[2] ?? "", count: Number(m[1]) }));
  return { leftOver, others: messages.replace(line, "") };
}

/** `  pe[0, 1] waits to put q[1] (1 of 1 full) in line 12` */
function blockedIn(stderr: string, spans: ReadonlyMap<number, Span>): readonly BlockedInstance[] {
  return [...stderr.matchAll(/^ {2}(.+) waits to (put|get) (.+) \((\d+) of (\d+) full\) in line (\d+)$/gm)].map((m) => {
    const span = spans.get(Number(m[6]));
    return {
      instance: m[1] ?? "", waitsTo: m[2] === "put" ? "put" : "get", stream: m[3] ?? "", fill: Number(m[4]), depth: Number(m[5]),
      ...(span === undefined ? {} : { span }),
    };
  });
}

/** `  drain asks q in line 30` */
function askingIn(stderr: string): Extract<NetworkEnd, { kind: "livelock" }>["asking"] {
  return [...stderr.matchAll(/^ {2}(.+) asks (.+) in line (\d+)$/gm)].map((m) => (
    { text: `${m[1] ?? ""} asks stream '${m[2] ?? ""}'`, line: Number(m[3]) }
  ));
}

/** Each waits for the next, and the last for the first. */
function cycleOf(m: Module, blocked: readonly BlockedInstance[]): readonly string[] {
  const ends = streamEnds(m);
  const otherEnd = ({ waitsTo, stream }: BlockedInstance): BlockedInstance | undefined =>
    blocked.find((b) => ends.get(b.instance)?.[waitsTo === "put" ? "gets" : "puts"].has(stream));
  return waitCycle(blocked, otherEnd).map((b) => b.instance);
}
