/** Runs a program without a shell: input and output as bytes, a time limit, and every way it can end as data. */
import { spawn } from "node:child_process";

export interface RunOptions {
  readonly input?: readonly Uint8Array[];
  /** In seconds; the program is ended when it runs longer. */
  readonly timeLimit?: number;
  readonly cwd?: string;
}

/** How a program ended: by itself, by a signal, by the time limit, or it never started. */
export type Ending =
  | { readonly kind: "exit"; readonly status: number }
  | { readonly kind: "signal"; readonly signal: string }
  | { readonly kind: "timeLimit" }
  | { readonly kind: "notStarted"; readonly reason: string };

export interface RunResult {
  readonly ending: Ending;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs `command` to its end. Never rejects. */
export function runProcess(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: "pipe", ...(options.cwd === undefined ? {} : { cwd: options.cwd }) });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let ending: Ending | undefined;
    const timer = options.timeLimit === undefined ? undefined : setTimeout(() => {
      ending = { kind: "timeLimit" };
      child.kill("SIGKILL");
    }, options.timeLimit * 1000);
    const finish = (how: Ending): void => {
      clearTimeout(timer);
      resolve({ ending: ending ?? how, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString("utf8") });
    };
    child.stdout.on("data", (data: Buffer) => out.push(data));
    child.stderr.on("data", (data: Buffer) => err.push(data));
    child.on("error", (error) => finish({ kind: "notStarted", reason: error.message }));
    child.on("close", (status, signal) =>
      finish(signal === null ? { kind: "exit", status: status ?? 0 } : { kind: "signal", signal }));
    // A program that ends before it has read everything is told apart by its ending.
    child.stdin.on("error", () => undefined);
    for (const part of options.input ?? []) child.stdin.write(part);
    child.stdin.end();
  });
}
