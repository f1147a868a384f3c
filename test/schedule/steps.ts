/** Random steps for the loops and memories of a function. */
import type { NamedLoop } from "../../lib/schedule/names.js";
import type { Step } from "../../lib/schedule/step.js";
import { declarationsOf } from "../../lib/ir/walk.js";
import { elementCount, int32, tensor, type TensorType } from "../../lib/ir/types.js";

interface NamedMemory {
  readonly name: string;
  readonly type: TensorType;
}

/** Makes a step from a number, given the names of the loops and the memories there are. */
type Maker = (
  names: readonly string[], n: number, memories: readonly NamedMemory[]
) => Readonly<Record<string, unknown>>;

const pick = <T>(items: readonly T[], n: number): T => {
  const item = items[n % items.length];
  if (item === undefined) throw new Error("nothing to choose from");
  return item;
};

const one = (names: readonly string[], n: number): { readonly loop: string } => ({ loop: pick(names, n) });
/** Neighbours in the text more often than not, so that they are often nested. */
const two = (names: readonly string[], n: number): readonly [string, string] =>
  [pick(names, n), pick(names, n + (n & 8) / 8 + 1)];
const maybe = <T extends object>(given: T, n: number): T | object => (n % 2 === 0 ? given : {});

const atLoop: Maker = (names, n, memories) => ({ memory: pick(memories, n).name, loop: pick(names, n >> 3) });
const byFactor: Maker = (_names, n, memories) => ({ memory: pick(memories, n).name, factor: 2 + (n >> 3) % 3 });
/** The name of a function that may have been outlined. */
const part = (n: number): string => `part${n % 2}`;

/** By primitive. */
const makers: Readonly<Record<string, Maker>> = {
  split: (names, n) => ({ ...one(names, n), factor: 2 + (n >> 3) % 3, tail: pick(["guard", "min"], n >> 5) }),
  reorder: (names, n) => ({ loops: n % 3 === 0 ? [pick(names, n), pick(names, n >> 4)] : [...two(names, n >> 2)].reverse() }),
  distribute: (names, n) => ({ ...one(names, n), after: 1 + (n >> 3) % 2 }),
  tile: (names, n) => ({ loops: two(names, n), factors: [2 + (n >> 4) % 3, 2 + (n >> 6) % 2], tail: pick(["guard", "min"], n >> 7) }),
  fuse: (names, n) => ({ loops: two(names, n) }),
  skew: (names, n) => {
    const [outer, inner] = two(names, n);
    return { outer, inner, factor: 1 + (n >> 4) % 2 };
  },
  pipeline: (names, n) => ({ ...one(names, n), ...maybe({ ii: 2 }, n >> 4), ...maybe({ rewind: true }, n >> 5) }),
  unroll: (names, n) => ({ ...one(names, n), ...maybe({ factor: 2 + (n >> 5) % 3 }, n >> 4), ...maybe({ real: true }, n >> 8) }),
  parallel: one,
  vectorize: one,
  partition: (_names, n, memories) => (
    { memory: pick(memories, n).name, kind: pick(["block", "cyclic"], n >> 3), dim: (n >> 4) % 2, factor: 2 }
  ),
  bind: (_names, n, memories) => ({ memory: pick(memories, n).name, kind: pick(["bram", "lutram"], n >> 3) }),
  bufferAt: atLoop,
  reuseAt: atLoop,
  reshape: (_names, n, memories) => {
    const { name, type } = pick(memories, n);
    const last = 1 + (n >> 3) % 4;
    return { memory: name, shape: [Math.max(1, Math.floor(elementCount(type.shape) / last)), last] };
  },
  pack: byFactor,
  unpack: byFactor,
  inline: (_, n) => ({ function: part(n) }),
  outline: (names, n) => ({ loops: [pick(names, n)], name: part(n >> 4) }),
  dataflow: (names, n) => (n % 2 === 0 ? { function: "f" } : { loop: pick(names, n >> 1) }),
  computeAt: (names, n) => ({ producer: pick(names, n), consumer: pick(names, n >> 4) }),
  to: (names, n) => ({ memory: pick(["T", "A"], n), consumer: pick([...names, "part0"], n >> 1), ...(n % 3 === 0 && { depth: 1 + n % 5 }) }),
  unfold: (names, n) => ({ loop: pick(names, n) }),
  compose: (_, n) => ({
    function: part(n), ...(n % 4 === 0 && { id: `copy${n % 3}` }),
    steps: [{ primitive: "split", loop: pick(["i", "j", "k"], n >> 2), factor: 2 + (n >> 4) % 2 }],
  }),
};

/** Those that move iterations, by which random nests are told apart best. */
export const loopPrimitives = ["split", "reorder", "distribute", "tile", "fuse", "skew", "pipeline", "unroll", "parallel", "vectorize"];

export function stepFor(loops: readonly NamedLoop[], n: number, only = Object.keys(makers)): Step {
  const primitive = pick(only, n);
  const maker = makers[primitive];
  if (maker === undefined) throw new Error(primitive);
  const [first] = loops;
  const declared = (first === undefined ? [] : declarationsOf(first.func)).flatMap(({ sym, type }) => (
    type.kind === "tensor" ? [{ name: sym.name, type }] : []
  ));
  const memories = declared.length > 0 ? declared : [{ name: "A", type: tensor(int32, [1]) }];
  // When all loops have become functions, those are meant.
  const names = loops.length === 0 ? ["i"] : loops.map((l) => l.name);
  return { primitive, args: maker(names, Math.floor(n / only.length), memories) };
}
