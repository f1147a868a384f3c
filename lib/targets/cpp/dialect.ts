/** What a vendor's C++ spells in its own way. A dialect is a record of data; lowering and printer are shared by all. */
import type { Overflow, Rounding } from "../../ir/types.js";
import type { MemoryKind, Ports } from "../../ir/directives.js";
import type { Contents, CppFixed, CppFloat, CppType, Directive } from "./tree.js";

/** Names of what an included file provides. */
export type Feature = "integers" | "wide" | "fixed" | "half" | "streams" | "vectors" | "merges" | "math" | "assert";

export interface Dialect {
  /** The target's name. */
  readonly name: string;
  /** What messages call it. */
  readonly title: string;
  /** The widest integer its classes hold. */
  readonly widestInteger: number;
  /** The include line each feature needs. */
  readonly includes: Readonly<Record<Feature, string>>;
  /** Lines that must stand before the includes when integers of `widest` bits occur. */
  readonly beforeIncludes: (widest: number) => readonly string[];
  /** Integer classes of any width: `ap_int<7>`. */
  readonly wideInteger: (width: number, signed: boolean) => string;
  /** Fixed-point classes: the name of each, and what the modes are called. */
  readonly fixed: {
    readonly signed: string;
    readonly unsigned: string;
    readonly roundings: Readonly<Record<Rounding, string>>;
    readonly overflows: Readonly<Record<Overflow, string>>;
  };
  /** The type of IEEE's 16-bit floats. */
  readonly half: string;
  /** The methods that give the low bits of such an integer as a C++ integer, and its rounded value. */
  readonly wideTo: { readonly int32: string; readonly uint32: string; readonly int64: string; readonly uint64: string;
    readonly float32: string; readonly float64: string };
  /** A constant of an integer class; `hex` is the value modulo 2^width. */
  readonly wideConstant: (type: string, hex: string) => string;
  /** A stream object's type; without a depth, what a parameter has (by reference). */
  readonly stream: (element: string, depth: number | undefined) => string;
  /** A channel of so many writers, and its ends. */
  readonly merge: {
    readonly type: (element: string, ports: number, depth: number) => string;
    readonly writer: (channel: string, port: number) => string;
    readonly reader: (channel: string) => string;
  };
  readonly vector: (element: string, count: number) => string;
  /** The widest element of a stream, in bits. */
  readonly widestToken: number;
  /** Methods: that wait, that say whether they did anything, that ask. */
  readonly streamMethods: Readonly<Record<"read" | "write" | "tryRead" | "tryWrite" | "empty" | "full", string>>;
  /** A line; those of loops stand first in the body. */
  readonly directive: (d: Directive) => string;
  readonly storage: Storage;
  /** How a call of a process is written, and the lines a file with processes needs before its functions. */
  readonly process: { readonly call: (title: string, call: string) => string; readonly lines: readonly string[] };
  /** The same for what names the streams of an array. */
  readonly streamNames: { readonly text: (variable: string, title: string) => string; readonly lines: readonly string[] };
  /** Lines a file with loop labels needs before its functions. */
  readonly labelLines: readonly string[];
}

/** The memories that a tool can be told to build. */
export interface Storage {
  /** What it calls memories with such ports. */
  readonly types: Readonly<Record<Exclude<Contents, "fifo">, Readonly<Record<Ports, string>>>>;
  /** What it cannot build them of, by their names. */
  readonly lacks: Readonly<Record<string, readonly MemoryKind[]>>;
  /** The most cycles an access may take. */
  readonly latency: number;
}

/** `int32_t`, `ap_int<7>`, `hls::stream<float>` … */
export function typeText(t: CppType, d: Dialect): string {
  switch (t.kind) {
    case "bool":
    case "void":
      return t.kind;
    case "int":
      return t.plain === true ? "int" : `${t.signed ? "" : "u"}int${t.width}_t`;
    case "wide":
      return d.wideInteger(t.width, t.signed);
    case "float":
      return floatText(t, d);
    case "fixed":
      return fixedText(t, d);
    case "struct":
      return t.name;
    case "stream":
      return d.stream(typeText(t.element, d), t.depth);
    case "merge":
      return d.merge.type(typeText(t.element, d), t.ports, t.depth);
    case "vector":
      return d.vector(typeText(t.element, d), t.count);
  }
}

function floatText({ precision }: CppFloat, d: Dialect): string {
  switch (precision) {
    case 8:
      return "bfloat16";
    case 11:
      return d.half;
    case 24:
      return "float";
    case 53:
      return "double";
  }
}

/** The modes are left out where they are the usual ones. */
function fixedText({ width, integer, signed, rounding, overflow }: CppFixed, { fixed }: Dialect): string {
  const modes = [fixed.roundings[rounding], fixed.overflows[overflow]];
  const said = overflow !== "wrap" ? modes : rounding !== "trunc" ? modes.slice(0, 1) : [];
  return `${signed ? fixed.signed : fixed.unsigned}<${[width, integer, ...said].join(", ")}>`;
}
