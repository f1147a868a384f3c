/** `npm run polybench`: the 30 PolyBench kernels against their golden outputs. */
import { Command, Option } from "commander";
import { dtypes, sizes, type Benchmark, type Dtype, type Size } from "../examples/polybench/benchmark.js";
import { mapParallel } from "./support/processes.js";
import { loadBenchmarks, runBenchmark, type Outcome, type PolybenchTarget } from "./support/polybench.js";

interface Options {
  readonly size: Size;
  readonly dtype: Dtype;
  readonly target: PolybenchTarget;
  readonly only?: readonly string[];
}

const program = new Command("polybench")
  .description("Runs PolyBench kernels and compares every output with the golden one, bit for bit.")
  .addOption(new Option("-s, --size <size>", "problem size").choices(sizes).default("mini"))
  .addOption(new Option("-d, --dtype <type>", "element type").choices(dtypes).default("float32"))
  .addOption(new Option("-t, --target <target>", "what runs").choices(["js", "vitis"]).default("js"))
  .option("-o, --only <names...>", "these kernels only")
  .showHelpAfterError("(--help lists the options)")
  .allowExcessArguments(false)
  .parse();

process.exitCode = await main(program.opts<Options>());

async function main(options: Options): Promise<number> {
  const selected = select(await loadBenchmarks(), options.only);
  const { size, dtype, target } = options;
  const outcomes = await mapParallel(selected, target === "js" ? 1 : 2, async (benchmark) => {
    const outcome = await runBenchmark(benchmark, size, dtype, target);
    console.log(line(outcome));
    return outcome;
  });
  const equal = outcomes.filter((o) => o.difference === undefined).length;
  console.log(`polybench: ${equal} of ${selected.length} bit-equal`);
  return equal === selected.length ? 0 : 1;
}

function select(all: readonly Benchmark[], names: readonly string[] | undefined): readonly Benchmark[] {
  if (names === undefined) return all;
  const unknown = names.find((name) => !all.some((b) => b.name === name));
  if (unknown !== undefined) {
    program.error(`error: there is no kernel '${unknown}'; there are ${all.map((b) => b.name).join(", ")}`);
  }
  return all.filter((b) => names.includes(b.name));
}

function line({ name, milliseconds, count, difference }: Outcome): string {
  const time = Number.isNaN(milliseconds) ? "-" : milliseconds.toFixed(milliseconds < 10 ? 3 : 1);
  const result = difference === undefined ? `equal (${count} values)` : `DIFFERS: ${difference}`;
  return `${name.padEnd(15)} ${time.padStart(9)} ms  ${result}`;
}
