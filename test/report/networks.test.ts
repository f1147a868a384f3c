/** What reports say of the streams of regions. */
import assert from "node:assert/strict";
import { parseModule } from "../../lib/ir/parse.js";
import { fullReport, reportToJson } from "../../lib/report/report.js";
import { reportText } from "../../lib/report/text.js";

function region(producer: string, depth = 4): string {
  return `
    func producer(s: stream<uint8, ${depth}>, t: stream<uint8, 1>, A: int32[8]) { ${producer} }
    func consumer(s: stream<uint8, ${depth}>, t: stream<uint8, 1>) { for i: index = 0 to 2000 { get x: uint8 from s
      get y: uint8 from t } }
    region top(A: int32[8]) {
      s: stream<uint8, ${depth}>[2]
      t: stream<uint8, 1>
      run producer(s[1], t, A)
      run consumer(s[1], t)
    }`;
}

/** The part of the text about streams. */
function shown(text: string): readonly string[] {
  const lines = reportText(fullReport(parseModule(text))).split("\n");
  return lines.slice(lines.findIndex((l) => l.startsWith("streams of")));
}

const both = "for i: index = 0 to 500 { for j: index = 0 to 4 { put s, uint8(1) } for j: index = 0 to 4 { put t, uint8(1) } }";

describe("reports of regions", () => {
  it("show rates, depths, and that there is no deadlock", () => {
    assert.deepEqual(shown(region(both)), [
      "streams of top: it cannot deadlock",
      "stream  depth  minimal  puts        gets",
      "s[2]        4        3  0 to 2,000  0 to 2,000",
      "t           1        1  2,000       2,000",
    ]);
  });

  it("show who waits in a deadlock", () => {
    assert.equal(shown(region(both, 1))[0],
      "streams of top: it always deadlocks: producer waits to put on 's[1]', consumer waits to get on 't'");
  });

  it("show why something is not known", () => {
    const [verdict, , , t = ""] = shown(region("for i: index = 0 to 2000 { if A[0] > 0 { put t, uint8(1) }\nput s, uint8(1) }"));
    assert.equal(verdict, "streams of top: unknown whether it can deadlock: in 'producer', this condition depends on what is in 'A'");
    assert.equal(t.replace(/ +/g, " "), "t 1 unknown unknown 2,000");
  });

  it("are plain data", () => {
    const json = JSON.parse(JSON.stringify(reportToJson(fullReport(parseModule(region(both)))))) as { readonly networks: unknown };
    const [s, t] = [{ least: 0, most: 2000 }, { least: 2000, most: 2000 }];
    assert.deepEqual(json.networks, [{
      name: "top", verdict: "free", streams: [
        { name: "s", shape: [2], depth: 4, minimalDepth: 3, puts: s, gets: s },
        { name: "t", depth: 1, minimalDepth: 1, puts: t, gets: t },
      ],
    }]);
  });

  it("of kernels have nothing about streams", () => {
    assert.equal(fullReport(parseModule("top func f(A: int8[4]) { A[0] = int8(1) }")).networks, undefined);
  });
});
