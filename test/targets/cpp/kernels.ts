/** Kernels whose C++ is kept as golden files: small ones that together show each form of the emitted code. */
import { virtualFile, programOf } from "../../support/program.js";
import { compileFile } from "../../../transformer/frontend/index.js";
import type { Unit } from "../../../lib/targets/target.js";

const sources: Readonly<Record<string, string>> = {
  gemm: `import { grid, kernel, zeros, float32, type Tensor } from "heddle";

@kernel()
export function gemm(A: Tensor<float32, [20, 30]>, B: Tensor<float32, [30, 25]>): Tensor<float32, [20, 25]> {
  const C = zeros(float32, [20, 25]);
  C: for (const [i, j, k] of grid(20, 25, 30)) C[i][j] += A[i][k] * B[k][j];
  return C;
}
`,
  average: `import { kernel, int32, type Tensor } from "heddle";

/** Sums are exact: no overflow in the middle, plain int where only 32 bits are stored. */
@kernel()
export function average(a: Tensor<int32, [8]>, b: Tensor<int32, [8]>, out: Tensor<int32, [8]>): int32 {
  let dot: int32 = 0;
  for (let i = 0; i < 8; i++) {
    out[i] = (a[i] + b[i]) >> 1;
    dot += a[i] * b[i];
  }
  return dot;
}
`,
  filter: `import { kernel, int16, uint8, Int, UInt, type Tensor } from "heddle";

const taps = [1, -4, 6, -4, 1];

/** Odd widths, constant tables, conversions. */
@kernel()
export function filter(x: Tensor<Int<12>, [64]>, y: Tensor<int16, [64]>, gain: UInt<5>): uint8 {
  let most: uint8 = 0;
  for (let i = 2; i < 62; i++) {
    let sum: Int<20> = 0;
    for (let k = 0; k < 5; k++) sum += taps[k] * x[i + k - 2] * gain;
    y[i] = sum >> 2;
    if (Math.abs(y[i]) > most) most = Math.min(Math.abs(y[i]), 255);
  }
  return most;
}
`,
  search: `import { kernel, int32, type Tensor } from "heddle";

/** Jumps: out of two loops, and on with the outer one. */
@kernel()
export function search(table: Tensor<int32, [8, 8]>, wanted: int32): int32 {
  let row: int32 = -1;
  rows: for (let i = 0; i < 8; i++) {
    for (let j = 0; j < 8; j++) {
      if (table[i][j] < 0) continue rows;
      if (table[i][j] === wanted) {
        row = i;
        break rows;
      }
    }
  }
  return row;
}
`,
  stages: `import { grid, int32, kernel, region, stream, type Tensor } from "heddle";

@region()
export function stages(A: Tensor<int32, [4, 4]>, B: Tensor<int32, [4, 4]>): void {
  const pipe = stream(int32, { depth: 4 });

  @kernel({ mapping: [1], args: [B] })
  function consumer(b: Tensor<int32, [4, 4]>) {
    for (const [i, j] of grid(4, 4)) b[i][j] = pipe.get() + 1;
  }

  @kernel({ mapping: [1], args: [A] })
  function producer(a: Tensor<int32, [4, 4]>) {
    for (const [i, j] of grid(4, 4)) pipe.put(a[i][j]);
  }
}
`,
  norm: `import { kernel, float32, float64, uint8, type Tensor } from "heddle";

function scale(x: float64, most: float64): float64 {
  return most === 0 ? 0 : x / most;
}

/** Floats of both widths, functions of hls_math.h, and back to integers. */
@kernel()
export function norm(x: Tensor<float32, [16]>, y: Tensor<uint8, [16]>): float64 {
  let most: float64 = 0;
  for (let i = 0; i < 16; i++) most = Math.max(most, Math.abs(x[i]));
  for (let i = 0; i < 16; i++) y[i] = uint8(Math.round(scale(Math.sqrt(Math.abs(x[i])), most) * 255));
  return most + 0.1;
}
`,
};

/** Every unit of the kernels above, by its name. */
export function goldenUnits(): ReadonlyMap<string, Unit> {
  const texts = new Map(Object.entries(sources).map(([n, text]) => [virtualFile(`${n}.ts`), text]));
  const program = programOf([...texts.keys()], texts, { experimentalDecorators: false });
  const units = [...texts.keys()].flatMap((file) => {
    const sourceFile = program.getSourceFile(file);
    if (sourceFile === undefined) throw new Error(`${file} is not in the program`);
    const compiled = compileFile(program, sourceFile);
    const errors = compiled.diagnostics.filter((d) => d.severity === "error");
    if (errors.length > 0) throw new Error(errors.map((d) => `${d.code}: ${d.message}`).join("\n"));
    return compiled.units.map((u) => u.unit);
  });
  return new Map(units.map((u) => [u.name, u]));
}

/** The names of the kernels above. */
export const goldenNames = Object.keys(sources);
