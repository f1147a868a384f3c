/** Scaled dot-product attention. */
import { computeType, dtype, grid, load, max, range, reduction, store, zeros, type Tensor } from "heddle";
import type { Shape } from "./shapes.js";

/**
 * softmax(Q · Kᵀ / √d) · V along the last two dimensions, d being the last of Q (Vaswani et al. 2017, eq. 1). Dimensions
 * before the last two are heads and batches. For floats; those of 16 bits are computed in float32.
 */
export function attention<T extends number, S extends Shape, K extends Shape, V extends Shape, R extends Shape = S>(
  Q: Tensor<T, S>, K: Tensor<T, K>, V: Tensor<T, V>,
): Tensor<T, R>;
export function attention<T extends number, S extends Shape, K extends Shape, V extends Shape>(
  Q: Tensor<T, S>, K: Tensor<T, K>, V: Tensor<T, V>,
): unknown {
  return attend(Q, K, V, 0);
}

/** The same, where no place sees those after it. */
export function causalAttention<T extends number, S extends Shape, K extends Shape, V extends Shape, R extends Shape = S>(
  Q: Tensor<T, S>, K: Tensor<T, K>, V: Tensor<T, V>,
): Tensor<T, R>;
export function causalAttention<T extends number, S extends Shape, K extends Shape, V extends Shape>(
  Q: Tensor<T, S>, K: Tensor<T, K>, V: Tensor<T, V>,
): unknown {
  return attend(Q, K, V, 1);
}

function attend<
  T extends number, S extends Shape, K extends Shape, V extends Shape, const Causal extends number,
>(Q: Tensor<T, S>, K: Tensor<T, K>, V: Tensor<T, V>, causal: Causal) {
  const { heads, queries, keys, depth, width } = extents(Q.shape, K.shape, V.shape);
  const Wide = computeType(dtype<T>());
  const out = zeros(dtype<T>(), [...heads, queries, width]);
  for (const h of grid(...heads)) {
    for (const i of range(queries)) {
      const scores = zeros(Wide, [keys]);
      let top = Wide(0);
      for (const j of range(keys)) {
        let sum = Wide(0);
        for (const [d] of reduction(depth)) sum += Wide(load(Q, [...h, i, d])) * load(K, [...h, j, d]);
        scores[j] = sum / Math.sqrt(depth);
        if (causal === 0 || j <= i) top = j === 0 ? scores[j] : max(top, scores[j]);
      }
      let total = Wide(0);
      for (const j of range(keys)) {
        scores[j] = causal === 0 || j <= i ? Math.exp(scores[j] - top) : 0;
        total += scores[j];
      }
      for (const e of range(width)) {
        let sum = Wide(0);
        for (const [j] of reduction(keys)) sum += scores[j] * load(V, [...h, j, e]);
        store(out, [...h, i, e], dtype<T>()(sum / total));
      }
    }
  }
  return out;
}

/** The extents of attention, checked to fit each other. */
function extents(q: Shape, k: Shape, v: Shape): Record<"queries" | "keys" | "depth" | "width", number> & { heads: number[] } {
  const [queries = 1, depth = 1] = q.slice(-2);
  const [keys = 1, keyDepth = 1] = k.slice(-2);
  const [values = 1, width = 1] = v.slice(-2);
  const heads = q.slice(0, -2);
  const shapes = [q, k, v].map((s) => `[${s.join(", ")}]`).join(", ");
  const sameHeads = [k, v].every((s) => s.slice(0, -2).join() === heads.join());
  if (q.length < 2 || !sameHeads || depth !== keyDepth || keys !== values) throw new Error(`the shapes ${shapes} do not fit`);
  return { heads, queries, keys, depth, width };
}
