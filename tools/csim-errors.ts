/** What a C simulation's death means: signals, traps and messages become the errors that the functional model throws. */
import type { Span } from "../lib/diagnostics/source.js";
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import { target as catalogue } from "../lib/diagnostics/catalogue/target.js";
import type { Unit } from "../lib/targets/target.js";
import { HeddleError, heddleError } from "../runtime/errors.js";
import { dataflowError } from "./csim-dataflow.js";
import type { Death } from "./csim-process.js";

/** `span`: the user's line, where it is known. */
export function simulationError(unit: Unit, death: Death, span: Span, timeLimit: number | undefined): HeddleError {
  const { ending, stderr, failure } = death;
  if (failure !== undefined) return new HeddleError(runtime.assertion.code, runtime.assertion.message(failure.message), span);
  switch (ending.kind) {
    case "timeLimit":
      return heddleError(catalogue.timeLimit, [unit.name, timeLimit ?? 0], span);
    case "notStarted":
      return heddleError(catalogue.simulationFailed, [unit.name, `could not be started: ${ending.reason}`, ""], span);
    case "exit":
      return dataflowError(unit, ending.status, stderr, span)
        ?? heddleError(catalogue.simulationFailed, [unit.name, `ended with status ${ending.status}`, stderr.trim()], span);
    case "signal":
      return signalError(unit, ending.signal, stderr, span);
  }
}

function signalError(unit: Unit, signal: string, stderr: string, span: Span): HeddleError {
  switch (signal) {
    case "SIGFPE":
      return heddleError(runtime.divisionByZero, [], span);
    case "SIGILL":
    case "SIGTRAP":
      return heddleError(catalogue.outOfBounds, [unit.name], span);
    case "SIGABRT":
      // The assertions in emitted code are those of helpers.ts.
      if (stderr.includes("subscript >= 0")) return heddleError(catalogue.outOfBounds, [unit.name], span);
      if (stderr.includes("n >= 0")) return new HeddleError(runtime.negativeShift.code, "a shift amount is negative", span);
      break;
  }
  return heddleError(catalogue.simulationFailed, [unit.name, `was ended by ${signal}`, stderr.trim()], span);
}
