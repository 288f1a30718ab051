/** The inner loop of a matrix product, and the memory it works in. */
export interface Tiles {
  /** At least `length` numbers to work in; only the last array it gave is valid. */
  reserve(length: number): Float64Array;
  /** Adds to the 16 numbers at `sums`, over k, the products of the 4 rows at `row` and the 4 columns at `column`. */
  multiply(sums: number, row: number, column: number, k: number): void;
}

/**
 * In WebAssembly with SIMD, where the engine has and allows it; else in JavaScript. Both multiply and add the same float64
 * numbers in the same order, so the results are equal to the bit.
 */
export function createTiles(): Tiles {
  try {
    return wasmTiles();
  } catch {
    return scriptTiles();
  }
}

export function scriptTiles(): Tiles {
  let panels = new Float64Array(0);
  return {
    reserve(length) {
      if (panels.length < length) panels = new Float64Array(length);
      return panels;
    },
    // biome-ignore format: a 4 by 4 tile
    multiply(sums, row, column, k) {
      const x = panels;
      let s00 = x[sums], s01 = x[sums + 1], s02 = x[sums + 2], s03 = x[sums + 3];
      let s10 = x[sums + 4], s11 = x[sums + 5], s12 = x[sums + 6], s13 = x[sums + 7];
      let s20 = x[sums + 8], s21 = x[sums + 9], s22 = x[sums + 10], s23 = x[sums + 11];
      let s30 = x[sums + 12], s31 = x[sums + 13], s32 = x[sums + 14], s33 = x[sums + 15];
      for (let l = 0, p = row, q = column; l < k; l++, p += 4, q += 4) {
        const b0 = x[q], b1 = x[q + 1], b2 = x[q + 2], b3 = x[q + 3];
        const a0 = x[p], a1 = x[p + 1], a2 = x[p + 2], a3 = x[p + 3];
        s00 += a0 * b0; s01 += a0 * b1; s02 += a0 * b2; s03 += a0 * b3;
        s10 += a1 * b0; s11 += a1 * b1; s12 += a1 * b2; s13 += a1 * b3;
        s20 += a2 * b0; s21 += a2 * b1; s22 += a2 * b2; s23 += a2 * b3;
        s30 += a3 * b0; s31 += a3 * b1; s32 += a3 * b2; s33 += a3 * b3;
      }
      x[sums] = s00; x[sums + 1] = s01; x[sums + 2] = s02; x[sums + 3] = s03;
      x[sums + 4] = s10; x[sums + 5] = s11; x[sums + 6] = s12; x[sums + 7] = s13;
      x[sums + 8] = s20; x[sums + 9] = s21; x[sums + 10] = s22; x[sums + 11] = s23;
      x[sums + 12] = s30; x[sums + 13] = s31; x[sums + 14] = s32; x[sums + 15] = s33;
    },
  };
}

/** What this file needs of WebAssembly, whose types come with the DOM or with Node. */
declare const WebAssembly: {
  Memory: new (size: { initial: number }) => { buffer: ArrayBuffer; grow(pages: number): number };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: Record<string, unknown> };
};

const PAGE = 65536;

export function wasmTiles(): Tiles {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(tileProgram()), { "": { memory } });
  const multiply = instance.exports["multiply"] as Tiles["multiply"];
  let panels = new Float64Array(memory.buffer);
  return {
    reserve(length) {
      const missing = length * 8 - memory.buffer.byteLength;
      if (missing > 0) {
        memory.grow(Math.ceil(missing / PAGE));
        panels = new Float64Array(memory.buffer);
      }
      return panels;
    },
    multiply: (sums, row, column, k) => multiply(sums * 8, row * 8, column * 8, k),
  };
}

/** The program of {@link wasmTiles}: imports a memory, exports multiply(sums, row, column, k) with addresses in bytes. */
// biome-ignore format: one line, one instruction
function tileProgram(): Uint8Array {
  // WebAssembly Core Specification 2.0 (W3C 2022), section 5: binary format
  const [I32, V128] = [0x7f, 0x7b];
  const get = (local: number): number[] => [0x20, local];
  const set = (local: number): number[] => [0x21, local];
  const load = (address: number, offset: number): number[] => [...get(address), 0xfd, 0x00, 3, ...leb(offset)];
  const loadTwice = (address: number, offset: number): number[] => [...get(address), 0xfd, 0x0a, 3, ...leb(offset)];
  const store = (offset: number, local: number): number[] => [...get(0), ...get(local), 0xfd, 0x0b, 3, ...leb(offset)];
  const add = [0xfd, 0xf0, 0x01];
  const multiply = [0xfd, 0xf2, 0x01];
  const advance = (local: number, bytes: number): number[] => [...get(local), 0x41, ...leb(bytes), 0x6a, ...set(local)];

  // Locals: 0 sums, 1 row, 2 column, 3 k, 4 and 5 the four entries of b, 6 one of a twice, 7 to 14 the sums, two in each
  const sums = [0, 1, 2, 3].flatMap((row) =>
    [0, 1].map((half) => ({ row, half, local: 7 + 2 * row + half, offset: 32 * row + 16 * half })),
  );
  const step = [
    ...load(2, 0), ...set(4),
    ...load(2, 16), ...set(5),
    ...[0, 1, 2, 3].flatMap((row) => [
      ...loadTwice(1, 8 * row), ...set(6),
      ...sums.filter((sum) => sum.row === row).flatMap(({ half, local }) => [
        ...get(local), ...get(6), ...get(4 + half), ...multiply, ...add, ...set(local),
      ]),
    ]),
    ...advance(1, 32),
    ...advance(2, 32),
  ];
  const countDown = [...get(3), 0x41, 1, 0x6b, 0x22, 3, 0x0d, 0]; // k − 1, and again unless 0
  const loop = [...get(3), 0x04, 0x40, 0x03, 0x40, ...step, ...countDown, 0x0b, 0x0b]; // if k: loop
  const loads = sums.flatMap(({ offset, local }) => [...load(0, offset), ...set(local)]);
  const stores = sums.flatMap(({ offset, local }) => store(offset, local));
  const body = [1, 11, V128, ...loads, ...loop, ...stores, 0x0b];

  const name = (text: string): number[] => [text.length, ...Array.from(text, (c) => c.charCodeAt(0))];
  const section = (id: number, content: number[]): number[] => [id, ...leb(content.length), ...content];
  return Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [1, 0x60, 4, I32, I32, I32, I32, 0]),
    ...section(2, [1, ...name(""), ...name("memory"), 0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name("multiply"), 0x00, 0]),
    ...section(10, [1, ...leb(body.length), ...body]),
  ]);
}

/** A number below 2¹⁴ in LEB128, signed or not. */
function leb(x: number): number[] {
  return x < 64 ? [x] : [(x & 0x7f) | 0x80, x >> 7];
}
