// messages: written by Heddle from shares.ts. Changes here are lost at the next build.
// Synthesis leaves out:
//   assert at shares.ts:5
//   console.log at shares.ts:7
#include "kernel.h"

// Messages and checks of simulation. Synthesis has none of them.
#if !defined(__SYNTHESIS__) && defined(__has_include)
#if __has_include(<heddle_print.h>)
#include <heddle_print.h>
#endif
#endif
#ifndef HEDDLE_PRINT
#define HEDDLE_PRINT(...) ((void)0)
#define HEDDLE_ASSERT(...) ((void)0)
#endif

// shares.ts:2: export function shares(weights: Tensor<uint8, [4]>, scale: Fixed<12, 4>): float32 {
float shares(uint8_t weights[4], ap_fixed<12, 8> scale) {
  // shares.ts:3: let total: uint16 = 0;
  uint16_t total = 0;
  // shares.ts:4: for (let i = 0; i < 4; i++) total += weights[i];
  for (int i = 0; i < 4; i++) {
    total += weights[i];
  }
  // shares.ts:5: console.assert(total > 0, "no weights in", weights);
  HEDDLE_ASSERT(total > 0, "no weights in ", heddle::tensor<4>(weights));
  // shares.ts:6: const mean = total / 4;
  const float mean = (float)total / 4.0f;
  // shares.ts:7: console.log("mean", mean, "of", weights, "times", scale);
  HEDDLE_PRINT("mean ", mean, " of ", heddle::tensor<4>(weights), " times ", scale);
  // shares.ts:8: return mean * scale;
  return mean * scale.to_float();
}
