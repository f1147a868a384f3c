/** What element types are made of: TypeScript goes by the fields of a struct, whatever its name and their order. */
import {
  leavesOf, sameFormat, samePath, sameType, typeName, type Leaf, type ScalarType, type ValueType,
} from "../lib/ir/types.js";

/** Equal for equal types; unlike a name it tells structs apart that have the same. */
export function typeKey(type: ValueType): string {
  if (type.kind !== "struct") return typeName(type);
  return `${type.name} { ${type.fields.map((f) => `${f.name}: ${typeKey(f.type)}`).join(", ")} }`;
}

/**
 * Where the scalars of `wanted` are among those of `given`, when both have the same scalars at the same places;
 * `undefined` otherwise. The modes of fixed point don't matter.
 */
export function matchLeaves(wanted: ValueType, given: ValueType): readonly number[] | undefined {
  const theirs = leavesOf(given);
  const isSame = (a: Leaf, b: Leaf): boolean => samePath(a.path, b.path) && sameStorage(a.type, b.type);
  const positions = leavesOf(wanted).map((w) => theirs.findIndex((l) => isSame(w, l)));
  return positions.length === theirs.length && !positions.includes(-1) ? positions : undefined;
}

function sameStorage(a: ScalarType, b: ScalarType): boolean {
  return a.kind === "fixed" && b.kind === "fixed" ? sameFormat(a, b) : sameType(a, b);
}
