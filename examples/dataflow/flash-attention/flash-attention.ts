/**
 * Attention, softmax(Q Kᵀ / √D) V, without ever holding a row of scores (FlashAttention, Dao et al. 2022): blocks of keys
 * and values stream past a block of queries while a running maximum and sum correct what was accumulated before.
 */
import { float32, full, grid, kernel, region, slice, stream, tensorOf, zeros, type Tensor } from "heddle";

/** Rows of Q, K and V, their width, and the rows of a block. */
export const N = 16, D = 8, T = 4;
type N = typeof N; type D = typeof D; type T = typeof T;
const blocks = N / T;

@region()
export function attention(
  Q: Tensor<float32, [N, D]>, K: Tensor<float32, [N, D]>, V: Tensor<float32, [N, D]>, O: Tensor<float32, [N, D]>,
): void {
  const queries = stream(tensorOf(float32, [T, D]), { depth: 2 });
  const keys = stream(tensorOf(float32, [T, D]), { depth: 2 });
  const values = stream(tensorOf(float32, [T, D]), { depth: 2 });
  const scores = stream(tensorOf(float32, [T, T]), { depth: 2 });
  const weights = stream(tensorOf(float32, [T, T]), { depth: 2 });
  const corrections = stream(tensorOf(float32, [T]), { depth: 2 });
  const sums = stream(tensorOf(float32, [T]), { depth: 2 });

  @kernel({ mapping: [1], args: [Q] })
  function loadQueries(q: Tensor<float32, [N, D]>) {
    for (let b = 0; b < blocks; b++) queries.put(slice(q, [b * T, b * T + T]));
  }

  @kernel({ mapping: [1], args: [K, V] })
  function loadKeysAndValues(k: Tensor<float32, [N, D]>, v: Tensor<float32, [N, D]>) {
    for (const [_b, c] of grid(blocks, blocks)) {
      keys.put(slice(k, [c * T, c * T + T]));
      values.put(slice(v, [c * T, c * T + T]));
    }
  }

  @kernel({ mapping: [1] })
  function score() {
    const scale = float32(1 / Math.sqrt(D));
    for (let b = 0; b < blocks; b++) {
      const q = queries.get();
      for (let c = 0; c < blocks; c++) {
        const k = keys.get();
        const s = zeros(float32, [T, T]);
        for (const [i, j] of grid(T, T)) {
          let dot = float32(0);
          for (let d = 0; d < D; d++) dot += q[i][d] * k[j][d];
          s[i][j] = dot * scale;
        }
        scores.put(s);
      }
    }
  }

  /** Weights relative to the greatest score so far, and by what the sums before must be multiplied when that grows. */
  @kernel({ mapping: [1] })
  function softmax() {
    for (let b = 0; b < blocks; b++) {
      const greatest = full(float32, [T], -Infinity);
      const sum = zeros(float32, [T]);
      for (let c = 0; c < blocks; c++) {
        const s = scores.get();
        const correction = zeros(float32, [T]);
        for (let i = 0; i < T; i++) {
          let most = greatest[i];
          for (let j = 0; j < T; j++) most = Math.max(most, s[i][j]);
          correction[i] = Math.exp(greatest[i] - most);
          sum[i] *= correction[i];
          for (let j = 0; j < T; j++) {
            s[i][j] = Math.exp(s[i][j] - most);
            sum[i] += s[i][j];
          }
          greatest[i] = most;
        }
        weights.put(s);
        corrections.put(correction);
      }
      sums.put(sum);
    }
  }

  @kernel({ mapping: [1], args: [O] })
  function weigh(o: Tensor<float32, [N, D]>) {
    for (let b = 0; b < blocks; b++) {
      const result = zeros(float32, [T, D]);
      for (let c = 0; c < blocks; c++) {
        const w = weights.get();
        const v = values.get();
        const correction = corrections.get();
        for (const [i, d] of grid(T, D)) {
          let weighed = float32(result[i][d] * correction[i]);
          for (let j = 0; j < T; j++) weighed += w[i][j] * v[j][d];
          result[i][d] = weighed;
        }
      }
      const sum = sums.get();
      for (const [i, d] of grid(T, D)) o[b * T + i][d] = result[i][d] / sum[i];
    }
  }
}
