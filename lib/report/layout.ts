/** How tensors lie in memories: banks, ports, bits and blocks. */
import type { Func, MemoryDirectives, Partition, Ports, Sym } from "../ir/ir.js";
import { bitWidth, isScalar, type TensorType } from "../ir/types.js";
import { declarationsOf, visitStmts } from "../ir/walk.js";
import type { BlockShape, Device } from "./devices/device.js";

export interface Layout {
  readonly sym: Sym;
  readonly type: TensorType;
  /** Where it lives: outside the kernel, inside, inside from call to call, or a table. */
  readonly place: "parameter" | "local" | "state" | "table";
  /** By dimension; `undefined` where it is whole. */
  readonly partitions: readonly (Partition | undefined)[];
  readonly banks: number;
  /** Elements of a bank. */
  readonly depth: number;
  /** Bits of an element. */
  readonly width: number;
  /** A register for each element: all can be reached in each cycle. */
  readonly isRegister: boolean;
  readonly isFifo: boolean;
  readonly ports: Ports;
  readonly kind: "registers" | "fifo" | "lutram" | "bram" | "uram";
}

/** The tensors that `f` declares, by the ids of their names. */
export function layoutsOf(f: Func, device: Device): ReadonlyMap<number, Layout> {
  const said = new Map((f.memories ?? []).map((m) => [m.sym.id, m]));
  const places = placesOf(f);
  return new Map(declarationsOf(f).flatMap(({ sym, type }): (readonly [number, Layout])[] =>
    type.kind === "tensor" ? [[sym.id, layout(sym, type, places.get(sym.id) ?? "local", said.get(sym.id), device)]]
      : []));
}

function placesOf(f: Func): ReadonlyMap<number, Layout["place"]> {
  const places = new Map<number, Layout["place"]>();
  for (const p of f.params) places.set(p.sym.id, "parameter");
  for (const s of f.states) places.set(s.sym.id, "state");
  visitStmts(f.body, (s) => {
    if (s.kind === "alloc" && s.init.kind === "values") places.set(s.sym.id, "table");
  });
  return places;
}

function layout(
  sym: Sym, type: TensorType, place: Layout["place"], said: MemoryDirectives | undefined, device: Device,
): Layout {
  const partitions = type.shape.map((_, dim) => said?.partitions.find((p) => p.dim === dim));
  const banks = type.shape.reduce((n, extent, dim) => n * banksOf(partitions[dim], extent), 1);
  const depth = type.shape.reduce((n, extent, dim) => n * Math.ceil(extent / banksOf(partitions[dim], extent)), 1);
  const width = isScalar(type.element) ? bitWidth(type.element) : 0;
  const isFifo = said?.streamDepth !== undefined;
  const isRegister = !isFifo && depth === 1;
  const kind = isRegister ? "registers" : isFifo ? "fifo" : kindOf(said?.bind?.memory ?? "auto", width * depth, device);
  const ports = said?.bind?.ports ?? (place === "table" ? "multiRead" : "trueDual");
  return { sym, type, place, partitions, banks, depth: said?.streamDepth ?? depth, width, isRegister, isFifo, ports,
    kind };
}

function banksOf(p: Partition | undefined, extent: number): number {
  return p === undefined ? 1 : p.kind === "complete" ? extent : Math.min(p.factor ?? 1, extent);
}

function kindOf(asked: "bram" | "uram" | "lutram" | "auto", bits: number, { memory }: Device): Layout["kind"] {
  return asked === "auto" ? (bits <= memory.lutramBits ? "lutram" : "bram") : asked;
}

/** What a memory takes of the device. */
export interface MemoryUse {
  readonly bits: number;
  /** Blocks of 18 Kbit. */
  readonly brams: number;
  readonly urams: number;
  readonly luts: number;
}

/** Of one that the kernel holds itself; parameters are outside. */
export function memoryUse({ banks, depth, width, kind, place }: Layout, { memory }: Device): MemoryUse {
  const bits = banks * depth * width;
  const use = { bits, brams: 0, urams: 0, luts: 0 };
  if (place === "parameter") return use;
  switch (kind) {
    case "bram":
      return { ...use, brams: banks * Math.min(...memory.shapes.map((s) => blocks(s, width, depth))) };
    case "uram":
      return { ...use, urams: banks * blocks(memory.ultra, width, depth) };
    case "lutram": case "fifo":
      return { ...use, luts: banks * width * Math.ceil(depth / memory.bitsPerLut) };
    case "registers":
      return use;
  }
}

function blocks(shape: BlockShape, width: number, depth: number): number {
  return Math.ceil(width / shape.width) * Math.ceil(depth / shape.depth);
}

/** Cycles that so many reads and writes of one bank take. */
export function cyclesFor(reads: number, writes: number, { ports, isFifo }: Layout): number {
  if (isFifo) return Math.max(reads, writes);
  switch (ports) {
    case "single": return reads + writes;
    case "simpleDual": return Math.max(reads, writes);
    case "dual": return Math.max(writes, Math.ceil((reads + writes) / 2));
    case "trueDual": return Math.ceil((reads + writes) / 2);
    case "multiRead": return Math.max(writes, Math.ceil(reads / 2));
  }
}
