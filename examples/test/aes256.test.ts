import assert from "node:assert/strict";
import { createCipheriv } from "node:crypto";
import { build, tensor, UInt, uint8, type Tensor } from "heddle";
import { aes256CtrOf64, aes256Of1, aes256Of64 } from "../aes256.js";
import { itWithCompiler } from "./simulation.js";

const hex = (text: string): Buffer => Buffer.from(text, "hex");
const keyOf = (bytes: Uint8Array): Tensor<uint8, [32]> => tensor(uint8, [32], bytes);
const bytes = (count: number, seed: number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, n) => (n * n + 31 * n + seed) % 251);

const key = bytes(32, 1);
const text = bytes(64 * 16, 2);

describe("aes256", () => {
  it("encrypts the example of FIPS 197", () => {
    const cipher = aes256Of1(
      keyOf(hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")),
      tensor(uint8, [1, 16], hex("00112233445566778899aabbccddeeff")),
    );
    assert.equal(Buffer.from(cipher.data).toString("hex"), "8ea2b7ca516745bfeafc49904b496089");
  });

  it("encrypts blocks as OpenSSL does", () => {
    const openSsl = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
    const expected = Buffer.concat([openSsl.update(text), openSsl.final()]);
    assert.deepEqual(Buffer.from(aes256Of64(keyOf(key), tensor(uint8, [64, 16], text)).data), expected);
  });

  it("counts as OpenSSL does, past the largest counter too", () => {
    const start = UInt<128>(-20);
    const expected = createCipheriv("aes-256-ctr", key, hex(start.toString(16))).update(text);
    const data = tensor(uint8, [64, 16], text);
    aes256CtrOf64(keyOf(key), start, data);
    assert.deepEqual(Buffer.from(data.data), expected);
    aes256CtrOf64(keyOf(key), start, data);
    assert.deepEqual(data.data, text, "the same once more decrypts");
  });

  itWithCompiler("gives the same bits as its C++", async () => {
    const blocks = await build(aes256Of64, { target: "vitis", mode: "csim" });
    const plain = tensor(uint8, [64, 16], text);
    assert.deepEqual((await blocks(keyOf(key), plain)).data, aes256Of64(keyOf(key), plain).data);

    const stream = await build(aes256CtrOf64, { target: "vitis", mode: "csim" });
    const [simulated, native] = [tensor(uint8, [64, 16], text), tensor(uint8, [64, 16], text)];
    await stream(keyOf(key), UInt<128>(-1), simulated);
    aes256CtrOf64(keyOf(key), UInt<128>(-1), native);
    assert.deepEqual(simulated.data, native.data);
  }).timeout(60_000);
});
