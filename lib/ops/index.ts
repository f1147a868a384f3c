/** The package `heddle/ops`: operators on whole tensors, written in the language itself, for kernels to call. */
export { gelu, relu, softmax } from "./activations.js";
export { concat, transpose, tril } from "./arrangement.js";
export { attention, causalAttention } from "./attention.js";
export { add, div, mul, sub } from "./elementwise.js";
export { batchnorm, layernorm } from "./normalisation.js";
export { bmm, linear, matmul } from "./products.js";
export type { Broadcast, Shape } from "./shapes.js";
export { avgpool, conv2d, maxpool } from "./windows.js";
