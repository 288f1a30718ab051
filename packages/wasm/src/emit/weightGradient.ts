import { sizeOf } from "@chainrule/autograd/engine";
import type { Bytes } from "../encode/bytes.ts";
import { doWhile, i32, type Local, set, tee, v128, when } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import type { RoutineKernel, View } from "../ir.ts";
import {
  behind,
  eachItem,
  type Items,
  itemsOf,
  least,
  ofPart,
  type Parts,
  partsOf,
  stepped,
} from "./items.ts";
import { byteStrides, repeat } from "./loops.ts";
import { type NumberLanes, numberLanes } from "./numberLanes.ts";
import type { Layout } from "./pointers.ts";
import { columnOffset, type Windows } from "./taps.ts";

/** How many taps are added up at once, and then for how many planes: as many sums as registers hold. */
const TAPS = 3;
const PLANES = [0, 8, 6, 3];
/** Images are gone through in groups of about so many bytes, which stay in the second cache for all taps and planes. */
const NEAR = 1 << 18;
/** Rows of up to so many vectors become straight-line code. */
const UNROLLED = 8;

/** target[g, p, c, i, j] = Σ over images n and positions y, x of image[n, g, c, window y, x, tap i, j] · cotangent[n, g, p, y, x]. */
export interface WeightGradient extends Windows {
  /** [images, groups, planes, rows, columns], the columns side by side. */
  readonly cotangent: View;
  /** [groups, planes, channels, tap rows, tap columns] */
  readonly target: View;
}

/** The kernel of the gradient of a convolution's weight, of which no extent is 0. */
export function weightGradient(given: WeightGradient): RoutineKernel {
  const { image, cotangent, target } = given;
  const [images, , , rows, columns] = cotangent.shape;
  const products = sizeOf(target.shape) * images * rows * columns;
  const partition = partitionOf(given, products);
  return {
    kind: "routine",
    name: "weight gradient",
    reads: [image, cotangent],
    writes: [target],
    operations: 2 * products,
    chunks: partition.items.chunks,
    emit: (f, layout) => emitWeightGradient(f, given, partition, layout),
  };
}

interface Partition {
  /** The axis of the target along which lie the taps that are added up together: its columns, or if there is one only, another. */
  readonly axis: number;
  readonly taps: Parts;
  readonly planeParts: Parts;
  readonly items: Items;
}

function partitionOf({ target }: WeightGradient, products: number): Partition {
  const [groups, planes, channels, height, width] = target.shape;
  const axis = width > 1 ? 4 : height > 1 ? 3 : 2;
  const taps = partsOf(target.shape[axis], TAPS);
  const planeParts = partsOf(planes, PLANES[taps.larger > 0 ? taps.size + 1 : taps.size]);
  const counts = [groups, planeParts.count, channels, height, width];
  counts[axis] = taps.count;
  const work = products / (target.buffer.dtype === "float32" ? 20 : 10);
  return { axis, taps, planeParts, items: itemsOf(counts, work) };
}

/**
 * Sums for some taps and planes stay in registers while rows of the image and of the cotangent are gone through, both read as
 * vectors.
 */
