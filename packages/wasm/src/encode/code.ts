import { type Bytes, float32, float64, signed, signedLong, unsigned } from "./bytes.ts";

/*
 * Instructions of WebAssembly as functions from the code of their operands to code. Opcodes from the specification's index of
 * instructions; those of SIMD follow the prefix 0xfd.
 */

type Operands = readonly Bytes[];
const plain =
  (opcode: number) =>
  (...operands: Operands): Bytes => [...operands, opcode];
const simd =
  (opcode: number) =>
  (...operands: Operands): Bytes => [...operands, 0xfd, unsigned(opcode)];
const address = (align: number, offset: number): Bytes => [align, ...unsigned(offset)];

export const local = {
  get: (index: number): Bytes => [0x20, ...unsigned(index)],
  set: (index: number, value: Bytes): Bytes => [value, 0x21, ...unsigned(index)],
  tee: (index: number, value: Bytes): Bytes => [value, 0x22, ...unsigned(index)],
};

export const i32 = {
  const: (x: number): Bytes => [0x41, signed(x | 0)],
  load: (at: Bytes, offset = 0): Bytes => [at, 0x28, address(2, offset)],
  store: (at: Bytes, value: Bytes, offset = 0): Bytes => [at, value, 0x36, address(2, offset)],
  eqz: plain(0x45),
  eq: plain(0x46),
  ne: plain(0x47),
  lt: plain(0x48),
  ltU: plain(0x49),
  gt: plain(0x4a),
  le: plain(0x4c),
  ge: plain(0x4e),
  add: plain(0x6a),
  sub: plain(0x6b),
  mul: plain(0x6c),
  divU: plain(0x6e),
  remU: plain(0x70),
  and: plain(0x71),
  or: plain(0x72),
  xor: plain(0x73),
  shl: plain(0x74),
  shr: plain(0x75),
  shrU: plain(0x76),
};

export const i64 = {
  /** A number from −2⁶³ to 2⁶⁴ − 1; from 2⁶³ on, its bits. */
  const: (x: bigint): Bytes => [0x42, signedLong(BigInt.asIntN(64, x))],
  add: plain(0x7c),
  sub: plain(0x7d),
  mul: plain(0x7e),
  and: plain(0x83),
  or: plain(0x84),
  xor: plain(0x85),
  shl: plain(0x86),
  shr: plain(0x87),
  shrU: plain(0x88),
};

const float = (
  base: { load: number; store: number; compare: number; unary: number; const: number },
  align: number,
  bytes: (x: number) => number[],
) => ({
  const: (x: number): Bytes => [base.const, bytes(x)],
  load: (at: Bytes, offset = 0): Bytes => [at, base.load, address(align, offset)],
  store: (at: Bytes, value: Bytes, offset = 0): Bytes => [at, value, base.store, address(align, offset)],
  eq: plain(base.compare),
  ne: plain(base.compare + 1),
  lt: plain(base.compare + 2),
  gt: plain(base.compare + 3),
  le: plain(base.compare + 4),
  ge: plain(base.compare + 5),
  abs: plain(base.unary),
  neg: plain(base.unary + 1),
  ceil: plain(base.unary + 2),
  floor: plain(base.unary + 3),
  trunc: plain(base.unary + 4),
  nearest: plain(base.unary + 5),
  sqrt: plain(base.unary + 6),
  add: plain(base.unary + 7),
  sub: plain(base.unary + 8),
  mul: plain(base.unary + 9),
  div: plain(base.unary + 10),
  min: plain(base.unary + 11),
  max: plain(base.unary + 12),
  copysign: plain(base.unary + 13),
});
export const f32 = float({ const: 0x43, load: 0x2a, store: 0x38, compare: 0x5b, unary: 0x8b }, 2, float32);
export const f64 = float({ const: 0x44, load: 0x2b, store: 0x39, compare: 0x61, unary: 0x99 }, 3, float64);

export const convert = {
  f32FromI32: plain(0xb2),
  f64FromI32: plain(0xb7),
  f32FromF64: plain(0xb6),
  f64FromF32: plain(0xbb),
  i32FromF32: (x: Bytes): Bytes => [x, 0xfc, 0x00], // saturating
  i32FromF64: (x: Bytes): Bytes => [x, 0xfc, 0x02],
  i32BitsOfF32: plain(0xbc),
  i64BitsOfF64: plain(0xbd),
  f32OfBits: plain(0xbe),
  f64OfBits: plain(0xbf),
  i32FromI64: plain(0xa7), // its low half
  i64FromI32: plain(0xac),
  i64FromU32: plain(0xad),
  f64FromI64: plain(0xb9),
};

