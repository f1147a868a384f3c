/** Target "vitis": being written; this placeholder only lets the rest of the tree load until it is there. */
import type { Target } from "../target.js";

export const vitis: Target = { name: "vitis", doc: "Vitis HLS C++", check: () => [], emit: () => [] };
