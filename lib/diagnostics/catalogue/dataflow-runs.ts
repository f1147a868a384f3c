/** 504x: runs in simulation, their timing and pictures. */
import { didYouMean } from "../closest.js";
import { kind } from "../diagnostic.js";

/** The diagnostics of runs. */
export const runs = {
  noSuchStream: kind({
    code: 5045,
    severity: "error",
    title: "No such stream",
    message: (name: string, known: readonly string[]) => `there is no stream '${name}'.${didYouMean(name, known)}`,
    help: (_name, known) => (known.length === 0 ? "this region has no streams" : `there are: ${known.join(", ")}`),
    cause: "Depths are given by the names of streams; those of a region in another begin with the name of the instance.",
    wrong: "await simulate(pipeline, { timing: true, depths: { pip: 8 } })",
    right: "await simulate(pipeline, { timing: true, depths: { pipe: 8 } })",
  }),
  badDepth: kind({
    code: 5046,
    severity: "error",
    title: "No depth of a stream",
    message: (name: string, depth: string) => `the depth of '${name}' is ${depth}`,
    help: () => "a depth is an integer from 1",
    cause: "A stream holds a whole number of tokens, at least one. Endless streams there are in `withDepths` only.",
    wrong: "await simulate(pipeline, { timing: true, depths: { pipe: 0 } })",
    right: "await simulate(pipeline, { timing: true, depths: { pipe: 1 } })",
  }),
  depthsDeadlock: kind({
    code: 5047,
    severity: "error",
    title: "A deadlock with other depths",
    message: (kernel: string) => `with these depths ${kernel} ends in a deadlock`,
    help: () => "call the region with streams of these depths to see who waits for whom",
    cause: "A run that was recorded is timed again with depths that are too small for it.",
    wrong: "run.withDepths({ a: 1, b: 1 })   // where one kernel puts two tokens to a first, and the other gets from b first",
    right: "run.withDepths({ a: 2, b: 1 })",
  }),
  traceTooLong: kind({
    code: 5048,
    severity: "error",
    title: "The trace of a run is too long",
    message: (kernel: string, limit: number) => `the trace of ${kernel} has more than ${limit.toLocaleString("en-US")} entries`,
    help: () => "time a smaller run, or give a larger traceLimit, of 4 bytes for each entry",
    cause: "Timing records what each instance does with streams. What repeats counts once, but data may decide what is done.",
    wrong: "(await simulate(sort, { timing: true, traceLimit: 1000 }))(large)",
    right: "(await simulate(sort, { timing: true }))(small)",
  }),
  badTolerance: kind({
    code: 5049,
    severity: "error",
    title: "No tolerance",
    message: (tolerance: string) => `the tolerance of suggested depths is ${tolerance}`,
    help: () => "a tolerance is a part of the cycles, such as 0.02 for 2 %",
    cause: "Suggested depths may make a run longer by this part of the cycles that it takes with endless streams.",
    wrong: "run.suggestDepths({ tolerance: -1 })",
    right: "run.suggestDepths({ tolerance: 0.02 })",
  }),
};
