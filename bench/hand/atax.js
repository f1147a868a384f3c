const round = Math.fround;

/** @param {{ M: number, N: number }} dims */
export function atax({ M, N }, y, A, x) {
  y.fill(0);
  for (let i = 0; i < M; i++) {
    const row = i * N;
    let sum = 0;
    for (let j = 0; j < N; j++) sum = round(sum + round(A[row + j] * x[j]));
    for (let j = 0; j < N; j++) y[j] += round(A[row + j] * sum);
  }
}
