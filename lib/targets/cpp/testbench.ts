/** The program around a kernel in C simulation: reads its arguments, runs it once, writes what it changed and returned. */
import { effectsOf } from "../../ir/effects.js";
import type { Module } from "../../ir/ir.js";
import { isScalar, type ScalarType, type TensorType, type Type } from "../../ir/types.js";
import { typeText } from "./dialect.js";
import { parameterType } from "./functions.js";
import type { LoweredUnit } from "./module.js";
import { nameScope } from "./names.js";

/** What goes in and out of the program, in this order, each as the raw memory of its C++ type. */
export interface Protocol {
  readonly inputs: readonly (ScalarType | TensorType)[];
  /** The written parameters, as positions among the inputs; then the result. */
  readonly written: readonly number[];
  readonly result: ScalarType | TensorType | undefined;
}

export function protocolOf(m: Module): Protocol {
  const { top } = m;
  const inputs = top.params.map((p) => valueType(p.type));
  const written = writtenIds(m);
  return {
    inputs,
    written: top.params.flatMap((p, i) => (p.type.kind === "tensor" && written.has(p.sym.id) ? [i] : [])),
    result: top.kind === "func" ? top.result : undefined,
  };
}

function valueType(t: Type): ScalarType | TensorType {
  if (t.kind === "stream") throw new Error("a stream cannot be a top-level parameter");
  return t;
}

function writtenIds(m: Module): ReadonlySet<number> {
  const { top } = m;
  if (top.kind === "func") return effectsOf(top, m).writes;
  const functions = { functions: new Map(m.functions.map((f) => [f.sym.id, f])) };
  return new Set(top.instances.flatMap((i) => {
    const f = functions.functions.get(i.callee.id);
    if (f === undefined) return [];
    const { writes } = effectsOf(f, m);
    return f.params.flatMap((p, at) => (writes.has(p.sym.id) ? [i.args[at]?.id ?? -1] : []));
  }));
}

/** The statements of a simulation of `u`: declarations, reads, the call, writes. */
export function simulationBody(u: LoweredUnit): readonly string[] {
  const { dialect, module } = u.context;
  const protocol = protocolOf(module);
  const names = nameScope(new Set([u.top.name]));
  const declare = (base: string, t: ScalarType | TensorType): { name: string; line: string } => {
    const name = names.fresh(base);
    const dims = t.kind === "tensor" ? t.shape.map((n) => `[${n}]`).join("") : "";
    return { name, line: `static ${typeText(parameterType(t), dialect)} ${name}${dims};` };
  };
  const inputs = protocol.inputs.map((t, i) => declare(u.top.params[i]?.name ?? "argument", t));
  const out = protocol.result === undefined ? undefined : declare("result", protocol.result);
  const isScalarResult = protocol.result !== undefined && isScalar(protocol.result);
  const args = [...inputs.map((v) => v.name), ...(out === undefined || isScalarResult ? [] : [out.name])].join(", ");
  const written = [...protocol.written.map((i) => inputs[i]?.name ?? ""), ...(out === undefined ? [] : [out.name])];
  return [
    ...inputs.map((v) => v.line),
    ...(out === undefined ? [] : [out.line]),
    ...inputs.map((v) => `heddle_csim::read(${v.name});`),
    "heddle_csim::start();",
    `${isScalarResult && out !== undefined ? `${out.name} = ` : ""}${u.top.name}(${args});`,
    "heddle_csim::stop();",
    ...written.map((n) => `heddle_csim::write(${n});`),
  ];
}

/** The text of csim_main.cpp. */
export function testbenchText(u: LoweredUnit, banner: string): string {
  const body = simulationBody(u).map((l) => `  ${l}\n`).join("");
  return `${banner}
// Runs ${u.top.name} once: arguments come from standard input, what it wrote and returned goes to standard output.
#include "kernel.h"
#include <heddle_csim.h>

static void simulate() {
${body}}

int main() { return heddle_csim::run(simulate); }
`;
}

