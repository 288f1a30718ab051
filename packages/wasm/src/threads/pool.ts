import type { LibraryModule } from "@chainrule/autograd/engine";
import type { LibraryWork } from "../library.ts";
import type { Memory } from "../webAssembly.ts";
import { CALL, LEAVE, REMAINING, SLEEPERS } from "./control.ts";
import type { Host, Worker } from "./host.ts";
import { workerSource } from "./workerSource.ts";

declare const performance: { now(): number };

/** A program that several threads can run. */
export interface SharedProgram {
  /** Its number, from 1. */
  readonly id: number;
  readonly module: object;
  readonly memory: Memory;
  /** Its memory as words. */
  readonly words: Int32Array;
  /** Where memory of each thread's own lies, that of the caller first. */
  readonly scratch: readonly number[];
  /** What workers do with the machine's library, and where they find it. */
  readonly help?: LibraryModule & Pick<LibraryWork, "chunks">;
}

/** Workers keep as many programs. */
const MOST_PROGRAMS = 16;
/** Between words that different threads write: lines of the cache. */
const STRIDE = 16;
/** What a worker's word says: it is in its event loop, or it was and has been sent for. At work it is 0. */
const [PARKED, SENT_FOR] = [1, 2];
/** The word beside the program's number: how many times workers are just opening the library, and far below 0 once that is over. */
const OPENING = 1;
const CLOSED = -(2 ** 30);
/** How long a pool waits for that before it closes, in milliseconds. */
const LONGEST_OPENING = 5000;

/**
 * Workers, all busy with one program at a time. Nobody waits for them to come: a program runs without those that have not
 * started, sleep, or are still leaving another.
 */
export class Pool {
  readonly workers: Worker[] = [];
  /** Resolved when all workers run. */
  readonly started: Promise<unknown>;
  /** The number of the program that runs and {@link OPENING}, then a word for each worker. */
  readonly #words: Int32Array;
  /** The programs that workers know, and the one used last at the end. */
  readonly #known = new Set<number>();
  #current: { readonly id: number; readonly words: Int32Array } | null = null;

  /**
   * @param onEnd called when a worker has ended, and with whether it had run.
   * @throws when the host refuses.
   */
  constructor(host: Host, count: number, onEnd: (pool: Pool, hadStarted: boolean) => void) {
    this.#words = new Int32Array(new SharedArrayBuffer(4 * STRIDE * (count + 1)));
    const starts: Promise<void>[] = [];
    for (let i = 1; i <= count; i++) {
      let hadStarted = false;
      let resolve = (): void => {};
      starts.push(
        new Promise((settle) => {
          resolve = settle;
        }),
      );
      const worker = host.spawn(workerSource, {
        onMessage: () => {
          hadStarted = true;
          resolve();
        },
        onEnd: () => {
          resolve();
          onEnd(this, hadStarted);
        },
      });
      this.workers.push(worker);
      worker.postMessage({ words: this.#words, place: STRIDE * i });
    }
    this.started = Promise.all(starts);
  }

  /** Before a program runs: has the workers come. */
  summon(program: SharedProgram): void {
    if (this.#current?.id !== program.id) this.#turnTo(program);
    this.workers.slice(0, program.scratch.length - 1).forEach((worker, i) => {
      const place = STRIDE * (i + 1);
      if (Atomics.compareExchange(this.#words, place, PARKED, SENT_FOR) === PARKED) worker.postMessage({});
    });
  }

  /** When a program will not run any more: workers forget it. Says whether they knew it. */
  forget(id: number): boolean {
    if (!this.#known.delete(id)) return false;
    // To their event loops, where they get the message.
    this.#release();
    for (const worker of this.workers) worker.postMessage({ forget: id });
    return true;
  }

  /** Ends all workers, none while it opens the library: where native code is interrupted as it loads, the process aborts. */
  close(): void {
    // None is kept from that by another program.
    this.#release();
    const end = performance.now() + LONGEST_OPENING;
    let opening = Atomics.add(this.#words, OPENING, CLOSED) + CLOSED;
    while (opening > CLOSED && performance.now() < end) {
      Atomics.wait(this.#words, OPENING, opening, end - performance.now());
      opening = Atomics.load(this.#words, OPENING);
    }
    for (const worker of this.workers) worker.terminate();
  }

  #turnTo({ id, module, memory, words, scratch, help }: SharedProgram): void {
    if (!this.#known.has(id)) {
      if (this.#known.size === MOST_PROGRAMS) this.forget(this.#known.values().next().value as number);
      // A program made for fewer threads has no memory for the others.
      this.workers.slice(0, scratch.length - 1).forEach((worker, i) => {
        worker.postMessage({ id, module, memory, scratch: scratch[i + 1], help });
      });
    }
    this.#known.delete(id);
    this.#known.add(id);
    Atomics.store(words, REMAINING / 4, 0);
    this.#release();
    this.#current = { id, words };
    Atomics.store(this.#words, 0, id);
  }

  /** Has the workers leave the program that they are at. */
  #release(): void {
    Atomics.store(this.#words, 0, 0);
    if (this.#current === null) return;
    const { words } = this.#current;
    this.#current = null;
    Atomics.store(words, REMAINING / 4, LEAVE);
    if (Atomics.load(words, SLEEPERS / 4) === 0) return;
    Atomics.add(words, CALL / 4, 1);
    Atomics.notify(words, CALL / 4);
  }
}
