/**
 * Elements of tensors. A tensor has one column of storage for each scalar of its element type: one in all, or for
 * structs one for each field, so that a struct is spread over as many columns as it has scalars.
 */
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import { leavesOf, type Field, type ScalarType, type StructType, type ValueType } from "../lib/ir/types.js";
import { codecOf, type Codec, type HostScalar } from "./codec.js";
import { describe } from "./describe.js";
import type { Place } from "./encode.js";
import { heddleError } from "./errors.js";
import { typeKey } from "./structure.js";
import type { AnyStorage } from "./types.js";
import { put } from "./window.js";

/** A struct as host code has it. */
export interface HostStruct {
  readonly [field: string]: HostValue;
}

/** A scalar or struct as host code has it. */
export type HostValue = HostScalar | HostStruct;

/** Where elements of a type are: the type's columns begin with `columns[first]`. */
export interface Columns {
  readonly columns: readonly AnyStorage[];
  readonly first: number;
}

/** How elements of a type are read and written. */
export interface Elements {
  readonly type: ValueType;
  /** One for each column. */
  readonly codecs: readonly Codec[];
  /** What `A[i]` gives: of a struct a view, through which its fields are read and written. */
  read(of: Columns, at: number, place: Place): HostValue;
  /** A copy. */
  value(of: Columns, at: number): HostValue;
  write(of: Columns, at: number, value: unknown, place: Place): void;
}

const known = new Map<string, Elements>();

/** The `Elements` of `type`; always the same object for the same type. */
export function elementsOf(type: ValueType): Elements {
  const key = typeKey(type);
  const found = known.get(key) ?? (type.kind === "struct" ? structElements(type) : scalarElements(type));
  known.set(key, found);
  return found;
}

function scalarElements(type: ScalarType): Elements {
  const codec = codecOf(type);
  const value: Elements["value"] = ({ columns, first }, at) => codec.decode(columns[first]?.[at] ?? 0);
  return {
    type,
    codecs: [codec],
    read: value,
    value,
    write: ({ columns, first }, at, given, place) => put(columns[first] ?? [], at, codec.encode(given, place)),
  };
}

/** A field; its columns begin `offset` after those of the struct. */
interface FieldElements {
  readonly name: string;
  readonly elements: Elements;
  readonly offset: number;
}

function structElements(type: StructType): Elements {
  let columnCount = 0;
  const fields = type.fields.map(({ name, type: fieldType }): FieldElements => {
    const elements = elementsOf(fieldType);
    const offset = columnCount;
    columnCount += elements.codecs.length;
    return { name, elements, offset };
  });
  const value: Elements["value"] = (of, at) =>
    Object.fromEntries(fields.map((f) => [f.name, f.elements.value(columnsOf(f, of), at)]));
  return {
    type,
    codecs: fields.flatMap((f) => f.elements.codecs),
    read: (of, at, place) => structView(fields, of, at, place, () => value(of, at)),
    value,
    write: ({ columns, first }, at, given, place) => {
      const stored = encodeValue(type, given, place); // all of it before the first is stored
      stored.forEach((x, i) => put(columns[first + i] ?? [], at, x));
    },
  };
}

function columnsOf(field: FieldElements, { columns, first }: Columns): Columns {
  return { columns, first: first + field.offset };
}

/** The fields as properties; reading and writing them goes to the columns. To deepEqual it is a plain object. */
function structView(
  fields: readonly FieldElements[], of: Columns, at: number, place: Place, inspected: () => HostValue,
): HostStruct {
  const view = Object.defineProperty({}, inspectKey, { value: inspected });
  for (const field of fields) {
    const { name, elements } = field;
    Object.defineProperty(view, name, {
      enumerable: true,
      get: () => elements.read(columnsOf(field, of), at, inField(name, place)),
      set: (value: unknown) => elements.write(columnsOf(field, of), at, value, inField(name, place)),
    });
  }
  return Object.preventExtensions(view);
}

const inspectKey = Symbol.for("nodejs.util.inspect.custom");

/** The stored scalars of a host value, in order. Properties that the struct has no field for are left out. */
export function encodeValue(type: ValueType, value: unknown, place: Place): readonly (number | bigint)[] {
  if (type.kind !== "struct") return [codecOf(type).encode(value, place)];
  const given = fieldsOf(type, value, place);
  return type.fields.flatMap((f) => encodeValue(f.type, given[f.name], inField(f.name, place)));
}

/** `value` if it is an object with all fields of `type`. */
export function fieldsOf(
  { name, fields }: StructType, value: unknown, place: Place,
): Readonly<Record<string, unknown>> {
  const spelled = `{ ${fields.map((f) => f.name).join(", ")} }`;
  if (typeof value !== "object" || value === null) {
    throw heddleError(runtime.notAStruct, [place(), name, spelled, describe(value)]);
  }
  const missing = fields.find((f) => !(f.name in value));
  if (missing !== undefined) {
    throw heddleError(runtime.notAStruct, [place(), name, spelled, `an object without '${missing.name}'`]);
  }
  return value as Readonly<Record<string, unknown>>;
}

function inField(name: string, place: Place): Place {
  return () => `field '${name}' of ${place()}`;
}

/** What `scalars` (of all fields, in order) are as a value of `type`: the only one, or an object of the fields. */
export function gathered<T>(type: ValueType, scalars: readonly T[]): T | Gathered<T> | undefined {
  if (type.kind !== "struct") return scalars[0];
  let first = 0;
  const entry = (f: Field): [string, T | Gathered<T> | undefined] => {
    const from = first;
    first += leavesOf(f.type).length;
    return [f.name, gathered(f.type, scalars.slice(from, first))];
  };
  return Object.fromEntries(type.fields.map(entry));
}

/** Scalars in objects like a struct. */
export interface Gathered<T> {
  readonly [field: string]: T | Gathered<T> | undefined;
}
