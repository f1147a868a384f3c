// crc: written by Heddle. Changes here are lost at the next build.
#include "kernel.h"

// In src/crc.cpp:
uint32_t crc32_block(uint8_t data[16], uint32_t initial);

// In src/crc.cpp:
void pad(uint8_t data[16]);

bool check(uint8_t data[16]) {
  pad(data);
  return crc32_block(data, 4294967295u) == 0;
}
