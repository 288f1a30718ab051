import { DONE, IS_AWAITED, KERNEL } from "./control.ts";

declare const performance: { now(): number };

/** Milliseconds that a chunk may take which a worker has claimed, beyond what the call of the program has taken before. */
const DEADLINE = 8000;
/** Milliseconds that a single look counts at most: when more have passed, the machine was asleep. */
const MOST_AT_ONCE = 100;

/** A worker has claimed a chunk and does not finish it. */
export class LostWorker extends Error {
  override readonly name = "LostWorker";
  /** The place in the table of the kernel that has not finished. */
  readonly kernel: number;

  constructor(kernel: number) {
    super("A worker of @chainrule/wasm has died.");
    this.kernel = kernel;
  }
}

let canSleep: boolean | undefined;

/** Whether this thread may sleep: a page's main thread may not. */
function maySleep(): boolean {
  if (canSleep !== undefined) return canSleep;
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    canSleep = true;
  } catch {
    canSleep = false;
  }
  return canSleep;
}

/** What the caller's thread does when chunks that workers have claimed are not done for a while. */
export class Waiting {
  readonly #words: Int32Array;
  #start = 0;
  #kernel = -1;
  #done = -1;
  /** Milliseconds that nothing has been finished, and how many there may be. */
  #waited = 0;
  #deadline = 0;
  #last = 0;

  /** @param words the program's memory. */
  constructor(words: Int32Array) {
    this.#words = words;
  }

  /** When the program starts. */
  begin(): void {
    this.#start = performance.now();
    this.#kernel = -1;
  }

  /**
   * Sleeps where that is allowed, until a worker has finished a chunk.
   * @param done how many have been finished.
   * @throws LostWorker after too long a time.
   */
  wait(done: number): void {
    const now = performance.now();
    const kernel = this.#words[KERNEL / 4];
    if (kernel !== this.#kernel || done !== this.#done) {
      this.#kernel = kernel;
      this.#done = done;
      this.#waited = 0;
      // Chunks of a program with much to do may take longer.
      this.#deadline = DEADLINE + now - this.#start;
    } else this.#waited += Math.min(now - this.#last, MOST_AT_ONCE);
    this.#last = now;
    if (this.#waited > this.#deadline) throw new LostWorker(kernel);
    if (!maySleep()) return;
    Atomics.store(this.#words, IS_AWAITED / 4, 1);
    Atomics.wait(this.#words, DONE / 4, done, 1);
    Atomics.store(this.#words, IS_AWAITED / 4, 0);
  }
}
