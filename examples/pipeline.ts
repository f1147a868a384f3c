/** A picture through three stages that work at the same time, a pixel at a time. */
import { kernel, region, stream, uint8, type Tensor } from "heddle";
import { pixels, toPixel, type Pixels } from "./image.js";

/** Contrast, then a mean of three neighbours, then black and white. */
@region()
export function pipeline(input: Tensor<uint8, [Pixels]>, output: Tensor<uint8, [Pixels]>): void {
  const contrast = stream(uint8, { depth: 2 });
  const smooth = stream(uint8, { depth: 2 });

  @kernel({ mapping: [1], args: [input] })
  function stretch(image: Tensor<uint8, [Pixels]>) {
    for (let i = 0; i < pixels; i++) contrast.put(toPixel((image[i] - 128) * 3 / 2 + 128));
  }

  @kernel({ mapping: [1] })
  function blur() {
    let before: uint8 = 0;
    let last: uint8 = 0;
    for (let i = 0; i < pixels; i++) {
      const pixel: uint8 = contrast.get();
      smooth.put((before + last + pixel) / 3);
      before = last;
      last = pixel;
    }
  }

  @kernel({ mapping: [1], args: [output] })
  function threshold(image: Tensor<uint8, [Pixels]>) {
    for (let i = 0; i < pixels; i++) image[i] = smooth.get() >= 128 ? 255 : 0;
  }
}
