/**
 * The streams of a running region: bounded queues in a ring of preallocated storage. Compiled code works on the fields
 * itself: `head` and `tail` count the tokens taken and put (modulo 2^32), so a place in the ring is a count and `mask`.
 */
import type { Instance } from "./executor.js";
import type { Site } from "./traps.js";

/** What holds the values: a typed array, or an array of bigints. */
export interface Ring {
  [i: number]: number | bigint | undefined;
  readonly length: number;
}

/** `Int32Array` and its like, `Array`. */
export type RingMaker = new (length: number) => Ring;

/** What a coroutine yields. */
export class Wait {
  /** For room in the stream, for a token in it, only for the next turn (to ask again), or for instances to end. */
  readonly kind: "put" | "get" | "poll" | "network";
  readonly stream: Fifo;
  /** Of a network, what is to be started. */
  readonly instances: readonly Instance[];

  constructor(kind: Wait["kind"], stream: Fifo, instances: readonly Instance[] = []) {
    this.kind = kind;
    this.stream = stream;
    this.instances = instances;
  }
}

/** Compiled code puts only where there is room, and gets only where there is a token. */
export class Fifo {
  /** With the instance of the region it belongs to, and its place in an array: `outer.pipe[1]`. */
  readonly name: string;
  /** Of a block, the number of its elements. */
  readonly size: number;
  depth: number;
  ring: Ring;
  /** The ring has room for a power of two of tokens; this is one less. */
  mask: number;
  head = 0;
  tail = 0;
  /** Where the last wait was. */
  site: Site | undefined;
  private readonly make: RingMaker;
  private readonly waitToPut = new Wait("put", this);
  private readonly waitToGet = new Wait("get", this);
  private readonly waitToAsk = new Wait("poll", this);

  constructor(name: string, depth: number, make: RingMaker, size = 1) {
    this.name = name;
    this.depth = depth;
    this.make = make;
    this.size = size;
    const room = roomFor(depth);
    this.mask = room - 1;
    this.ring = new make(room * size);
  }

  /** How many tokens it holds. */
  get count(): number {
    return (this.tail - this.head) | 0;
  }

  /** What to yield while the stream is full. */
  whenFull(at: Site): Wait {
    this.site = at;
    return this.waitToPut;
  }

  /** What to yield while the stream is empty. */
  whenEmpty(at: Site): Wait {
    this.site = at;
    return this.waitToGet;
  }

  /** What to yield after asking in vain. */
  asked(at: Site): Wait {
    this.site = at;
    return this.waitToAsk;
  }

  /** Makes it deeper; it keeps what it holds. */
  deepen(depth: number): void {
    const { size, head, tail, ring, mask } = this;
    const room = roomFor(depth);
    this.depth = depth;
    if (room <= mask + 1) return;
    this.mask = room - 1;
    this.ring = new this.make(room * size);
    for (let at = head; at !== tail; at = (at + 1) | 0) {
      for (let i = 0; i < size; i++) this.ring[(at & this.mask) * size + i] = ring[(at & mask) * size + i];
    }
  }
}

/** The least power of two that is not below `depth`. */
function roomFor(depth: number): number {
  let room = 1;
  while (room < depth) room *= 2;
  return room;
}
