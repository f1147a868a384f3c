/** What lowering carries along: the facts about the module, and what the file turns out to need. */
import type { Span } from "../../diagnostics/source.js";
import type { Expr, Func, Module, Sym } from "../../ir/ir.js";
import type { Interval, Type } from "../../ir/types.js";
import type { Ranges } from "../../analysis/ranges.js";
import type { Dialect, Feature } from "./dialect.js";
import type { NameScope } from "./names.js";
import type { CppType } from "./tree.js";
import type { Lowered } from "./lowered.js";
import type { StructNames } from "./structs.js";

/** For a whole module. */
export interface ModuleContext {
  readonly module: Module;
  readonly dialect: Dialect;
  readonly ranges: Ranges;
  /** The types in the module, by id of their `Sym`. */
  readonly irTypes: ReadonlyMap<number, Type>;
  /** By id of their `Sym`. */
  readonly functions: ReadonlyMap<number, Func>;
  /** The parameters that are template parameters, by their ids, and what their values lie within. */
  readonly constantParams: ReadonlyMap<number, Interval>;
  /** Their C++ names, by id. */
  readonly functionNames: ReadonlyMap<number, string>;
  /** Ids of constant arrays that reach external code. */
  readonly mutableTables: ReadonlySet<number>;
  /** By the user's name, inner ones first. */
  readonly structs: ReadonlyMap<string, StructNames>;
  /** Filled while lowering: the file needs these. */
  readonly features: Set<Feature>;
  /** What the file must say before its functions. */
  readonly notes: Set<Note>;
  /** The widest class so far, and where it is needed; in an object, as it changes. */
  readonly widest: Widest;
}

export interface Widest {
  width: number;
  span: Span;
  /** Of the statement being lowered. */
  now: Span;
}

/** Notes that a class of `width` bits is needed. */
export function noteWidth(width: number, { widest }: Pick<ModuleContext, "widest">): void {
  if (width <= widest.width) return;
  widest.width = width;
  widest.span = widest.now;
}

/** Lines for compilers, macros, and the class of 16-bit floats that the vendor has not. */
export type Note = "labels" | "processes" | "streamNames" | "messages" | "bfloat16";

/** For one function. */
export interface FuncContext extends ModuleContext {
  readonly names: NameScope;
  /** The C++ types that variables, elements and streams were declared with, by id. */
  readonly types: Map<number, CppType>;
  /** The C++ names of variables whose value compilers know. */
  readonly constants: Set<string>;
  /** What was lowered already, by the number of bits that were wanted. */
  readonly lowered: Map<Expr, Map<number, Lowered>>;
}

export function functionNamed(sym: Sym, c: ModuleContext): Func {
  const f = c.functions.get(sym.id);
  if (f === undefined) throw new Error(`no function ${sym.name} in the module`);
  return f;
}

/** The C++ type `sym` was declared with. */
export function typeOf(sym: Sym, c: FuncContext): CppType {
  const t = c.types.get(sym.id);
  if (t === undefined) throw new Error(`${sym.name} is used before it is declared`);
  return t;
}

/** The values an integral expression can have. */
export function rangeOf(e: Expr, c: ModuleContext): Interval {
  const r = c.ranges.of(e);
  if (r === undefined) throw new Error("only integral expressions have ranges");
  return r;
}

/** Notes what writing `t` needs. */
export function noteType(t: CppType, c: ModuleContext): CppType {
  switch (t.kind) {
    case "int":
      if (t.plain !== true) c.features.add("integers");
      break;
    case "wide":
      c.features.add("wide");
      noteWidth(t.width, c);
      break;
    case "fixed":
      c.features.add("fixed");
      noteWidth(t.width, c);
      break;
    case "float":
      if (t.precision === 11) c.features.add("half");
      if (t.precision === 8) c.notes.add("bfloat16");
      break;
    case "stream":
      c.features.add("streams");
      noteType(t.element, c);
      break;
    case "merge":
      c.features.add("merges");
      noteType(t.element, c);
      break;
    case "vector":
      c.features.add("vectors");
      noteType(t.element, c);
      break;
    case "bool":
    case "void":
    case "struct": // its fields are noted where it is defined
      break;
  }
  return t;
}

