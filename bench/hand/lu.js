const round = Math.fround;

/** @param {{ N: number }} dims */
export function lu({ N }, A) {
  for (let i = 0; i < N; i++) {
    const row = i * N;
    for (let j = 0; j < N; j++) {
      const last = Math.min(i, j);
      let x = A[row + j];
      for (let k = 0, at = j; k < last; k++, at += N) x = round(x - round(A[row + k] * A[at]));
      A[row + j] = j < i ? x / A[j * N + j] : x;
    }
  }
}
