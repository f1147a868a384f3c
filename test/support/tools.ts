/** The machine's tools in tests: what one of them lacks is skipped, and says so. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { findGxx, type Gxx } from "../../tools/gxx.js";

/** The C++ compiler, or the test is skipped (never in CI: there it fails). */
export async function requireGxx(test: Mocha.Context): Promise<Gxx> {
  const gxx = await findGxx();
  if (gxx !== undefined) return gxx;
  if (process.env.CI !== undefined) throw new Error("no C++ compiler in CI");
  console.warn(`      skipped, no C++ compiler: ${test.test?.fullTitle() ?? ""}`);
  return test.skip();
}

/** A new empty folder, removed after `use`. */
export async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heddle-test-"));
  try {
    return await use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
