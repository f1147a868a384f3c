/** Networks of processes in IR text whose C++ is kept as golden files, with arguments to run them on. */
import type { Construct } from "./constructs.js";

const raws = (n: number, f: (i: number) => number): bigint[] => Array.from({ length: n }, (_, i) => BigInt(f(i)));

export const networkConstructs: Readonly<Record<string, Construct>> = {
  systolic: {
    ir: `// A grid of one kernel, whose instances differ in constants and in their streams.
func feed(p: index, A: int8[2, 3], out: stream<int8, 2>) {
  for k: index = 0 to 3 {
    put out, A[p, k]
  }
}

func pe(p0: index, p1: index, west: stream<int8, 2>, north: stream<int8, 2>, east: stream<int8, 2>, south: stream<int8, 2>, C: int32[2, 2]) {
  let sum: int32 = 0:int32
  for k: index = 0 to 3 {
    get a: int8 from west
    get b: int8 from north
    sum = int32(sum + a * b)
    put east, a
    put south, b
  }
  C[p0, p1] = sum
}

func drain(in: stream<int8, 2>) {
  for k: index = 0 to 3 {
    get x: int8 from in
  }
}

region systolic(A: int8[2, 3], B: int8[2, 3], C: int32[2, 2]) {
  rows: stream<int8, 2>[2, 3]
  cols: stream<int8, 2>[3, 2]
  run feed(0:index, A, rows[0, 0]) as rowFeed[0]
  run feed(1:index, A, rows[1, 0]) as rowFeed[1]
  run feed(0:index, B, cols[0, 0]) as colFeed[0]
  run feed(1:index, B, cols[0, 1]) as colFeed[1]
  run pe(0:index, 0:index, rows[0, 0], cols[0, 0], rows[0, 1], cols[1, 0], C) as pe[0, 0]
  run pe(0:index, 1:index, rows[0, 1], cols[0, 1], rows[0, 2], cols[1, 1], C) as pe[0, 1]
  run pe(1:index, 0:index, rows[1, 0], cols[1, 0], rows[1, 1], cols[2, 0], C) as pe[1, 0]
  run pe(1:index, 1:index, rows[1, 1], cols[1, 1], rows[1, 2], cols[2, 1], C) as pe[1, 1]
  run drain(rows[0, 2]) as rowDrain[0]
  run drain(rows[1, 2]) as rowDrain[1]
  run drain(cols[2, 0]) as colDrain[0]
  run drain(cols[2, 1]) as colDrain[1]
}
`,
    args: [raws(6, (i) => i - 2), raws(6, (i) => 3 * i + 1), raws(4, () => 0)],
  },
  blocks: {
    ir: `// Blocks of scalars and of structs, with and without waiting.
struct Pixel { r: uint8, depth: int7 }

func send(x: int16[4, 6], whole: stream<int16[2, 3], 2>, pixels: stream<Pixel[2], 1>) {
  alloc tile: int16[2, 3] = 0:int16
  alloc pair: Pixel[2] = {0:uint8, 0:int7}
  for t: index = 0 to 4 {
    for i: index = 0 to 2 {
      for j: index = 0 to 3 {
        tile[i, j] = x[t, i * 3 + j]
      }
      pair[i]->r = uint8(tile[i, 0])
      pair[i]->depth = int7(tile[i, 1])
    }
    put whole, tile
    put try sent, pixels, pair
    if !sent {
      put pixels, pair
    }
  }
}

func receive(whole: stream<int16[2, 3], 2>, pixels: stream<Pixel[2], 1>, y: int32[8]) {
  for t: index = 0 to 4 {
    get tile: int16[2, 3] from whole
    y[t] = int32(tile[0, 2] + tile[1, 0])
    get try got, early: Pixel[2] from pixels
    if got {
      y[t + 4] = int32(early[0]->r - early[1]->depth)
    } else {
      get late: Pixel[2] from pixels
      y[t + 4] = int32(late[0]->r - late[1]->depth + early[0]->r)
    }
  }
}

region blocks(x: int16[4, 6], y: int32[8]) {
  whole: stream<int16[2, 3], 2>
  pixels: stream<Pixel[2], 1>
  run send(x, whole, pixels)
  run receive(whole, pixels, y)
}
`,
    args: [raws(24, (i) => 7 * i - 60), raws(8, () => 0)],
  },
  asking: {
    ir: `// What does not wait, feedback, and a constant that is no template parameter.
struct Job { id: uint8, size: int32 }

func source(first: int32, jobs: stream<Job, 1>, credit: stream<bool, 2>, out: int32[3]) {
  let waits: int32 = 0:int32
  for k: index = 0 to 5 {
    probe none: empty credit
    if none {
      waits = int32(waits + 1)
    }
    get ready: bool from credit
    probe busy: full jobs
    let sent: bool = false
    while !sent {
      put try ok, jobs, {uint8(k), int32(first * k)}
      sent = ok
      waits = int32(waits + busy)
    }
  }
  out[0] = waits
}

func worker(jobs: stream<Job, 1>, credit: stream<bool, 2>, out: int32[3]) {
  put credit, true
  let left: index = 5:index
  let sum: int32 = 0:int32
  let missed: int32 = 0:int32
  while left > 0 {
    get try ok, job: Job from jobs
    if ok {
      sum = int32(sum + job->id * job->size)
      left = index(left - 1)
      put try more, credit, left > 0
    } else {
      missed = int32(missed + 1 + job->size)
    }
  }
  out[1] = sum
  out[2] = missed
}

region asking(out: int32[3]) {
  jobs: stream<Job, 1>
  credit: stream<bool, 2>
  run source(100:int32, jobs, credit, out)
  run worker(jobs, credit, out)
}
`,
    args: [raws(3, () => 0)],
  },
  merging: {
    ir: `// Several producers; a region as an instance, and one that a kernel calls, with a constant table.
func count(from: index, n: int32, out: stream<int32, 3>) {
  for k: int32 = 0 to n {
    put out, int32(k * 10 + from)
  }
}

func scale(in: stream<int32, 2>, by: int16[4], out: stream<int32, 3>) {
  for k: index = 0 to 4 {
    get x: int32 from in
    put out, int32(x * by[k])
  }
}

func pass(in: stream<int32, 3>, out: stream<int32, 2>) {
  for k: index = 0 to 4 {
    get x: int32 from in
    put out, int32(x + 1)
  }
}

func stage(in: stream<int32, 3>, by: int16[4], out: stream<int32, 3>) network {
  pipe: stream<int32, 2>
  run pass(in, pipe)
  run scale(pipe, by, out)
}

func rounds(in: stream<int32, 3>, out: stream<int32, 3>) {
  rom by: int16[4] = [3, -5, 7, 11]
  for r: index = 0 to 2 {
    call stage(in, by, out)
  }
}

func both(in: stream<int32, 3>, out: stream<int32, 3>) network {
  run rounds(in, out)
}

func store(in: stream<int32, 3>, y: int32[8]) {
  for k: index = 0 to 8 {
    get x: int32 from in
    y[k] = x
  }
}

region merging(n: int32, y: int32[8]) {
  all: stream<int32, 3> merge
  scaled: stream<int32, 3>
  run count(0:index, n, all) as count[0]
  run count(1:index, n, all) as count[1]
  run both(all, scaled)
  run store(scaled, y)
}
`,
    args: [4n, raws(8, () => 0)],
  },
};
