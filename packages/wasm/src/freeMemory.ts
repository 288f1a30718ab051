/** Blocks begin at multiples of this: a line of the cache. */
const LINE = 64;
/** What a single number takes, of any dtype. */
const SLOT = 8;
/** The next multiple of a line's size. */
export const aligned = (bytes: number): number => Math.ceil(bytes / LINE) * LINE;

/** Memory to lay things out in: blocks of whole lines, and slots for single numbers, which share lines. */
export class FreeMemory {
  /** Addresses of free blocks by their size, and the sizes that there are, in ascending order. */
  readonly #blocks = new Map<number, number[]>();
  readonly #sizes: number[] = [];
  readonly #slots: number[] = [];
  #top: number;

  constructor(start: number) {
    this.#top = aligned(start);
  }

  /** Where all that is in use ends. */
  get end(): number {
    return this.#top;
  }

  /** The address of room for so many bytes: in the smallest free block that is large enough, else behind everything. */
  take(bytes: number): number {
    if (bytes <= SLOT) return this.#takeSlot();
    const size = aligned(bytes);
    const index = this.#indexOf(size);
    if (index < this.#sizes.length) {
      const found = this.#sizes[index];
      const addresses = this.#blocks.get(found) as number[];
      const address = addresses.pop() as number;
      if (addresses.length === 0) {
        this.#sizes.splice(index, 1);
        this.#blocks.delete(found);
      }
      if (found > size) this.#giveBlock(address + size, found - size);
      return address;
    }
    this.#top += size;
    return this.#top - size;
  }

  /** Takes room back. */
  give(address: number, bytes: number): void {
    if (bytes <= SLOT) this.#slots.push(address);
    else this.#giveBlock(address, aligned(bytes));
  }

  #takeSlot(): number {
    if (this.#slots.length === 0) {
      const line = this.take(LINE);
      for (let at = LINE - SLOT; at >= 0; at -= SLOT) this.#slots.push(line + at);
    }
    return this.#slots.pop() as number;
  }

  #giveBlock(address: number, size: number): void {
    const addresses = this.#blocks.get(size);
    if (addresses !== undefined) addresses.push(address);
    else {
      this.#sizes.splice(this.#indexOf(size), 0, size);
      this.#blocks.set(size, [address]);
    }
  }

  /** Of the first size that is large enough. */
  #indexOf(size: number): number {
    let [low, high] = [0, this.#sizes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sizes[middle] < size) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
