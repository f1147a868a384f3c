/** `npm run bench`: ratios measured in one run. Prints tables; keeps the numbers in bench/results/. */
import { mkdirSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Command, Option } from "commander";
import { root, withProgress } from "../scripts/support/processes.js";
import { compileSection, emissionSection, watchSection } from "./compile.js";
import { cppSection } from "./cpp.js";
import { customWidthsSection } from "./custom-widths.js";
import { dataflowSection } from "./dataflow.js";
import { estimatesSection } from "./estimates.js";
import { nativeSection } from "./native.js";
import { textOf, type Section } from "./report.js";
import { scheduleSection } from "./schedules.js";
import { timingSection } from "./timing.js";

/** By the name that `--only` takes; `undefined` when a tool is missing. */
const sections: Readonly<Record<string, () => Promise<Section | undefined>>> = {
  native: nativeSection,
  widths: customWidthsSection,
  compile: compileSection,
  emission: emissionSection,
  watch: watchSection,
  cpp: cppSection,
  dataflow: dataflowSection,
  schedules: scheduleSection,
  estimates: estimatesSection,
  timing: timingSection,
};

const program = new Command("bench")
  .description("Measures the speed of native code and of compilation.")
  .addOption(new Option("-o, --only <names...>", "these parts only").choices(Object.keys(sections)))
  .allowExcessArguments(false)
  .showHelpAfterError("(--help lists the options)")
  .parse();

await main(program.opts<{ readonly only?: readonly string[] }>().only ?? Object.keys(sections));

async function main(names: readonly string[]): Promise<void> {
  const results: Section[] = [];
  for (const [name, measure] of Object.entries(sections).filter(([n]) => names.includes(n))) {
    const section = await withProgress(`measuring ${name}`, measure);
    if (section === undefined) continue;
    console.log(textOf(section));
    results.push(section);
  }
  save(results);
}

function save(results: readonly Section[]): void {
  const cpus = os.cpus();
  const platform = `${os.platform()} ${os.arch()}`;
  const machine = { node: process.version, cpu: cpus[0]?.model, cores: cpus.length, platform };
  const date = new Date().toISOString();
  const file = path.join(root, "bench", "results", `${date.replaceAll(":", "-").slice(0, 19)}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ date, machine, sections: results }, undefined, 2)}\n`);
  console.log(`\nkept in ${path.relative(root, file)}`);
}
