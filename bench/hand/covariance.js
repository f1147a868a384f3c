const round = Math.fround;

/** @param {{ M: number, N: number }} dims */
export function covariance({ M, N }, cov, data) {
  const mean = new Float32Array(M);
  for (let j = 0; j < M; j++) {
    let sum = 0;
    for (let i = 0; i < N; i++) sum = round(sum + data[i * M + j]);
    mean[j] = sum / N;
  }
  for (let i = 0; i < N; i++) {
    const row = i * M;
    for (let j = 0; j < M; j++) data[row + j] -= mean[j];
  }
  for (let i = 0; i < M; i++) {
    for (let j = i; j < M; j++) {
      let sum = 0;
      for (let k = 0, row = 0; k < N; k++, row += M) sum = round(sum + round(data[row + i] * data[row + j]));
      cov[i * M + j] = cov[j * M + i] = sum / (N - 1);
    }
  }
}
