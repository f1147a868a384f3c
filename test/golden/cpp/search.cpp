// search: written by Heddle from search.ts. Changes here are lost at the next build.
#include "kernel.h"

#pragma GCC diagnostic ignored "-Wunused-label"  // labels name the loops in reports and directives

// search.ts:5: export function search(table: Tensor<int32, [8, 8]>, wanted: int32): int32 {
int32_t search(int32_t table[8][8], int32_t wanted) {
  // search.ts:6: let row: int32 = -1;
  int32_t row = -1;
  // search.ts:7: rows: for (let i = 0; i < 8; i++) {
  rows_i: for (int i = 0; i < 8; i++) {
    {
      // search.ts:8: for (let j = 0; j < 8; j++) {
      rows_j: for (int j = 0; j < 8; j++) {
        // search.ts:9: if (table[i][j] < 0) continue rows;
        if (table[i][j] < 0) {
          goto next_i;
        }
        // search.ts:10: if (table[i][j] === wanted) {
        if (table[i][j] == wanted) {
          // search.ts:11: row = i;
          row = i;
          // search.ts:12: break rows;
          goto after_i;
        }
      }
    }
    next_i:;
  }
  after_i:;
  // search.ts:16: return row;
  return row;
}
