/**
 * A perceptron of two layers as a pipeline: samples stream through, each layer in a kernel of its own that holds its
 * weights; while one sample is in the second layer, the next is in the first. Activations travel as blocks.
 */
import { int16, int32, int8, kernel, region, stream, tensorOf, zeros, type Tensor } from "heddle";

export const inputs = 6, hidden = 8, outputs = 3, samples = 5;
type inputs = typeof inputs; type hidden = typeof hidden; type outputs = typeof outputs; type samples = typeof samples;

@region()
export function mlp(
  x: Tensor<int8, [samples, inputs]>, w1: Tensor<int8, [hidden, inputs]>, w2: Tensor<int8, [outputs, hidden]>,
  y: Tensor<int32, [samples, outputs]>,
): void {
  const entering = stream(tensorOf(int8, [inputs]), { depth: 2 });
  const between = stream(tensorOf(int16, [hidden]), { depth: 2 });
  const leaving = stream(tensorOf(int32, [outputs]), { depth: 2 });

  @kernel({ mapping: [1], args: [x] })
  function source(data: Tensor<int8, [samples, inputs]>) {
    for (let s = 0; s < samples; s++) entering.put(data[s]);
  }

  @kernel({ mapping: [1], args: [w1] })
  function first(weights: Tensor<int8, [hidden, inputs]>) {
    for (let s = 0; s < samples; s++) {
      const sample = entering.get();
      const activation = zeros(int16, [hidden]);
      for (let h = 0; h < hidden; h++) {
        let sum = int32(0);
        for (let i = 0; i < inputs; i++) sum += weights[h][i] * sample[i];
        activation[h] = int16(Math.max(0, sum >> 4)); // ReLU, and back to 16 bits
      }
      between.put(activation);
    }
  }

  @kernel({ mapping: [1], args: [w2] })
  function second(weights: Tensor<int8, [outputs, hidden]>) {
    for (let s = 0; s < samples; s++) {
      const activation = between.get();
      const result = zeros(int32, [outputs]);
      for (let o = 0; o < outputs; o++)
        for (let h = 0; h < hidden; h++) result[o] += weights[o][h] * activation[h];
      leaving.put(result);
    }
  }

  @kernel({ mapping: [1], args: [y] })
  function sink(data: Tensor<int32, [samples, outputs]>) {
    for (let s = 0; s < samples; s++) {
      const result = leaving.get();
      for (let o = 0; o < outputs; o++) data[s][o] = result[o];
    }
  }
}
