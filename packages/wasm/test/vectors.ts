import { type AnyOp, type Dtype, registry } from "@chainrule/autograd";
import type { EntrywiseLowering } from "@chainrule/autograd/engine";
import { scalarCode } from "../src/emit/entry.ts";
import { laneCode } from "../src/emit/laneCode.ts";
import { Lanes } from "../src/emit/lanes.ts";
import { EntryFunctions } from "../src/emit/math/functions.ts";
import type { Bytes } from "../src/encode/bytes.ts";
import { doWhile, f32, f64, i32, set, v128 } from "../src/encode/code.ts";
import { FunctionBuilder, ModuleBuilder } from "../src/encode/module.ts";

export const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  bool: Int32Array,
} as const;
const access = { float32: f32, float64: f64, int32: i32, bool: i32 } as const;

export interface Run {
  /** Fills these before each run. */
  readonly operands: readonly (Float32Array | Float64Array | Int32Array)[];
  /** What vectors give, and what single entries give; bools as masks. */
  readonly lanewise: Float32Array | Float64Array | Int32Array;
  readonly single: Float32Array | Float64Array | Int32Array;
  readonly run: () => void;
}

/** An op's own code on `length` entries, a multiple of 8: in two strands of vectors, and one by one. */
export function build(op: string, dtype: Dtype, length: number, isRelaxed: boolean, givesBool = false): Run {
  const arity = forwardOf(op, dtype).length;
  const [lane, scalar] = [laneCode(op, dtype), scalarCode(op, dtype)];
  if (lane === null || scalar === null) throw new Error(`There is no code for ${op} of ${dtype}.`);
  const size = arrays[dtype].BYTES_PER_ELEMENT;
  const starts = [0, 1, 2, 3].map((i) => i * size * length);
  const limits = { initial: Math.ceil((4 * size * length) / 65536), maximum: 100 };
  const memory = new WebAssembly.Memory(limits);
  const module = new ModuleBuilder();
  module.importMemory("host", "memory", { ...limits, isShared: false });
  const f = new FunctionBuilder({ parameters: [], results: [] });
  const at = f.local("i32");
  const loop = (body: Bytes, step: number): Bytes => [
    set(at, i32.const(0)),
    doWhile([body, set(at, i32.add(at, step))], i32.ltU(at, size * length)),
  ];
  const functions = new EntryFunctions(module, isRelaxed);
  const lanes = new Lanes(f, dtype === "float64" ? "float64" : "float32", 2, functions);
  const vectors = starts
    .slice(0, arity)
    .map((start) => [0, 16].map((offset) => v128.load(at, start + offset)));
  const stores = lane(lanes, ...vectors).map((code, strand) => v128.store(at, code, starts[2] + 16 * strand));
  const around = { f, functions };
  const entries = starts.slice(0, arity).map((start) => access[dtype].load(at, start));
  const one = scalar(around, ...entries);
  const store = givesBool ? i32.store : access[dtype].store;
  const code = [loop([lanes.code, stores], 32), loop(store(at, one, starts[3]), size)];
  module.exportFunction("run", module.addFunction(f, code));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { host: { memory } });
  const array = (i: number): Run["single"] => new arrays[dtype](memory.buffer, starts[i], length);
  return {
    operands: Array.from({ length: arity }, (_, i) => array(i)),
    lanewise: array(2),
    single: array(3),
    run: instance.exports.run as () => void,
  };
}

/** What the op computes eagerly for entries of a dtype. */
export function forwardOf(op: string, dtype: Dtype): (...entries: number[]) => number {
  const { lowering } = (registry as Readonly<Record<string, AnyOp>>)[op];
  const { forward, integer } = lowering as EntrywiseLowering;
  return (dtype === "int32" ? integer : undefined) ?? forward;
}
