/** The command line: its commands and options, and what becomes of errors. */
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { devices } from "../lib/report/devices/index.js";
import { HeddleError } from "../runtime/errors.js";
import { runAutoschedule, type AutoscheduleOptions } from "./commands/autoschedule.js";
import { runBuild, type BuildOptions } from "./commands/build.js";
import { runCheck, type CheckOptions } from "./commands/check.js";
import { runDoctor } from "./commands/doctor.js";
import { runExplain } from "./commands/explain.js";
import { runGraph, type GraphOptions } from "./commands/graph.js";
import { runIr, stages, type IrOptions } from "./commands/ir.js";
import { runInit } from "./commands/init.js";
import { runReport, type ReportOptions } from "./commands/report.js";
import { runSimulate, type SimulateCommandOptions } from "./commands/simulate.js";
import { runTargets } from "./commands/targets.js";
import type { CliContext } from "./context.js";
import { CommandError, exitCodes, UsageError, type ExitCode } from "./exit.js";
import { packageInfo } from "./package-info.js";

/** Where internal errors are reported. */
const issues = "the issue tracker of the project (`npm bugs heddle`)";

type Done = (code: ExitCode) => void;

/** Runs `heddle ...args`; never throws, and never ends the process. */
export async function runCli(args: readonly string[], context: CliContext): Promise<ExitCode> {
  let code: ExitCode = exitCodes.ok;
  const program = makeProgram(context, (c) => (code = c));
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    return report(error, context);
  }
}

/** The commands, without running any: `done` gets the exit code of the one that runs. */
export function makeProgram(context: CliContext, done: Done): Command {
  const program = new Command("heddle")
    .description("Compiles decorated TypeScript functions to hardware code.")
    .version(packageInfo.version, "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.out.write(text.trimEnd()),
      writeErr: (text) => context.err.write(text.trimEnd()),
    })
    .addHelpText("after", examples(
      "heddle init                                  start a project in this folder",
      "heddle check                                 types and kernels, writing nothing",
      "heddle build src/gemm.ts --target vitis      write the HLS C++ of the kernels in one file",
      "heddle ir src/gemm.ts                        what the compiler made of the kernels in one file",
      "heddle report src/gemm.ts                    what kernels are estimated to cost in hardware",
      "heddle graph src/top.ts --svg --out top.svg  the picture of a region: kernels, streams, tensors",
      "heddle autoschedule src/gemm.ts --dsp 64     the fastest schedule of a kernel within a budget",
      "heddle simulate src/pipeline.ts --suggest    how many cycles a region takes, and who waits for whom",
      "heddle explain 1006                          what a diagnostic means and how to mend it",
    ));
  addProjectCommands(program, context, done);
  addReportCommand(program, context, done);
  addGraphCommand(program, context, done);
  addAutoscheduleCommand(program, context, done);
  addSimulateCommand(program, context, done);
  addInformationCommands(program, context, done);
  return program;
}

function addProjectCommands(program: Command, context: CliContext, done: Done): void {
  program
    .command("init")
    .description("make a project here: tsconfig.json, package.json, an example kernel and its test")
    .argument("[folder]", "where, if not here")
    .addHelpText("after", examples("heddle init", "heddle init my-kernels"))
    .action((folder: string | undefined) => {
      done(runInit(context, folder));
    });
  program
    .command("build")
    .description("compile kernels and write the files of each target")
    .argument("[files...]", "sources to build; all of the project if none")
    .option("-t, --target <names...>", "targets to write; those of tsconfig.json if none")
    .option("-o, --out <folder>", "where to write; outDir of the plugin in tsconfig.json, or hardware")
    .option("-p, --project <path>", "the tsconfig.json, or its folder (default: the nearest above the first file)")
    .addHelpText("after", examples("heddle build", "heddle build src/gemm.ts --target vitis --out hardware"))
    .action((files: readonly string[], options: BuildOptions) => {
      done(runBuild(context, files, options));
    });
  program
    .command("check")
    .description("report what is wrong with types and kernels, writing nothing")
    .argument("[files...]", "sources to check; all of the project if none")
    .option("-p, --project <path>", "the tsconfig.json, or its folder (default: the nearest above the first file)")
    .addHelpText("after", examples("heddle check", "heddle check src/gemm.ts"))
    .action((files: readonly string[], options: CheckOptions) => {
      done(runCheck(context, files, options));
    });
  program
    .command("ir")
    .description("print the intermediate representation of kernels")
    .argument("[files...]", "sources whose kernels to print; all of the project if none")
    .option("-a, --after <pass>", `as it is after a pass: ${stages.join(", ")}`)
    .option("-k, --kernel <name>", "only this kernel")
    .option("-p, --project <path>", "the tsconfig.json, or its folder (default: the nearest above the first file)")
    .addHelpText("after", examples("heddle ir src/gemm.ts", "heddle ir src/fir.ts --after lower-fixed"))
    .action((files: readonly string[], options: IrOptions) => {
      done(runIr(context, files, options));
    });
}

function addReportCommand(program: Command, context: CliContext, done: Done): void {
  program
    .command("report")
    .description("estimate cycles, operators and memories of kernels, and what limits them")
    .argument("[files...]", "sources whose kernels to estimate; all of the project if none")
    .option("-k, --kernel <name>", "only this kernel")
    .option("-d, --device <name>", `the model of a device: ${[...devices.keys()].join(", ")}`)
    .option("-j, --json", "as JSON")
    .option("--svg <folder>", "write the picture of each region to <name>.svg in this folder")
    .option("-p, --project <path>", "the tsconfig.json, or its folder (default: the nearest above the first file)")
    .addHelpText("after", examples("heddle report src/gemm.ts", "heddle report --kernel gemm --json"))
    .action((files: readonly string[], options: ReportOptions) => {
      done(runReport(context, files, options));
    });
}

