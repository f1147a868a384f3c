// pixels: written by Heddle. Changes here are lost at the next build.
#include "kernel.h"

static Pixel moved(Pixel p, int16_t dx) {
  return Pixel{(uint8_t)(255 - p.rgb), p.alpha, {(uint16_t)(p.at.x + dx), p.at.y}, p.class_};
}

Pixel shift(Pixel image[3], int16_t dx, Pixel out[3]) {
  for (int i = 0; i < 3; i++) {
    out[i].rgb = image[i].rgb;
    out[i].at.x = image[i].at.x + dx;
    out[i].alpha = image[i].alpha * ap_fixed<8, 1>(0.5);
    out[i].class_ = !image[i].class_;
  }
  const Pixel last = moved(Pixel{image[2].rgb, image[2].alpha, {image[2].at.x, image[2].at.y}, true}, dx);
  return Pixel{last.rgb, last.alpha, {last.at.x, last.at.y}, last.class_};
}
