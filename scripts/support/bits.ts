/** Counts the bits in which the values of two runs agree. */

export interface Bits {
  readonly equal: number;
  readonly total: number;
}

/** Compares two equally long lists of tensors, structs and scalars; values without bits (`undefined`) count nothing. */
export function compareBits(a: readonly unknown[], b: readonly unknown[]): Bits {
  const counts = a.map((value, i) => compare(bytesOf(value), bytesOf(b[i])));
  return {
    equal: counts.reduce((sum, c) => sum + c.equal, 0),
    total: counts.reduce((sum, c) => sum + c.total, 0),
  };
}

function compare(a: Uint8Array, b: Uint8Array): Bits {
  const length = Math.max(a.length, b.length);
  let equal = 0;
  for (let i = 0; i < Math.min(a.length, b.length); i++) equal += 8 - ones((a[i] ?? 0) ^ (b[i] ?? 0));
  return { equal, total: length * 8 };
}

function ones(byte: number): number {
  return byte.toString(2).replaceAll("0", "").length;
}

/** The value as it lies in memory. */
function bytesOf(value: unknown): Uint8Array {
  switch (typeof value) {
    case "number":
      return bytesOf(Float64Array.of(value));
    case "bigint":
      return new TextEncoder().encode(value.toString());
    case "boolean":
      return Uint8Array.of(Number(value));
    case "object":
      if (value === null) break;
      if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      if ("data" in value && "dtype" in value) return bytesOf(value.data);
      // Structs, their storage in a tensor, and several results.
      return Buffer.concat(Object.values(value).map(bytesOf));
    default:
  }
  if (value === undefined) return new Uint8Array();
  throw new Error(`a ${typeof value} has no bits to compare`);
}
