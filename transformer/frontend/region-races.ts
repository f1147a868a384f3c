/** Races on tensors between the instances of a region, as far as they are certain; others are detected at run time. */
import { dataflow } from "../../lib/diagnostics/catalogue/dataflow.js";
import { diagnose } from "../../lib/diagnostics/diagnostic.js";
import { racesOf } from "../../lib/analysis/races.js";
import type { Func } from "../../lib/ir/ir.js";
import type { UnitContext } from "./context.js";

/** Reports the tensors of the network `region` on which two instances certainly race. */
export function checkRaces(unit: UnitContext, region: Func): void {
  const found = racesOf({ functions: [...unit.functions, region], top: region }).find((n) => n.network.id === region.sym.id);
  for (const { tensor, verdict } of found?.tensors ?? []) {
    if (verdict.kind !== "race") continue;
    const [a, b] = verdict.accesses;
    const [first, other] = a.kind === "write" ? [a, b] : [b, a];
    const note = { span: other.span, message: `'${other.instance}' ${other.kind === "write" ? "writes" : "reads"} it here` };
    unit.diagnostics.push(diagnose(dataflow.race, first.span, [tensor.name, first.instance, other.instance], [note]));
  }
}
