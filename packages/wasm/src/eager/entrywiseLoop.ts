import { bytesPer } from "../emit/entry.ts";
import { laneCode } from "../emit/laneCode.ts";
import { Lanes, type Vector } from "../emit/lanes.ts";
import { EntryFunctions } from "../emit/math/functions.ts";
import type { Bytes } from "../encode/bytes.ts";
import { doWhile, i32, i32x4, i64x2, local, set, shuffle8, v128 } from "../encode/code.ts";
import { FunctionBuilder, ModuleBuilder } from "../encode/module.ts";

/** An entrywise op on arrays: of a float dtype, or of bools as bytes. */
export interface EntrywiseLoop {
  readonly op: string;
  /** Of the floats among operands and result. */
  readonly dtype: "float32" | "float64";
  /** Which operands are bools. */
  readonly isBool: readonly boolean[];
  readonly givesBool: boolean;
}

/** How many vectors are computed side by side. */
const STRANDS = 4;

/**
 * A module that exports `run`: computes an op for the entries whose bytes begin before its argument, and for up to 15 more. It reads
 * the operands from the first addresses, and writes to the last one. Null when there is no code for the op.
 */
export function loopModule(
  { op, dtype, isBool, givesBool }: EntrywiseLoop,
  addresses: readonly number[],
  isRelaxed: boolean,
): Uint8Array<ArrayBuffer> | null {
  const code = laneCode(op, dtype);
  if (code === null) return null;
  const module = new ModuleBuilder();
  module.importMemory("host", "memory", { initial: 1, maximum: 65536, isShared: false });
  const f = new FunctionBuilder({ parameters: ["i32"], results: [] });
  const lanes = new Lanes(f, dtype, STRANDS, new EntryFunctions(module, isRelaxed));
  const bytes = bytesPer[dtype];
  const at = f.local("i32");
  const atBools = i32.shrU(at, Math.log2(bytes));
  const operands = isBool.map((isMask, i): Vector => {
    if (isMask) return masks(lanes, bytes, v128.load(atBools, addresses[i]));
    return Array.from({ length: STRANDS }, (_, strand) => v128.load(at, addresses[i] + 16 * strand));
  });
  const result = code(lanes, ...operands);
  const to = addresses[operands.length];
  const stores = givesBool
    ? v128.store(atBools, bools(bytes, result), to)
    : result.map((vector, strand) => v128.store(at, vector, to + 16 * strand));
  const next = set(at, i32.add(at, 16 * STRANDS));
  const loop = doWhile([lanes.code, stores, next], i32.ltU(at, local(0)));
  module.exportFunction("run", module.addFunction(f, loop));
  return module.encode();
}

const zero = i32x4.splat(0);
const sixteen = (byte: (i: number) => number): number[] => Array.from({ length: 16 }, (_, i) => byte(i));

/** Masks of as many bytes as an entry has, of bools that lie side by side. */
function masks(lanes: Lanes, bytes: number, bools: Bytes): Vector {
  const [kept] = lanes.keep([bools]);
  const negated = bytes === 4 ? i32x4.neg : i64x2.neg;
  return Array.from({ length: STRANDS }, (_, strand) => {
    const first = (strand * 16) / bytes;
    const spread = sixteen((i) => (i % bytes === 0 ? first + i / bytes : 16));
    return negated(shuffle8(kept, zero, spread));
  });
}

/** Bools side by side, of masks; of float64 in the lower half. */
function bools(bytes: number, [a, b, c, d]: Vector): Bytes {
  const every = sixteen((i) => (i * bytes) % 32);
  const half = 32 / bytes;
  const joined = sixteen((i) => (i < half ? i : (16 + i - half) % 32));
  const ones = i32x4.splat(0x01010101);
  return v128.and(shuffle8(shuffle8(a, b, every), shuffle8(c, d, every), joined), ones);
}
