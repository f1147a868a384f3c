/** Kernels in IR text for what the golden files of kernels.ts do not show, with arguments to run them on. */
import { wholeFile } from "../../../lib/diagnostics/source.js";
import { parseModule } from "../../../lib/ir/parse.js";
import type { Unit } from "../../../lib/targets/target.js";
import type { ArgValue } from "../../support/csim.js";
import { networkConstructs } from "./network-constructs.js";

/** A unit as IR text. */
export interface Construct {
  readonly ir: string;
  /** As the interpreter takes them; none when the kernel cannot run by itself. */
  readonly args?: readonly ArgValue[];
  /** The user's file that the spans in `ir` point into. */
  readonly source?: string;
  readonly externals?: Unit["externals"];
}

const raws = (n: number, f: (i: number) => number): ArgValue => Array.from({ length: n }, (_, i) => BigInt(f(i)));

/** A TypeScript kernel with messages, and its IR, whose spans are places in it. */
const sharesSource = `@kernel()
export function shares(weights: Tensor<uint8, [4]>, scale: Fixed<12, 4>): float32 {
  let total: uint16 = 0;
  for (let i = 0; i < 4; i++) total += weights[i];
  console.assert(total > 0, "no weights in", weights);
  const mean = total / 4;
  console.log("mean", mean, "of", weights, "times", scale);
  return mean * scale;
}
`;

function at(snippet: string): string {
  const start = sharesSource.indexOf(snippet);
  const end = sharesSource.indexOf("\n", start);
  return `@${start}+${end - start}`;
}

const sharesIr = `files "src/shares.ts"
@0+${sharesSource.length} top func shares(@- weights: uint8[4], @- scale: fixed<12, 4>) -> float32 {
  ${at("let total")} let total: uint16 = 0:uint16
  ${at("for (let")} for i: index = 0 to 4 {
    ${at("total +=")} total = uint16(total + weights[i]${at("weights[i]")})
  }
  ${at("console.assert")} assert total > 0, "no weights in ", weights
  ${at("const mean")} const mean: float32 = float32(total) / 4.0f
  ${at("console.log")} print "mean ", mean, " of ", weights, " times ", scale
  ${at("return mean")} return mean * float32(scale)
}
`;

