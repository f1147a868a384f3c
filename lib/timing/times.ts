/** Times by position, of which the oldest are forgotten: a ring that grows when it must. */
export class Times {
  /** How many there have been. */
  count = 0;
  private ring = new Float64Array(256);
  private mask = 255;
  /** The position of the oldest that is kept. */
  private first = 0;

  /** Whether the next makes the ring grow, unless some are forgotten before. */
  get isFull(): boolean {
    return this.count - this.first > this.mask;
  }

  push(time: number): void {
    if (this.isFull) this.grow();
    this.ring[this.count++ & this.mask] = time;
  }

  /** The time at a position that has not been forgotten. */
  at(position: number): number {
    return this.ring[position & this.mask] ?? 0;
  }

  /** Those before `position` are not asked for again. */
  forget(position: number): void {
    if (position > this.first) this.first = position;
  }

  private grow(): void {
    const larger = new Float64Array(2 * this.ring.length);
    const mask = larger.length - 1;
    for (let i = this.first; i < this.count; i++) larger[i & mask] = this.at(i);
    this.ring = larger;
    this.mask = mask;
  }
}
