/** The inner loop of a matrix product, and the memory it works in. */
export interface Tiles {
  /** At least `length` numbers to work in, the first 16 for the sums; only the last array it gave is valid. */
  reserve(length: number): Float64Array;
  /** Sets the first 16 numbers to the sums over k of 4 rows, starting at `row`, times 4 columns, starting at `column`. */
  multiply(row: number, column: number, k: number): void;
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
    multiply(row, column, k) {
      const x = panels;
      let s00 = 0, s01 = 0, s02 = 0, s03 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0;
      let s20 = 0, s21 = 0, s22 = 0, s23 = 0, s30 = 0, s31 = 0, s32 = 0, s33 = 0;
      for (let l = 0, p = row, q = column; l < k; l++, p += 4, q += 4) {
        const b0 = x[q], b1 = x[q + 1], b2 = x[q + 2], b3 = x[q + 3];
        const a0 = x[p], a1 = x[p + 1], a2 = x[p + 2], a3 = x[p + 3];
        s00 += a0 * b0; s01 += a0 * b1; s02 += a0 * b2; s03 += a0 * b3;
        s10 += a1 * b0; s11 += a1 * b1; s12 += a1 * b2; s13 += a1 * b3;
        s20 += a2 * b0; s21 += a2 * b1; s22 += a2 * b2; s23 += a2 * b3;
        s30 += a3 * b0; s31 += a3 * b1; s32 += a3 * b2; s33 += a3 * b3;
      }
      x[0] = s00; x[1] = s01; x[2] = s02; x[3] = s03; x[4] = s10; x[5] = s11; x[6] = s12; x[7] = s13;
      x[8] = s20; x[9] = s21; x[10] = s22; x[11] = s23; x[12] = s30; x[13] = s31; x[14] = s32; x[15] = s33;
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
  const multiply = instance.exports["multiply"] as (row: number, column: number, k: number) => void;
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
    multiply: (row, column, k) => multiply(row * 8, column * 8, k),
  };
}

/** The program of {@link wasmTiles}: imports a memory, exports multiply(row, column, k) with addresses in bytes. */
// biome-ignore format: one line, one instruction
function tileProgram(): Uint8Array {
  // WebAssembly Core Specification 2.0 (W3C 2022), section 5: binary format
  const [I32, V128] = [0x7f, 0x7b];
  const get = (local: number): number[] => [0x20, local];
  const set = (local: number): number[] => [0x21, local];
  const address = [...get(1)];
  const load = (offset: number): number[] => [...address, 0xfd, 0x00, 3, offset];
  const loadSplat = (offset: number): number[] => [...get(0), 0xfd, 0x0a, 3, offset];
  const store = (offset: number, local: number): number[] => [0x41, 0, ...get(local), 0xfd, 0x0b, 3, ...leb(offset)];
  const add = [0xfd, 0xf0, 0x01];
  const multiply = [0xfd, 0xf2, 0x01];
  const advance = (local: number, bytes: number): number[] => [...get(local), 0x41, ...leb(bytes), 0x6a, ...set(local)];

  // Locals: 0 row, 1 column, 2 k, 3 and 4 the four entries of b, 5 one of a twice, 6 to 13 the sums of two entries each
  const sums = [0, 1, 2, 3].flatMap((row) => [0, 1].map((half) => ({ row, half, local: 6 + 2 * row + half })));
  const step = [
    ...load(0), ...set(3),
    ...load(16), ...set(4),
    ...[0, 1, 2, 3].flatMap((row) => [
      ...loadSplat(8 * row), ...set(5),
      ...sums.filter((sum) => sum.row === row).flatMap(({ half, local }) => [
        ...get(local), ...get(5), ...get(3 + half), ...multiply, ...add, ...set(local),
      ]),
    ]),
    ...advance(0, 32),
    ...advance(1, 32),
  ];
  const countDown = [...get(2), 0x41, 1, 0x6b, 0x22, 2, 0x0d, 0]; // k − 1, and again unless 0
  const loop = [...get(2), 0x04, 0x40, 0x03, 0x40, ...step, ...countDown, 0x0b, 0x0b]; // if k: loop
  const stores = sums.flatMap(({ row, half, local }) => store(32 * row + 16 * half, local));
  const body = [1, 11, V128, ...loop, ...stores, 0x0b];

  const name = (text: string): number[] => [text.length, ...Array.from(text, (c) => c.charCodeAt(0))];
  const section = (id: number, content: number[]): number[] => [id, ...leb(content.length), ...content];
  return Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [1, 0x60, 3, I32, I32, I32, 0]),
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
