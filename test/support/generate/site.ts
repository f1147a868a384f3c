/** What the generators of random programs know at the place where they add a node. */
import { symSource, type SymSource } from "../../../lib/ir/build.js";
import type { Func, ResultType, Sym } from "../../../lib/ir/ir.js";
import {
  isScalar, leavesOf, tensor, type Path, type ScalarType, type StructType, type TensorType, type Type, type ValueType,
} from "../../../lib/ir/types.js";
import type { Draw } from "./draw.js";
import { scalarType, structTypes } from "./types.js";

/**
 * A scalar in scope: a variable, or with `path` a scalar of a struct. Counters of loops are not assignable and have a
 * known `range` (both ends included).
 */
export interface ScalarVar {
  readonly sym: Sym;
  readonly type: ScalarType;
  readonly path?: Path;
  readonly assignable: boolean;
  readonly range?: { readonly lo: number; readonly hi: number };
}

export interface TensorVar {
  readonly sym: Sym;
  readonly type: TensorType;
  readonly writable: boolean;
  /** Made by this function, neither a constant array nor a state: it may be returned. */
  readonly own: boolean;
}

/** A function that may be called; `work` is about how many statements a call runs. */
export interface Helper {
  readonly func: Func;
  /** Which parameters are tensors it may write. */
  readonly writes: readonly boolean[];
  /** It may keep states or print. */
  readonly lasting: boolean;
  readonly work: number;
}

/** What the functions of one module share. */
export interface Program {
  readonly syms: SymSource;
  readonly freshLoop: () => number;
  readonly structs: readonly StructType[];
  readonly tensorTypes: readonly TensorType[];
  readonly helpers: Helper[];
  /** Functions that only put their argument to a stream. */
  readonly putHelpers: Func[];
}

/** What the statements of one function share. */
export interface Routine {
  readonly draw: Draw;
  readonly program: Program;
  readonly results: readonly ResultType[];
  readonly mayReturn: boolean;
  /** May it print, and call what keeps states or prints? */
  readonly mayLast: boolean;
  /** About how many statements a call runs, so far. */
  work: number;
}

/** What a jump may name; a switch can only be left. */
export interface Target {
  readonly id: number;
  readonly isSwitch: boolean;
}

/** A place in a block. Inner blocks get copies of the lists, so that their names end with them. */
export interface Site {
  readonly routine: Routine;
  readonly draw: Draw;
  readonly scalars: ScalarVar[];
  readonly tensors: TensorVar[];
  /** Outermost first. */
  readonly targets: readonly Target[];
  /** How many more blocks may nest here. */
  readonly nest: number;
  /** The most often this place runs in one call. */
  readonly trips: number;
}

/** Calls and loops are added only while a call of the function stays under so many statements. */
export const workLimit = 1500;

export function innerSite(s: Site, changes: Partial<Pick<Site, "targets" | "trips">> = {}): Site {
  return { ...s, scalars: [...s.scalars], tensors: [...s.tensors], nest: s.nest - 1, ...changes };
}

/** Spellings that repeat often, and some that a target must rename. */
const spellings = ["x", "y", "i", "acc", "t", "max", "register", "π", "$v", "tmp_1"];

export function freshName(s: Site): Sym {
  return s.routine.program.syms.fresh(s.draw.pick(spellings));
}

/** The scalars that a name of type `type` brings into scope. */
export function scalarsOf(sym: Sym, type: ValueType, assignable = false): readonly ScalarVar[] {
  if (isScalar(type)) return [{ sym, type, assignable }];
  return leavesOf(type).map((leaf) => ({ sym, ...leaf, assignable }));
}

/** Brings a name that a call or a stream gives into scope. */
export function bring(s: Site, sym: Sym, type: Type): void {
  if (type.kind === "tensor") s.tensors.push({ sym, type, writable: true, own: true });
  else if (type.kind !== "stream") s.scalars.push(...scalarsOf(sym, type));
}

/** A program with one to three tensor types, so that tensors often fit parameters. */
export function program(draw: Draw): Program {
  let loops = 0;
  const structs = structTypes(draw);
  const extents = (): number[] => Array.from({ length: draw.pick([1, 1, 2, 3]) }, () => draw.between(1, 4));
  const tensorTypes = Array.from({ length: draw.between(1, 3) }, () => tensor(valueType(draw, { structs }), extents()));
  return { syms: symSource(), freshLoop: () => loops++, structs, tensorTypes, helpers: [], putHelpers: [] };
}

/** A type of elements, tokens, parameters and results. */
export function valueType(draw: Draw, { structs }: Pick<Program, "structs">): ValueType {
  return structs.length > 0 && draw.oneIn(4) ? draw.pick(structs) : scalarType(draw);
}