function emitWeightGradient(
  f: FunctionBuilder,
  given: WeightGradient,
  { axis, taps, planeParts, items }: Partition,
  layout: Layout,
): Bytes {
  const { image, cotangent, target, rowStep, dilation } = given;
  const [images, , , rows, columns] = cotangent.shape;
  const lanes = numberLanes(target.buffer.dtype, layout.hasMultiplyAdd);
  const [imageStrides, cotangentStrides, targetStrides] = [image, cotangent, target].map(byteStrides);
  const perImage = (sizeOf(image.shape.slice(1)) + sizeOf(cotangent.shape.slice(1))) * lanes.bytes;
  const together = Math.min(images, Math.max(1, Math.floor(NEAR / perImage)));
  const [first, count, from, along, to, place] = f.locals("i32", 6);
  /** How far the image's entry for a tap of the axis is from that for the first. */
  const offsetOf = (tap: number): number =>
    axis === 4
      ? columnOffset(tap, image.shape[4], dilation[1], imageStrides)
      : tap * (axis === 3 ? dilation[0] * imageStrides[3] : imageStrides[2]);

  const someImages = eachItem(f, items, ([group, part, channel, row, column]) => {
    const tapPart = [channel, row, column][axis - 2];
    const origin = (start: number, strides: readonly number[]): Bytes =>
      stepped(stepped(i32.const(start), first, strides[0]), group, strides[1]);
    return [
      set(from, origin(layout.addressOf(image), imageStrides)),
      set(along, origin(layout.addressOf(cotangent), cotangentStrides)),
      set(to, stepped(i32.const(layout.addressOf(target)), group, targetStrides[0])),
      axis === 2 ? [] : move(channel, imageStrides[2], targetStrides[2]),
      axis === 3 ? [] : move(row, dilation[0] * imageStrides[3], targetStrides[3]),
      ofPart(planeParts, part, (planes, firstPlane) => [
        set(place, firstPlane),
        set(along, stepped(along, place, cotangentStrides[2])),
        set(to, stepped(to, place, targetStrides[1])),
        someTaps(tapPart, (offsets) => sumsFor(planes, offsets)),
      ]),
    ];
  });
  return [
    set(first, i32.const(0)),
    doWhile(
      [set(count, least(i32.sub(images, first), i32.const(together))), someImages],
      i32.lt(tee(first, behind(first, together)), images),
    ),
  ];

  function move(index: Local, image: number, target: number): Bytes {
    return [set(from, stepped(from, index, image)), set(to, stepped(to, index, target))];
  }

  /** Code for the taps of a part, given how far from each other they are in the image. */
  function someTaps(part: Local, body: (offsets: readonly number[]) => Bytes): Bytes {
    const offsets = (start: number, size: number): number[] =>
      Array.from({ length: size }, (_, i) => offsetOf(start + i));
    if (axis !== 4 || image.shape[4] === 1) {
      return ofPart(taps, part, (size, start) => [
        set(place, start),
        move(place, offsetOf(1), targetStrides[axis]),
        body(offsets(0, size)),
      ]);
    }
    // Which phase a tap is in depends on its number: each part has its own code.
    const own = Array.from({ length: taps.count }, (_, i): Bytes => {
      const start = i * taps.size + Math.min(i, taps.larger);
      const size = taps.size + (i < taps.larger ? 1 : 0);
      const code = [set(to, behind(to, start * targetStrides[4])), body(offsets(start, size))];
      return taps.count === 1 ? code : when(i32.eq(part, i), code);
    });
    return own;
  }

  /** Adds up the products for some planes and taps over all positions in the images, and stores or adds them to the target. */
  function sumsFor(planes: number, offsets: readonly number[]): Bytes {
    const sums = Array.from({ length: planes }, () => offsets.map(() => f.local("v128")));
    const pixels = offsets.map(() => f.local("v128"));
    const factor = f.local("v128");
    /** A vector of a row and its products; of its lanes, `mask` says which count. */
    const step = (column: number, mask: Bytes | null): Bytes => {
      const load = (at: Local, offset: number): Bytes => {
        const vector = v128.load(at, column * lanes.bytes + offset);
        return mask === null ? vector : v128.and(vector, mask);
      };
      return [
        pixels.map((place, i) => set(place, load(from, offsets[i]))),
        sums.map((line, plane) => [
          set(factor, load(along, plane * cotangentStrides[2])),
          line.map((sum, i) => set(sum, lanes.multiplyAdd(factor, pixels[i], sum))),
        ]),
      ];
    };
    const total = (sum: Local): Bytes =>
      Array.from({ length: lanes.count }, (_, i) => lanes.vector.extract(sum, i)).reduce((a, b) =>
        lanes.single.add(a, b),
      );
    const stores = sums.map((line, plane) =>
      line.map((sum, i) => {
        const offset = plane * targetStrides[1] + i * targetStrides[axis];
        const known = [
          first,
          0x04,
          lanes.type,
          lanes.single.load(to, offset),
          0x05,
          lanes.single.const(0),
          0x0b,
        ];
        return lanes.single.store(to, lanes.single.add(total(sum), known), offset);
      }),
    );
    const moveBoth = (image: number, cotangent: number): Bytes => [
      set(from, behind(from, image)),
      set(along, behind(along, cotangent)),
    ];
    const code: Bytes = [
      sums.flat().map((sum) => set(sum, lanes.zero)),
      repeat(f, count, [
        repeat(f, rows, [wholeRow(step, moveBoth), moveBoth(rowStep * imageStrides[3], cotangentStrides[3])]),
        moveBoth(
          imageStrides[0] - rows * rowStep * imageStrides[3],
          cotangentStrides[0] - rows * cotangentStrides[3],
        ),
      ]),
      stores,
    ];
    for (const register of [...sums.flat(), ...pixels, factor]) f.release("v128", register);
    return code;
  }

  /** Code for a row, in vectors; the last one overlaps, and of a row shorter than a vector the rest does not count. */
  function wholeRow(
    step: (column: number, mask: Bytes | null) => Bytes,
    moveBoth: (image: number, cotangent: number) => Bytes,
  ): Bytes {
    const whole = Math.floor(columns / lanes.count);
    const rest = columns % lanes.count;
    const tail =
      rest === 0
        ? []
        : whole === 0
          ? step(
              0,
              maskOf(lanes, (lane) => lane < rest),
            )
          : step(
              columns - lanes.count,
              maskOf(lanes, (lane) => lane >= lanes.count - rest),
            );
    const steps = (count: number): Bytes =>
      Array.from({ length: count }, (_, i) => step(i * lanes.count, null));
    if (whole <= UNROLLED) return [steps(whole), tail];
    // In loops of four; what is left over and the last vector are reached from where the loop has started.
    const loops = Math.floor(whole / 4);
    const bytes = 4 * lanes.count * lanes.bytes;
    return [
      repeat(f, loops, [steps(4), moveBoth(bytes, bytes)]),
      moveBoth(-loops * bytes, -loops * bytes),
      Array.from({ length: whole % 4 }, (_, i) => step((4 * loops + i) * lanes.count, null)),
      tail,
    ];
  }
}

/** A mask of all bits of some lanes. */
function maskOf({ count }: NumberLanes, isKept: (lane: number) => boolean): Bytes {
  return v128.const(Array.from({ length: 4 }, (_, i) => (isKept(Math.floor((i * count) / 4)) ? -1 : 0)));
}
