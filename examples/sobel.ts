/** Edges of a picture: a 3×3 convolution in each direction. */
import { grid, kernel, zeros, uint8, type int32, type Tensor } from "heddle";
import { columns, rows, type Columns, type Rows } from "./image.js";

const horizontal = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]];
const vertical = [[-1, -2, -1], [0, 0, 0], [1, 2, 1]];

/** The strength of the edge at each pixel; the border stays black. */
@kernel()
export function sobel(image: Tensor<uint8, [Rows, Columns]>): Tensor<uint8, [Rows, Columns]> {
  const edges = zeros(uint8, [rows, columns]);
  for (let y = 1; y < rows - 1; y++) {
    for (let x = 1; x < columns - 1; x++) {
      let gx: int32 = 0;
      let gy: int32 = 0;
      window: for (const [dy, dx] of grid(3, 3)) {
        gx += horizontal[dy][dx] * image[y + dy - 1][x + dx - 1];
        gy += vertical[dy][dx] * image[y + dy - 1][x + dx - 1];
      }
      edges[y][x] = Math.min(Math.abs(gx) + Math.abs(gy), 255);
    }
  }
  return edges;
}