export const v128 = {
  /** Four lanes of 32 bits. */
  const: (lanes: readonly number[]): Bytes => [
    0xfd,
    0x0c,
    Array.from(new Uint8Array(Int32Array.from(lanes).buffer)),
  ],
  load: (at: Bytes, offset = 0): Bytes => [at, 0xfd, unsigned(0x00), address(4, offset)],
  store: (at: Bytes, value: Bytes, offset = 0): Bytes => [
    at,
    value,
    0xfd,
    unsigned(0x0b),
    address(4, offset),
  ],
  load32Splat: (at: Bytes, offset = 0): Bytes => [at, 0xfd, unsigned(0x09), address(2, offset)],
  load64Splat: (at: Bytes, offset = 0): Bytes => [at, 0xfd, unsigned(0x0a), address(3, offset)],
  /** The vector with a lane loaded. */
  load32Lane: (at: Bytes, x: Bytes, lane: number, offset = 0): Bytes => [
    at,
    x,
    0xfd,
    unsigned(0x56),
    address(2, offset),
    lane,
  ],
  load64Lane: (at: Bytes, x: Bytes, lane: number, offset = 0): Bytes => [
    at,
    x,
    0xfd,
    unsigned(0x57),
    address(3, offset),
    lane,
  ],
  /** Stores a lane. */
  store32Lane: (at: Bytes, x: Bytes, lane: number, offset = 0): Bytes => [
    at,
    x,
    0xfd,
    unsigned(0x5a),
    address(2, offset),
    lane,
  ],
  store64Lane: (at: Bytes, x: Bytes, lane: number, offset = 0): Bytes => [
    at,
    x,
    0xfd,
    unsigned(0x5b),
    address(3, offset),
    lane,
  ],
  /** Loads two 32-bit integers and widens them to 64 bits each, with their sign. */
  load32x2: (at: Bytes, offset = 0): Bytes => [at, 0xfd, unsigned(0x05), address(3, offset)],
  /** Loads the lower eight bytes, and zeros for the others. */
  load32Zero: (at: Bytes, offset = 0): Bytes => [at, 0xfd, unsigned(0x5c), address(2, offset)],
  load64Zero: (at: Bytes, offset = 0): Bytes => [at, 0xfd, unsigned(0x5d), address(3, offset)],
  /** Stores the lower eight bytes. */
  store64: (at: Bytes, value: Bytes, offset = 0): Bytes => [
    at,
    value,
    0xfd,
    unsigned(0x5b),
    address(3, offset),
    0,
  ],
  not: simd(0x4d),
  and: simd(0x4e),
  andnot: simd(0x4f),
  or: simd(0x50),
  xor: simd(0x51),
  bitselect: simd(0x52),
  anyTrue: simd(0x53),
};

/** Lanes of 32 bits chosen from those of `a`, 0 to 3, and of `b`, 4 to 7. */
export const shuffle32 = (a: Bytes, b: Bytes, lanes: readonly number[]): Bytes => [
  a,
  b,
  0xfd,
  0x0d,
  lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
];

const lane =
  (opcode: number) =>
  (x: Bytes, index: number): Bytes => [x, 0xfd, unsigned(opcode), index];
const replace =
  (opcode: number) =>
  (x: Bytes, index: number, value: Bytes): Bytes => [x, value, 0xfd, unsigned(opcode), index];

export const i32x4 = {
  splat: simd(0x11),
  extract: lane(0x1b),
  replace: replace(0x1c),
  eq: simd(0x37),
  ne: simd(0x38),
  lt: simd(0x39),
  gt: simd(0x3b),
  le: simd(0x3d),
  ge: simd(0x3f),
  abs: simd(0xa0),
  neg: simd(0xa1),
  shl: simd(0xab),
  shr: simd(0xac),
  shrU: simd(0xad),
  add: simd(0xae),
  sub: simd(0xb1),
  mul: simd(0xb5),
  min: simd(0xb6),
  max: simd(0xb8),
  allTrue: simd(0xa3),
  fromF32: simd(0xf8), // saturating
  fromF64U: simd(0xfd), // as fromF64, unsigned
  fromF64: simd(0xfc), // saturating, to the lower two; the others become 0
};

