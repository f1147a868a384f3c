/** Structs in C++: their names and those of their fields, their definitions, and the way to a field. */
import type { Module } from "../../ir/ir.js";
import { structsOf } from "../../ir/structs.js";
import { elementCount, typeAt, type Path, type StructType, type TokenType, type ValueType } from "../../ir/types.js";
import type { ModuleContext } from "./context.js";
import { legalFunctionName, legalName, unique } from "./names.js";
import { field, type CppExpr, type CppStructDefinition, type CppType } from "./tree.js";
import { scalarType } from "./types.js";

/** How a struct is spelled. */
export interface StructNames {
  readonly type: StructType;
  readonly name: string;
  /** By the user's name. */
  readonly fields: ReadonlyMap<string, string>;
}

/** The structs of `m` by the user's name, inner ones first. `taken` are names of functions. */
export function structNames(m: Module, taken: ReadonlySet<string>): ReadonlyMap<string, StructNames> {
  const used = new Set(taken);
  return new Map(structsOf(m).map((type) => {
    const name = unique(legalFunctionName(type.name), (n) => used.has(n));
    used.add(name);
    return [type.name, { type, name, fields: fieldNames(type) }];
  }));
}

function fieldNames({ fields }: StructType): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const used = new Set<string>();
  for (const f of fields) {
    const name = unique(legalName(f.name), (n) => used.has(n));
    used.add(name);
    names.set(f.name, name);
  }
  return names;
}

type Named = Pick<ModuleContext, "structs">;

function namesOf(t: StructType, c: Named): StructNames {
  const names = c.structs.get(t.name);
  if (names === undefined) throw new Error(`no struct ${t.name} in the module`);
  return names;
}

/** The type a variable, element or token of type `t` is declared with. */
export function declaredType(t: ValueType, c: Named): CppType {
  return t.kind === "struct" ? { kind: "struct", name: namesOf(t, c).name } : scalarType(t);
}

/** The type of what a stream carries. */
export function tokenType(t: TokenType, c: Named): CppType {
  if (t.kind !== "tensor") return declaredType(t, c);
  return { kind: "vector", element: declaredType(t.element, c), count: elementCount(t.shape) };
}

/** `object.pos.x`: what `path` leads to in an object of type `t`. */
export function fieldAt(object: CppExpr, t: ValueType, path: Path, c: Named): CppExpr {
  const [first, ...rest] = path;
  if (first === undefined || t.kind !== "struct") return object;
  const inner = typeAt(t, [first]);
  const name = namesOf(t, c).fields.get(first);
  if (inner === undefined || name === undefined) throw new Error(`${t.name} has no field ${first}`);
  return fieldAt(field(object, name), inner, rest, c);
}

/** The definitions, inner ones first. */
export function structDefinitions(c: Named): readonly CppStructDefinition[] {
  return [...c.structs.values()].map(({ type, name, fields }) => ({
    name,
    fields: type.fields.map((f) => ({ type: declaredType(f.type, c), name: fields.get(f.name) ?? f.name })),
  }));
}

/** `{1, {2, 3}}`: one item for each scalar of `t`, nested as its fields are. */
export function nestedItems(t: ValueType, leaves: readonly CppExpr[]): CppExpr {
  const left = [...leaves];
  const take = (v: ValueType): CppExpr => {
    if (v.kind === "struct") return { kind: "list", items: v.fields.map((f) => take(f.type)) };
    const item = left.shift();
    if (item === undefined) throw new Error("a struct has too few values");
    return item;
  };
  return take(t);
}
