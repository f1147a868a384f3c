/** The checksum of Ethernet, gzip and PNG, with its table computed at compile time. */
import { dim, kernel, type Tensor, type uint32, type uint8 } from "heddle";

/** What a byte in the low bits becomes after eight divisions by the polynomial. */
function remainder(byte: number): number {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest >>> 0;
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => remainder(byte));

@kernel()
export function crc32<N extends number>(bytes: Tensor<uint8, [N]>): uint32 {
  let crc: uint32 = 0xffffffff;
  for (let i = 0; i < dim<N>(); i++) crc = table[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return crc ^ 0xffffffff;
}

export const crc32Of9 = crc32<9>;
export const crc32Of4096 = crc32<4096>;
