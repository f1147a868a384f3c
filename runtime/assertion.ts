/** `assert`, in host code; kernels compile it. */
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import { heddleError } from "./errors.js";

/** Stops the run with a `HeddleError` when `condition` is false. The message is joined by spaces. */
export function assert(condition: boolean, ...message: readonly unknown[]): void {
  if (!condition) throw heddleError(runtime.assertion, [message.map(String).join(" ")]);
}
