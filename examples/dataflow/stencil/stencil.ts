/**
 * A 3 × 3 blur in two ways. `lineBuffers`: pixels stream through a kernel that keeps two lines, so that each is read from
 * memory once. `shards`: the image is cut into bands, one for each kernel, that overlap by a halo of one row.
 */
import { kernel, region, stream, uint8, zeros, type Layout, type Replicate, type Shard, type Tensor } from "heddle";

/** Bands, and the extents of the image; its border is left as it is. */
export const P = 3, H = 14, W = 16;
type H = typeof H; type W = typeof W;
type Image = Tensor<uint8, [H, W]>;

@region()
export function lineBuffers(image: Image, blurred: Image): void {
  const pixels = stream(uint8, { depth: 4 });
  const results = stream(uint8, { depth: 4 });

  @kernel({ mapping: [1], args: [image] })
  function read(from: Image) {
    for (let i = 0; i < H; i++) for (let j = 0; j < W; j++) pixels.put(from[i][j]);
  }

  @kernel({ mapping: [1] })
  function blur() {
    const lines = zeros(uint8, [2, W]);
    const window = zeros(uint8, [3, 3]);
    for (let i = 0; i < H; i++) {
      for (let j = 0; j < W; j++) {
        const pixel = pixels.get();
        for (let r = 0; r < 3; r++) {
          window[r][0] = window[r][1];
          window[r][1] = window[r][2];
        }
        window[0][2] = lines[0][j];
        window[1][2] = lines[1][j];
        window[2][2] = pixel;
        lines[0][j] = lines[1][j];
        lines[1][j] = pixel;
        if (i >= 2 && j >= 2) {
          let sum = 0;
          for (let r = 0; r < 3; r++) for (let c = 0; c < 3; c++) sum += window[r][c];
          results.put(uint8(sum / 9));
        }
      }
    }
  }

  @kernel({ mapping: [1], args: [blurred] })
  function write(to: Image) {
    for (let i = 1; i < H - 1; i++) for (let j = 1; j < W - 1; j++) to[i][j] = results.get();
  }
}

@region()
export function shards(image: Image, blurred: Image): void {
  @kernel({ mapping: [P], args: [image, blurred] })
  function band(
    from: Image & Layout<[Shard<0, { halo: 1 }>, Replicate]>, to: Image & Layout<[Shard<0, { halo: 1 }>, Replicate]>,
  ) {
    for (let i = 1; i < from.shape[0] - 1; i++) {
      for (let j = 1; j < W - 1; j++) {
        let sum = 0;
        for (let r = -1; r <= 1; r++) for (let c = -1; c <= 1; c++) sum += from[i + r][j + c];
        to[i][j] = uint8(sum / 9);
      }
    }
  }
}
