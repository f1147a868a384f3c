const round = Math.fround;
const alpha = 1.5;
const beta = round(1.2);

/** @param {{ NI: number, NJ: number, NK: number }} dims */
export function gemm({ NI, NJ, NK }, C, A, B) {
  for (let i = 0; i < NI; i++) {
    const c = i * NJ;
    for (let j = 0; j < NJ; j++) C[c + j] *= beta;
    for (let k = 0; k < NK; k++) {
      const a = round(alpha * A[i * NK + k]);
      const b = k * NJ;
      for (let j = 0; j < NJ; j++) C[c + j] += round(a * B[b + j]);
    }
  }
}
