import assert from "node:assert/strict";
import { int32, tensor, UInt, uint8, zeros } from "heddle";
import { crc32Of9 } from "../crc32.js";
import { gcd } from "../gcd.js";
import { insertionSort100 } from "../insertion-sort.js";
import { popcount13 } from "../popcount.js";

describe("insertionSort", () => {
  it("sorts", () => {
    const values = Array.from({ length: 100 }, (_, n) => (n * 7919) % 1009 - 500);
    const x = tensor(int32, [100], values);
    insertionSort100(x);
    assert.deepEqual(x.toArray(), values.toSorted((a, b) => a - b));
  });
});

describe("gcd", () => {
  it("divides both", () => {
    assert.equal(gcd(1071, 462), 21);
    assert.equal(gcd(0, 5), 5);
    assert.equal(gcd(4294967295, 65535), 65535);
  });
});

describe("popcount", () => {
  it("counts the ones of 13-bit words", () => {
    const words = Array.from({ length: 128 }, (_, n) => (n * 4099) % 8192);
    const counts = zeros(uint8, [128]);
    popcount13(tensor(UInt<13>, [128], words), counts);
    assert.deepEqual(counts.toArray(), words.map((w) => w.toString(2).replaceAll("0", "").length));
  });
});

describe("crc32", () => {
  it("has the check value of the standard", () => {
    assert.equal(crc32Of9(tensor(uint8, [9], Buffer.from("123456789"))), 0xcbf43926);
  });
});
