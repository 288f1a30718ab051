import { type Bytes, unsigned } from "../encode/bytes.ts";
import { doWhile, f32, f32x4, i32, local, relaxed, v128, when } from "../encode/code.ts";
import { FunctionBuilder, type ModuleBuilder } from "../encode/module.ts";

/** Rows and columns of the block of the result that stays in registers: 12 vectors of sums, 2 of b, 1 of a. */
export const ROWS = 6;
export const COLUMNS = 8;
/** How much of the inner axis, and how many rows, are packed at once: a panel of b stays in the first cache, a of in the second. */
export const DEPTH = 256;
export const STRIP = 96;

const get = local.get;
const times4 = (x: Bytes): Bytes => i32.shl(x, i32.const(2));
const plus = (x: Bytes, y: Bytes): Bytes => i32.add(x, y);
const bump = (index: number, by: Bytes): Bytes => local.set(index, plus(get(index), by));

/**
 * Adds to the module packing and multiplication: [m, k] · [k, n], row and column strides of the factors being free.
 * After Goto and van de Geijn 2008, Anatomy of High-Performance Matrix Multiplication.
 */
export function addMatmul(module: ModuleBuilder, useRelaxed: boolean): number {
  const pack = addPack(module);
  const block = addBlock(module, useRelaxed);
  return addDriver(module, pack, block);
}

/**
 * pack(width, count, depth, from, alongCount, alongDepth, to): panels of `width` lines of a matrix, entry after entry along the
 * depth; lines that are missing in the last panel are zeros. Strides in bytes.
 */
function addPack(module: ModuleBuilder): number {
  const f = new FunctionBuilder({
    parameters: ["i32", "i32", "i32", "i32", "i32", "i32", "i32"],
    results: [],
  });
  const [width, count, depth, from, alongCount, alongDepth, to] = [0, 1, 2, 3, 4, 5, 6];
  const [line, k, place, here, lines] = [1, 2, 3, 4, 5].map(() => f.local("i32"));
  const isDense = f.local("i32");
  const copyLoop = (body: Bytes): Bytes => [
    local.set(k, get(depth)),
    local.set(here, get(from)),
    doWhile([body, bump(here, get(alongDepth))], local.tee(k, i32.sub(get(k), i32.const(1)))),
  ];
  const eight: Bytes = [
    v128.store(get(to), v128.load(get(here))),
    v128.store(get(to), v128.load(get(here), 16), 16),
    bump(to, i32.const(32)),
  ];
  const six: Bytes = [
    v128.store(get(to), v128.load(get(here))),
    i32.store(get(to), i32.load(get(here), 16), 16),
    i32.store(get(to), i32.load(get(here), 20), 20),
    bump(to, i32.const(24)),
  ];
  const any: Bytes = [
    local.set(line, i32.const(0)),
    local.set(place, get(here)),
    doWhile(
      [
        f32.store(get(to), [
          i32.lt(get(line), get(lines)),
          0x04,
          0x7d,
          f32.load(get(place)),
          0x05,
          f32.const(0),
          0x0b,
        ]),
        bump(to, i32.const(4)),
        bump(place, get(alongCount)),
        bump(line, i32.const(1)),
      ],
      i32.lt(get(line), get(width)),
    ),
  ];
  const code: Bytes = [
    doWhile(
      [
        local.set(lines, [get(count), get(width), i32.lt(get(count), get(width)), 0x1b]),
        local.set(isDense, i32.and(i32.eq(get(alongCount), i32.const(4)), i32.eq(get(lines), get(width)))),
        when(i32.and(get(isDense), i32.eq(get(width), i32.const(8))), copyLoop(eight)),
        when(i32.and(get(isDense), i32.eq(get(width), i32.const(6))), copyLoop(six)),
        when(i32.eqz(get(isDense)), copyLoop(any)),
        bump(from, i32.mul(get(width), get(alongCount))),
        local.set(count, i32.sub(get(count), get(width))),
      ],
      i32.gt(get(count), i32.const(0)),
    ),
  ];
  return module.addFunction(f, code);
}

/** block(depth, a, b, c, rowBytes, isFirst): a register block of packed panels, stored or added to c. */
function addBlock(module: ModuleBuilder, useRelaxed: boolean): number {
  const f = new FunctionBuilder({ parameters: ["i32", "i32", "i32", "i32", "i32", "i32"], results: [] });
  const [depth, a, b, c, rowBytes, isFirst] = [0, 1, 2, 3, 4, 5];
  const sums = Array.from({ length: ROWS }, () => [f.local("v128"), f.local("v128")]);
  const right = [f.local("v128"), f.local("v128")];
  const left = f.local("v128");
  const multiplyAdd = (x: Bytes, y: Bytes, sum: Bytes): Bytes =>
    useRelaxed ? relaxed.f32x4Madd(x, y, sum) : f32x4.add(f32x4.mul(x, y), sum);
  const step: Bytes = [
    right.map((place, j) => local.set(place, v128.load(get(b), 16 * j))),
    sums.map((row, i) => [
      local.set(left, v128.load32Splat(get(a), 4 * i)),
      row.map((sum, j) => local.set(sum, multiplyAdd(get(left), get(right[j]), get(sum)))),
    ]),
    bump(a, i32.const(4 * ROWS)),
    bump(b, i32.const(4 * COLUMNS)),
  ];
  const zero = f32x4.splat(f32.const(0));
  const code: Bytes = [
    sums.flat().map((sum) => local.set(sum, zero)),
    doWhile(step, local.tee(depth, i32.sub(get(depth), i32.const(1)))),
    sums.map((row) => [
      when(
        i32.eqz(get(isFirst)),
        row.map((sum, j) => local.set(sum, f32x4.add(get(sum), v128.load(get(c), 16 * j)))),
      ),
      row.map((sum, j) => v128.store(get(c), get(sum), 16 * j)),
      bump(c, get(rowBytes)),
    ]),
  ];
  return module.addFunction(f, code);
}

