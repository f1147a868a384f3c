/** How often each grey has occurred in all blocks of pixels so far: the counts stay from call to call. */
import { kernel, state, uint32, type Tensor, type uint8 } from "heddle";

/** Counts the pixels of one more block; `reset(runningHistogram)` starts anew. */
@kernel()
export function runningHistogram(pixels: Tensor<uint8, [128]>): Tensor<uint32, [256]> {
  const counts = state(uint32, [256]);
  for (const pixel of pixels) counts[pixel]++;
  return counts;
}
