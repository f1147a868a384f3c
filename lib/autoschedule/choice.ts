/** A choice for a chain of loops, and the steps that make it. */
import type { Form } from "../analysis/affine.js";
import type { Module } from "../ir/ir.js";
import { kernelOf, loopWith, nameOf, withStep, type Making } from "./apply.js";
import type { BodyNeeds, Chain } from "./chains.js";

/** How a chain becomes hardware. */
export interface Choice {
  readonly chain: Chain;
  /** For each loop of the chain, how many iterations run side by side. */
  readonly unroll: readonly number[];
  /** The loops that are left, outermost first, by position in the chain; the last one is pipelined. */
  readonly order: readonly number[];
  /** Cycles from one iteration to the next: more than 1 so that operations share operators. */
  readonly ii: number;
}

/** Banks wanted, by the tensor's id and the dimension. */
export type Banks = ReadonlyMap<number, readonly number[]>;

/** More banks of one memory than this are refused by Vitis HLS. */
export const mostBanks = 1024;

/** The steps of `c`, after those of `before`; partitions come at the end, as other chains have a say in them. */
export function withChoice(before: Making, { chain, unroll, order, ii }: Choice): Making {
  let making = before;
  const outer = new Map<number, number>();
  const inner: number[] = [];
  chain.loops.forEach((l, n) => {
    const [factor = 1, trips = 1] = [unroll[n], chain.trips[n]];
    if (factor === 1) outer.set(n, l.id);
    else if (factor === trips) inner.push(l.id);
    else {
      making = withStep(making, "split", { loop: nameOf(making.scheduled.module, l), factor });
      if (making.errors.length > 0) return;
      outer.set(n, outerOf(making.scheduled.module, l.id));
      inner.push(l.id);
    }
  });
  const ids = [...order.flatMap((n) => outer.get(n) ?? []), ...inner];
  making = inOrder(making, chain, ids);
  const last = order.at(-1);
  const pipelined = last === undefined ? undefined : outer.get(last);
  if (pipelined === undefined || making.errors.length > 0) return making;
  return withStep(making, "pipeline", { loop: nameOf(making.scheduled.module, { id: pipelined }), ii });
}

/** The outer half of a loop that was split stands around the inner one, which keeps its id. */
function outerOf(module: Module, inner: number): number {
  const f = kernelOf(module);
  let found: number | undefined;
  const name = loopWith(f, inner).iter.name.replace(/inner$/, "outer");
  const visit = (stmts: readonly Module["functions"][number]["body"][number][],
    around: readonly { readonly id: number; readonly name: string }[]): void => {
    for (const s of stmts) {
      if (s.kind === "for" && s.id === inner) found = around.findLast((a) => a.name === name)?.id;
      if (s.kind === "for") visit(s.body, [...around, { id: s.id, name: s.iter.name }]);
      if (s.kind === "if") visit([...s.then, ...s.else], around);
    }
  };
  visit(f.body, []);
  if (found === undefined) throw new Error(`${name} is not around the other half`);
  return found;
}

function inOrder(making: Making, chain: Chain, ids: readonly number[]): Making {
  if (making.errors.length > 0 || ids.length < 2) return making;
  const { module } = making.scheduled;
  const present = orderIn(module, new Set(ids));
  if (present.length !== ids.length || chain.loops.length === 0) throw new Error("a chain keeps its loops");
  if (present.every((id, n) => id === ids[n])) return making;
  return withStep(making, "reorder", { loops: ids.map((id) => nameOf(module, { id })) });
}

function orderIn(module: Module, ids: ReadonlySet<number>): readonly number[] {
  const found: number[] = [];
  const visit = (stmts: readonly Module["functions"][number]["body"][number][]): void => {
    for (const s of stmts) {
      if (s.kind === "for") {
        if (ids.has(s.id)) found.push(s.id);
        visit(s.body);
      }
      if (s.kind === "if") visit([...s.then, ...s.else]);
    }
  };
  visit(kernelOf(module).body);
  return found;
}

/** So many banks that what runs side by side meets in none: as many as values that each subscript has at once. */
export function banksFor({ chain, unroll }: Choice, needs: BodyNeeds): Banks {
  const copies = new Map(needs.inner);
  chain.loops.forEach((l, n) => copies.set(l.iter.id, unroll[n] ?? 1));
  const wanted = new Map<number, number[]>();
  for (const { tensor, at } of needs.subscripts) {
    const banks = wanted.get(tensor) ?? at.map(() => 1);
    wanted.set(tensor, at.map((form, dim) => commonMultiple(banks[dim] ?? 1, atOnce(form, copies))));
  }
  return wanted;
}

function atOnce(form: Form | undefined, copies: ReadonlyMap<number, number>): number {
  return form === undefined ? 1 : [...form.terms.keys()].reduce((n, id) => n * (copies.get(id) ?? 1), 1);
}

/** Banks that serve both. */
export function merged(a: Banks, b: Banks): Banks {
  const all = new Map(a);
  for (const [id, banks] of b) {
    const known = all.get(id);
    all.set(id, known === undefined ? banks : banks.map((n, dim) => commonMultiple(n, known[dim] ?? 1)));
  }
  return all;
}

/** How many memories the banks of all dimensions make. */
export function bankCount(banks: readonly number[], shape: readonly number[]): number {
  return banks.reduce((n, b, dim) => n * Math.min(b, shape[dim] ?? b), 1);
}

function commonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}

/** The steps that partition memories; a dimension of as many banks as elements is partitioned completely. */
export function withBanks(before: Making, banks: Banks, tensors: ReadonlyMap<number,
  { readonly name: string; readonly shape: readonly number[] }>): Making {
  let making = before;
  for (const [id, factors] of banks) {
    const tensor = tensors.get(id);
    tensor?.shape.forEach((extent, dim) => {
      const factor = factors[dim] ?? 1;
      if (factor === 1) return;
      const how = factor >= extent ? { kind: "complete" } : { kind: "cyclic", factor };
      making = withStep(making, "partition", { memory: tensor.name, dim: dim + 1, ...how });
    });
  }
  return making;
}