/**
 * matmul(m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, scratch): c is dense. Scratch holds packed a, packed b and a block for
 * edges.
 */
function addDriver(module: ModuleBuilder, pack: number, block: number): number {
  const f = new FunctionBuilder({
    parameters: Array.from({ length: 11 }, () => "i32" as const),
    results: [],
  });
  const [m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, scratch] = Array.from({ length: 11 }, (_, i) => i);
  const [p, depth, i, rows, j, packedA, packedB, edge, panelA, panelB, target, ii, r, s] = Array.from(
    { length: 14 },
    () => f.local("i32"),
  );
  const call = (index: number, ...operands: Bytes[]): Bytes => [operands, 0x10, unsigned(index)];
  const least = (x: Bytes, y: Bytes): Bytes => [x, y, i32.lt(x, y), 0x1b];
  const rowBytes = times4(get(n));

  // One register block: straight into c, or at an edge by way of scratch memory.
  const inside: Bytes = i32.and(
    i32.le(plus(get(ii), i32.const(ROWS)), get(rows)),
    i32.le(plus(get(j), i32.const(COLUMNS)), get(n)),
  );
  const isFirst: Bytes = i32.eqz(get(p));
  const atEdge: Bytes = [
    call(block, get(depth), get(panelA), get(panelB), get(edge), i32.const(4 * COLUMNS), i32.const(1)),
    local.set(r, i32.const(0)),
    doWhile(
      [
        local.set(s, i32.const(0)),
        doWhile(
          [
            local.set(
              target,
              plus(
                get(c),
                times4(plus(i32.mul(plus(plus(get(i), get(ii)), get(r)), get(n)), plus(get(j), get(s)))),
              ),
            ),
            f32.store(
              get(target),
              f32.add(f32.load(plus(get(edge), times4(plus(i32.mul(get(r), i32.const(COLUMNS)), get(s))))), [
                isFirst,
                0x04,
                0x7d,
                f32.const(0),
                0x05,
                f32.load(get(target)),
                0x0b,
              ]),
            ),
            bump(s, i32.const(1)),
          ],
          i32.and(i32.lt(get(s), i32.const(COLUMNS)), i32.lt(plus(get(j), get(s)), get(n))),
        ),
        bump(r, i32.const(1)),
      ],
      i32.and(i32.lt(get(r), i32.const(ROWS)), i32.lt(plus(get(ii), get(r)), get(rows))),
    ),
  ];
  const whole: Bytes = call(
    block,
    get(depth),
    get(panelA),
    get(panelB),
    plus(get(c), times4(plus(i32.mul(plus(get(i), get(ii)), get(n)), get(j)))),
    rowBytes,
    isFirst,
  );
  const code: Bytes = [
    local.set(packedA, get(scratch)),
    local.set(packedB, plus(get(scratch), i32.const(4 * STRIP * DEPTH))),
    local.set(
      edge,
      plus(
        get(packedB),
        i32.mul(i32.const(4 * DEPTH), i32.and(plus(get(n), i32.const(COLUMNS - 1)), i32.const(-COLUMNS))),
      ),
    ),
    local.set(p, i32.const(0)),
    doWhile(
      [
        local.set(depth, least(i32.sub(get(k), get(p)), i32.const(DEPTH))),
        call(
          pack,
          i32.const(COLUMNS),
          get(n),
          get(depth),
          plus(get(b), i32.mul(get(p), get(bRow))),
          get(bColumn),
          get(bRow),
          get(packedB),
        ),
        local.set(i, i32.const(0)),
        doWhile(
          [
            local.set(rows, least(i32.sub(get(m), get(i)), i32.const(STRIP))),
            call(
              pack,
              i32.const(ROWS),
              get(rows),
              get(depth),
              plus(get(a), plus(i32.mul(get(i), get(aRow)), i32.mul(get(p), get(aColumn)))),
              get(aRow),
              get(aColumn),
              get(packedA),
            ),
            local.set(j, i32.const(0)),
            local.set(panelB, get(packedB)),
            doWhile(
              [
                local.set(ii, i32.const(0)),
                local.set(panelA, get(packedA)),
                doWhile(
                  [
                    inside,
                    0x04,
                    0x40,
                    whole,
                    0x05,
                    atEdge,
                    0x0b,
                    bump(panelA, i32.mul(get(depth), i32.const(4 * ROWS))),
                    bump(ii, i32.const(ROWS)),
                  ],
                  i32.lt(get(ii), get(rows)),
                ),
                bump(panelB, i32.mul(get(depth), i32.const(4 * COLUMNS))),
                bump(j, i32.const(COLUMNS)),
              ],
              i32.lt(get(j), get(n)),
            ),
            bump(i, i32.const(STRIP)),
          ],
          i32.lt(get(i), get(m)),
        ),
        bump(p, i32.const(DEPTH)),
      ],
      i32.lt(get(p), get(k)),
    ),
  ];
  return module.addFunction(f, code);
}

/** How many bytes of scratch memory a product with n columns needs. */
export function scratchBytes(n: number): number {
  return 4 * (STRIP * DEPTH + DEPTH * Math.ceil(n / COLUMNS) * COLUMNS + ROWS * COLUMNS);
}