const constructs: Readonly<Record<string, Construct>> = {
  ...networkConstructs,
  fixed: {
    ir: `// Native operators, modes where values are stored, constants.
top func smooth(x: fixed<16, 12>[8], gain: ufixed<8, 7>, y: fixed<12, 8, round, saturate>[8]) -> fixed<24, 16, roundConv, saturateSym> {
  rom taps: fixed<10, 9>[3] = [0.25, 0.498046875, 0.25]
  let energy: fixed<40, 24> = 0.0:fixed<40, 24>
  for i: index = 1 to 7 {
    let sum: fixed<24, 18> = -0.75:fixed<24, 18>
    for k: index = 0 to 3 {
      sum = fixed<24, 18>(sum + taps[k] * x[i + k - 1])
    }
    y[i] = fixed<12, 8, round, saturate>(sum * gain)
    if y[i] < -x[i] || y[i] == 2 {
      energy = fixed<40, 24>(energy - abs(y[i]))
    } else {
      energy = fixed<40, 24>(energy + y[i] * y[i] + (x[i] >> 2))
    }
  }
  return fixed<24, 16, roundConv, saturateSym>(max(energy, 0.5:fixed<16, 12>))
}
`,
    args: [raws(8, (i) => (i * 11003) % 65536 - 32768), 200n, raws(8, () => 0)],
  },
  quotients: {
    ir: `// What ap_fixed lacks: on the integers of the bits.
top func quantize(x: fixed<16, 8>[6], step: ufixed<8, 6>, whole: int8[6], part: fixed<16, 10>[6]) -> fixed<20, 12, roundInf, saturate> {
  let last: fixed<20, 12, roundInf, saturate> = 0.0:fixed<20, 12, roundInf, saturate>
  for i: index = 0 to 6 {
    whole[i] = int8(floor(x[i]) + round(x[i]))
    part[i] = fixed<16, 10>(mod(x[i], 1))
    last = (x[i] / step):fixed<20, 12, roundInf, saturate>
    x[i] = fixed<16, 8>(x[i] >>> 1)
  }
  return last
}
`,
    args: [raws(6, (i) => i * 9001 - 30000), 77n, raws(6, () => 0), raws(6, () => 0)],
  },
  halves: {
    ir: `// Each operation on half is rounded; functions are computed in double.
top func swish(x: float16[5], scale: float16, y: float16[5], z: bfloat16[5]) -> bfloat16 {
  let total: bfloat16 = 0.0:bfloat16
  for i: index = 0 to 5 {
    const e: float16 = 1.0:float16 / (1.0:float16 + exp(-x[i] * scale))
    y[i] = float16(int16(select(e > 0.5:float16, x[i] * e, e)))
    z[i] = bfloat16(float32(e)) * bfloat16(2)
    total = total + z[i]
  }
  return max(total, bfloat16(scale))
}
`,
    args: [[-2, -0.5, 0, 1.5, 100], 0.75, [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]],
  },
  pixels: {
    ir: `struct Position { x: uint16, y: uint16 }
struct Pixel { rgb: uint8, alpha: fixed<8, 7>, at: Position, \`class\`: bool }

func moved(p: Pixel, dx: int16) -> Pixel {
  return { uint8(255 - p->rgb), p->alpha, uint16(p->at->x + dx), p->at->y, p->\`class\` }
}

// Structs in tensors, as parameters, as a result.
top func shift(image: Pixel[3], dx: int16, out: Pixel[3]) -> Pixel {
  for i: index = 0 to 3 {
    out[i]->rgb = image[i]->rgb
    out[i]->at->x = uint16(image[i]->at->x + dx)
    out[i]->alpha = fixed<8, 7>(image[i]->alpha * 0.5:fixed<8, 7>)
    out[i]->\`class\` = !image[i]->\`class\`
  }
  call last: Pixel = moved({ image[2]->rgb, image[2]->alpha, image[2]->at->x, image[2]->at->y, true }, dx)
  return { last->rgb, last->alpha, last->at->x, last->at->y, last->\`class\` }
}
`,
    args: [
      [9n, -128n, 1n, 2n, true, 8n, 127n, 65535n, 4n, false, 7n, 3n, 5n, 6n, true], -3n,
      Array.from({ length: 3 }, () => [0n, 0n, 0n, 0n, false]).flat(),
    ],
  },
  packets: {
    ir: `struct Packet { id: uint8, data: int16, last: bool }

func send(x: int16[6], pipe: stream<Packet, 2>) {
  for i: index = 0 to 6 {
    put pipe, { uint8(i), x[i], i == 5 }
  }
}

func receive(pipe: stream<Packet, 2>, y: int16[6]) {
  let done: bool = false
  while !done {
    get p: Packet from pipe
    y[p->id] = int16(p->data * 2)
    done = p->last
  }
}

region double_all(x: int16[6], y: int16[6]) {
  pipe: stream<Packet, 2>
  run send(x, pipe)
  run receive(pipe, y)
}
`,
    args: [raws(6, (i) => i * i - 7), raws(6, () => 0)],
  },
  decode: {
    ir: `// Several results; switch, do, bits.
top func decode(code: uint8, x: int32) -> (int32, bool, uint16[3]) {
  let value: int32 = 0:int32
  let ok: bool = true
  alloc trace: uint16[3] = 0:uint16
  switch code & 7 {
    case 0 {
      value = int32(x + 1)
    }
    case 1, 2 {
      value = int32(reverse(x))
      if x < 0 {
        break
      }
      trace[0] = uint16(value)
    }
    case 5 {
      value = bitcast<int32>(float32(x) * 0.5f)
    }
    default {
      ok = false
    }
  }
  let n: int32 = x
  do {
    trace[1] = uint16(trace[1] + 1)
    if n == 3 {
      n = -1:int32
      continue
    }
    trace[2] = uint16(trace[2] ^ n)
    n = int32(n / 2)
  } while n > 0
  return value, ok, trace
}
`,
    args: [13n, 12345n],
  },
  running: {
    ir: `func next() -> uint32 {
  state seed: uint32 = 1
  seed = uint32(seed * 1664525 + 1013904223)
  return seed
}

// What is kept from call to call.
top func average(x: int16) -> int16 {
  state window: int16[4] = [10, 20, 30, -40]
  state sum: int32 = 20
  state weight: fixed<8, 7> = 0.5
  state at: index = 0
  call noise: uint32 = next()
  sum = int32(sum + x - window[at])
  window[at] = x
  at = index((at + 1) & 3)
  weight = fixed<8, 7>(weight - 0.0078125:fixed<8, 7>)
  return int16((sum >> 2) + (noise >> 31) + int8(weight * 8))
}
`,
    args: [100n],
  },
  directives: {
    ir: `struct Point { x: int16, y: int16 }

func total(row: int16[8]) -> int32 inline {
  let sum: int32 = 0:int32
  for i: index = 0 to 8 unroll {
    sum = int32(sum + row[i])
  }
  return sum
}

func halves(row: int16[8]) -> int16[8] noinline {
  memory row: complete(dim=0)
  alloc out: int16[8] = 0:int16
  memory out: block(dim=0, factor=2)
  for i: index = 0 to 8 vectorize {
    out[i] = row[i] >> 1
  }
  return out
}

// Each directive as its pragma.
top func tiles(A: int16[8, 8], P: Point[8], out: int32[8]) -> int16[8, 8] dataflow {
  memory A: cyclic(dim=1, factor=4), bram(ports=trueDual, latency=2)
  memory P: complete(dim=0)
  state last: int16[8] = [0, 0, 0, 0, 0, 0, 0, 0]
  memory last: lutram(ports=single)
  rom weights: int16[8] = [1, -2, 3, -4, 5, -6, 7, -8]
  memory weights: bram(ports=multiRead)
  alloc C: int16[8, 8] = 0:int16
  memory C: block(dim=0, factor=2), uram
  C: for i.outer: index = 0 to 2 {
    for j: index = 0 to 8 pipeline(ii=1, rewind) parallel {
      for i.inner: index = 0 to 4 unroll {
        const i: index = i.outer * 4 + i.inner
        C[i, j] = int16(C[i, j] + A[i, j] * weights[j])
      }
    }
  }
  alloc row: int16[8] = 0:int16
  memory row: lutram, stream(depth=2)
  for k: index = 0 to 8 pipeline(ii=2) unroll(4) {
    row[k] = int16(A[k, 0] + P[k]->x)
  }
  call half: int16[8] = halves(row)
  memory half: complete(dim=0), auto(ports=simpleDual)
  for i_j: index = 0 to 8 dataflow {
    out[i_j] = int32(total(half) + last[i_j])
    last[i_j] = half[i_j]
  }
  return C
}
`,
    args: [raws(64, (i) => 7 * i - 200), raws(16, (i) => i * i), raws(8, () => 0)],
  },
  messages: { ir: sharesIr, source: sharesSource, args: [raws(4, (i) => 3 * i), 40n] },
  crc: {
    ir: `func crc32(data: uint8[16], initial: uint32) -> uint32 external "crc32_block" from "src/crc.cpp" model "crc"
func pad(data: uint8[16]) external "pad" from "src/crc.cpp" model "pad" writes 0

// Functions of the user's own C++.
top func check(data: uint8[16]) -> bool {
  call pad(data)
  call crc: uint32 = crc32(data, 4294967295:uint32)
  return crc == 0
}
`,
    externals: [{ path: "src/crc.cpp", text: "#include \"kernel.h\"\n" }],
  },
};

export const constructNames = Object.keys(constructs);

/** The unit of a construct. */
export function constructUnit(name: string): Unit {
  const { ir, source, externals } = constructNamed(name);
  const sources = source === undefined ? [] : [wholeFile("src/shares.ts", source)];
  return { name, module: parseModule(ir), sources, ...(externals && { externals }) };
}

/** What to run it on; `undefined` when it needs more than its own C++. */
export function constructArgs(name: string): readonly ArgValue[] | undefined {
  return constructNamed(name).args;
}

function constructNamed(name: string): Construct {
  const found = constructs[name];
  if (found === undefined) throw new Error(`no construct ${name}`);
  return found;
}
