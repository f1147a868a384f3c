/** Exit codes, and the one error class with which a command refuses its arguments. */

/** `internal` is what BSD's sysexits.h calls EX_SOFTWARE. */
export const exitCodes = { ok: 0, diagnostics: 1, usage: 2, internal: 70 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The command was called wrongly: exit code 2. */
export class UsageError extends Error {}

/** The command was called rightly and cannot go on, for a reason the user can mend: exit code 1. */
export class CommandError extends Error {}
