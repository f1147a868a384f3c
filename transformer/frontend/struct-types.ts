/** Interfaces and type literals of hardware types as structs. */
import type * as TS from "typescript";
import { isValueType, sameType, struct, type Field, type StructType, type ValueType } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { isDeclaredByHeddle } from "./heddle-symbols.js";
import { readType, type TypeReading, type TypeScope, type TypeUnit } from "./types.js";

/** Types that are being read: one that holds itself would never end. */
const underway = new WeakMap<TypeUnit, Set<TS.Type>>();

/** `type` as a struct; `undefined` when it is no plain object type. */
export function readStruct(scope: TypeScope, type: TS.Type): TypeReading | undefined {
  const { checker } = scope.unit;
  const properties = isPlainObject(checker, type) ? checker.getPropertiesOfType(type) : [];
  if (properties.length === 0) return undefined;
  const reading = underway.get(scope.unit) ?? new Set();
  underway.set(scope.unit, reading);
  if (reading.has(type)) return { kind: "problem", message: `'${checker.typeToString(type)}' holds itself` };
  reading.add(type);
  const fields = properties.map((p) => readField(scope, p));
  reading.delete(type);
  const wrong = fields.find((f) => typeof f === "string");
  if (wrong !== undefined) return { kind: "problem", message: wrong };
  const known = fields.filter((f) => typeof f !== "string");
  return { kind: "type", type: named(scope.unit, structName(type), known) };
}

/** Properties only: neither a function, class, array or index signature, nor one of Heddle's own types. */
function isPlainObject(checker: TS.TypeChecker, type: TS.Type): boolean {
  if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) || type.isClass()) return false;
  const symbol = type.getSymbol();
  if (symbol !== undefined && isDeclaredByHeddle(symbol)) return false;
  const signatures = [...type.getCallSignatures(), ...type.getConstructSignatures()];
  return signatures.length === 0 && checker.getIndexInfosOfType(type).length === 0;
}

function readField(scope: TypeScope, property: TS.Symbol): Field | string {
  const { checker } = scope.unit;
  const { name } = property;
  if (property.flags & ts.SymbolFlags.Optional) return `the field '${name}' is optional: every field exists in hardware`;
  const reading = readType(scope, checker.getTypeOfSymbol(property));
  if (reading.kind === "type" && isValueType(reading.type)) return { name, type: reading.type };
  if (reading.kind === "problem") return `the field '${name}': ${reading.message}`;
  return reading.kind === "number"
    ? `the field '${name}' needs a width, such as int32 or float32`
    : `the field '${name}' must be a scalar or a struct`;
}

/** The name of the interface or of the type alias; `Struct` for a type literal without one. */
function structName(type: TS.Type): string {
  const name = type.aliasSymbol?.name ?? type.getSymbol()?.name ?? "";
  return /^[\p{ID_Start}$_]/u.test(name) && name !== "__type" ? name : "Struct";
}

/**
 * The unit's struct with these fields, whatever its name: TypeScript compares structs by their fields too. A new one
 * whose name is taken gets a number.
 */
function named(unit: TypeUnit, name: string, fields: readonly Field[]): StructType {
  const known = [...unit.structs.values()].find((s) => sameFields(s.fields, fields));
  if (known !== undefined) return known;
  let free = name;
  for (let n = 2; unit.structs.has(free); n++) free = `${name}_${n}`;
  const made = struct(free, fields);
  unit.structs.set(free, made);
  return made;
}

function sameFields(a: readonly Field[], b: readonly Field[]): boolean {
  const isSame = (f: Field, g: Field | undefined): boolean => g !== undefined && f.name === g.name && sameType(f.type, g.type);
  return a.length === b.length && a.every((f, i) => isSame(f, b[i]));
}

/** The same type with the unit's structs in it. */
export function canonical(unit: TypeUnit, type: ValueType): ValueType {
  if (type.kind !== "struct") return type;
  return named(unit, type.name, type.fields.map((f) => ({ name: f.name, type: canonical(unit, f.type) })));
}
