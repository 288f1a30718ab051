/** Small numbers for things, the same for the same thing, and for pairs of such numbers. */
export class Numbering {
  readonly #things = new Map<unknown, number>();
  /** Three places for each slot: a pair, and its number plus 1. A table with open addressing, at most half full. */
  #pairs = new Int32Array(3 * 1024);
  #pairCount = 0;
  #next = 0;

  /** The number of a thing. */
  of(thing: unknown): number {
    const known = this.#things.get(thing);
    if (known !== undefined) return known;
    this.#things.set(thing, this.#next);
    return this.#next++;
  }

  /** The number of a pair of numbers, in this order. */
  pair(a: number, b: number): number {
    const at = this.#slotOf(a, b);
    if (this.#pairs[at + 2] > 0) return this.#pairs[at + 2] - 1;
    this.#set(at, a, b, ++this.#next);
    if (++this.#pairCount * 6 > this.#pairs.length) this.#grow();
    return this.#next - 1;
  }

  /** Where a pair is, or belongs. */
  #slotOf(a: number, b: number): number {
    const mask = this.#pairs.length / 3 - 1;
    // Mixes the bits as MurmurHash3 (Appleby 2011) does.
    let hash = Math.imul(a, 0xcc9e2d51) ^ Math.imul(b, 0x1b873593);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    for (let slot = (hash ^ (hash >>> 13)) & mask; ; slot = (slot + 1) & mask) {
      const at = 3 * slot;
      if (this.#pairs[at + 2] === 0 || (this.#pairs[at] === a && this.#pairs[at + 1] === b)) return at;
    }
  }

  #set(at: number, a: number, b: number, number: number): void {
    this.#pairs[at] = a;
    this.#pairs[at + 1] = b;
    this.#pairs[at + 2] = number;
  }

  #grow(): void {
    const old = this.#pairs;
    this.#pairs = new Int32Array(2 * old.length);
    for (let i = 0; i < old.length; i += 3)
      if (old[i + 2] > 0) this.#set(this.#slotOf(old[i], old[i + 1]), old[i], old[i + 1], old[i + 2]);
  }
}
