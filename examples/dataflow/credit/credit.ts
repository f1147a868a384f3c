/**
 * Flow control by credit: the producer may have `credits` requests on their way, and gets a credit back for each that the
 * consumer has dealt with. The loop of two streams cannot deadlock as long as they hold all credits.
 */
import { int32, kernel, region, stream, type Tensor } from "heddle";

export const N = 40, credits = 3;
type N = typeof N;

/** Squares in b what is in a; `busiest` is the most requests that were ever under way. */
@region()
export function withCredit(a: Tensor<int32, [N]>, b: Tensor<int32, [N]>, busiest: Tensor<int32, [1]>): void {
  const requests = stream(int32, { depth: credits });
  const back = stream(int32, { depth: credits });

  @kernel({ mapping: [1], args: [a, busiest] })
  function producer(values: Tensor<int32, [N]>, most: Tensor<int32, [1]>) {
    let left = int32(credits);
    let highest = int32(0);
    for (let i = 0; i < N; i++) {
      if (left === 0) left += back.get();
      requests.put(values[i]);
      left -= 1;
      highest = Math.max(highest, credits - left);
    }
    for (let returned = left; returned < credits; returned++) back.get();
    most[0] = highest;
  }

  @kernel({ mapping: [1], args: [b] })
  function consumer(values: Tensor<int32, [N]>) {
    for (let i = 0; i < N; i++) {
      const x = requests.get();
      values[i] = x * x;
      back.put(1);
    }
  }
}
