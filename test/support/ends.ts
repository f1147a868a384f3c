/** How runs of networks end, as far as executors must agree: with which values, or who is blocked. */
import { dataflow } from "../../lib/diagnostics/catalogue/dataflow.js";
import { DeadlockRunError, interpret, RunError, type Order } from "../../lib/ir/interpret.js";
import { networkEnd } from "../../tools/csim-dataflow.js";
import type { ArgValue, Case, Run } from "./csim.js";

export interface End {
  /** The arguments afterwards. */
  readonly out?: readonly ArgValue[];
  readonly leftOver?: readonly string[];
  readonly code?: number;
  readonly blocked?: readonly string[];
  readonly cycle?: readonly string[];
}

export function interpretedEnd({ module, args }: Case, order?: Order): End {
  const out = args.map((a) => (Array.isArray(a) ? [...a] : a));
  try {
    const { leftOver } = interpret(module, out, order === undefined ? {} : { order });
    return { out, leftOver: leftOver.map((l) => `${l.count} in ${l.stream}`) };
  } catch (error) {
    if (error instanceof DeadlockRunError) return { code: error.code, blocked: error.blocked.map(waitText), cycle: error.cycle };
    if (error instanceof RunError) return { code: error.code };
    throw error;
  }
}

export function simulatedEnd({ module }: Case, run: Run): End {
  if (run.kind === "ended") {
    const left = [...run.stderr.matchAll(/^warning: (\d+) values left in stream (.+)$/gm)].map((m) => `${m[1]} in ${m[2]}`);
    return { out: run.outcome.args, leftOver: left };
  }
  const end = networkEnd(module, run.status, run.stderr);
  if (end?.kind !== "deadlock") return { code: end === undefined ? run.status : dataflow.livelock.code };
  return { code: dataflow.deadlock.code, blocked: end.blocked.map(waitText), cycle: end.cycle };
}

interface Waiting {
  readonly instance: string;
  readonly waitsTo: string;
  readonly stream: string;
  readonly fill: number;
  readonly depth: number;
}

function waitText({ instance, waitsTo, stream, fill, depth }: Waiting): string {
  return `${instance} ${waitsTo} ${stream} ${fill}/${depth}`;
}
