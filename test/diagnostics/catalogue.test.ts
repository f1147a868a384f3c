import assert from "node:assert/strict";
import { catalogue, ranges, tables } from "../../lib/diagnostics/catalogue/index.js";

const entries = Object.entries(tables).flatMap(([file, table]) =>
  Object.entries(table).map(([name, entry]) => ({ file, name, entry })),
);

describe("the catalogue", () => {
  it("uses every code once", () => {
    const seen = new Map<number, string>();
    for (const { file, name, entry } of entries) {
      assert.equal(seen.get(entry.code), undefined, `HDL${entry.code}: ${file}.${name} and ${seen.get(entry.code)}`);
      seen.set(entry.code, `${file}.${name}`);
    }
    assert.equal(catalogue.size, entries.length);
  });

  it("keeps every code in a range that has a title", () => {
    const known = new Set(ranges.map((r) => r.thousand));
    for (const { name, entry } of entries) assert.ok(known.has(Math.floor(entry.code / 1000)), `${name}: ${entry.code}`);
  });

  it("keeps each hundred of codes in one file", () => {
    const files = new Map<number, string>();
    for (const { file, entry } of entries) {
      const hundred = Math.floor(entry.code / 100);
      assert.equal(file, files.get(hundred) ?? file, `HDL${entry.code} stands in ${file}.ts`);
      files.set(hundred, file);
    }
  });

  it("explains each: a title without a full stop, a cause with one, and two different examples", () => {
    for (const { name, entry } of entries) {
      assert.match(entry.title, /[^.]$/, name);
      assert.match(entry.cause, /[.]$/, name);
      assert.notEqual(entry.wrong.trim(), "", name);
      assert.notEqual(entry.right.trim(), entry.wrong.trim(), name);
    }
  });
});
