/** What dataflow in C++ for an HLS tool cannot have. */
import { target as catalogue } from "../../diagnostics/catalogue/target.js";
import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic.js";
import { effectsOf } from "../../ir/effects.js";
import type { Func, Module } from "../../ir/ir.js";
import { bitWidth, elementCount, leavesOf, valueIn, type TokenType } from "../../ir/types.js";
import { instanceTitles, networksOf, type PlacedNetwork } from "../../ir/networks.js";
import type { Dialect } from "./dialect.js";

/** Problems of all networks of `m`, at the streams and parameters they are about. */
export function networkProblems(m: Module, dialect: Dialect): readonly Diagnostic[] {
  return networksOf(m).flatMap((n) => [
    ...wideTokens(n, dialect), ...sharedTensors(n, m, dialect), ...severalProducers(n, m, dialect),
  ]);
}

function wideTokens(n: PlacedNetwork, { title, widestToken }: Dialect): readonly Diagnostic[] {
  return n.streams.flatMap(({ sym, type, span }) => {
    const width = tokenWidth(type.element);
    return width <= widestToken ? [] : [diagnose(catalogue.tokenTooWide, span, [title, sym.name, width, widestToken])];
  });
}

function tokenWidth(t: TokenType): number {
  const one = leavesOf(valueIn(t)).reduce((bits, leaf) => bits + bitWidth(leaf.type), 0);
  return t.kind === "tensor" ? one * elementCount(t.shape) : one;
}

/** One process may read a tensor and one write it: UG1399, "Canonical Body". */
function sharedTensors(n: PlacedNetwork, m: Module, { title }: Dialect): readonly Diagnostic[] {
  const shared = n.params.filter((p) => p.type.kind === "tensor").filter(({ sym }) => {
    const users = usersOf(sym.id, n, m);
    const isPair = users.length === 2 && users.filter((u) => u.does.writes).length === 1;
    return users.length > 1 && !isPair;
  });
  const [first] = shared;
  return first === undefined ? [] : [diagnose(catalogue.sharedTensor, first.span, [title, n.sym.name, shared.map((p) => p.sym.name)])];
}

/** Of a parameter of an inner region. */
function severalProducers(n: PlacedNetwork, m: Module, { title }: Dialect): readonly Diagnostic[] {
  return n.params.filter((p) => p.type.kind === "stream").flatMap(({ sym, span }) => {
    const producers = usersOf(sym.id, n, m).filter((u) => u.does.puts).map((u) => u.title);
    return producers.length < 2 ? [] : [diagnose(catalogue.mergeInside, span, [title, n.sym.name, sym.name, producers])];
  });
}

interface User {
  readonly title: string;
  readonly does: { readonly writes: boolean; readonly puts: boolean };
}

/** The instances that are given the parameter with this id. */
function usersOf(id: number, n: PlacedNetwork, m: Module): readonly User[] {
  const functions = new Map(m.functions.map((f): readonly [number, Func] => [f.sym.id, f]));
  const titles = instanceTitles(n.instances);
  return n.instances.flatMap((i, at): readonly User[] => {
    const callee = functions.get(i.callee.id);
    const positions = i.args.flatMap((a, p) => (a.kind === "name" && a.sym.id === id ? [p] : []));
    if (callee === undefined || positions.length === 0) return [];
    const effects = effectsOf(callee, m);
    const does = (what: "writes" | "puts"): boolean => positions.some((p) => effects[what].has(callee.params[p]?.sym.id ?? NaN));
    return [{ title: titles[at] ?? "", does: { writes: does("writes"), puts: does("puts") } }];
  });
}
