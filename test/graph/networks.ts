/** Networks whose pictures are compared: one of each kind that users draw on a whiteboard. */

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

const pipeline = `
  func read(a: int32[16], out: stream<int32, 4>) { for i: index = 0 to 16 { put out, a[i] } }
  func scale(from: stream<int32, 4>, out: stream<int32, 2>) {
    for i: index = 0 to 16 {
      get x: int32 from from
      put out, int32(x * 3)
    }
  }
  func write(from: stream<int32, 2>, b: int32[16]) {
    for i: index = 0 to 16 {
      get x: int32 from from
      b[i] = x
    }
  }
  region pipeline(A: int32[16], B: int32[16]) {
    raw: stream<int32, 4>
    scaled: stream<int32, 2>
    run read(A, raw)
    run scale(raw, scaled)
    run write(scaled, B)
  }`;

/** A source feeds two workers, which are joined; the joiner gives credits back to the source. */
const feedback = `
  struct Job { at: uint8, value: int16 }
  func source(a: int16[64], left: stream<Job, 2>, right: stream<Job, 2>, credit: stream<bool, 8>) {
    for i: index = 0 to 32 {
      get c: bool from credit
      put left, {uint8(i), a[i]}
      put right, {uint8(i), a[i + 32]}
    }
  }
  func work(from: stream<Job, 2>, out: stream<Job, 2>) {
    for i: index = 0 to 32 {
      get j: Job from from
      put out, {j->at, int16(j->value + 1)}
    }
  }
  func join(left: stream<Job, 2>, right: stream<Job, 2>, credit: stream<bool, 8>, b: int16[64]) {
    for i: index = 0 to 32 {
      get l: Job from left
      get r: Job from right
      b[i] = l->value
      b[i + 32] = r->value
      put credit, true
    }
  }
  region feedback(A: int16[64], B: int16[64]) {
    upper: stream<Job, 2>
    lower: stream<Job, 2>
    upperDone: stream<Job, 2>
    lowerDone: stream<Job, 2>
    credit: stream<bool, 8>
    run source(A, upper, lower, credit)
    run work(upper, upperDone) as slow
    run work(lower, lowerDone) as fast
    run join(upperDone, lowerDone, credit, B)
  }`;

/** C = A · B on n × n processing elements, with loaders at two sides and drains at the others, as kernels of their own. */
export function systolic(n: number): string {
  const [s, at] = [`stream<int8, 2>`, range(n)];
  return `
  func loadRow(a: int8[${n}, 32], out: ${s}, p: index) { for k: index = 0 to 32 { put out, a[p, k] } }
  func loadColumn(b: int8[32, ${n}], out: ${s}, p: index) { for k: index = 0 to 32 { put out, b[k, p] } }
  func pe(west: ${s}, east: ${s}, north: ${s}, south: ${s}, c: int32[${n}, ${n}], p: index, q: index) {
    let sum: int32 = int32(0)
    for k: index = 0 to 32 {
      get x: int8 from west
      get y: int8 from north
      sum = int32(sum + x * y)
      put east, x
      put south, y
    }
    c[p, q] = sum
  }
  func drain(from: ${s}) { for k: index = 0 to 32 { get x: int8 from from } }
  region systolic(A: int8[${n}, 32], B: int8[32, ${n}], C: int32[${n}, ${n}]) {
    h: ${s}[${n}, ${n + 1}]
    v: ${s}[${n + 1}, ${n}]
    ${at.map((i) => `run loadRow(A, h[${i}, 0], ${i}:index) as loadRow[${i}]`).join("\n    ")}
    ${at.map((j) => `run loadColumn(B, v[0, ${j}], ${j}:index) as loadColumn[${j}]`).join("\n    ")}
    ${at.flatMap((i) => at.map((j) =>
      `run pe(h[${i}, ${j}], h[${i}, ${j + 1}], v[${i}, ${j}], v[${i + 1}, ${j}], C, ${i}:index, ${j}:index) as pe[${i}, ${j}]`)).join("\n    ")}
    ${at.map((i) => `run drain(h[${i}, ${n}]) as drainRow[${i}]`).join("\n    ")}
    ${at.map((j) => `run drain(v[${n}, ${j}]) as drainColumn[${j}]`).join("\n    ")}
  }`;
}

