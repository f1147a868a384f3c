/**
 * `npm run fuzz`: random programs through every executor, until time is up or one of them differs from the interpreter. That
 * program is then reduced, and kept as a fixture, which the tests run from then on.
 */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import fc from "fast-check";
import { printModule } from "../../lib/ir/print.js";
import { findGxx, type Gxx } from "../../tools/gxx.js";
import { withFault } from "../support/faults.js";
import { moduleWithArgs, type ModuleWithArgs } from "../support/generators.js";
import { reduced } from "../support/reduce.js";
import { withOwnSpans } from "../support/spans.js";
import { nativeDifference, simulatedDifference, simulatedDifferences } from "./executors.js";
import { fixtureText } from "./fixture.js";

interface Options {
  readonly seed: number;
  readonly time: number;
  readonly batch: number;
  readonly keep: string;
}

/** Native code is quick to make: so many programs run in it for one in C simulation. */
const nativeShare = 10;

/** An executor as a question: what does it do otherwise? */
type Difference = (c: ModuleWithArgs) => Promise<string | undefined>;

const root = fileURLToPath(new URL("../../../", import.meta.url));

const options = new Command("fuzz")
  .description("Compares the executors on random programs.")
  .option("-s, --seed <n>", "of the first batch; the following count on from it", whole, Date.now() % 1_000_000)
  .option("-t, --time <seconds>", "when to stop", whole, 60)
  .option("-b, --batch <n>", "programs in one C simulation", whole, 20)
  .option("-k, --keep <folder>", "where a program that fails is kept", path.join(root, "test", "fixtures", "fuzz"))
  .showHelpAfterError("(--help lists the options)")
  .allowExcessArguments(false)
  .parse()
  .opts<Options>();

process.exitCode = await main();

async function main(): Promise<number> {
  const { seed, time, batch } = options;
  const gxx = await findGxx();
  const end = Date.now() + time * 1000;
  console.log(`fuzz: seed ${seed}, ${time} s, the interpreter against ${gxx === undefined ? "native code (there is no g++)" : "native code and C simulation"}`);
  let programs = 0;
  for (let at = seed; Date.now() < end; at++, programs += batch * nativeShare) {
    const cases = fc.sample(moduleWithArgs(), { numRuns: batch * nativeShare, seed: at });
    const failed = await firstDifference(cases, gxx);
    if (failed !== undefined) return keepReduced(failed.case, failed.difference, `${failed.executor}, seed ${at}`);
  }
  const simulated = gxx === undefined ? "" : `, ${programs / nativeShare} of them in C simulation`;
  console.log(`fuzz: ${programs} programs, and as many with a fault${simulated}; no difference`);
  return 0;
}

interface Failure {
  readonly executor: string;
  readonly case: ModuleWithArgs;
  readonly difference: Difference;
}

async function firstDifference(cases: readonly ModuleWithArgs[], gxx: Gxx | undefined): Promise<Failure | undefined> {
  const native: Difference = async (c) => nativeDifference(c);
  const faulty = cases.map((c, i) => ({ ...c, module: withFault(withOwnSpans(c.module), i) }));
  const failed = [...cases, ...faulty].find((c) => nativeDifference(c) !== undefined);
  if (failed !== undefined) return { executor: "native code", case: failed, difference: native };
  if (gxx === undefined) return undefined;
  const simulated: Difference = async (c) => simulatedDifference(c, gxx);
  const found = await firstSimulated(cases.slice(0, options.batch), gxx);
  return found === undefined ? undefined : { executor: "C simulation", case: found, difference: simulated };
}

/** One by one when they don't compile together. */
async function firstSimulated(cases: readonly ModuleWithArgs[], gxx: Gxx): Promise<ModuleWithArgs | undefined> {
  try {
    const differences = await simulatedDifferences(cases, gxx);
    return cases[differences.findIndex((d) => d !== undefined)];
  } catch {
    for (const c of cases) if ((await simulatedDifference(c, gxx)) !== undefined) return c;
    return undefined;
  }
}

async function keepReduced(c: ModuleWithArgs, difference: Difference, what: string): Promise<number> {
  console.error(`fuzz: ${what}: a difference; reducing the program ...`);
  const module = await reduced(c.module, async (m) => (await difference({ ...c, module: m })) !== undefined);
  const small = { ...c, module };
  const text = fixtureText({ ...small, about: what });
  const file = path.join(options.keep, `${createHash("sha256").update(text).digest("hex").slice(0, 12)}.ir`);
  mkdirSync(options.keep, { recursive: true });
  writeFileSync(file, text);
  console.error(`${printModule(module)}\n${(await difference(small)) ?? ""}\nkept as ${path.relative(process.cwd(), file)}`);
  return 1;
}

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}
