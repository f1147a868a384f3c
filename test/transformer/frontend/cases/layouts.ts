/** Layouts: what each instance sees of a tensor, and what becomes of its writes. */
import { type ProgramCase } from "./case.js";

const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

/** A region over `A`, of type int32 and `shape`, whose kernel sees it as `layout` says. */
function over(
  name: string, shape: readonly number[], mapping: readonly number[], layout: string, body: string,
  after: (at: readonly number[], value: number) => number, helpers = "",
): ProgramCase {
  const type = `Tensor<int32, [${shape.join(", ")}]>`;
  const source = `${helpers}@region()
export function f(A: ${type}): void {
  @kernel({ mapping: [${mapping.join(", ")}], args: [A] })
  function k(a: ${type} & Layout<${layout}>) {
    const p = pid<${mapping.length}>();
    ${body}
  }
}
`;
  const before = upTo(shape.reduce((n, e) => n * e, 1));
  const placeOf = (flat: number): readonly number[] => {
    const at: number[] = [];
    let rest = flat;
    for (const extent of [...shape].reverse()) {
      at.unshift(rest % extent);
      rest = Math.floor(rest / extent);
    }
    return at;
  };
  return { name, source, args: [before], after: before.map((v) => after(placeOf(v), v)) };
}

const all1 = "for (const [i] of grid(a.shape[0]))";
const all2 = "for (const [i, j] of grid(a.shape[0], a.shape[1]))";
const all3 = "for (const [i, j, k] of grid(a.shape[0], a.shape[1], a.shape[2]))";
const part = (at: number | undefined, own: number): number => Math.floor((at ?? 0) / own);

/** Each instance adds what it counts its subscripts from, so that every element tells who wrote it and as what. */
const shards: readonly ProgramCase[] = [
  over("a sharded vector", [12], [3], "[Shard<0>]", `${all1} a[i] += p[0] * 1000 + i * 100;`,
    ([i = 0], v) => v + part(i, 4) * 1000 + (i % 4) * 100),
  over("one instance", [4], [1], "[Shard<0>]", `${all1} a[i] += 100 * a.shape[0];`, (_, v) => v + 400),
  over("rows of a matrix", [4, 3], [2], "[Shard<0>, Replicate]", `${all2} a[i][j] += p[0] * 1000 + i * 100;`,
    ([i = 0], v) => v + part(i, 2) * 1000 + (i % 2) * 100),
  over("columns of a matrix", [2, 6], [3], "[Replicate, Shard<0>]", `${all2} a[i][j] += p[0] * 1000 + j * 100;`,
    ([, j = 0], v) => v + part(j, 2) * 1000 + (j % 2) * 100),
  over("tiles of a matrix", [4, 6], [2, 3], "[Shard<0>, Shard<1>]", `${all2} a[i][j] += p[0] * 10000 + p[1] * 1000 + i * 100 + j * 50;`,
    ([i = 0, j = 0], v) => v + part(i, 2) * 10000 + part(j, 2) * 1000 + (i % 2) * 100 + (j % 2) * 50),
  over("tiles, axes exchanged", [4, 6], [3, 2], "[Shard<1>, Shard<0>]", `${all2} a[i][j] += p[0] * 10000 + p[1] * 1000;`,
    ([i = 0, j = 0], v) => v + part(j, 2) * 10000 + part(i, 2) * 1000),
  over("a tensor of three dimensions over three axes", [4, 2, 6], [2, 2, 3], "[Shard<0>, Shard<1>, Shard<2>]",
    `${all3} a[i][j][k] += p[0] * 10000 + p[1] * 2000 + p[2] * 500;`,
    ([i = 0, j = 0, k = 0], v) => v + part(i, 2) * 10000 + part(j, 1) * 2000 + part(k, 2) * 500),
  over("the middle of three dimensions", [2, 4, 2], [2], "[Replicate, Shard<0>, Replicate]",
    `${all3} a[i][j][k] += p[0] * 10000 + j * 100;`, ([, j = 0], v) => v + part(j, 2) * 10000 + (j % 2) * 100),
  over("a row of a part, and a slice of it", [4, 4], [2], "[Shard<0>, Replicate]",
    "const row = a[1]; const s = slice(a, 0, [1, 3]); row[3] += 1000; for (const [i] of grid(2)) s[i] += 100 + i;",
    ([i = 0, j = 0], v) => v + (i % 2 === 1 && j === 3 ? 1000 : 0) + (i % 2 === 0 && j >= 1 && j < 3 ? 100 + j - 1 : 0)),
  over("through a helper", [6], [2], "[Shard<0>]", "add(slice(a, [0, 3]), p[0]);", ([i = 0], v) => v + 100 * part(i, 3),
    "function add(x: Tensor<int32, [3]>, n: index): void { for (const [i] of grid(3)) x[i] += n * 100; }\n"),
];

