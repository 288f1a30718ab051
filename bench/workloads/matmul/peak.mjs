import { isMainThread, Worker, workerData } from "node:worker_threads";
import { cases } from "./data.ts";

/*
 * As many multiply-adds as the products take, without anything to load or to store: what the processor can do from WebAssembly.
 * Twelve sums, each waiting for itself only, hide how long an addition takes.
 */
const sums = 12;
const flag = { order: 0, done: 16, iterations: 32 };

const module = isMainThread ? new WebAssembly.Module(fastestModule()) : workerData.module;
const { run } = new WebAssembly.Instance(module).exports;
let second = null;

export function start(threads, name) {
  const { operations } = cases.find((one) => one.name === name);
  const iterations = Math.round(operations / (sums * 4 * 2));
  if (threads === "1") {
    return () => {
      run(iterations);
      return 0;
    };
  }
  second ??= secondThread();
  const half = iterations >> 1;
  return () => {
    Atomics.store(second, flag.iterations, half);
    const order = Atomics.add(second, flag.order, 1) + 1;
    run(iterations - half);
    while (Atomics.load(second, flag.done) !== order);
    return 0;
  };
}

function secondThread() {
  const shared = new Int32Array(new SharedArrayBuffer(64 * 4));
  const worker = new Worker(new URL(import.meta.url), { workerData: { module, shared } });
  worker.unref();
  return shared;
}

if (!isMainThread) obey(workerData.shared);

/** Spins until there is work to do, for ever. */
function obey(shared) {
  for (let last = 0; ; ) {
    const order = Atomics.load(shared, flag.order);
    if (order === last) continue;
    last = order;
    run(Atomics.load(shared, flag.iterations));
    Atomics.store(shared, flag.done, order);
  }
}

function fastestModule() {
  const relaxed = peakModule(true);
  return WebAssembly.validate(relaxed) ? relaxed : peakModule(false);
}

/**
 * run: i32 → f32, so many rounds of sum ← sum · x + y for each sum. The bytes are those of the WebAssembly specification.
 * @param {boolean} relaxed with the multiply-add of relaxed SIMD
 */
function peakModule(relaxed) {
  const [local, f32, i32, v128] = [[0x20], 0x7d, 0x7f, 0x7b];
  const simd = (code) => [0xfd, ...number(code)];
  const constant = (x) => [0x43, ...new Uint8Array(Float32Array.of(x).buffer), ...simd(0x13)];
  const get = (index) => [...local, index];
  const set = (index) => [0x21, index];
  const [x, y, first] = [1, 2, 3];
  const next = (sum) =>
    relaxed
      ? [...get(sum), ...get(x), ...get(y), ...simd(0x105), ...set(sum)]
      : [...get(sum), ...get(x), ...simd(0xe6), ...get(y), ...simd(0xe4), ...set(sum)];
  const each = Array.from({ length: sums }, (_, i) => first + i);
  const body = [
    [1, sums + 2, v128], // one group of locals: x, y and the sums
    [...constant(0.999999), ...set(x), ...constant(1e-6), ...set(y)],
    each.flatMap((sum) => [...constant(sum / 100), ...set(sum)]),
    [0x03, 0x40], // loop
    each.flatMap(next),
    [...get(0), 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b], // count down, again, end
    each.flatMap((sum, i) => [...get(sum), ...(i > 0 ? simd(0xe4) : [])]),
    [...simd(0x1f), 0, 0x0b], // the first entry
  ].flat();
  const section = (id, content) => [id, ...number(content.length), ...content];
  const head = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const sections = [
    section(1, [1, 0x60, 1, i32, 1, f32]),
    section(3, [1, 0]),
    section(7, [1, 3, ...Buffer.from("run"), 0, 0]),
    section(10, [1, ...number(body.length), ...body]),
  ];
  return Uint8Array.from([head, ...sections].flat());
}

/** Unsigned LEB128. */
function number(n) {
  return n < 128 ? [n] : [(n & 127) | 128, ...number(n >>> 7)];
}
