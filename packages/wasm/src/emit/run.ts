import type { Bytes } from "../encode/bytes.ts";
import {
  again,
  atomic,
  call,
  callIndirect,
  doWhile,
  f64,
  i32,
  i64,
  leave,
  local,
  loop,
  set,
  tee,
  when,
} from "../encode/code.ts";
import { FunctionBuilder, type ModuleBuilder } from "../encode/module.ts";
import {
  CALL,
  CHUNKS,
  DONE,
  IS_AWAITED,
  KERNEL,
  LEAVE,
  REMAINING,
  SLEEPERS,
  TAKEN,
} from "../threads/control.ts";

/** A part of a program: a function (chunk: i32) → (), called with 0 to `chunks` - 1, by any threads if there are several. */
export interface Part {
  readonly index: number;
  readonly chunks: number;
}

/** How long workers look for chunks before they sleep, in looks of about 50 ns. */
const LOOKS = 4000;
/** How often the thread that runs the program looks whether all chunks are done, before it asks outside what to do. */
const PATIENCE = 1000;
/** How long workers sleep before they give up, in nanoseconds. */
const SLEEP = 100_000_000n;
/** Square roots between two looks. */
const PAUSE = 8;

/**
 * Adds `run`, which does all parts in order.
 * @param ask for several threads: the index of the function that `run` calls when it has waited for long. Absent, one thread does all.
 */
export function addRun(module: ModuleBuilder, parts: readonly Part[], ask?: number): void {
  const f = new FunctionBuilder({ parameters: [], results: [] });
  const threads = ask === undefined ? null : addThreads(module, ask);
  const chunk = f.local("i32");
  const body: Bytes[] = parts.map(({ index, chunks }) => {
    if (chunks === 1) return call(index, i32.const(0));
    if (threads !== null) return call(threads.share, i32.const(module.tabulate(index)), i32.const(chunks));
    const increased = i32.add(chunk, 1);
    return [set(chunk, i32.const(0)), doWhile(call(index, chunk), i32.ltU(tee(chunk, increased), chunks))];
  });
  module.exportFunction("run", module.addFunction(f, [threads === null ? [] : call(threads.wake), body]));
}

/**
 * Work is handed out without anybody waiting for a worker: who has time claims the next chunk by taking 1 from a number. What
 * was above 0 before is a claim, and while a chunk is claimed and not done the kernel stays the same. Who comes late takes from
 * 0, which does nothing. Chunks are cut by shape, so it does not matter to the result who does which; but the caller begins
 * with the first ones and workers with the last, so that in the next kernel they find much of what they wrote in their own caches.
 */
function addThreads(module: ModuleBuilder, ask: number): { wake: number; share: number } {
  const kernelType = module.typeOf({ parameters: ["i32"], results: [] });
  const claim = atomic.sub(REMAINING, i32.const(1));

  const wake = module.addFunction(
    new FunctionBuilder({ parameters: [], results: [] }),
    when(atomic.load(SLEEPERS), [
      [atomic.add(CALL, i32.const(1)), 0x1a],
      [atomic.notify(CALL, i32.const(-1)), 0x1a],
    ]),
  );

  // share(kernel, chunks)
  const s = new FunctionBuilder({ parameters: ["i32", "i32"], results: [] });
  const [kernel, chunks] = [0, 1].map(local);
  const looks = s.local("i32");
  // How many chunks workers have claimed, or can.
  const theirs = s.local("i32");
  const done = s.local("i32");
  const share = module.addFunction(s, [
    i32.store(i32.const(KERNEL), kernel),
    i32.store(i32.const(CHUNKS), chunks),
    i32.store(i32.const(DONE), i32.const(0)),
    i32.store(i32.const(TAKEN), i32.const(0)),
    atomic.store(REMAINING, chunks),
    call(wake),
    set(theirs, chunks),
    loop(
      when(i32.gt(claim, 0), [
        callIndirect(kernelType, kernel, i32.sub(chunks, theirs)),
        set(theirs, i32.sub(theirs, 1)),
        again(1),
      ]),
    ),
    loop(
      when(i32.ne(tee(done, atomic.load(DONE)), theirs), [
        set(looks, i32.add(looks, pause(s))),
        when(i32.eq(looks, PATIENCE), [set(looks, i32.const(0)), call(ask, done)]),
        again(1),
      ]),
    ),
  ]);

  addWork(module, kernelType);
  return { wake, share };
}

/** work() is what workers do: 0 when they are to leave, 1 when there was nothing to do for long. */
function addWork(module: ModuleBuilder, kernelType: number): void {
  const f = new FunctionBuilder({ parameters: [], results: ["i32"] });
  const [left, looks, heard, outcome] = [0, 1, 2, 3].map(() => f.local("i32"));
  const look = tee(left, atomic.load(REMAINING));
  const mustLeave = i32.lt(left, LEAVE / 2);
  const body: Bytes = [
    when(i32.gt(look, 0), [
      when(i32.gt(atomic.sub(REMAINING, i32.const(1)), 0), [
        callIndirect(
          kernelType,
          i32.load(i32.const(KERNEL)),
          i32.sub(i32.sub(i32.load(i32.const(CHUNKS)), 1), atomic.add(TAKEN, i32.const(1))),
        ),
        [atomic.add(DONE, i32.const(1)), 0x1a],
        when(atomic.load(IS_AWAITED), [atomic.notify(DONE, i32.const(1)), 0x1a]),
      ]),
      set(looks, i32.const(0)),
      again(1),
    ]),
    when(mustLeave, leave(i32.const(0))),
    set(looks, i32.add(looks, pause(f))),
    when(i32.lt(looks, LOOKS), again(1)),
    set(looks, i32.const(0)),
    // Who publishes work looks for sleepers after that, so one that finds none after it has said that it sleeps will be called.
    set(heard, atomic.load(CALL)),
    [atomic.add(SLEEPERS, i32.const(1)), 0x1a],
    set(outcome, i32.const(0)),
    set(left, atomic.load(REMAINING)),
    when(i32.and(i32.le(left, 0), i32.eqz(mustLeave)), [
      set(outcome, atomic.wait(CALL, heard, i64.const(SLEEP))),
    ]),
    [atomic.sub(SLEEPERS, i32.const(1)), 0x1a],
    when(i32.eq(outcome, 2), leave(i32.const(1))),
    again(0),
  ];
  module.exportFunction("work", module.addFunction(f, [loop(body), 0x00]));
}

/**
 * Passes some time without disturbing a neighbour on the same core: square roots one after another, which the machine cannot
 * hurry. WebAssembly has no instruction for that. Gives 1, which has to be used: engines drop what does not count.
 */
function pause(f: FunctionBuilder): Bytes {
  const x = f.local("f64");
  return [set(x, f64.add(x, 2)), Array.from({ length: PAUSE }, () => set(x, f64.sqrt(x))), f64.gt(x, 0)];
}
