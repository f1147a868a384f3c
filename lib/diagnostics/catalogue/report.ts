/** 211x, 212x: estimates of schedules, and the search for them. */
import { didYouMean } from "../closest.js";
import { kind } from "../diagnostic.js";

export const report = {
  slowPipeline: kind({
    code: 2210, severity: "warning", title: "A pipeline that cannot be as fast as asked",
    message: (loop: string, asked: number, ii: number, why: string) =>
      `'${loop}' cannot start an iteration every ${asked === 1 ? "cycle" : `${asked} cycles`}, only every ${ii}: ${why}`,
    help: (_loop, _asked, _ii, why) => (why.includes("ports")
      ? "partition the memory, so that these accesses go to different banks"
      : "put a loop whose iterations are independent inside (reorder), or ask for what is possible"),
    cause: "An iteration needs the result of an earlier one that takes longer, or more accesses to a memory than it has ports.",
    wrong: "for (const k of range(64)) C[0] += A[k]; // pipeline(\"k\", { ii: 1 }), and an addition of floats takes 5 cycles",
    right: "for (const k of range(64)) C[k] += A[k]; // pipeline(\"k\", { ii: 1 })",
  }),
  notPipelined: kind({
    code: 2211, severity: "warning", title: "A loop that cannot be pipelined",
    message: (loop: string, why: string) => `'${loop}' is not pipelined: ${why}`,
    help: () => "pipeline a loop further inside, or give the inner loops constant bounds",
    cause: "Loops inside a pipelined loop are unrolled, so that they must run a constant number of times.",
    wrong: "for (const i of range(64)) for (let j = 0; j < i; j++) A[i] += B[j]; // pipeline(\"i\")",
    right: "for (const i of range(64)) for (let j = 0; j < i; j++) A[i] += B[j]; // pipeline(\"j\")",
  }),
  unknownDevice: kind({
    code: 2212, severity: "error", title: "An unknown device",
    message: (name: string, known: readonly string[]) =>
      `there is no model of the device '${name}'.${didYouMean(name, known)}`,
    help: (_name, known) => `there is ${known.join(", ")}`,
    cause: "Estimates are made by a model of a family of devices.",
    wrong: 'report(gemm, { device: "ultrascale" })',
    right: 'report(gemm, { device: "ultrascale-plus" })',
  }),
  badBudget: kind({
    code: 2213, severity: "error", title: "A budget that is no number",
    message: (name: string, wanted: string, given: string) => `'${name}' must be ${wanted}, not ${given}`,
    cause: "The budget says how many DSPs and blocks of RAM a schedule may take, and how long it may be sought.",
    wrong: "autoschedule(gemm, { dsp: -1 })",
    right: "autoschedule(gemm, { dsp: 2560 })",
  }),
  overBudget: kind({
    code: 2214, severity: "warning", title: "No schedule fits the budget",
    message: (name: string, needed: string, budget: string) =>
      `'${name}' takes ${needed} as it is, more than the budget of ${budget}`,
    help: () => "raise the budget; the kernel as it is is the smallest there is",
    cause: "Each operation needs an operator at least, and each array its memory.",
    wrong: "autoschedule(gemm, { dsp: 1 })",
    right: "autoschedule(gemm, { dsp: 64 })",
  }),
  notSearched: kind({
    code: 2215, severity: "error", title: "Nothing to search schedules for",
    message: (name: string, what: string) => `'${name}' is ${what}, for which no schedule is sought`,
    help: () => "search a schedule for each kernel of the region",
    cause: "Schedules are sought for the loops of one kernel.",
    wrong: "autoschedule(pipeline) // a region",
    right: "autoschedule(producer)",
  }),
  notDistributed: kind({
    code: 2216, severity: "error", title: "A loop that cannot be cut in two",
    message: (name: string, why: string) => `'${name}' cannot be distributed: ${why}`,
    cause: "Both loops must be able to run their iterations without the other.",
    wrong: "for (const i of range(8)) { const x = A[i]; B[i] = x; } // distribute(\"i\")",
    right: "for (const i of range(8)) { A[i] = 1; B[i] = A[i]; } // distribute(\"i\")",
  }),
};
