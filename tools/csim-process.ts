/**
 * The program of a C simulation: it is started once and answers one call after another, so that what kernels keep in
 * static variables stays. include/heddle_csim.h is the other side.
 */
import { spawn, type ChildProcess } from "node:child_process";
import type { Ending } from "./process.js";

/** What ended a program in the middle of a call. */
export interface Death {
  readonly ending: Ending;
  readonly stderr: string;
  /** Addresses in the program, the place itself first, then its callers. */
  readonly trace: readonly bigint[];
  /** The assertion that did not hold. */
  readonly failure: { readonly line: number; readonly message: string } | undefined;
}

/** How a call ended: with its results (after eight bytes of nanoseconds), or not. */
export type Reply =
  | { readonly kind: "result"; readonly data: Buffer; readonly stderr: string }
  | { readonly kind: "died"; readonly death: Death };

export interface Program {
  /** One call at a time: the bytes of its arguments; `length` bytes are its answer. */
  call(input: readonly Uint8Array[], length: number): Promise<Reply>;
  hasEnded(): boolean;
  stop(): void;
}

export interface ProgramOptions {
  /** For each call, in seconds. */
  readonly timeLimit?: number;
  /** Gets what the kernel prints, line by line, before the call ends. */
  readonly print: (line: string) => void;
}

/** Programs that run; they end with this process. */
const running = new Set<ChildProcess>();

function stopAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** A call that waits for its answer. */
interface Pending {
  readonly length: number;
  readonly resolve: (reply: Reply) => void;
  readonly timer: NodeJS.Timeout | undefined;
}

/** Starts `command`. It keeps Node alive only while it works on a call. */
export function startProgram(command: string, options: ProgramOptions): Program {
  const child = spawn(command, [], { stdio: ["pipe", "pipe", "pipe", "pipe"] });
  if (running.size === 0) process.once("exit", stopAll);
  running.add(child);
  let pending: Pending | undefined;
  let stderr = "";
  let known: Pick<Death, "trace" | "failure"> & { readonly ending?: Ending } = { trace: [], failure: undefined };
  const answer = (reply: Reply): void => {
    const waiting = pending;
    pending = undefined;
    clearTimeout(waiting?.timer);
    keepAlive(child, false);
    waiting?.resolve(reply);
  };
  const died = (how: Ending): void => {
    running.delete(child);
    if (running.size === 0) process.off("exit", stopAll);
    answer({ kind: "died", death: { ...known, ending: known.ending ?? how, stderr } });
  };
  const feed = reader(messages({
    resultLength: () => pending?.length ?? 0,
    print: options.print,
    // What was written to the other outputs before may become readable only when this has been read, in the next turn.
    result: (data) => setImmediate(() => setImmediate(() => answer({ kind: "result", data, stderr }))),
    failure: (failure) => { known = { ...known, failure }; },
    trace: (trace) => { known = { ...known, trace }; },
  }));
  child.stdio[3]?.on("data", feed);
  child.stdout.on("data", (data: Buffer) => process.stdout.write(data));
  child.stderr.on("data", (data: Buffer) => { stderr += data.toString("utf8"); });
  child.on("error", (error) => died({ kind: "notStarted", reason: error.message }));
  child.on("close", (status, signal) => died(signal === null ? { kind: "exit", status: status ?? 0 } : { kind: "signal", signal }));
  // A program that ends before it has read everything is told apart by its ending.
  child.stdin.on("error", () => undefined);
  keepAlive(child, false);
  return {
    call: (input, length) => new Promise((resolve) => {
      const timer = options.timeLimit === undefined ? undefined : setTimeout(() => {
        known = { ...known, ending: { kind: "timeLimit" } };
        child.kill("SIGKILL");
      }, options.timeLimit * 1000);
      pending = { length, resolve, timer };
      stderr = "";
      keepAlive(child, true);
      for (const part of [Buffer.from([1]), ...input]) child.stdin.write(part);
    }),
    hasEnded: () => !running.has(child),
    stop: () => child.kill("SIGKILL"),
  };
}

function keepAlive(child: ChildProcess, isBusy: boolean): void {
  const how = isBusy ? "ref" : "unref";
  child[how]();
  for (const stream of child.stdio) {
    if (stream !== null && stream !== undefined && how in stream) (stream as unknown as Record<typeof how, () => void>)[how]();
  }
}

// ---- messages on file descriptor 3 ----------------------------------------------------------------------------------------

interface Handlers {
  /** How long the data of the call that is running is. */
  readonly resultLength: () => number;
  readonly print: (line: string) => void;
  readonly result: (data: Buffer) => void;
  readonly failure: (failure: Death["failure"]) => void;
  readonly trace: (addresses: readonly bigint[]) => void;
}

/** Asks for so many bytes at a time. */
type Parser = Generator<number, void, Buffer>;

function* messages(on: Handlers): Parser {
  for (;;) {
    switch ((yield 1).toString("latin1")) {
      case "L":
        on.print(yield* text());
        break;
      case "R":
        on.result(yield on.resultLength());
        break;
      case "A": {
        const line = (yield 4).readUInt32LE();
        on.failure({ line, message: yield* text() });
        break;
      }
      case "T": {
        const count = (yield 4).readUInt32LE();
        const data = yield 8 * count;
        on.trace(Array.from({ length: count }, (_, i) => data.readBigUInt64LE(8 * i)));
        break;
      }
    }
  }
}

function* text(): Generator<number, string, Buffer> {
  const length = (yield 4).readUInt32LE();
  return (yield length).toString("utf8");
}

/** Gives the parser what it asks for as data comes in. */
function reader(parser: Parser): (data: Buffer) => void {
  let wanted = Number(parser.next().value);
  let chunks: Buffer[] = [];
  let length = 0;
  return (data) => {
    chunks.push(data);
    length += data.length;
    if (length < wanted) return;
    let rest: Buffer = Buffer.concat(chunks);
    while (rest.length >= wanted) {
      const taken = wanted;
      wanted = Number(parser.next(rest.subarray(0, taken)).value);
      rest = rest.subarray(taken);
    }
    chunks = rest.length === 0 ? [] : [rest];
    length = rest.length;
  };
}
