/** The program around a kernel in C simulation: each call reads the arguments, and writes what was changed and returned. */
import { effectsOf } from "../../ir/effects.js";
import type { Module, ResultType } from "../../ir/ir.js";
import { elementCount, leavesOf, type Type } from "../../ir/types.js";
import { typeText } from "./dialect.js";
import { parameterType } from "./functions.js";
import type { LoweredUnit } from "./module.js";
import { nameScope } from "./names.js";
import { printExpr } from "./printer.js";
import { returnedValue } from "./results.js";
import { fieldAt } from "./structs.js";
import { name as nameExpr, type CppExpr } from "./tree.js";

/**
 * What goes in and out of the program, in this order, each as the raw memory of its C++ type; a struct, and a tensor of
 * structs, scalar by scalar: all elements of the first, then all of the second.
 */
export interface Protocol {
  readonly inputs: readonly ResultType[];
  /** The written parameters, as positions among the inputs; then the results. */
  readonly written: readonly number[];
  readonly results: readonly ResultType[];
}

export function protocolOf(m: Module): Protocol {
  const { top } = m;
  const inputs = top.params.map((p) => dataType(p.type));
  const written = writtenIds(m);
  return {
    inputs,
    written: top.params.flatMap((p, i) => (p.type.kind === "tensor" && written.has(p.sym.id) ? [i] : [])),
    results: top.kind === "func" ? top.results : [],
  };
}

function dataType(t: Type): ResultType {
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
    return f.params.flatMap((p, at) => {
      const arg = i.args[at];
      return writes.has(p.sym.id) && arg?.kind === "name" ? [arg.sym.id] : [];
    });
  }));
}

/** A variable of the program. */
interface Variable {
  readonly name: string;
  readonly type: ResultType;
}

/** The statements of one call of `u`: declarations, reads, the call, writes. */
export function simulationBody(u: LoweredUnit): readonly string[] {
  const protocol = protocolOf(u.context.module);
  const names = nameScope(new Set([u.top.name, ...u.structs.map((s) => s.name)]));
  const inputs = protocol.inputs.map((type, i): Variable => ({ type, name: names.fresh(u.top.params[i]?.name ?? "argument") }));
  const results = protocol.results.map((type): Variable => ({ type, name: names.fresh("result") }));
  const isReturned = returnedValue({ results: protocol.results }) !== undefined;
  const args = [...inputs, ...(isReturned ? [] : results)].map((v) => v.name).join(", ");
  const target = isReturned ? `${results[0]?.name ?? ""} = ` : "";
  const written = protocol.written.flatMap((i) => inputs[i] ?? []);
  return [
    ...[...inputs, ...results].map((v) => declarationLine(v, u)),
    ...inputs.flatMap((v) => transferLines("read", v, u)),
    "heddle_csim::start();",
    `${target}${u.top.name}(${args});`,
    "heddle_csim::stop();",
    ...[...written, ...results].flatMap((v) => transferLines("write", v, u)),
  ];
}

function declarationLine({ name, type }: Variable, { context }: LoweredUnit): string {
  const dims = type.kind === "tensor" ? type.shape.map((n) => `[${n}]`).join("") : "";
  return `static ${typeText(parameterType(type, context), context.dialect)} ${name}${dims};`;
}

function transferLines(how: "read" | "write", { name, type }: Variable, { context }: LoweredUnit): readonly string[] {
  const element = type.kind === "tensor" ? type.element : type;
  if (element.kind !== "struct") return [`heddle_csim::${how}(${name});`];
  const element0 = type.kind === "tensor" ? `${name}${type.shape.map(() => "[0]").join("")}` : name;
  const whole: CppExpr = nameExpr(type.kind === "tensor" ? `(&${element0})[i]` : name);
  const count = type.kind === "tensor" ? `for (int i = 0; i < ${elementCount(type.shape)}; i++) ` : "";
  return leavesOf(element).map(({ path }) => {
    const leaf = printExpr(fieldAt(whole, element, path, context), context.dialect);
    return `${count}heddle_csim::${how}(${leaf});`;
  });
}

/** The text of csim_main.cpp. */
export function testbenchText(u: LoweredUnit, banner: string): string {
  const body = simulationBody(u).map((l) => `  ${l}\n`).join("");
  const { notes, features, dialect } = u.context;
  const print = notes.has("messages") ? "#include <heddle_print.h>\n" : "";
  const streams = features.has("streams") ? `${dialect.includes.streams}\n` : "";
  return `${banner}
// Runs ${u.top.name} once for each request: include/heddle_csim.h says how requests and results travel.
#include "kernel.h"
${print}${streams}#include <heddle_csim.h>

static void simulate() {
${body}}

int main() { return heddle_csim::serve(simulate); }
`;
}
