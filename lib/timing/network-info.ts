/** What the numbers in the calls of an instrumented module stand for: the instances and streams of its networks. */
import type { Network, StreamDecl } from "../ir/ir.js";
import { flatAt, instanceTitles, streamsOf } from "../ir/networks.js";
import { elementCount } from "../ir/types.js";

/** A stream, or one of an array, which then is named `declared`. */
export interface StreamInfo {
  readonly name: string;
  readonly declared: string;
  readonly depth: number;
  readonly isMerge: boolean;
}

/** The streams and instances of a network, streams of arrays one by one. */
export interface NetworkInfo {
  readonly streams: readonly StreamInfo[];
  readonly instances: readonly string[];
}

/** How calls name a stream: a number already known (from 0), nobody's (−1), or the position of one of the network's own. */
export const streamNumber = {
  none: -1,
  own: (position: number): number => -2 - position,
  position: (given: number): number => -2 - given,
};

/** Parts of structs other than the first have no place: they are as full as that. */
const ownStreams = ({ streams }: Network): readonly StreamDecl[] => streams.filter((s) => s.partOf === undefined);

/** Where each stream of `network` stands among all of them, by the id of its name and its subscripts. */
export function streamPositions(network: Network): ReadonlyMap<number, (index: readonly number[]) => number> {
  let next = 0;
  return new Map(ownStreams(network).map(({ sym, shape = [] }) => {
    const first = next;
    next += elementCount(shape);
    return [sym.id, (index) => first + flatAt(index, shape)];
  }));
}

/** The names of what `network` runs, in the order of their positions. */
export function networkInfo(network: Network): NetworkInfo {
  return {
    instances: instanceTitles(network.instances),
    streams: ownStreams(network).flatMap((decl) => streamsOf(decl).map(({ name }): StreamInfo => (
      { name, declared: decl.sym.name, depth: decl.type.depth, isMerge: decl.merge === true }
    ))),
  };
}
