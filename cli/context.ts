/** What a command may touch of the process: handed in, so that tests run commands without a process of their own. */
import pc from "picocolors";
import { plainColours, type Colours } from "../lib/diagnostics/render.js";

/** One output stream. */
export interface Output {
  readonly write: (text: string) => void;
  readonly colours: Colours;
  /** Code frames and tables for people; otherwise one line each for programs. */
  readonly pretty: boolean;
}

export interface CliContext {
  readonly cwd: string;
  readonly out: Output;
  readonly err: Output;
  /** Print stacks of internal errors. */
  readonly debug: boolean;
}

/** The part of a stream that decides how to write to it. */
export interface StreamLike {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Colours on a terminal; `NO_COLOR` switches them off anywhere, `FORCE_COLOR` on (and with them the pretty layout). */
export function outputFor(stream: StreamLike, env: Environment): Output {
  const forced = isSet(env["FORCE_COLOR"]) && env["FORCE_COLOR"] !== "0";
  const terminal = stream.isTTY === true && env["TERM"] !== "dumb";
  const refused = isSet(env["NO_COLOR"]) || env["FORCE_COLOR"] === "0";
  const colour = !refused && (forced || terminal);
  return {
    write: (text) => void stream.write(`${text}\n`),
    colours: colour ? pc.createColors(true) : plainColours,
    pretty: forced || stream.isTTY === true,
  };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}

/** The context of this process. */
export function processContext(): CliContext {
  return {
    cwd: process.cwd(),
    out: outputFor(process.stdout, process.env),
    err: outputFor(process.stderr, process.env),
    debug: isSet(process.env["HEDDLE_DEBUG"]),
  };
}
