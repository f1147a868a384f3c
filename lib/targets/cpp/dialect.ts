/** What a vendor's C++ spells in its own way. A dialect is a record of data; lowering and printer are shared by all. */
import type { CppType, Directive } from "./tree.js";

/** Names of what an included file provides. */
export type Feature = "integers" | "wide" | "streams" | "math" | "assert";

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
  /** The methods that give the low bits of such an integer as a C++ integer, and its rounded value. */
  readonly wideTo: { readonly int32: string; readonly uint32: string; readonly int64: string; readonly uint64: string;
    readonly float32: string; readonly float64: string };
  /** A constant of an integer class; `hex` is the value modulo 2^width. */
  readonly wideConstant: (type: string, hex: string) => string;
  /** A stream object's type; without a depth, what a parameter has (by reference). */
  readonly stream: (element: string, depth: number | undefined) => string;
  readonly streamRead: string;
  readonly streamWrite: string;
  readonly directive: (d: Directive) => string;
  /** How a call of a process is written, and the lines a file with processes needs before its functions. */
  readonly process: { readonly call: (call: string) => string; readonly lines: readonly string[] };
  /** Lines a file with loop labels needs before its functions. */
  readonly labelLines: readonly string[];
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
      return t.width === 32 ? "float" : "double";
    case "stream":
      return d.stream(typeText(t.element, d), t.depth);
  }
}
