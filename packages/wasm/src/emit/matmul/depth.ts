import type { Bytes } from "../../encode/bytes.ts";
import { i32, type Local, select, when } from "../../encode/code.ts";
import type { FunctionBuilder } from "../../encode/module.ts";
import { repeat } from "../loops.ts";
import type { Blocking } from "./blocking.ts";

/** How deep the present block of the inner axis is. All blocks have the same depth, a multiple of 4, but for the last. */
export class Depth {
  /** A number where there is one block, else code. */
  readonly own: number | Bytes;
  /** Code for whether this is not the first block, and whether it is the last; null where there is one block. */
  readonly isLater: Bytes | null;
  readonly isLast: Bytes | null;
  readonly #last: number;

  /** @param block the local with the number of the block. */
  constructor(block: Local, k: number, { depth, depths }: Blocking) {
    this.#last = k - (depths - 1) * depth;
    if (depths === 1) {
      this.own = depth;
      this.isLater = this.isLast = null;
      return;
    }
    this.isLater = block;
    this.isLast = i32.eq(block, depths - 1);
    this.own =
      this.#last === depth ? i32.const(depth) : select(i32.const(this.#last), i32.const(depth), this.isLast);
  }

  /** Runs code for every `count` entries of the block, count being 2 or 4, and other code for each of the rest. */
  inSteps(f: FunctionBuilder, count: number, several: Bytes, single: Bytes): Bytes {
    const rest = this.#last % count;
    if (typeof this.own === "number")
      return [repeat(f, Math.floor(this.own / count), several), repeat(f, rest, single)];
    return [
      repeat(f, i32.divU(this.own, count), several),
      rest === 0 ? [] : when(this.isLast as Bytes, repeat(f, rest, single)),
    ];
  }
}
