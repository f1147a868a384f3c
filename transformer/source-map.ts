/** Source maps (version 3), as far as inserting lines into a generated file needs them. */

/** A source map as JSON. */
export interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
  /** Lines divided by `;`, segments by `,`. */
  readonly mappings: string;
}

/** From `column` on, generated code stands for this place; all numbers count from 0, `name` indexes the map's names. */
export interface Segment {
  readonly column: number;
  readonly origin?: { readonly source: number; readonly line: number; readonly column: number; readonly name?: number };
}

/** The segments of each generated line. */
export type Lines = readonly (readonly Segment[])[];

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const valueOf = new Map(Array.from(digits, (digit, i) => [digit, i]));

/** The numbers of one segment: base 64 with five bits a digit, the lowest bit of a number its sign. */
function decodeNumbers(text: string): readonly number[] {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const digit of text) {
    const bits = valueOf.get(digit) ?? 0;
    value += (bits & 31) << shift;
    shift += 5;
    if (bits >= 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
}

function encodeNumber(n: number): string {
  let rest = n < 0 ? (-n << 1) | 1 : n << 1;
  let text = "";
  do {
    const more = rest > 31;
    text += digits[(rest & 31) | (more ? 32 : 0)] ?? "";
    rest >>= 5;
  } while (rest > 0);
  return text;
}

/** Reads `mappings`, in which every number is the difference to the one of its kind before. */
export function decodeMappings(mappings: string): Lines {
  let [source, line, column, name] = [0, 0, 0, 0];
  return mappings.split(";").map((text) => {
    let generated = 0;
    return (text === "" ? [] : text.split(",")).map((segment): Segment => {
      const [byColumn = 0, bySource, byLine = 0, bySourceColumn = 0, byName] = decodeNumbers(segment);
      generated += byColumn;
      if (bySource === undefined) return { column: generated };
      [source, line, column] = [source + bySource, line + byLine, column + bySourceColumn];
      if (byName === undefined) return { column: generated, origin: { source, line, column } };
      name += byName;
      return { column: generated, origin: { source, line, column, name } };
    });
  });
}

/** The inverse of `decodeMappings`. */
export function encodeMappings(lines: Lines): string {
  let last = { source: 0, line: 0, column: 0, name: 0 };
  return lines.map((segments) => {
    let generated = 0;
    return segments.map(({ column, origin }) => {
      const numbers = [column - generated];
      generated = column;
      if (origin !== undefined) {
        numbers.push(origin.source - last.source, origin.line - last.line, origin.column - last.column);
        if (origin.name !== undefined) numbers.push(origin.name - last.name);
        last = { ...last, ...origin };
      }
      return numbers.map(encodeNumber).join("");
    }).join(",");
  }).join(";");
}
