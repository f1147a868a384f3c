/** What a function of two tensors of 100 elements computes of certain input. */
import { interpret } from "../../lib/ir/interpret.js";
import type { Module } from "../../lib/ir/ir.js";

/** Results and tensors afterwards, bit for bit (`deepStrictEqual` tells 0 from -0); or why the run stopped. */
export function outcome(m: Module, seed = 31): unknown {
  const [first] = m.top.params;
  const isFloat = first?.type.kind === "tensor" && first.type.element.kind === "float";
  const tensor = (factor: number): (bigint | number)[] => Array.from({ length: 100 }, (_, i) => {
    const n = i * factor % 97;
    return isFloat ? Math.fround(n / 7 - 3) : BigInt(n);
  });
  const args = [tensor(seed), tensor(seed + 22)];
  try {
    return { results: interpret(m, args).results, args };
  } catch (error) {
    return { stopped: error instanceof Error ? error.message.replace(/\(.*/s, "") : error };
  }
}
