/** Losses after epochs: those of all as long as they are few, then of every second, every fourth ... */
export class History {
  readonly #most: number;
  #every = 1;
  #entries: { readonly epoch: number; readonly train: number; readonly test: number }[] = [];

  /** @param most how many entries it keeps. */
  constructor(most = 600) {
    this.#most = most;
  }

  /** Whether an epoch is one of those that are kept. */
  wants(epoch: number): boolean {
    return epoch % this.#every === 0;
  }

  add(epoch: number, train: number, test: number): void {
    this.#entries.push({ epoch, train, test });
    if (this.#entries.length <= this.#most) return;
    this.#every *= 2;
    this.#entries = this.#entries.filter((entry) => entry.epoch % this.#every === 0);
  }

  /** As columns, which are cheap to send. */
  columns(): { epochs: Float64Array; train: Float64Array; test: Float64Array } {
    return {
      epochs: Float64Array.from(this.#entries, ({ epoch }) => epoch),
      train: Float64Array.from(this.#entries, ({ train }) => train),
      test: Float64Array.from(this.#entries, ({ test }) => test),
    };
  }
}