/** The same with all in one grid of (n + 2) × (n + 2), without corners: what an instance does depends on its place. */
export function oneGrid(n: number): string {
  const [s, at] = [`stream<float32, 2>`, range(n)];
  return `
  func loadA(a: float32[${n}, 32], out: ${s}, p: index) { for k: index = 0 to 32 { put out, a[p - 1, k] } }
  func loadB(b: float32[32, ${n}], out: ${s}, p: index) { for k: index = 0 to 32 { put out, b[k, p - 1] } }
  func mac(west: ${s}, east: ${s}, north: ${s}, south: ${s}, c: float32[${n}, ${n}], p: index, q: index) {
    let sum: float32 = float32(0.0)
    for k: index = 0 to 32 {
      get x: float32 from west
      get y: float32 from north
      sum = sum + x * y
      put east, x
      put south, y
    }
    c[p - 1, q - 1] = sum
  }
  func drain(from: ${s}) { for k: index = 0 to 32 { get x: float32 from from } }
  region oneGrid(A: float32[${n}, 32], B: float32[32, ${n}], C: float32[${n}, ${n}]) {
    fifoA: ${s}[${n}, ${n + 1}]
    fifoB: ${s}[${n}, ${n + 1}]
    ${at.map((i) => `run loadA(A, fifoA[${i}, 0], ${i + 1}:index) as gemm[${i + 1}, 0]`).join("\n    ")}
    ${at.map((j) => `run loadB(B, fifoB[${j}, 0], ${j + 1}:index) as gemm[0, ${j + 1}]`).join("\n    ")}
    ${at.flatMap((i) => at.map((j) =>
      `run mac(fifoA[${i}, ${j}], fifoA[${i}, ${j + 1}], fifoB[${j}, ${i}], fifoB[${j}, ${i + 1}], C, ${i + 1}:index, ${j + 1}:index) as gemm[${i + 1}, ${j + 1}]`)).join("\n    ")}
    ${at.map((i) => `run drain(fifoA[${i}, ${n}]) as gemm[${i + 1}, ${n + 1}]`).join("\n    ")}
    ${at.map((j) => `run drain(fifoB[${j}, ${n}]) as gemm[${n + 1}, ${j + 1}]`).join("\n    ")}
  }`;
}

/** Rows of a matrix in tiles, each tile a region of two kernels; the last kernel calls a region twice. */
const hierarchy = `
  func load(a: int16[8, 16], out: stream<int16, 2>, p: index) {
    for i: index = 0 to 4 { for k: index = 0 to 16 { put out, a[p * 4 + i, k] } }
  }
  func sum(from: stream<int16, 2>, out: stream<int16, 4>) {
    for i: index = 0 to 4 {
      let s: int16 = int16(0)
      for k: index = 0 to 16 {
        get x: int16 from from
        s = int16(s + x)
      }
      put out, s
    }
  }
  func tile(a: int16[8, 16], out: stream<int16, 4>, p: index) network {
    row: stream<int16, 2>
    run load(a, row, p)
    run sum(row, out)
  }
  func up(x: int16[8], out: stream<int16, 1>) { for i: index = 0 to 8 { put out, x[i] } }
  func down(from: stream<int16, 1>, y: int16[8]) {
    for i: index = 0 to 8 {
      get v: int16 from from
      y[7 - i] = v
    }
  }
  func reverse(x: int16[8], y: int16[8]) network {
    wire: stream<int16, 1>
    run up(x, wire)
    run down(wire, y)
  }
  func collect(upper: stream<int16, 4>, lower: stream<int16, 4>, b: int16[8]) {
    alloc all: int16[8] = int16(0)
    alloc half: int16[8] = int16(0)
    for i: index = 0 to 4 {
      get u: int16 from upper
      get l: int16 from lower
      all[i] = u
      all[i + 4] = l
    }
    call reverse(all, half)
    call reverse(half, b)
  }
  region hierarchy(A: int16[8, 16], B: int16[8]) {
    sums: stream<int16, 4>[2]
    run tile(A, sums[0], 0:index) as tile[0]
    run tile(A, sums[1], 1:index) as tile[1]
    run collect(sums[0], sums[1], B)
  }`;

const merge = `
  func rows(values: int16[4, 8], out: stream<int16, 2>, p: index) { for i: index = 0 to 8 { put out, values[p, i] } }
  func add(from: stream<int16, 2>, y: int32[1]) {
    for i: index = 0 to 32 {
      get x: int16 from from
      y[0] = int32(y[0] + x)
    }
  }
  region sparse(M: int16[4, 8], y: int32[1]) {
    products: stream<int16, 2> merge
    ${range(4).map((p) => `run rows(M, products, ${p}:index) as rows[${p}]`).join("\n    ")}
    run add(products, y)
  }`;

