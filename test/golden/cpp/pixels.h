// pixels: written by Heddle. Changes here are lost at the next build.
#ifndef KERNEL_SHIFT_H
#define KERNEL_SHIFT_H

#include <stdint.h>
#include <ap_fixed.h>

struct Position {
  uint16_t x;
  uint16_t y;
};

struct Pixel {
  uint8_t rgb;
  ap_fixed<8, 1> alpha;
  Position at;
  bool class_;
};

Pixel shift(Pixel image[3], int16_t dx, Pixel out[3]);

#endif  // KERNEL_SHIFT_H
