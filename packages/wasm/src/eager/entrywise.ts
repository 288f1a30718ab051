import type { AnyOp, FloatDtype, TypedArray } from "@chainrule/autograd";
import type { EntrywiseKernel } from "@chainrule/autograd/engine";
import { bytesPer } from "../emit/entry.ts";
import { isKnown } from "../graph/known.ts";
import { hasMultiplyAdd } from "../multiplyAdd.ts";
import { createMemory, type Engine, type Memory, PAGE, webAssembly } from "../webAssembly.ts";
import { type EntrywiseLoop, loopModule } from "./entrywiseLoop.ts";

/** From so many entries on a call takes less time here, most of which goes into copying to the engine's memory and back. */
export const LEAST = 256;
/** So many go through that memory at a time: it is small, and stays in the processor's caches. */
const BLOCK = 4096;
/** The loop of an op is made once it was asked for so many entries: until then making it would take longer. */
const WORTH = 20_000;
/** The memory has a place for a block of each operand, of which there are at most three, and the last one for the result. */
const PLACES = 4;
const RESULT = PLACES - 1;
const BYTES = BLOCK * bytesPer.float64;

/** What is known of an op on floats of one dtype. */
interface Entry {
  /** For how many entries it was called. */
  size: number;
  /** The loop, once it was worth making; null where there is no code for the op. */
  run?: ((bytes: number) => void) | null;
}

/** The memory, and the places in it as arrays of what may lie there. */
interface Blocks extends Record<FloatDtype | "bool", readonly TypedArray[]> {
  readonly memory: Memory;
}

const known: Record<FloatDtype, WeakMap<AnyOp, Entry>> = { float32: new WeakMap(), float64: new WeakMap() };
/** Null when the machine has no memory for them. */
let blocks: Blocks | null | undefined;

/** Computes entrywise ops on floats in WebAssembly, block by block, with a loop for each op that is called often. */
export const computeEntries: EntrywiseKernel = (op, operands, out) => {
  const dtype = floatOf(out) ?? operands.map(floatOf).find((dtype) => dtype !== null);
  const engine = webAssembly();
  if (!dtype || engine === null) return false;
  const entry = known[dtype].get(op) ?? { size: 0 };
  if (entry.size === 0) known[dtype].set(op, entry);
  entry.size += out.length;
  if (entry.size < WORTH) return false;
  if (blocks === undefined) blocks = createBlocks(engine);
  if (blocks === null) return false;
  if (entry.run === undefined) {
    const isBool = operands.map((operand) => operand instanceof Uint8Array);
    const loop = { op: op.name, dtype, isBool, givesBool: out instanceof Uint8Array };
    entry.run = isKnown(op) ? start(engine, blocks.memory, loop) : null;
  }
  if (entry.run === null) return false;

  const [floats, bools] = [blocks[dtype], blocks.bool];
  const places = operands.map((operand, i) => (operand instanceof Uint8Array ? bools[i] : floats[i]));
  const result = out instanceof Uint8Array ? bools[RESULT] : floats[RESULT];
  operands.forEach((operand, i) => {
    if (typeof operand === "number") places[i].fill(operand, 0, out.length);
  });
  for (let from = 0; from < out.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, out.length);
    operands.forEach((operand, i) => {
      if (typeof operand !== "number") places[i].set(part(operand, from, to));
    });
    entry.run((to - from) * bytesPer[dtype]);
    out.set(part(result, 0, to - from), from);
  }
  return true;
};

function floatOf(entries: number | TypedArray): FloatDtype | null {
  if (entries instanceof Float32Array) return "float32";
  return entries instanceof Float64Array ? "float64" : null;
}

function part(array: TypedArray, from: number, to: number): TypedArray {
  return to - from === array.length ? array : array.subarray(from, to);
}

function createBlocks(engine: Engine): Blocks | null {
  try {
    const memory = createMemory(engine, (PLACES * BYTES) / PAGE, false);
    const places = (of: new (buffer: ArrayBuffer, start: number, length: number) => TypedArray) =>
      Array.from({ length: PLACES }, (_, i) => new of(memory.buffer as ArrayBuffer, i * BYTES, BLOCK));
    return { memory, float32: places(Float32Array), float64: places(Float64Array), bool: places(Uint8Array) };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Null when there is no code for the op. */
function start(engine: Engine, memory: Memory, loop: EntrywiseLoop): ((bytes: number) => void) | null {
  const addresses = [...loop.isBool.keys(), RESULT].map((place) => place * BYTES);
  const bytes = loopModule(loop, addresses, hasMultiplyAdd(engine));
  if (bytes === null) return null;
  const { exports } = new engine.Instance(new engine.Module(bytes), { host: { memory } });
  return exports["run"] as (bytes: number) => void;
}
