import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { decodeMappings, encodeMappings, type Segment } from "../../transformer/source-map.js";

const place = fc.nat(100_000);
const origin = { source: place, line: place, column: place };
const plain = { noNullPrototype: true };
const segment: fc.Arbitrary<Segment> = fc.oneof(
  fc.record({ column: place }, plain),
  fc.record({ column: place, origin: fc.record(origin, plain) }, plain),
  fc.record({ column: place, origin: fc.record({ ...origin, name: place }, plain) }, plain),
);

describe("source maps", () => {
  it("reads the mappings of the specification's example", () => {
    assert.deepEqual(decodeMappings("AAAA;;AACA,IAAIA"), [
      [{ column: 0, origin: { source: 0, line: 0, column: 0 } }],
      [],
      [
        { column: 0, origin: { source: 0, line: 1, column: 0 } },
        { column: 4, origin: { source: 0, line: 1, column: 4, name: 0 } },
      ],
    ]);
  });

  it("reads back what it writes", () => {
    fc.assert(fc.property(fc.array(fc.array(segment), { minLength: 1 }), (lines) => {
      assert.deepEqual(decodeMappings(encodeMappings(lines)), lines);
    }));
  });
});