const halos: readonly ProgramCase[] = [
  { name: "a stencil with a halo of one", args: [[1, 2, 4, 8, 16, 32, 64, 128], [0, 0, 0, 0, 0, 0, 0, 0]],
    afters: [[1, 2, 4, 8, 16, 32, 64, 128], [0, 1 + 2 + 4, 2 + 4 + 8, 4 + 8 + 16, 8 + 16 + 32, 16 + 32 + 64, 32 + 64 + 128, 0]],
    source: `@region()
export function f(A: Tensor<int32, [8]>, B: Tensor<int32, [8]>): void {
  @kernel({ mapping: [3], args: [A, B] })
  function k(a: Tensor<int32, [8]> & Layout<[Shard<0, { halo: 1 }>]>, b: Tensor<int32, [8]> & Layout<[Shard<0, { halo: 1 }>]>) {
    for (let i = 1; i < a.shape[0] - 1; i++) b[i] = a[i - 1] + a[i] + a[i + 1];
  }
}
` },
  { name: "a halo in both dimensions", args: [upTo(36), new Array<number>(36).fill(0)],
    afters: [upTo(36), upTo(36).map((v) => {
      const [i, j] = [Math.floor(v / 6), v % 6];
      return i >= 1 && i <= 4 && j >= 1 && j <= 4 ? v - 6 + (v + 6) + (v - 1) * 2 + (v + 1) * 3 : 0;
    })],
    source: `type Tile = Layout<[Shard<0, { halo: 1 }>, Shard<1, { halo: 1 }>]>;
@region()
export function f(A: Tensor<int32, [6, 6]>, B: Tensor<int32, [6, 6]>): void {
  @kernel({ mapping: [2, 2], args: [A, B] })
  function k(a: Tensor<int32, [6, 6]> & Tile, b: Tensor<int32, [6, 6]> & Tile) {
    for (let i = 1; i < 3; i++) for (let j = 1; j < 3; j++) b[i][j] = a[i - 1][j] + a[i + 1][j] + a[i][j - 1] * 2 + a[i][j + 1] * 3;
  }
}
` },
  { name: "writes to a halo that only the data know of stop the run", args: [[0, 1, 1, 0, 3, 1]], stops: 6004, source: `@region()
export function f(A: Tensor<int32, [6]>): void {
  @kernel({ mapping: [2], args: [A] })
  function k(a: Tensor<int32, [6]> & Layout<[Shard<0, { halo: 1 }>]>) {
    const i = a[2] & 3;
    a[i] = 1;
  }
}
` },
];

/** `type` is that of the elements; `body` fills `c`. */
function reduce(name: string, type: string, op: string, body: string, after: readonly number[]): ProgramCase {
  return { name, args: [after.map(() => 77)], after, source: `@region()
export function f(C: Tensor<${type}, [${after.length}]>): void {
  @kernel({ mapping: [3], args: [C] })
  function k(c: Tensor<${type}, [${after.length}]> & Layout<[Replicate], Reduce<"${op}">>) {
    const [p] = pid();
    ${body}
  }
}
` };
}

const reductions: readonly ProgramCase[] = [
  reduce("a sum of copies", "int32", "sum", "for (const [i] of grid(2)) c[i] += (p + 1) * 10 + i;", [60, 63]),
  reduce("a sum that wraps", "int8", "sum", "c[0] = 100; c[1] += p;", [44, 3]),
  reduce("a product of copies", "int32", "prod", "for (const [i] of grid(2)) c[i] *= p + 2 + i;", [24, 60]),
  reduce("the least of copies", "int16", "min", "if (p !== 1) c[0] = 5 - p; if (p === 1) c[1] = -3;", [3, -3]),
  reduce("the greatest of copies, some untouched", "float32", "max", "if (p > 0) c[0] = 0.5 * p; c[1] = -p;", [1, 0]),
  reduce("a sum of floats in the order of places", "float32", "sum", "if (p === 0) c[0] = 16777216; else c[0] = 1;", [16777216]),
  reduce("fixed point", "Fixed<16, 8>", "sum", "c[0] = 1.25; c[1] = -0.5;", [3.75, -1.5]),
  reduce("an early return", "int32", "sum", "c[0] = 1; if (p === 1) return; for (const [i] of grid(2)) { if (c[0] > 1) return; c[1] += 10; c[0] += 1; }", [5, 20]),
  { name: "sums of sharded rows", args: [upTo(16), [0, 0, 0, 0]], afters: [upTo(16), [0 + 1 + 2 + 3, 22, 38, 54]], source: `@region()
export function f(A: Tensor<int32, [4, 4]>, C: Tensor<int32, [4]>): void {
  @kernel({ mapping: [2, 2], args: [A, C] })
  function k(a: Tensor<int32, [4, 4]> & Layout<[Shard<0>, Shard<1>]>, c: Tensor<int32, [4]> & Layout<[Shard<0>], Reduce<"sum">>) {
    for (const [i, j] of grid(2, 2)) c[i] += a[i][j];
  }
}
` },
  { name: "a sum of one instance", args: [[9]], after: [4], source: `@region()
export function f(C: Tensor<int32, [1]>): void {
  @kernel({ args: [C] })
  function k(c: Tensor<int32, [1]> & Layout<[Replicate], Reduce<"sum">>) { c[0] += 4; }
}
` },
];

export const layouts: readonly ProgramCase[] = [...shards, ...halos, ...reductions].map((c) => ({ ...c, name: `layouts: ${c.name}` }));