export const i64x2 = {
  splat: simd(0x12),
  extract: lane(0x1d),
  replace: replace(0x1e),
  abs: simd(0xc0),
  neg: simd(0xc1),
  shl: simd(0xcb),
  shr: simd(0xcc),
  shrU: simd(0xcd),
  add: simd(0xce),
  sub: simd(0xd1),
  mul: simd(0xd5),
  eq: simd(0xd6),
  ne: simd(0xd7),
  lt: simd(0xd8),
  gt: simd(0xd9),
  le: simd(0xda),
  ge: simd(0xdb),
  extmulLowU: simd(0xde), // of the lower two 32-bit lanes, unsigned
  extmulHighU: simd(0xdf),
  extendLow: simd(0xc7), // of the lower two 32-bit lanes, with their sign
  extendHigh: simd(0xc8),
};

export const f32x4 = {
  splat: simd(0x13),
  extract: lane(0x1f),
  replace: replace(0x20),
  eq: simd(0x41),
  ne: simd(0x42),
  lt: simd(0x43),
  gt: simd(0x44),
  le: simd(0x45),
  ge: simd(0x46),
  ceil: simd(0x67),
  floor: simd(0x68),
  trunc: simd(0x69),
  nearest: simd(0x6a),
  abs: simd(0xe0),
  neg: simd(0xe1),
  sqrt: simd(0xe3),
  add: simd(0xe4),
  sub: simd(0xe5),
  mul: simd(0xe6),
  div: simd(0xe7),
  min: simd(0xe8),
  max: simd(0xe9),
  pmin: simd(0xea), // b < a ? b : a
  pmax: simd(0xeb), // a < b ? b : a
  fromI32: simd(0xfa),
  fromF64: simd(0x5e), // to the lower two; the others become 0
};

export const f64x2 = {
  splat: simd(0x14),
  extract: lane(0x21),
  replace: replace(0x22),
  eq: simd(0x47),
  ne: simd(0x48),
  lt: simd(0x49),
  gt: simd(0x4a),
  le: simd(0x4b),
  ge: simd(0x4c),
  ceil: simd(0x74),
  floor: simd(0x75),
  trunc: simd(0x7a),
  nearest: simd(0x94),
  abs: simd(0xec),
  neg: simd(0xed),
  sqrt: simd(0xef),
  add: simd(0xf0),
  sub: simd(0xf1),
  mul: simd(0xf2),
  div: simd(0xf3),
  min: simd(0xf4),
  max: simd(0xf5),
  pmin: simd(0xf6),
  pmax: simd(0xf7),
  promoteLow: simd(0x5f),
  fromLowI32: simd(0xfe),
};

/** Relaxed SIMD: a · b + c with one rounding or two, as the machine likes. */
export const relaxed = { f32x4Madd: simd(0x105), f64x2Madd: simd(0x107) };

export const call = (index: number, ...operands: Operands): Bytes => [...operands, 0x10, unsigned(index)];
export const drop = (value: Bytes): Bytes => [value, 0x1a];
export const select = (a: Bytes, b: Bytes, condition: Bytes): Bytes => [a, b, condition, 0x1b];

/** Repeats `body` until its last instruction, a condition, is 0. */
export const doWhile = (body: Bytes, condition: Bytes): Bytes => [
  0x03,
  0x40,
  body,
  condition,
  0x0d,
  0x00,
  0x0b,
];
/** `body` where the condition is not 0. */
export const when = (condition: Bytes, body: Bytes): Bytes => [condition, 0x04, 0x40, body, 0x0b];

export const global = { get: (index: number): Bytes => [0x23, unsigned(index)] };

/** Calls the function at a place of the table. `type` comes from the module. */
export const callIndirect = (type: number, place: Bytes, ...operands: Operands): Bytes => [
  ...operands,
  place,
  0x11,
  unsigned(type),
  0x00,
];

const atomically =
  (opcode: number, align: number) =>
  (at: number, ...operands: Operands): Bytes => [
    i32.const(at),
    ...operands,
    0xfe,
    unsigned(opcode),
    address(align, 0),
  ];

/** Sequentially consistent access to the 32 bits at a fixed address. The last three give what was there before. */
export const atomic = {
  load: atomically(0x10, 2),
  store: atomically(0x17, 2),
  add: atomically(0x1e, 2),
  sub: atomically(0x25, 2),
  /** Wakes up to so many of those that wait there. */
  notify: atomically(0x00, 2),
  /** Waits there while the number is the given one, so many nanoseconds: 0 when woken, 1 when it is another, 2 when late. */
  wait: atomically(0x01, 2),
};

/** A loop that ends where nothing in `body` repeats it. */
export const loop = (body: Bytes): Bytes => [0x03, 0x40, body, 0x0b];
/** Repeats the loop that lies around as many other blocks as `depth`. */
export const again = (depth: number): Bytes => [0x0c, unsigned(depth)];
export const leave = (value: Bytes = []): Bytes => [value, 0x0f];
