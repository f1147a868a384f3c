/** `heddle doctor`: which tools are here, in which version, and what each is for. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { promisify } from "node:util";
import { gxxCandidates } from "../../tools/gxx.js";
import type { CliContext } from "../context.js";
import { exitCodes, type ExitCode } from "../exit.js";
import { packageInfo } from "../package-info.js";
import { table } from "../table.js";

interface Tool {
  readonly name: string;
  readonly enables: string;
  readonly required: boolean;
  /** What to do when it is missing or too old. */
  readonly hint: string;
  /** Its version; `undefined` when it isn't found. */
  readonly version: (cwd: string) => Promise<string | undefined>;
  /** A version that the tool must satisfy. */
  readonly accepts?: (version: string) => boolean;
}

const typescriptRange = packageInfo.peerDependencies["typescript"] ?? "";

const tools: readonly Tool[] = [
  {
    name: "node", enables: "everything", required: true, hint: `install Node.js ${packageInfo.engines.node}`,
    version: () => Promise.resolve(process.versions.node),
    accepts: (v) => atLeast(v, packageInfo.engines.node.replace(/^\D+/, "")),
  },
  {
    name: "typescript", enables: "compiling", required: true, hint: `npm install --save-dev typescript@${typescriptRange}`,
    version: installed("typescript"),
    accepts: (v) => v.startsWith(typescriptRange.replace(/^~/, "").replace(/\.\d+$/, ".")),
  },
  {
    name: "ts-patch", enables: "tspc, and tsc after `ts-patch install`", required: true,
    hint: "npm install --save-dev ts-patch", version: installed("ts-patch"),
  },
  {
    name: "g++", enables: "C simulation of HLS C++", required: false,
    hint: "apt install g++, Xcode's command line tools, or HEDDLE_CXX",
    version: () => firstOf(...gxxCandidates().map((command) => printed(command)))(),
  },
  {
    name: "verilator", enables: "nothing yet (the verilog target)", required: false, hint: "apt install verilator",
    version: printed("verilator"),
  },
  {
    name: "yosys", enables: "nothing yet (synthesis of verilog)", required: false, hint: "apt install yosys",
    version: printed("yosys", "-V"),
  },
  {
    name: "mlir-opt", enables: "nothing yet (the cpu and aie targets)", required: false,
    hint: "apt install mlir-19-tools", version: firstOf(printed("mlir-opt"), printed("mlir-opt-19")),
  },
];

/** Prints the table; exit code 1 when something required is missing or too old. */
export async function runDoctor(context: CliContext): Promise<ExitCode> {
  const found = await Promise.all(tools.map(async (t) => ({ tool: t, version: await t.version(context.cwd) })));
  const { colours } = context.out;
  const states = found.map(({ tool, version }) => stateOf(tool, version));
  const paint = { ok: colours.green, "not found": colours.yellow, missing: colours.red, "wrong version": colours.red };
  const rows = found.map(({ tool, version }, i) => {
    const state = states[i] ?? "missing";
    return [tool.name, paint[state](state), version ?? "", tool.enables, state === "ok" ? "" : tool.hint];
  });
  context.out.write(table(["tool", "", "version", "enables", "to get it"], rows, context.out));
  return states.every((s) => s === "ok" || s === "not found") ? exitCodes.ok : exitCodes.diagnostics;
}

function stateOf(tool: Tool, version: string | undefined): "ok" | "not found" | "missing" | "wrong version" {
  if (version === undefined) return tool.required ? "missing" : "not found";
  return tool.accepts?.(version) === false ? "wrong version" : "ok";
}

/** The version of a package as the project in `cwd` sees it. */
function installed(name: string): (cwd: string) => Promise<string | undefined> {
  return (cwd) => {
    try {
      const file = createRequire(path.join(cwd, "package.json")).resolve(`${name}/package.json`);
      const { version } = JSON.parse(readFileSync(file, "utf8")) as { readonly version: string };
      return Promise.resolve(version);
    } catch {
      return Promise.resolve(undefined);
    }
  };
}

/** The first version number that a program prints about itself. */
function printed(program: string, flag = "--version"): () => Promise<string | undefined> {
  return async () => {
    try {
      const { stdout } = await promisify(execFile)(program, [flag], { timeout: 10_000 });
      return /\d+\.\d+(\.\d+)?/.exec(stdout)?.[0] ?? "unknown";
    } catch {
      return undefined;
    }
  };
}

function firstOf(...versions: readonly (() => Promise<string | undefined>)[]): () => Promise<string | undefined> {
  return async () => (await Promise.all(versions.map((v) => v()))).find((v) => v !== undefined);
}

function atLeast(version: string, wanted: string): boolean {
  const [a, b] = [version, wanted].map((v) => v.split(".").map(Number));
  const firstDifferent = (b ?? []).findIndex((n, i) => n !== a?.[i]);
  return firstDifferent < 0 || (a?.[firstDifferent] ?? 0) > (b?.[firstDifferent] ?? 0);
}
