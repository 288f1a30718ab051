import { sizeOf } from "@chainrule/autograd/engine";
import type { Bytes } from "../encode/bytes.ts";
import { doWhile, i32, type Local, select, set, tee, v128 } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import type { RoutineKernel, View } from "../ir.ts";
import {
  behind,
  chunksFor,
  eachItem,
  type Items,
  itemsOf,
  least,
  ofPart,
  partsOf,
  stepped,
} from "./items.ts";
import { byteStrides } from "./loops.ts";
import { type NumberLanes, numberLanes } from "./numberLanes.ts";
import type { Layout } from "./pointers.ts";
import { eachTap, tapGrids, type Windows } from "./taps.ts";

/** target[n, g, p, y, x] = Σ over channels c and taps i, j of image[n, g, c, window y, x, tap i, j] · weight[g, p, c, i, j]. */
export interface Convolution extends Windows {
  /** [groups, planes, channels, tap rows, tap columns] */
  readonly weight: View;
  /** [images, groups, planes, rows, columns] */
  readonly target: View;
}

/** The kernel of a convolution of floats, of which no extent is 0. */
export function convolution(given: Convolution): RoutineKernel {
  const { image, weight, target } = given;
  const products = sizeOf(target.shape) * sizeOf(weight.shape.slice(2));
  const items = partition(given, products);
  return {
    kind: "routine",
    name: "convolution",
    reads: [image, weight],
    writes: [target],
    operations: 2 * products,
    chunks: items.chunks,
    emit: (f, layout) => emitConvolution(f, given, items, layout),
  };
}

/** The positions of the result that stay in registers at once, for some planes: rows, and vectors in each. */
interface Block {
  readonly rows: number;
  readonly vectors: number;
}

/** How many vectors of positions to hold for so many planes: with 15 registers, sums and what they are made of fit. */
const VECTORS = [0, 4, 4, 3, 2, 2, 2];
const PLANES = VECTORS.length - 1;

/** The block that takes the least time for all positions, by an estimate of its operations. */
function blockFor(planes: number, rows: number, columns: number, lanes: number): Block {
  const most = VECTORS[planes];
  const perRow = Math.ceil(columns / lanes);
  let best = { block: { rows: 1, vectors: 1 }, cost: Number.POSITIVE_INFINITY };
  for (let vectors = 1; vectors <= Math.min(most, Math.max(1, Math.floor(columns / lanes))); vectors++) {
    for (let high = 1; high <= Math.min(most / vectors, rows); high++) {
      // Fewer than eight sums wait for each other; to load takes as long as to multiply and add.
      const held = vectors * high;
      const cost =
        Math.ceil(rows / high) * Math.ceil(perRow / vectors) * Math.max(8, planes * held, planes + held);
      if (cost <= best.cost) best = { block: { rows: high, vectors }, cost };
    }
  }
  return best.block;
}

/** The items of work: blocks of planes for each image and group, in strips of rows where those are too few. */
function partition({ target }: Convolution, products: number): Items {
  const [images, groups, planes, rows] = target.shape;
  const work = products / (target.buffer.dtype === "float32" ? 20 : 10);
  const blocks = images * groups * partsOf(planes, PLANES).count;
  const strips = Math.min(Math.ceil(chunksFor(work) / blocks), Math.floor(rows / 4));
  return itemsOf([images, groups, partsOf(planes, PLANES).count, Math.max(1, strips)], work);
}

/**
 * Blocks of several planes and positions are kept in registers while all taps are added: entries of the image are read as vectors
 * along its rows, those of the weight one by one.
 */
