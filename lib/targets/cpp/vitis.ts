/** The Vitis HLS target: kernel.cpp and kernel.h, and for C simulation a program around them. */
import { target as catalogue } from "../../diagnostics/catalogue/target.js";
import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic.js";
import { typeName } from "../../ir/types.js";
import type { OutputFile, Target, Unit } from "../target.js";
import { vitisDialect } from "./dialects/vitis.js";
import { headerText, lowerUnit, sourceText, type LoweredUnit } from "./module.js";
import { testbenchText } from "./testbench.js";

export const vitis: Target = {
  name: "vitis",
  doc: "C++ for AMD Vitis HLS: kernel.cpp and kernel.h; C simulation with g++",
  check,
  emit: (unit) => {
    const banner = bannerOf(unit);
    return [
      { path: "kernel.cpp", text: sourceText(loweredUnit(unit), banner) },
      { path: "kernel.h", text: headerText(loweredUnit(unit), banner) },
    ];
  },
};

/** The program that runs the unit once in C simulation, to be compiled with what `emit` gives. */
export function simulationProgram(unit: Unit): OutputFile {
  return { path: "csim_main.cpp", text: testbenchText(loweredUnit(unit), bannerOf(unit)) };
}

/** Units are immutable, so each is lowered once. */
const lowered = new WeakMap<Unit, LoweredUnit>();

function loweredUnit(unit: Unit): LoweredUnit {
  const known = lowered.get(unit) ?? lowerUnit(unit, vitisDialect);
  lowered.set(unit, known);
  return known;
}

function bannerOf(unit: Unit): string {
  const file = unit.module.top.span.file.split(/[\\/]/).at(-1) ?? "";
  return `// ${unit.name}: written by Heddle${file === "" ? "" : ` from ${file}`}. Changes here are lost at the next build.`;
}

function check(unit: Unit): readonly Diagnostic[] {
  const { top } = unit.module;
  const streams = top.params.filter((p) => p.type.kind === "stream").map((p) =>
    diagnose(catalogue.streamAtTop, p.span, [top.sym.name, p.sym.name]));
  return [...streams, ...tooWide(unit)];
}

/** Widths grow in expressions by the vendor's rules, which lowering keeps track of. */
function tooWide(unit: Unit): readonly Diagnostic[] {
  const { width } = loweredUnit(unit).context.widest;
  const { widestInteger, title } = vitisDialect;
  if (width <= widestInteger) return [];
  const type = typeName({ kind: "int", width, signed: true });
  return [diagnose(catalogue.integerTooWide, unit.module.top.span, [type, widestInteger, title])];
}
