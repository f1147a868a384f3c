/** Streams: arrays, blocks, structs, what does not wait, several at once. */
import type { ProgramCase } from "./case.js";

/** A region over `A` and `B`, tensors of `n` numbers; `A` is `given`, `B` zeros at first and `after` in the end. */
function pair(name: string, n: number, body: string, given: readonly number[], after: readonly number[], before = ""): ProgramCase {
  const zeros = Array.from({ length: n }, () => 0);
  const source = `${before}
type V = Tensor<int32, [${n}]>;
@region()
export function top(A: V, B: V): void {
${body}
}
`;
  return { name, args: [given, zeros], afters: [given, after], source };
}

/** The kernel that reads `A` and the one that writes `B`. */
function ends(send: string, receive: string): string {
  return `  @kernel({ args: [A] })
  function send(a: V) {
${send}
  }
  @kernel({ args: [B] })
  function receive(b: V) {
${receive}
  }`;
}

const four = [1, 2, 3, 4] as const;

export const streams: readonly ProgramCase[] = [
  pair("an array of streams", 4, `  const pipe = streams(int32, [4], { depth: 1 });
${ends("    for (const i of unrolled(4)) pipe[i].put(a[i] * 10);", "    for (const i of unrolled(4)) b[3 - i] = pipe[3 - i].get() + i;")}`, four, [13, 22, 31, 40]),
  pair("an array of streams of two dimensions, by aliases of its rows", 6, `  const mesh = streams(int32, [2, 3], { depth: 1 });
${ends(`    for (const i of unrolled(2)) {
      const row = mesh[i];
      for (const j of unrolled(row.length)) row[j].put(a[i * 3 + j]);
    }`, `    for (const i of unrolled(mesh.shape[0])) for (const j of unrolled(3)) b[j * 2 + i] = mesh[i][j].get();`)}`,
    [1, 2, 3, 4, 5, 6], [1, 4, 2, 5, 3, 6]),
  pair("streams as arguments of functions", 4, `  const one = stream(int32, { depth: 1 });
  const pipe = streams(int32, [3], { depth: 2 });
  function all(to: StreamArray<int32, [3]>, v: V): void {
    for (const i of unrolled(3)) to[i].put(v[i]);
  }
${ends(`    all(pipe, a);
    sendOne(one, a[3]);`, `    b[0] = take(pipe[2]);
    b[1] = take(pipe[1]);
    b[2] = take(pipe[0]);
    b[3] = take(one);`)}`, four, [3, 2, 1, 4], `function sendOne(s: Stream<int32>, x: int32): void { s.put(x); }
function take(s: Stream<int32>): int32 { return s.get(); }`),
  pair("parts of arrays of streams as arguments", 4, `  const mesh = streams(int32, [2, 3], { depth: 2 });
  const other = stream(int32, { depth: 2 });
${ends(`    both(slice(mesh, [0, 2], 1), a[0], a[1]);
    both([mesh[0][2], other], a[2], a[3]);`, `    b[0] = mesh[0][1].get();
    b[1] = mesh[1][1].get();
    b[2] = mesh[0][2].get();
    b[3] = other.get();`)}`, four, [1, 2, 3, 4], "function both(s: StreamArray<int32, [2]>, x: int32, y: int32): void { s[0].put(x); s[1].put(y); }"),
  pair("streams chosen at run time", 4, `  const pipe = streams(int32, [2], { depth: 2 });
${ends("    for (let i = 0; i < 4; i++) pipe[i % 2].put(a[i]);", "    for (let i = 0; i < 4; i++) b[i] = pipe[1 - i % 2].get();")}`, four, [2, 1, 4, 3]),
  pair("streams chosen at run time in two dimensions", 4, `  const mesh = streams(int32, [2, 2], { depth: 1 });
${ends("    for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) mesh[i][j].put(a[i * 2 + j]);",
    "    for (let i = 0; i < 2; i++) for (const j of unrolled(2)) b[j * 2 + i] = mesh[i][j].get();")}`, four, [1, 3, 2, 4]),
  { name: "a stream outside its array stops the run", args: [3, [0]], stops: 6004, source: `@region()
export function top(n: int32, B: Tensor<int32, [1]>): void {
  const pipe = streams(int32, [2], { depth: 1 });
  @kernel()
  function send() { pipe[n].put(1); }
  @kernel({ args: [B] })
  function receive(b: Tensor<int32, [1]>) { b[0] = pipe[0].get() + pipe[1].get(); }
}
` },
  pair("tryPut", 4, `  const pipe = stream(int32, { depth: 2 });
${ends(`    let refused: int32 = 0;
    for (let i = 0; i < 3; i++) {
      const fits = pipe.tryPut(a[i]);
      if (!fits) refused++;
    }
    while (!pipe.tryPut(100 + refused)) refused += 0;`, `    for (let i = 0; i < 3; i++) b[i] = pipe.get();`)}`, four, [1, 2, 101, 0]),
  pair("tryGet", 4, `  const pipe = stream(int32, { depth: 4 });
${ends("    for (let i = 0; i < 3; i++) pipe.put(a[i]);", `    let n: int32 = 0;
    while (n < 3) {
      const [ok, v] = pipe.tryGet();
      if (ok) { b[n] = v; n++; }
    }
    const [more, zero] = pipe.tryGet();
    b[3] = more ? 1 : 50 + zero;`)}`, four, [1, 2, 3, 50]),
  pair("empty and full", 4, `  const pipe = stream(int32, { depth: 1 });
${ends(`    pipe.put(a[0]);
    if (pipe.full()) pipe.put(a[1]);`, `    while (pipe.empty()) b[3] += 0;
    b[0] = pipe.get();
    b[1] = pipe.get();
    b[2] = pipe.empty() ? 7 : 8;`)}`, four, [1, 2, 7, 0]),
  pair("what does not wait, on streams chosen at run time", 4, `  const pipe = streams(int32, [2], { depth: 1 });
${ends("    for (let i = 0; i < 4; i++) while (!pipe[i % 2].tryPut(a[i] + 1)) a[0] += 0;", `    let n: int32 = 0;
    while (n < 4) {
      if (pipe[n % 2].empty()) continue;
      const [ok, v] = pipe[n % 2].tryGet();
      if (ok) b[n] = v;
      n++;
    }`)}`, four, [2, 3, 4, 5]),
  pair("structs in streams", 4, `  const pipe = stream(dtype<Point>(), { depth: 2 });
  const more = streams(dtype<Point>(), [2], { depth: 1 });
${ends(`    pipe.put({ x: a[0], y: { z: a[1] } });
    const p: Point = { x: a[2], y: { z: a[3] } };
    pipe.put(p);
    for (let i = 0; i < 2; i++) more[i].put({ ...p, x: i });`, `    const p = pipe.get();
    b[0] = p.y.z;
    const { x, y } = pipe.get();
    b[1] = x + y.z;
    for (let i = 0; i < 2; i++) {
      const q = more[i].get();
      b[2 + i] = q.x * 10 + q.y.z;
    }`)}`, four, [2, 7, 4, 14], "interface Point { x: int32; y: { z: int16 } }"),
  pair("blocks in streams", 6, `  const pipe = stream(tensorOf(int32, [2, 3]), { depth: 1 });
  const row = stream(tensorOf(int32, [3]));
${ends(`    const m = zeros(int32, [2, 3]);
    for (const [i, j] of grid(2, 3)) m[i][j] = a[i * 3 + j];
    pipe.put(m);
    m[0][0] = 100;
    pipe.put(m);
    row.put(m[1]);
    row.put(slice(a, [1, 4]));
    row.put([7, 8, 9]);`, `    const m = pipe.get();
    const again = pipe.get();
    for (const [i, j] of grid(2, 3)) b[j * 2 + i] = m[i][j] + again[i][j];
    m[1][2] = 5;
    b[5] = m[1][2];
    const [x, y, z] = row.get();
    b[0] = x + y + z;
    const t = row.get();
    b[1] = t[0] + t[2] + row.get()[1];`)}`, [1, 2, 3, 4, 5, 6], [15, 14, 4, 10, 6, 5]),
  pair("blocks chosen at run time", 4, `  const pipe = streams(tensorOf(int32, [2]), [2]);
${ends("    for (let i = 0; i < 2; i++) pipe[i].put(slice(a, [i * 2, i * 2 + 2]));", `    for (let i = 0; i < 2; i++) {
      const t = pipe[1 - i].get();
      b[i * 2] = t[0];
      b[i * 2 + 1] = t[1];
    }`)}`, four, [3, 4, 1, 2]),
  pair("peek", 6, `  const pipe = stream(int32, { depth: 1 });
${ends("    for (let i = 0; i < 6; i++) pipe.put(a[i]);", `    let n: int32 = 0;
    while (pipe.peek() < 4) {
      b[n] = pipe.get() * 10;
      n++;
    }
    b[n] = pipe.peek() + (pipe.empty() ? 1000 : 100);
    const [ok, v] = pipe.tryGet();
    b[n + 1] = ok ? v : 0;
    b[n + 2] = pipe.get() + pipe.peek();`)}`, [1, 2, 3, 4, 5, 6], [10, 20, 30, 104, 4, 11]),
  pair("peek at structs and blocks", 4, `  const points = stream(dtype<Point>(), { depth: 1 });
  const rows = stream(tensorOf(int32, [2]), { depth: 1 });
${ends(`    points.put({ x: a[0], y: a[1] });
    points.put({ x: a[2], y: a[3] });
    rows.put(slice(a, [0, 2]));
    rows.put(slice(a, [2, 4]));`, `    const p = points.peek();
    const q = points.get();
    const r = points.get();
    b[0] = p.x + q.y * 10 + r.x * 100;
    const t = rows.peek();
    t[0] = 50;
    const u = rows.get();
    b[1] = t[0] + u[0] + u[1];
    b[2] = rows.get()[1];`)}`, four, [321, 53, 4, 0], "interface Point { x: int32; y: int32 }"),
  pair("gather and scatter", 4, `  const pipe = streams(int32, [4], { depth: 1 });
  const back = streams(int32, [2, 2], { depth: 1 });
  @kernel()
  function middle() {
    const all = gather(pipe);
    const square = zeros(int32, [2, 2]);
    for (const [i, j] of grid(2, 2)) square[i][j] = all[j * 2 + i] + 1;
    scatter(square, back);
  }
${ends("    scatter(a, pipe);", `    const m = gather(back);
    for (const [i, j] of grid(2, 2)) b[i * 2 + j] = m[i][j];`)}`, four, [2, 4, 3, 5]),
  pair("gather and scatter of blocks, and of lists", 4, `  const pipe = streams(tensorOf(int32, [2]), [2]);
  const x = stream(int32, { depth: 1 });
  const y = stream(int32, { depth: 1 });
${ends(`    const m = zeros(int32, [2, 2]);
    for (const [i, j] of grid(2, 2)) m[i][j] = a[i * 2 + j];
    scatter(m, pipe);
    scatter(slice(a, [2, 4]), [x, y]);`, `    const m = gather(pipe);
    b[0] = m[0][1];
    b[1] = m[1][0];
    const two = gather([y, x]);
    b[2] = two[0];
    b[3] = two[1];`)}`, four, [2, 3, 4, 3]),
  pair("broadcast to streams", 4, `  const pipe = streams(int32, [3], { depth: 1 });
${ends("    broadcast(a[2] * 2, pipe);", "    for (const i of unrolled(3)) b[i] = pipe[i].get() + i;")}`, four, [6, 7, 8, 0]),
  pair("merge of streams", 4, `  const pipe = streams(int32, [2], { depth: 4 });
  @kernel()
  function other() {
    pipe[1].put(40);
    pipe[1].put(50);
  }
${ends(`    pipe[0].put(a[0]);
    pipe[0].put(a[1]);`, `    for (let i = 0; i < 4; i++) {
      const [v, from] = merge(pipe);
      b[i] = v * 10 + from;
    }`)}`, four, [10, 401, 20, 501]),
  pair("a broadcast in a region", 4, `  const all = broadcast(int32, { depth: 1 });
  const back = streams(int32, [2], { depth: 4 });
  @kernel()
  function one() { for (let i = 0; i < 4; i++) back[0].put(all.get()); }
  @kernel()
  function two() { for (let i = 0; i < 4; i++) back[1].put(all.get() * 10); }
  function give(s: Stream<int32>, x: int32): void { s.put(x + 1); }
${ends("    for (let i = 0; i < 3; i++) all.put(a[i] * a[i]);\n    give(all, a[3]);",
    "    for (let i = 0; i < 4; i++) b[i] = back[0].get() + back[1].get();")}`, four, [11, 44, 99, 55]),
  pair("a merge in a region", 4, `  const all = merge(int32, { depth: 4 });
  @kernel()
  function other() {
    all.put(40);
    all.put(50);
  }
${ends("    all.put(a[0]);\n    all.put(a[1]);", "    let sum: int32 = 0;\n    for (let i = 0; i < 4; i++) sum += all.get();\n    b[0] = sum;")}`, four, [93, 0, 0, 0]),
  pair("a grid joined by an array of streams", 4, `  const pipe = streams(int32, [3, 4], { depth: 2 });
  @kernel({ mapping: [2, 3] })
  function pe() {
    const [r, c] = pid<2>();
    const row = pipe[r];
    for (let i = 0; i < 2; i++) {
      const x = row[c].get();
      row[c + 1].put(x + 1);
    }
  }
${ends(`    for (let i = 0; i < 2; i++) for (const r of unrolled(2)) pipe[r][0].put(a[r * 2 + i] * 10);`,
    "    for (let i = 0; i < 2; i++) for (const r of unrolled(2)) b[r * 2 + i] = pipe[r][3].get();")}`, four, [13, 23, 33, 43]),
  pair("a grid with streams chosen at run time and passed on", 4, `  const mesh = streams(int32, [2, 2], { depth: 2 });
  const out = streams(int32, [2], { depth: 2 });
  function send2(s: Stream<int32>, x: int32): void { s.put(x * 100); }
  @kernel({ mapping: [2] })
  function pe() {
    const [p] = pid();
    for (let i = 0; i < 2; i++) send2(out[p], mesh[p][i].get() + p);
  }
${ends(`    for (const r of unrolled(2)) for (const c of unrolled(2)) mesh[r][c].put(a[r * 2 + c]);`,
    "    for (const r of unrolled(2)) for (let i = 0; i < 2; i++) b[r * 2 + i] = out[r].get();")}`, four, [100, 200, 400, 500]),
  pair("streams as arguments of kernels and of inner regions", 4, `  const pipe = streams(int32, [3], { depth: 1 });
  const back = stream(int32, { depth: 1 });
  @kernel({ args: [A, pipe] })
  function send(a: V, to: StreamArray<int32, [3]>) {
    for (let i = 0; i < 3; i++) to[i].put(a[i]);
  }
  plus(pipe[1], back);
  @kernel({ args: [B, pipe[0], pipe[2], back] })
  function receive(b: V, x: Stream<int32>, y: Stream<int32>, z: Stream<int32>) {
    b[0] = x.get();
    b[1] = y.get();
    b[2] = z.get();
  }`, four, [1, 3, 102, 0], `@region()
function plus(from: Stream<int32>, to: Stream<int32>): void {
  const inside = streams(int32, [2]);
  @kernel()
  function first() { inside[0].put(from.get() + 90); }
  @kernel()
  function second() { to.put(inside[0].get() + 10); }
}`),
  pair("an array of streams as an argument of an inner region", 2, `  const there = streams(int32, [2, 2], { depth: 1 });
${ends("    scatter(a, there[1]);", "    const [x, y] = gather(there[0]);\n    b[0] = y;\n    b[1] = x;")}
  cross(there[1], there[0]);`, [1, 2], [4, 2], `@region()
function cross(from: StreamArray<int32, [2]>, to: StreamArray<int32, [2]>): void {
  @kernel({ mapping: [2] })
  function twice() {
    const [p] = pid();
    to[p].put(from[p].get() * 2);
  }
}`),
  pair("loops over streams", 4, `  const pipe = streams(int32, [4], { depth: 1 });
${ends(`    let i: int32 = 0;
    for (const s of pipe) {
      s.put(a[i]);
      i++;
    }`, `    for (const s of slice(pipe, [2, 4])) b[0] += s.get();
    for (const s of [pipe[0], pipe[1]]) b[1] += s.get();`)}`, four, [7, 3, 0, 0]),
  pair("templates over streams", 4, `  const pipe = streams(int16, [2], { depth: 2 });
  const rows = stream(tensorOf(int16, [2]), { depth: 2 });
${ends(`    all(pipe, a);
    const t = zeros(int16, [2]);
    t[1] = int16(a[3]);
    one(rows, t);`, "    b[0] = pipe[0].get();\n    b[1] = pipe[1].get();\n    b[2] = rows.get()[1];")}`, four, [1, 2, 4, 0], `function all<T, N extends number>(s: StreamArray<T, [N]>, v: Tensor<int32, [4]>): void {
  for (const i of unrolled(dim<N>())) s[i].put(dtype<T>()(v[i]));
}
function one<T, N extends number>(s: Stream<Tensor<T, [N]>>, v: Tensor<T, [N]>): void { s.put(v); }`),
  { name: "arrays of streams in a class", args: [[1, 2], [0, 0]], afters: [[1, 2], [2, 1]], source: `@region()
export class Top {
  A!: Tensor<int32, [2]>;
  B!: Tensor<int32, [2]>;
  lanes = streams(int32, [2], { depth: 1 });
  @kernel({ args: ["A"] })
  send(a: Tensor<int32, [2]>): void {
    scatter(a, this.lanes);
  }
  @kernel({ args: ["B"] })
  receive(b: Tensor<int32, [2]>): void {
    for (let i = 0; i < 2; i++) b[1 - i] = this.lanes[i].get();
  }
}
` },
];
