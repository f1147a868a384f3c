/** Names for what a pass adds to a module. */
import { symSource, type SymSource } from "../ir/build.js";
import type { Module } from "../ir/ir.js";
import { allFunctions, declarationsOf } from "../ir/walk.js";

/** Hands out names that nothing in `m` has. */
export function freshSyms(m: Module): SymSource {
  let last = m.top.sym.id;
  const see = (id: number): void => {
    if (id > last) last = id;
  };
  for (const f of allFunctions(m)) {
    see(f.sym.id);
    for (const d of declarationsOf(f)) see(d.sym.id);
  }
  if (m.top.kind === "region") for (const d of [...m.top.params, ...m.top.streams]) see(d.sym.id);
  return symSource(last + 1);
}
