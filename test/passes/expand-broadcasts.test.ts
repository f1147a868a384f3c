/** Broadcasts become a stream for each consumer. */
import assert from "node:assert/strict";
import { interpret } from "../../lib/ir/interpret.js";
import type { Func, Module, Sym } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { printModule } from "../../lib/ir/print.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { expandBroadcasts, type Expanded } from "../../lib/passes/expand-broadcasts.js";
import { freshSyms } from "../../lib/passes/fresh-syms.js";
import { copied } from "../../lib/schedule/copies.js";

function expanded(text: string, name: string): { readonly module: Module; readonly problems: Expanded["problems"] } {
  const m = parseModule(text);
  const { top, functions } = m;
  assert.ok(top.kind === "region");
  const syms = freshSyms(m);
  let loop = 1000;
  const copy = (f: Func, sym: Sym): Func => {
    const names = new Map(f.params.map((p) => [p.sym.id, syms.fresh(p.sym.name)]));
    const body = copied(f.body, { fresh: (n) => syms.fresh(n), loopId: () => loop++ }, names);
    return { ...f, sym, body, params: f.params.map((p) => ({ ...p, sym: names.get(p.sym.id) ?? p.sym })) };
  };
  const ids = new Set(top.streams.filter((s) => s.sym.name === name).map((s) => s.sym.id));
  const { network, problems, ...parts } = expandBroadcasts({ network: top, functions }, ids, { fresh: (n) => syms.fresh(n), copy });
  return { module: { functions: parts.functions, top: { ...top, ...network } }, problems };
}

const consumers = `
func take(b: int32[2], s: stream<int32, 2>) {
  for i: index = 0 to 2 {
    get v: int32 from s
    b[i] = v
  }
}
`;

function region(kernels: string): string {
  return `region top(A: int32[2], B: int32[2]) {
  all: stream<int32, 2>
  other: stream<int32, 2>
${kernels}
}
`;
}

describe("expanded broadcasts", () => {
  it("put each value to each consumer, computed once", () => {
    const { module, problems } = expanded(`${consumers}
func give(n: int32, s: stream<int32, 2>) {
  put s, int32(n + 1)
  put s, n
}
${region("  run give(7:int32, all)\n  run take(A, all)\n  run take(B, all)")}`, "all");
    assert.deepEqual(problems, []);
    assert.deepEqual(verifyModule(module), []);
    const [A, B] = [[0n, 0n], [0n, 0n]];
    interpret(module, [A, B]);
    assert.deepEqual([A, B], [[8n, 7n], [8n, 7n]]);
    assert.match(printModule(module), /const token: int32 = int32\(n \+ 1\)\n {2}put s_0, token\n {2}put s_1, token\n {2}put s_0, n\n/);
  });

  it("copy functions that are also given other streams, callees too", () => {
    const { module, problems } = expanded(`${consumers}
func step(n: int32, s: stream<int32, 2>) {
  put s, n
}

func give(n: int32, s: stream<int32, 2>) {
  call step(n, s)
  call step(n, s)
}

func drain(s: stream<int32, 2>) {
  get x: int32 from s
  get y: int32 from s
}
${region("  run give(1:int32, all)\n  run give(2:int32, other)\n  run take(A, all)\n  run drain(all)\n  run take(B, other)")}`, "all");
    assert.deepEqual(problems, []);
    assert.deepEqual(verifyModule(module), []);
    const [A, B] = [[0n, 0n], [0n, 0n]];
    interpret(module, [A, B]);
    assert.deepEqual([A, B], [[1n, 1n], [2n, 2n]]);
    assert.equal(module.functions.filter((f) => f.sym.name === "give").length, 2);
    assert.equal(module.functions.filter((f) => f.sym.name === "step").length, 2);
  });

  it("cannot be asked whether there is room, nor read by their producer", () => {
    const { problems } = expanded(`${consumers}
func ask(s: stream<int32, 2>) {
  put try ok, s, 1:int32
  probe f: full s
  get v: int32 from s
}
${region("  run ask(all)\n  run take(A, all)")}`, "all");
    assert.deepEqual(problems.map((p) => [p.stream, p.method]), [["all", "get"], ["s", "tryPut"], ["s", "full"]]);
  });
});
