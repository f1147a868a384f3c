/** Runs the command line in this process and keeps what it printed. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { plainColours } from "../../lib/diagnostics/render.js";
import { runCli } from "../../cli/program.js";

export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `heddle ...args` in `cwd`, without a terminal. */
export async function heddle(cwd: string, ...args: readonly string[]): Promise<CliRun> {
  const printed = { out: "", err: "" };
  const output = (name: "out" | "err") => ({
    write: (text: string) => {
      printed[name] += `${text}\n`;
    },
    colours: plainColours,
    pretty: false,
  });
  const code = await runCli(args, { cwd, out: output("out"), err: output("err"), debug: false });
  return { code, ...printed };
}

/** Runs `work` in a new folder whose name has a blank, quotes and an umlaut, and removes it. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), "heddle 'cli' ü "));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
