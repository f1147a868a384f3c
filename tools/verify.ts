/** `verify` for kernels and schedules as the host holds them. */
import { verify as verifyModules, type Verdict, type VerifyOptions } from "../lib/equivalence/verify.js";
import { moduleOf, type Reportable } from "./report.js";

/**
 * Whether two schedules or kernels of the same parameters compute the same, for all arguments. Throws a `HeddleError` for
 * what is neither.
 */
export async function verify(a: Reportable, b: Reportable, options: VerifyOptions = {}): Promise<Verdict> {
  return Promise.resolve(verifyModules(moduleOf(a), moduleOf(b), options));
}
