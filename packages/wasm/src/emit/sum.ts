import type { Bytes } from "../encode/bytes.ts";
import { convert, f32, f64, f64x2, i32, local } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import { contiguous, type SumKernel } from "../ir.ts";
import { laneExpressions, type Surroundings, scalarExpressions, viewsIn } from "./expression.ts";
import { type Loop, loopsOver, nest, repeat } from "./loops.ts";
import { type Layout, pointersFor } from "./map.ts";

/** Code that sums an expression over its last axes, added up in float64. */
export function emitSum(f: FunctionBuilder, kernel: SumKernel, layout: Layout): Bytes {
  const { shape, kept, value, target } = kernel;
  if (target.size === 0) return [];
  const output = contiguous(target, shape.slice(0, kept));
  const reads = viewsIn([value]);
  // The target stands still along the axes that are summed.
  const spread = { ...output, shape, strides: [...output.strides, ...shape.slice(kept).map(() => 0)] };
  const { strides, pointers, indexOf } = pointersFor(f, [...reads, spread]);
  const nothing = { extent: 1, strides: strides.map(() => 0) };
  const outer = loopsOver(
    shape.slice(0, kept),
    strides.map((own) => own.slice(0, kept)),
  );
  const inner = shape.slice(kept).includes(0)
    ? []
    : loopsOver(
        shape.slice(kept),
        strides.map((own) => own.slice(kept)),
      );
  const isEmpty = shape.slice(kept).includes(0);
  const row = inner[inner.length - 1] ?? nothing;
  const column = outer[outer.length - 1] ?? nothing;
  const at = (loop: Loop): Surroundings => ({
    f,
    ...layout,
    pointerOf: (view) => pointers[indexOf(view)],
    strideOf: (view) => loop.strides[indexOf(view)],
  });
  const advance = (loop: Loop, count: number): Bytes =>
    pointers.map((pointer, i) =>
      loop.strides[i] * count === 0
        ? []
        : local.set(pointer, i32.add(local.get(pointer), i32.const(loop.strides[i] * count))),
    );
  /** Takes the pointers back to where the inner loops began. */
  const back: Bytes = inner.length === 0 ? [] : advance(inner[0], -inner[0].extent);
  const store = (x: Bytes, offset = 0): Bytes => {
    const [place, address] = [local.get(pointers[indexOf(spread)]), layout.addressOf(output) + offset];
    if (target.dtype === "float64") return f64.store(place, x, address);
    if (target.dtype === "float32") return f32.store(place, convert.f32FromF64(x), address);
    return i32.store(place, convert.i32FromF64(x), address);
  };

  const sum = f.local("f64");
  const widened = (x: Bytes): Bytes =>
    value.dtype === "float64"
      ? x
      : value.dtype === "float32"
        ? convert.f64FromF32(x)
        : convert.f64FromI32(value.dtype === "bool" ? i32.and(x, i32.const(1)) : x);
  const single = scalarExpressions([value], at(row));
  const one: Bytes = [
    single.setup,
    local.set(sum, f64.add(local.get(sum), widened(single.values[0]))),
    advance(row, 1),
  ];

  const isFloat = value.dtype === "float32";
  const alongRow = isFloat && row.extent >= 4 ? laneExpressions([value], at(row)) : null;
  const low = f.local("v128");
  const high = f.local("v128");
  const both = f.local("v128");
  const clear: Bytes = [
    local.set(low, f64x2.splat(f64.const(0))),
    local.set(high, f64x2.splat(f64.const(0))),
  ];
  const addFour = (x: Bytes): Bytes => [
    local.set(both, x),
    local.set(low, f64x2.add(local.get(low), f64x2.promoteLow(local.get(both)))),
    local.set(high, f64x2.add(local.get(high), f64x2.promoteLow(upperHalf(local.get(both))))),
  ];
  // Four results at once where neighbours in memory belong to different results.
  const isColumnwise =
    isFloat &&
    target.dtype === "float32" &&
    column.extent >= 4 &&
    reads.some((view) => column.strides[indexOf(view)] === 4);
  const alongColumn = isColumnwise ? laneExpressions([value], at(column)) : null;
  const prologue = pointers.map((pointer) => local.set(pointer, i32.const(0)));

  const scalarSum: Bytes = isEmpty
    ? []
    : nest(f, inner.length === 0 ? [nothing] : inner, pointers, repeat(f, row.extent, one));
  const oneResult: Bytes = [local.set(sum, f64.const(0)), scalarSum, back, store(local.get(sum))];
  if (alongColumn !== null && !isEmpty) {
    const step: Bytes = [alongColumn.setup, addFour(alongColumn.values[0][0]), advance(row, 1)];
    const fourResults: Bytes = [
      clear,
      nest(f, inner.length === 0 ? [nothing] : inner, pointers, repeat(f, row.extent, step)),
      back,
      [low, low, high, high].map((half, i) => store(f64x2.extract(local.get(half), i % 2), 4 * i)),
      advance(column, 4),
    ];
    const fours = Math.floor(column.extent / 4);
    const columns = [
      repeat(f, fours, fourResults),
      repeat(f, column.extent - 4 * fours, [oneResult, advance(column, 1)]),
    ];
    return [prologue, nest(f, outer, pointers, columns)];
  }
  if (alongRow !== null && !isEmpty) {
    const four: Bytes = [alongRow.setup, addFour(alongRow.values[0][0]), advance(row, 4)];
    const fours = Math.floor(row.extent / 4);
    const rowCode: Bytes = [repeat(f, fours, four), repeat(f, row.extent - 4 * fours, one)];
    const total = f64x2.add(local.get(low), local.get(high));
    const result: Bytes = [
      clear,
      local.set(sum, f64.const(0)),
      nest(f, inner, pointers, rowCode),
      back,
      local.set(low, total),
      store(
        f64.add(local.get(sum), f64.add(f64x2.extract(local.get(low), 0), f64x2.extract(local.get(low), 1))),
      ),
      advance(column, 1),
    ];
    return [
      prologue,
      nest(f, outer.length === 0 ? [nothing] : outer, pointers, repeat(f, column.extent, result)),
    ];
  }
  return [
    prologue,
    nest(
      f,
      outer.length === 0 ? [nothing] : outer,
      pointers,
      repeat(f, column.extent, [oneResult, advance(column, 1)]),
    ),
  ];
}

/** The upper two of four lanes, moved to the lower two. */
function upperHalf(x: Bytes): Bytes {
  return [x, x, 0xfd, 0x0d, [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]];
}
