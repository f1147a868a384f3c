/** The Vitis HLS target: kernel.cpp and kernel.h, and for C simulation a program around them. */
import type { Span } from "../../diagnostics/source.js";
import type { Func } from "../../ir/ir.js";
import { allFunctions, visitStmts } from "../../ir/walk.js";
import type { OutputFile, Target, Unit } from "../target.js";
import { checkUnit } from "./check.js";
import { clean, sourceLine } from "./comments.js";
import { vitisDialect } from "./dialects/vitis.js";
import { externalFiles } from "./externals.js";
import { headerText, lowerUnit, sourceText, type LoweredUnit } from "./module.js";
import { printSignature } from "./printer.js";
import { testbenchText } from "./testbench.js";
import { commentSpans } from "./walk.js";

export const vitis: Target = {
  name: "vitis",
  doc: "C++ for AMD Vitis HLS: kernel.cpp and kernel.h; C simulation with g++",
  check: (unit) => checkUnit(unit, vitisDialect, () => loweredUnit(unit).context.widest),
  emit: (unit) => [
    { path: "kernel.cpp", text: kernelText(unit) },
    { path: "kernel.h", text: headerText(loweredUnit(unit), bannerOf(unit)) },
    ...externalFiles(unit),
  ],
};

/** The program that runs the unit in C simulation, to be compiled with what `emit` gives. */
export function simulationProgram(unit: Unit): OutputFile {
  return { path: "csim_main.cpp", text: testbenchText(loweredUnit(unit), bannerOf(unit)) };
}

/** Where the lines of kernel.cpp (from 1) come from, as far as comments say it. */
export function lineSpans(unit: Unit): ReadonlyMap<number, Span> {
  const spans = new Map(loweredUnit(unit).functions.flatMap((f) => commentSpans(f.body ?? [])));
  const found = new Map<number, Span>();
  let current: Span | undefined;
  kernelText(unit).split("\n").forEach((line, i) => {
    if (line.startsWith("}")) current = undefined;
    current = spans.get(line.trim()) ?? current;
    if (current !== undefined) found.set(i + 1, current);
  });
  return found;
}

/** How kernel.cpp declares the external function `f`. */
export function externalDeclaration(unit: Unit, f: Func): string {
  const { functions, context } = loweredUnit(unit);
  const made = functions.find((x) => x.body === undefined && x.name === context.functionNames.get(f.sym.id));
  return made === undefined ? f.sym.name : printSignature(made, vitisDialect);
}

/** Units are immutable, so each is lowered once. */
const lowered = new WeakMap<Unit, LoweredUnit>();

function loweredUnit(unit: Unit): LoweredUnit {
  const known = lowered.get(unit) ?? lowerUnit(unit, vitisDialect);
  lowered.set(unit, known);
  return known;
}

function kernelText(unit: Unit): string {
  return sourceText(loweredUnit(unit), bannerOf(unit) + scheduleLines(unit) + leftOut(unit));
}

function bannerOf(unit: Unit): string {
  const file = unit.module.top.span.file.split(/[\\/]/).at(-1) ?? "";
  return `// ${unit.name}: written by Heddle${file === "" ? "" : ` from ${file}`}. Changes here are lost at the next build.`;
}

/** A line for each step that made this of the kernel as written. */
function scheduleLines({ schedule = [] }: Unit): string {
  return schedule.length === 0 ? "" : `\n// Schedule:\n${schedule.map((step) => `//   ${clean(step)}`).join("\n")}`;
}

/** A line for each message and check that hardware has not. */
function leftOut(unit: Unit): string {
  const places: string[] = [];
  for (const f of allFunctions(unit.module)) {
    visitStmts(f.body, (s) => {
      if (s.kind !== "print" && s.kind !== "assert") return;
      const at = sourceLine(unit.sources, s.span);
      places.push(`${s.kind === "print" ? "console.log" : "assert"}${at === undefined ? "" : ` at ${at.place}`}`);
    });
  }
  const distinct = [...new Set(places)];
  return distinct.length === 0 ? "" : `\n// Synthesis leaves out:\n${distinct.map((p) => `//   ${p}`).join("\n")}`;
}
