/**
 * Long sequences of small numbers in little room: what repeats is written once. An item ≥ 0 stands for itself; −p, with a
 * count n after it, for n more items that go on repeating the p items before it.
 */

/** Repetitions shorter than this are written out. */
const shortest = 8;

/** Writes a sequence item by item, and notices by itself when it repeats. */
export class SequenceWriter {
  private items = new Int32Array(16);
  private length = 0;
  /** Where the items begin that a repetition may refer to. */
  private first = 0;
  /** Where each item was last. */
  private readonly last = new Map<number, number>();
  /** The distance at which items are the same, and how many in a row were. */
  private period = 0;
  private run = 0;
  /** Of a repetition under way: where what it repeats begins, how far it is in that, how many items it has. */
  private base = -1;
  private phase = 0;
  private count = 0;

  /** How many numbers are stored. */
  get size(): number {
    return this.length;
  }

  /** What `push` takes without any work; −1 when there is no such item. */
  get expected(): number {
    return this.base < 0 ? -1 : this.items[this.base + this.phase] ?? -1;
  }

  /** Adds an item ≥ 0. */
  push(item: number): void {
    if (this.base >= 0 && this.items[this.base + this.phase] === item) this.repeat();
    else this.append(item);
  }

  /** Adds what is expected. */
  repeat(): void {
    this.count++;
    if (++this.phase === this.period) this.phase = 0;
  }

  /** All items so far. */
  finish(): Int32Array {
    this.flush();
    return this.items.slice(0, this.length);
  }

  private append(item: number): void {
    if (this.base >= 0) this.flush();
    const at = this.length;
    if (this.period > 0 && this.items[at - this.period] === item) this.run++;
    else this.restart(at - (this.last.get(item) ?? Infinity));
    this.write(item);
    this.last.set(item, at);
    if (this.run < Math.max(this.period, shortest)) return;
    this.base = this.length - this.period;
    this.phase = 0;
  }

  /** Items are the same at `distance`, if that is finite, from the one now added. */
  private restart(distance: number): void {
    const isNear = distance <= this.length - this.first;
    this.period = isNear ? distance : 0;
    this.run = isNear ? 1 : 0;
  }

  /** Ends a repetition; what it consists of cannot be referred to. */
  private flush(): void {
    if (this.count > 0) {
      this.write(-this.period);
      this.write(this.count);
      this.first = this.length;
      this.last.clear();
      this.period = 0;
    }
    this.base = -1;
    this.count = 0;
    this.run = 0;
  }

  private write(item: number): void {
    if (this.length === this.items.length) {
      const larger = new Int32Array(2 * this.length);
      larger.set(this.items);
      this.items = larger;
    }
    this.items[this.length++] = item;
  }
}

/** Reads what a `SequenceWriter` wrote. */
export class SequenceReader {
  private readonly items: Int32Array;
  private at = 0;
  private base = 0;
  private period = 0;
  private phase = 0;
  private left = 0;

  constructor(items: Int32Array) {
    this.items = items;
  }

  /** The next item; −1 at the end. */
  next(): number {
    if (this.left > 0) {
      this.left--;
      const item = this.items[this.base + this.phase] ?? -1;
      if (++this.phase === this.period) this.phase = 0;
      return item;
    }
    if (this.at === this.items.length) return -1;
    const item = this.items[this.at++] ?? -1;
    if (item >= 0) return item;
    this.period = -item;
    this.base = this.at - 1 + item;
    this.phase = 0;
    this.left = this.items[this.at++] ?? 0;
    return this.next();
  }
}

/** The sequence of `items`. */
export function sequenceOf(items: Iterable<number>): Int32Array {
  const writer = new SequenceWriter();
  for (const item of items) writer.push(item);
  return writer.finish();
}

/** All items of a sequence. */
export function itemsOf(sequence: Int32Array): readonly number[] {
  const reader = new SequenceReader(sequence);
  const items: number[] = [];
  for (let item = reader.next(); item >= 0; item = reader.next()) items.push(item);
  return items;
}
