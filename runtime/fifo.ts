/** The streams of a running region: bounded queues in a ring of preallocated storage. */
import type { Site } from "./traps.js";

/** What holds the values: a typed array, or an array of bigints. */
export interface Ring<T> {
  [i: number]: T;
}

/** An instance waits until `stream` is no longer full (to put) or empty (to get). */
export interface Wait {
  readonly stream: Fifo<unknown>;
  readonly to: "put" | "get";
}

/** Compiled code waits while `count` is `depth` or 0, so `put` and `get` need not check. */
export class Fifo<T> {
  readonly name: string;
  readonly depth: number;
  count = 0;
  /** Where the last wait was. */
  site: Site | undefined;
  private readonly ring: Ring<T>;
  private head = 0;
  private tail = 0;
  private readonly waitToPut: Wait = { stream: this, to: "put" };
  private readonly waitToGet: Wait = { stream: this, to: "get" };

  /** `ring` has room for `depth` values. */
  constructor(name: string, depth: number, ring: Ring<T>) {
    this.name = name;
    this.depth = depth;
    this.ring = ring;
  }

  /** Appends a value; the stream must not be full. */
  put(value: T): void {
    const { tail } = this;
    this.ring[tail] = value;
    this.tail = tail + 1 === this.depth ? 0 : tail + 1;
    this.count++;
  }

  /** Takes the oldest value; the stream must not be empty. */
  get(): T {
    const { head } = this;
    this.head = head + 1 === this.depth ? 0 : head + 1;
    this.count--;
    const value = this.ring[head];
    return value as T;
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
}
