/**
 * A butterfly network routes N packets to N outputs in log2 N stages of switches: stage s looks at one bit of the
 * destination and sends the packet straight on or across. Each switch takes one packet from each input in turn, so that
 * nothing depends on timing; for a permutation without conflicts (a bit reversal) every stream is used evenly.
 */
import { assert, floorDiv, int32, kernel, pid, region, streams, struct, uint8, type Tensor } from "heddle";

export const N = 8, stages = 3, rounds = 4;
type N = typeof N; type rounds = typeof rounds;

interface Packet {
  to: uint8;
  payload: int32;
}
const Packet = struct("Packet", { to: uint8, payload: int32 });

@region()
export function butterfly(
  to: Tensor<uint8, [rounds, N]>, payload: Tensor<int32, [rounds, N]>, out: Tensor<int32, [rounds, N]>,
): void {
  /** `lanes[s][i]` enters stage s at row i. */
  const lanes = streams(Packet, [stages + 1, N], { depth: 2 });

  @kernel({ mapping: [N], args: [to, payload] })
  function enter(destination: Tensor<uint8, [rounds, N]>, values: Tensor<int32, [rounds, N]>) {
    const [i] = pid();
    for (let r = 0; r < rounds; r++) lanes[0][i].put({ to: destination[r][i], payload: values[r][i] });
  }

  /** The switch of rows i and i + half, where half is the distance in its stage. */
  @kernel({ mapping: [stages, N / 2] })
  function route() {
    const [s, k] = pid<2>();
    const half = N >> (s + 1);
    const upper = floorDiv(k, half) * 2 * half + k % half;
    for (let r = 0; r < rounds; r++) {
      const a = lanes[s][upper].get();
      const b = lanes[s][upper + half].get();
      const across = (a.to & half) !== 0;
      if (across) {
        lanes[s + 1][upper].put(b);
        lanes[s + 1][upper + half].put(a);
      } else {
        lanes[s + 1][upper].put(a);
        lanes[s + 1][upper + half].put(b);
      }
    }
  }

  @kernel({ mapping: [N], args: [out] })
  function leave(values: Tensor<int32, [rounds, N]>) {
    const [i] = pid();
    for (let r = 0; r < rounds; r++) {
      const packet = lanes[stages][i].get();
      assert(packet.to === i, "packet for", packet.to, "came out at", i);
      values[r][i] = packet.payload;
    }
  }
}
