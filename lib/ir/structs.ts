/** The struct types of a module: the text form and C++ declare them before anything that uses them. */
import type { Module } from "./ir.js";
import { sameType, type StructType, type Type } from "./types.js";
import { allFunctions, declarationsOf } from "./walk.js";

/** Every struct type in `m`, inner ones before those that hold them, each once. */
export function structsOf(m: Module): readonly StructType[] {
  const found: StructType[] = [];
  const add = (t: Type): void => {
    if (t.kind === "tensor" || t.kind === "stream") return add(t.element);
    if (t.kind !== "struct" || found.some((s) => sameType(s, t))) return;
    for (const f of t.fields) add(f.type);
    found.push(t);
  };
  for (const f of allFunctions(m)) {
    for (const d of declarationsOf(f)) add(d.type);
    f.results.forEach(add);
  }
  if (m.top.kind === "region") for (const d of [...m.top.params, ...m.top.streams]) add(d.type);
  return found;
}