function addGraphCommand(program: Command, context: CliContext, done: Done): void {
  program
    .command("graph")
    .description("draw a region: kernels and grids, streams with depth, tensors with layouts")
    .argument("<file>", "the source of the region")
    .argument("[name]", "which, if the file has several; or a kernel")
    .option("--text", "as text (the default)")
    .option("--svg", "as an SVG image")
    .option("--dot", "in the language of Graphviz")
    .option("--json", "as JSON")
    .option("-o, --out <file>", "write it to a file instead of printing it")
    .option("-u, --unfold", "a node for each instance instead of one for a grid")
    .option("-p, --project <path>", "the tsconfig.json, or its folder (default: the nearest above the file)")
    .addHelpText("after", examples("heddle graph src/systolic.ts", "heddle graph src/systolic.ts --svg --out systolic.svg"))
    .action((file: string, name: string | undefined, options: GraphOptions) => {
      done(runGraph(context, file, name, options));
    });
}

function addAutoscheduleCommand(program: Command, context: CliContext, done: Done): void {
  program
    .command("autoschedule")
    .description("search the fastest schedule of a kernel within a budget, by the estimates of report")
    .argument("<file>", "the source of the kernel")
    .option("-k, --kernel <name>", "which, if the file has several")
    .option("--dsp <n>", "the most DSPs (default: all of the device)", wholeNumber)
    .option("--bram <n>", "the most blocks of RAM of 18 Kbit (default: all of the device)", wholeNumber)
    .option("-t, --time <seconds>", "when to stop with the best so far", wholeNumber, 30)
    .addOption(new Option("-d, --device <name>", "the model of a device").choices([...devices.keys()]).default([...devices.keys()][0]))
    .option("--svg <file>", "write the Pareto front as a plot")
    .option("-j, --json", "as JSON")
    .option("-p, --project <path>", "the tsconfig.json, or its folder (default: the nearest above the file)")
    .addHelpText("after", examples("heddle autoschedule src/gemm.ts --dsp 256 --svg front.svg"))
    .action((file: string, options: AutoscheduleOptions) => {
      done(runAutoschedule(context, file, options));
    });
}

function addSimulateCommand(program: Command, context: CliContext, done: Done): void {
  program
    .command("simulate")
    .description("run a region on made-up arguments, and work out in which cycle its hardware would do what")
    .argument("<file>", "the source of the region")
    .option("-k, --kernel <name>", "which, if the file has several regions")
    .option("--depth <name=n>", "another depth of a stream; may be given again", depthOption)
    .option("--suggest", "find the smallest depths that cost no cycles")
    .option("--zeros", "all arguments are 0, instead of 0, 1, 2, …")
    .option("--trace <file>", "write a trace for https://ui.perfetto.dev")
    .option("--vcd <file>", "write a value change dump for waveform viewers")
    .addOption(new Option("-d, --device <name>", "the model of a device").choices([...devices.keys()]).default([...devices.keys()][0]))
    .option("-j, --json", "as JSON")
    .option("-p, --project <path>", "the tsconfig.json, or its folder (default: the nearest above the file)")
    .addHelpText("after", examples("heddle simulate src/pipeline.ts --depth pipe=8 --trace pipeline.json"))
    .action(async (file: string, options: SimulateCommandOptions) => {
      done(await runSimulate(context, file, options));
    });
}

function depthOption(text: string, before: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  const [, name, depth] = /^(.+)=(\d{1,9})$/.exec(text) ?? [];
  if (name === undefined || depth === undefined) throw new InvalidArgumentError("It must be a name and a number, as pipe=8.");
  return { ...before, [name]: Number(depth) };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

function addInformationCommands(program: Command, context: CliContext, done: Done): void {
  program
    .command("targets")
    .description("list what can be built")
    .action(() => {
      done(runTargets(context));
    });
  program
    .command("explain")
    .description("explain a diagnostic: cause, wrong and right example")
    .argument("<code>", "its code, such as 1006 or HDL1006")
    .addHelpText("after", examples("heddle explain 1006"))
    .action((code: string) => {
      done(runExplain(context, code));
    });
  program
    .command("doctor")
    .description("list the tools that are found, their versions, and what each enables")
    .action(async () => {
      done(await runDoctor(context));
    });
}

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

function report(error: unknown, context: CliContext): ExitCode {
  // Commander has printed its own message already; help and version end this way too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const label = context.err.colours.red("error");
  if (error instanceof UsageError) {
    context.err.write(`${label}: ${error.message}`);
    return exitCodes.usage;
  }
  if (error instanceof CommandError || error instanceof HeddleError) {
    context.err.write(`${label}: ${error.message}`);
    return exitCodes.diagnostics;
  }
  context.err.write(bugReport(error, context));
  return exitCodes.internal;
}

/** One paragraph; the stack only when it is asked for. */
function bugReport(error: unknown, context: CliContext): string {
  const e = error instanceof Error ? error : new Error(String(error));
  return [
    `${context.err.colours.red("internal error")}: ${e.message}`,
    `This is a compiler bug in heddle ${packageInfo.version}, not a mistake of yours. Please report it at ${issues},`,
    "with the file that was compiled. HEDDLE_DEBUG=1 prints where it happened.",
    ...(context.debug ? [e.stack ?? ""] : []),
  ].join("\n");
}