function emitConvolution(f: FunctionBuilder, given: Convolution, items: Items, layout: Layout): Bytes {
  const { image, weight, target, rowStep } = given;
  const [, , planes, rows, columns] = target.shape;
  const lanes = numberLanes(target.buffer.dtype, layout.hasMultiplyAdd);
  const [imageStrides, weightStrides, targetStrides] = [image, weight, target].map(byteStrides);
  const strips = items.shape[3];
  const grids = tapGrids(given, weight);
  // A weight may be read backward; offsets of loads are never negative.
  const lowest = [3, 4].reduce(
    (sum, axis) => sum + Math.min(0, (weight.shape[axis] - 1) * weightStrides[axis]),
    0,
  );
  const [row, last, next, column, place] = f.locals("i32", 5);
  const [imageStart, weightStart, targetStart, from, at, to] = f.locals("i32", 6);

  return eachItem(f, items, ([n, group, part, strip]) => [
    set(
      imageStart,
      stepped(stepped(i32.const(layout.addressOf(image)), n, imageStrides[0]), group, imageStrides[1]),
    ),
    set(weightStart, stepped(i32.const(layout.addressOf(weight) + lowest), group, weightStrides[0])),
    set(
      targetStart,
      stepped(stepped(i32.const(layout.addressOf(target)), n, targetStrides[0]), group, targetStrides[1]),
    ),
    ofPart(partsOf(planes, PLANES), part, (height, first) => {
      const block = blockFor(height, rows, columns, lanes.count);
      return [
        set(place, first),
        set(weightStart, stepped(weightStart, place, weightStrides[1])),
        set(targetStart, stepped(targetStart, place, targetStrides[2])),
        allRows(height, block, strip),
      ];
    }),
  ]);

  /** The rows of a strip. Where they do not come out even, some are computed twice. */
  function allRows(height: number, block: Block, strip: Local): Bytes {
    const length = Math.floor(rows / strips);
    const isLast = i32.eq(strip, strips - 1);
    const end = i32.mul(i32.add(strip, 1), length);
    return [
      set(next, strips === 1 ? i32.const(0) : i32.mul(strip, length)),
      set(
        last,
        strips === 1
          ? i32.const(rows - block.rows)
          : behind(select(i32.const(rows), end, isLast), -block.rows),
      ),
      doWhile(
        [set(row, least(next, last)), allColumns(height, block), set(next, behind(next, block.rows))],
        i32.lt(next, behind(last, block.rows)),
      ),
    ];
  }

  function allColumns(height: number, block: Block): Bytes {
    const width = block.vectors * lanes.count;
    return [
      set(column, i32.const(0)),
      doWhile(
        [
          set(place, least(column, i32.const(Math.max(columns - width, 0)))),
          set(from, stepped(stepped(imageStart, row, rowStep * imageStrides[3]), place, imageStrides[5])),
          set(at, weightStart),
          set(to, stepped(stepped(targetStart, row, targetStrides[3]), place, targetStrides[4])),
          registerBlock(height, block),
        ],
        i32.lt(tee(column, behind(column, width)), columns),
      ),
    ];
  }

  function registerBlock(height: number, block: Block): Bytes {
    const vectors = Array.from({ length: block.rows * block.vectors }, (_, i) => ({
      row: Math.floor(i / block.vectors),
      column: (i % block.vectors) * lanes.count,
      pixels: f.local("v128"),
    }));
    const sums = Array.from({ length: height }, () => vectors.map(() => f.local("v128")));
    const factor = f.local("v128");
    const tap = (imageOffset: number, weightOffset: number): Bytes => [
      vectors.map(({ row, column, pixels }) =>
        set(
          pixels,
          v128.load(from, imageOffset + row * rowStep * imageStrides[3] + column * imageStrides[5]),
        ),
      ),
      sums.map((line, plane) => [
        set(factor, lanes.loadSplat(at, weightOffset - lowest + plane * weightStrides[1])),
        line.map((sum, i) => set(sum, lanes.multiplyAdd(factor, vectors[i].pixels, sum))),
      ]),
    ];
    const code: Bytes = [
      sums.flat().map((sum) => set(sum, lanes.zero)),
      grids.map((grid) => eachTap(f, grid, { image: from, weight: at }, tap)),
      sums.map((line, plane) =>
        line.map((sum, i) => {
          const { row, column } = vectors[i];
          const offset = plane * targetStrides[2] + row * targetStrides[3] + column * targetStrides[4];
          return storeLanes(lanes, to, sum, offset, targetStrides[4], Math.min(lanes.count, columns));
        }),
      ),
    ];
    for (const place of [...sums.flat(), ...vectors.map(({ pixels }) => pixels), factor])
      f.release("v128", place);
    return code;
  }
}

/** Stores the first entries of a vector, some bytes apart. */
function storeLanes(
  { count, bytes, vector, single }: NumberLanes,
  at: Bytes,
  value: Local,
  offset: number,
  stride: number,
  wanted: number,
): Bytes {
  if (stride === bytes && wanted === count) return v128.store(at, value, offset);
  return Array.from({ length: wanted }, (_, i) =>
    single.store(at, vector.extract(value, i), offset + i * stride),
  );
}
