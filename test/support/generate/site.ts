/** What the generators of random programs know at the place where they add a node. */
import { symSource, type SymSource } from "../../../lib/ir/build.js";
import type { Func, Sym } from "../../../lib/ir/ir.js";
import {
  bool, float32, float64, index, int, int32, tensor, type ScalarType, type TensorType,
} from "../../../lib/ir/types.js";
import type { Draw } from "./draw.js";

/** A scalar in scope. Counters of loops are not assignable and have a known `range` (both ends included). */
export interface ScalarVar {
  readonly sym: Sym;
  readonly type: ScalarType;
  readonly assignable: boolean;
  readonly range?: { readonly lo: number; readonly hi: number };
}

export interface TensorVar {
  readonly sym: Sym;
  readonly type: TensorType;
  readonly writable: boolean;
  /** Made by this function, not a constant array: it may be returned. */
  readonly own: boolean;
}

/** A function that may be called; `work` is about how many statements a call runs. */
export interface Helper {
  readonly func: Func;
  /** Which parameters are tensors it may write. */
  readonly writes: readonly boolean[];
  readonly work: number;
}

/** What the functions of one module share. */
export interface Program {
  readonly syms: SymSource;
  readonly freshLoop: () => number;
  readonly tensorTypes: readonly TensorType[];
  readonly helpers: Helper[];
  /** Functions that only put their argument to a stream. */
  readonly putHelpers: Func[];
}

/** What the statements of one function share. */
export interface Routine {
  readonly draw: Draw;
  readonly program: Program;
  readonly result?: ScalarType | TensorType;
  readonly mayReturn: boolean;
  /** About how many statements a call runs, so far. */
  work: number;
}

/** A place in a block. Inner blocks get copies of the lists, so that their names end with them. */
export interface Site {
  readonly routine: Routine;
  readonly draw: Draw;
  readonly scalars: ScalarVar[];
  readonly tensors: TensorVar[];
  /** Ids of the loops that jumps may name, outermost first. */
  readonly loops: readonly number[];
  /** How many more blocks may nest here. */
  readonly nest: number;
  /** The most often this place runs in one call. */
  readonly trips: number;
}

/** Calls and loops are added only while a call of the function stays under so many statements. */
export const workLimit = 1500;

export function innerSite(s: Site, changes: Partial<Pick<Site, "loops" | "trips">> = {}): Site {
  return { ...s, scalars: [...s.scalars], tensors: [...s.tensors], nest: s.nest - 1, ...changes };
}

/** Spellings that repeat often, and some that a target must rename. */
const spellings = ["x", "y", "i", "acc", "t", "max", "register", "π", "$v", "tmp_1"];

export function freshName(s: Site): Sym {
  return s.routine.program.syms.fresh(s.draw.pick(spellings));
}

/** A program with two or three tensor types, so that tensors often fit parameters. */
export function program(draw: Draw): Program {
  let loops = 0;
  const extents = (): number[] => Array.from({ length: draw.pick([1, 1, 2, 3]) }, () => draw.between(1, 4));
  const tensorTypes = Array.from({ length: draw.between(1, 3) }, () => tensor(scalarType(draw), extents()));
  return { syms: symSource(), freshLoop: () => loops++, tensorTypes, helpers: [], putHelpers: [] };
}

const commonTypes: readonly ScalarType[] = [
  int32, float32, bool, index, float64, int(8), int(8, false), int(16), int(16, false), int(32, false), int(64),
  int(64, false), int(1), int(1, false), int(7), int(24, false), int(33), int(52, false), int(53), int(53, false),
  int(54), int(80), int(80, false),
];

/** A type: one at an edge of the storage classes, or an int of any width up to 80. */
export function scalarType(draw: Draw): ScalarType {
  return draw.oneIn(4) ? int(draw.between(1, 80), draw.oneIn(2)) : draw.pick(commonTypes);
}
