// blocks: written by Heddle. Changes here are lost at the next build.
#include "kernel.h"
#include <hls_stream.h>
#include <hls_vector.h>

// Heddle's hls_stream.h runs each process of a region beside the others; with the vendor's it is a plain call.
#ifndef HEDDLE_PROCESS
#define HEDDLE_PROCESS(title, ...) __VA_ARGS__
#endif

static void send(
    int16_t x[4][6],
    hls::stream<hls::vector<int16_t, 6>>& whole,
    hls::stream<hls::vector<Pixel, 2>>& pixels) {
  int16_t tile[2][3] = {};
  Pixel pair[2];
  {
    const Pixel fill = Pixel{0, 0};
    for (int i0 = 0; i0 < 2; i0++) {
      pair[i0] = fill;
    }
  }
  for (int t = 0; t < 4; t++) {
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        tile[i][j] = x[t][i * 3 + j];
      }
      pair[i].r = tile[i][0];
      pair[i].depth = tile[i][1];
    }
    hls::vector<int16_t, 6> block;
    for (int i0 = 0; i0 < 2; i0++) {
#pragma HLS unroll
      for (int i1 = 0; i1 < 3; i1++) {
#pragma HLS unroll
        block[i0 * 3 + i1] = tile[i0][i1];
      }
    }
    whole.write(block);
    hls::vector<Pixel, 2> block_1;
    for (int i0 = 0; i0 < 2; i0++) {
#pragma HLS unroll
      block_1[i0] = pair[i0];
    }
    const bool sent = pixels.write_nb(block_1);
    if (!sent) {
      hls::vector<Pixel, 2> block_2;
      for (int i0 = 0; i0 < 2; i0++) {
#pragma HLS unroll
        block_2[i0] = pair[i0];
      }
      pixels.write(block_2);
    }
  }
}

static void receive(
    hls::stream<hls::vector<int16_t, 6>>& whole,
    hls::stream<hls::vector<Pixel, 2>>& pixels,
    int32_t y[8]) {
  for (int t = 0; t < 4; t++) {
    const hls::vector<int16_t, 6> block = whole.read();
    int16_t tile[2][3];
    for (int i0 = 0; i0 < 2; i0++) {
#pragma HLS unroll
      for (int i1 = 0; i1 < 3; i1++) {
#pragma HLS unroll
        tile[i0][i1] = block[i0 * 3 + i1];
      }
    }
    y[t] = tile[0][2] + tile[1][0];
    hls::vector<Pixel, 2> block_1;
    const bool got = pixels.read_nb(block_1);
    Pixel early[2];
    {
      const Pixel fill = Pixel{0, 0};
      for (int i0 = 0; i0 < 2; i0++) {
        early[i0] = fill;
      }
    }
    if (got) {
      for (int i0 = 0; i0 < 2; i0++) {
#pragma HLS unroll
        early[i0] = block_1[i0];
      }
    }
    if (got) {
      y[t + 4] = early[0].r - early[1].depth;
    } else {
      const hls::vector<Pixel, 2> block_2 = pixels.read();
      Pixel late[2];
      for (int i0 = 0; i0 < 2; i0++) {
#pragma HLS unroll
        late[i0] = block_2[i0];
      }
      y[t + 4] = late[0].r - late[1].depth + early[0].r;
    }
  }
}

void blocks(int16_t x[4][6], int32_t y[8]) {
#pragma HLS dataflow
  hls::stream<hls::vector<int16_t, 6>, 2> whole("whole");
#pragma HLS stream variable=whole depth=2
  hls::stream<hls::vector<Pixel, 2>, 1> pixels("pixels");
#pragma HLS stream variable=pixels depth=1
  HEDDLE_PROCESS("send", send(x, whole, pixels));
  HEDDLE_PROCESS("receive", receive(whole, pixels, y));
}
