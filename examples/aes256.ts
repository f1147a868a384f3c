/** AES with keys of 256 bits (FIPS 197): single blocks, and the counter mode. The compiler computes the S-box. */
import {
  bits, concat, dim, grid, kernel, range, uint32, uint8, zeros, type int32, type Tensor, type UInt,
} from "heddle";

const rounds = 14;
const keyCount = 15; // one before the first round
/** Four columns, the uppermost byte in the high bits: the state, or the key of a round. */
type Columns = Tensor<uint32, [4]>;
type RoundKeys = Tensor<uint32, [typeof keyCount, 4]>;
type Key = Tensor<uint8, [32]>;
type Blocks<N extends number> = Tensor<uint8, [N, 16]>;

/** 2 · a in GF(2^8) (§4.2.1). The compiler runs it to make the S-box, and makes hardware of it for the rounds. */
function xTimes(a: uint8): uint8 {
  return (a << 1) ^ ((a >> 7) * 0x11b);
}

/** a · b in GF(2^8). */
function product(a: number, b: number): number {
  return b === 0 ? 0 : ((b & 1) * a) ^ product(xTimes(a), b >> 1);
}

/** What SubBytes makes of `a`: the inverse a^254, then each bit mixed with four others (§5.1.1). */
function subByte(a: number): number {
  let inverse = 1;
  for (let n = 0; n < 254; n++) inverse = product(inverse, a);
  const repeated = inverse * 0x101; // shifted right, its low byte is the inverse rotated
  return inverse ^ (repeated >> 4) ^ (repeated >> 5) ^ (repeated >> 6) ^ (repeated >> 7) ^ 0x63;
}

const sBox = Uint8Array.from({ length: 256 }, (_, a) => subByte(a));

/** SubBytes, on a column. */
function subWord(w: uint32): uint32 {
  return concat(sBox[bits(w, 31, 24)], sBox[bits(w, 23, 16)], sBox[bits(w, 15, 8)], sBox[bits(w, 7, 0)]);
}

/** MixColumns (§5.1.3), on a column: 2a ^ 3b ^ c ^ d for its first byte, and so on around. */
function mixColumn(column: uint32): uint32 {
  const [a, b, c, d] = [bits(column, 31, 24), bits(column, 23, 16), bits(column, 15, 8), bits(column, 7, 0)];
  const all = a ^ b ^ c ^ d;
  return concat(
    a ^ all ^ xTimes(a ^ b), b ^ all ^ xTimes(b ^ c), c ^ all ^ xTimes(c ^ d), d ^ all ^ xTimes(d ^ a),
  );
}

/** Four bytes from `i` on. */
function wordAt<N extends number>(data: Tensor<uint8, [N]>, i: int32): uint32 {
  return concat(data[i], data[i + 1], data[i + 2], data[i + 3]);
}

function byteAt(state: Columns, i: int32): uint8 {
  return uint8(state[i >> 2] >> (24 - 8 * (i & 3)));
}

/** The keys of all rounds (§5.2). */
function expandKey(key: Key): RoundKeys {
  const keys = zeros(uint32, [keyCount, 4]);
  let last: uint32 = 0;
  let rcon: uint32 = 0x01000000;
  for (const [i, c] of grid(keyCount, 4)) {
    if (i < 2) {
      last = wordAt(key, 16 * i + 4 * c);
    } else {
      if (c === 0) last = subWord(last);
      if (c === 0 && i % 2 === 0) {
        last = concat(bits(last, 23, 0), bits(last, 31, 24)) ^ rcon;
        rcon <<= 1;
      }
      last ^= keys[i - 2][c];
    }
    keys[i][c] = last;
  }
  return keys;
}

/** Encrypts `state` in place (§5.1). */
function encrypt(state: Columns, keys: RoundKeys): void {
  for (let c = 0; c < 4; c++) state[c] ^= keys[0][c];
  for (let round = 1; round <= rounds; round++) {
    const next = zeros(uint32, [4]);
    for (let c = 0; c < 4; c++) {
      // ShiftRows: each row comes from one column further on than the row above.
      const shifted = concat(
        bits(state[c], 31, 24), bits(state[(c + 1) & 3], 23, 16),
        bits(state[(c + 2) & 3], 15, 8), bits(state[(c + 3) & 3], 7, 0),
      );
      const column = subWord(shifted);
      next[c] = (round < rounds ? mixColumn(column) : column) ^ keys[round][c];
    }
    for (let c = 0; c < 4; c++) state[c] = next[c];
  }
}

/** Encrypts each block by itself. */
@kernel()
export function aes256<N extends number>(key: Key, text: Blocks<N>): Blocks<N> {
  const keys = expandKey(key);
  const cipher = zeros(uint8, [dim<N>(), 16]);
  for (const b of range(dim<N>())) {
    const state = zeros(uint32, [4]);
    for (let c = 0; c < 4; c++) state[c] = wordAt(text[b], 4 * c);
    encrypt(state, keys);
    for (let i = 0; i < 16; i++) cipher[b][i] = byteAt(state, i);
  }
  return cipher;
}

/** Encrypts or decrypts `data` in place: each block is combined with the encrypted counter (NIST SP 800-38A, §6.5). */
@kernel()
export function aes256Ctr<N extends number>(key: Key, counter: UInt<128>, data: Blocks<N>): void {
  const keys = expandKey(key);
  for (const b of range(dim<N>())) {
    const pad = zeros(uint32, [4]);
    for (let c = 0; c < 4; c++) pad[c] = uint32(counter >> (96 - 32 * c));
    encrypt(pad, keys);
    for (let i = 0; i < 16; i++) data[b][i] ^= byteAt(pad, i);
    counter += 1;
  }
}

export const aes256Of1 = aes256<1>;
export const aes256Of64 = aes256<64>;
export const aes256CtrOf64 = aes256Ctr<64>;
