/** What the tests of the run time share. */
import * as assert from "node:assert/strict";
import { HeddleError } from "heddle";

/** Expects a `HeddleError` of this code whose message has all these parts. */
export function refuses(code: number, run: () => unknown, ...parts: readonly string[]): void {
  assert.throws(run, (error: unknown) => {
    assert.ok(error instanceof HeddleError, String(error));
    assert.equal(error.code, code, error.message);
    assert.ok(error.message.startsWith(`HDL${code}: `), error.message);
    for (const part of parts) assert.ok(error.message.includes(part), `'${part}' in: ${error.message}`);
    return true;
  });
}

/** Untyped code: what a JavaScript caller, or one with a cast, may do. */
export const untyped = (x: unknown): never => x as never;