/** Cannon's algorithm: blocks go around in both dimensions. */
export function torus(n: number): string {
  const [s, at] = ["stream<int8[4, 4], 1>", range(n)];
  const next = (i: number): number => (i + n - 1) % n;
  return `
  func pe(a: ${s}, left: ${s}, b: ${s}, up: ${s}, A: int8[${4 * n}, ${4 * n}], C: int32[${4 * n}, ${4 * n}], p: index, q: index) {
    alloc x: int8[4, 4] = int8(0)
    for i: index = 0 to 4 { for j: index = 0 to 4 { x[i, j] = A[p * 4 + i, q * 4 + j] } }
    put left, x
    put up, x
    get y: int8[4, 4] from a
    get z: int8[4, 4] from b
    for i: index = 0 to 4 { for j: index = 0 to 4 { C[p * 4 + i, q * 4 + j] = int32(y[i, j] * z[i, j]) } }
  }
  region torus(A: int8[${4 * n}, ${4 * n}], C: int32[${4 * n}, ${4 * n}]) {
    rows: ${s}[${n}, ${n}]
    columns: ${s}[${n}, ${n}]
    ${at.flatMap((i) => at.map((j) =>
      `run pe(rows[${i}, ${j}], rows[${i}, ${next(j)}], columns[${i}, ${j}], columns[${next(i)}, ${j}], A, C, ${i}:index, ${j}:index) as pe[${i}, ${j}]`)).join("\n    ")}
  }`;
}

/** log2(n) stages of n lanes, whose partner is further off in each stage. */
export function butterfly(lanes: number): string {
  const [s, stages] = ["stream<int32, 2>", Math.log2(lanes)];
  const partner = (lane: number, stage: number): number => lane ^ (1 << stage);
  return `
  func first(x: int32[${lanes}], out: ${s}, p: index) { put out, x[p] }
  func swap(a: ${s}, b: ${s}, c: ${s}, d: ${s}) {
    get x: int32 from a
    get y: int32 from b
    put c, x
    put d, y
  }
  func last(a: ${s}, b: ${s}, y: int32[${lanes}], p: index) {
    get u: int32 from a
    get v: int32 from b
    y[p] = int32(u + v)
  }
  func feed(x: int32[${lanes}], straight: ${s}, cross: ${s}, p: index) {
    put straight, x[p]
    put cross, x[p]
  }
  region butterfly(X: int32[${lanes}], Y: int32[${lanes}]) {
    straight: ${s}[${stages}, ${lanes}]
    cross: ${s}[${stages}, ${lanes}]
    ${range(lanes).map((l) => `run feed(X, straight[0, ${l}], cross[0, ${l}], ${l}:index) as feed[${l}]`).join("\n    ")}
    ${range(stages - 1).flatMap((t) => range(lanes).map((l) =>
      `run swap(straight[${t}, ${l}], cross[${t}, ${partner(l, t)}], straight[${t + 1}, ${l}], cross[${t + 1}, ${l}]) as node[${t}, ${l}]`)).join("\n    ")}
    ${range(lanes).map((l) =>
      `run last(straight[${stages - 1}, ${l}], cross[${stages - 1}, ${partner(l, stages - 1)}], Y, ${l}:index) as sink[${l}]`).join("\n    ")}
  }`;
}

/** Names that mean something in SVG, DOT and XML, as the text form quotes them. */
const quote = (name: string): string => `\`${JSON.stringify(name).slice(1, -1)}\``;
export const oddNames = {
  region: "graph \"größer\" <&>", source: "<a & \"b\">", sink: "\\n]]>{}|", kernel: "名前", stream: "-->", tensor: "$x\u0001",
} as const;
const odd = `
  func ${quote(oddNames.source)}(x: int8[4], out: stream<int8, 2>) { for i: index = 0 to 4 { put out, x[i] } }
  func ${quote(oddNames.sink)}(from: stream<int8, 2>) { for i: index = 0 to 4 { get v: int8 from from } }
  region ${quote(oddNames.region)}(${quote(oddNames.tensor)}: int8[4]) {
    ${quote(oddNames.stream)}: stream<int8, 2>
    run ${quote(oddNames.source)}(${quote(oddNames.tensor)}, ${quote(oddNames.stream)}) as ${quote(oddNames.kernel)}
    run ${quote(oddNames.sink)}(${quote(oddNames.stream)})
  }`;

/** By the names of their golden files. */
export const networks: ReadonlyMap<string, string> = new Map([
  ["pipeline", pipeline], ["feedback", feedback], ["systolic-4", systolic(4)], ["systolic-16", systolic(16)],
  ["one-grid", oneGrid(4)], ["hierarchy", hierarchy], ["merge", merge], ["torus", torus(4)],
  ["butterfly", butterfly(8)], ["odd-names", odd],
]);
