import { findHost, type Host, importHost, type Worker } from "./host.ts";
import { Pool, type SharedProgram } from "./pool.ts";

declare function setTimeout(f: () => void, delay: number): number | { unref(): void };

/** Of more threads than this, most would wait. */
const MOST_THREADS = 16;
/** Milliseconds until workers that have forgotten a program end. */
const RENEWAL = 500;
/** After as many workers that have ended by themselves, programs run on one thread. */
const MOST_DEATHS = 3;

let host: Host | null | undefined;
let wanted: number | undefined;
let pool: Pool | null = null;
/** The pool that is about to end. */
let stale: Pool | null = null;
let closesAtEnd = false;
let deaths = 0;
let programs = 0;

/**
 * On how many threads programs are made to run, the caller's included: as many as the machine runs at once, until `setThreads`
 * says otherwise, and 1 where there are none.
 */
export function threadCount(): number {
  if (wanted === 1 || deaths >= MOST_DEATHS) return 1;
  if (host === undefined) host = findHost();
  return host === null ? 1 : Math.min(wanted ?? host.parallelism, MOST_THREADS);
}

/**
 * Sets on how many threads compiled functions run, the caller's included; at first as many as the machine runs at once, and at
 * most 16. Results are the same to the bit. Where there are no threads it does nothing.
 * @throws RangeError unless `count` is a whole number from 1 to 16.
 */
export function setThreads(count: number): void {
  if (!Number.isInteger(count) || count < 1 || count > MOST_THREADS)
    throw new RangeError(`setThreads needs a whole number from 1 to ${MOST_THREADS}, got ${String(count)}.`);
  if (count === wanted) return;
  wanted = count;
  closePool();
}

/**
 * Starts the workers and waits until they run. Nobody has to: the first compiled function with enough to do for several threads
 * starts them, and runs on those that there are.
 * @returns on how many threads compiled functions run.
 */
export async function ready(): Promise<number> {
  host ??= await importHost();
  const opened = openPool();
  // The process must go on meanwhile.
  for (const worker of opened?.workers ?? []) worker.ref?.();
  await opened?.started;
  for (const worker of opened?.workers ?? []) worker.unref?.();
  return threadCount();
}

/** A number for a program. */
export function newProgramId(): number {
  return ++programs;
}

/** Before a program runs: has workers come to it, and starts some where there are none. */
export function summon(program: SharedProgram): void {
  openPool()?.summon(program);
}

/**
 * When a program will not run any more. Workers forget it, and soon others take their places: what one holds is given back for
 * sure when it ends, as nothing makes it collect its garbage while it has nothing to do.
 */
export function dismiss(id: number): void {
  const left = pool;
  if (left === null || !left.forget(id) || left === stale) return;
  stale = left;
  const timer = setTimeout(() => {
    if (pool === left) closePool();
  }, RENEWAL);
  if (typeof timer === "object") timer.unref();
}

/** Ends all workers; the next program that needs some starts others. */
export function closePool(): void {
  pool?.close();
  pool = null;
  stale = null;
}

/** The workers there are, for tests. */
export function poolWorkers(): readonly Worker[] {
  return pool?.workers ?? [];
}

function openPool(): Pool | null {
  const count = threadCount();
  if (pool !== null || count === 1 || !host) return pool;
  try {
    pool = new Pool(host, count - 1, (ended, hadStarted) => {
      if (ended !== pool) return;
      // One that could not start will not do so the next time.
      deaths += hadStarted ? 1 : MOST_DEATHS;
      closePool();
    });
    if (!closesAtEnd) host.beforeEnd?.(closePool);
    closesAtEnd = true;
  } catch {
    // A policy forbids it.
    deaths = MOST_DEATHS;
  }
  return pool;
}
