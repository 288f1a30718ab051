import { type Bytes, float32, float64, signed, signedLong, unsigned } from "./bytes.ts";

/*
 * Instructions of WebAssembly as functions from the code of their operands to code. Opcodes from the specification's index of
 * instructions; those of SIMD follow the prefix 0xfd.
 */

type Operands = readonly Bytes[];
/** Code that gives a number of the machine, or the number itself. */
type Scalar = Bytes | number;
type Constant<X> = (x: X) => Bytes;
const plain =
  (opcode: number) =>
  (...operands: Operands): Bytes => [...operands, opcode];
/** The same where operands may be numbers. */
const numeric =
  <X extends number | bigint>(constant: Constant<X>) =>
  (opcode: number) =>
  (...operands: readonly (Bytes | X)[]): Bytes => [
    ...operands.map((operand) => (typeof operand === "object" ? operand : constant(operand))),
    opcode,
  ];
const simd =
  (opcode: number) =>
  (...operands: Operands): Bytes => [...operands, 0xfd, unsigned(opcode)];
/** A vector with one number in all lanes. */
const splat =
  (constant: Constant<number>, opcode: number) =>
  (x: Scalar): Bytes => [typeof x === "number" ? constant(x) : x, 0xfd, opcode];

/** Instructions of one kind. */
function each<Name extends string, Instruction>(
  make: (opcode: number) => Instruction,
  opcodes: Readonly<Record<Name, number>>,
): Readonly<Record<Name, Instruction>> {
  const made = Object.entries<number>(opcodes).map(([name, opcode]) => [name, make(opcode)]);
  return Object.fromEntries(made) as Record<Name, Instruction>;
}

const address = (align: number, offset: number): Bytes => [align, ...unsigned(offset)];
const load =
  (instruction: Bytes, align: number) =>
  (at: Bytes, offset = 0): Bytes => [at, instruction, address(align, offset)];
const store =
  (instruction: Bytes, align: number) =>
  (at: Bytes, value: Bytes, offset = 0): Bytes => [at, value, instruction, address(align, offset)];
const accessLane =
  (opcode: number, align: number) =>
  (at: Bytes, x: Bytes, lane: number, offset = 0): Bytes => [
    at,
    x,
    0xfd,
    opcode,
    address(align, offset),
    lane,
  ];

/** A local variable of a function, parameters first; as code, it is read. */
export type Local = readonly number[];
export const local = (index: number): Local => [0x20, ...unsigned(index)];
export const set = (place: Local, value: Bytes): Bytes => [value, 0x21, ...place.slice(1)];
/** Sets a local, and gives what it is set to. */
export const tee = (place: Local, value: Bytes): Bytes => [value, 0x22, ...place.slice(1)];

const i32Const = (x: number): Bytes => [0x41, signed(x | 0)];
export const i32 = {
  const: i32Const,
  load: load([0x28], 2),
  store: store([0x36], 2),
  ...each(numeric(i32Const), {
    eqz: 0x45,
    eq: 0x46,
    ne: 0x47,
    lt: 0x48,
    ltU: 0x49,
    gt: 0x4a,
    le: 0x4c,
    ge: 0x4e,
    add: 0x6a,
    sub: 0x6b,
    mul: 0x6c,
    divU: 0x6e,
    remU: 0x70,
    and: 0x71,
    or: 0x72,
    xor: 0x73,
    shl: 0x74,
    shr: 0x75,
    shrU: 0x76,
  }),
};

/** A number from −2⁶³ to 2⁶⁴ − 1; from 2⁶³ on, its bits. */
const i64Const = (x: bigint): Bytes => [0x42, signedLong(BigInt.asIntN(64, x))];
export const i64 = {
  const: i64Const,
  ...each(numeric(i64Const), {
    ltU: 0x54,
    add: 0x7c,
    sub: 0x7d,
    mul: 0x7e,
    and: 0x83,
    or: 0x84,
    xor: 0x85,
    shl: 0x86,
    shr: 0x87,
    shrU: 0x88,
  }),
};

const float = (
  base: { load: number; store: number; compare: number; unary: number; const: number },
  align: number,
  bytes: (x: number) => number[],
) => {
  const constant = (x: number): Bytes => [base.const, bytes(x)];
  const from = (first: number) => (place: number) => numeric(constant)(first + place);
  return {
    const: constant,
    load: load([base.load], align),
    store: store([base.store], align),
    ...each(from(base.compare), { eq: 0, ne: 1, lt: 2, gt: 3, le: 4, ge: 5 }),
    ...each(from(base.unary), {
      abs: 0,
      neg: 1,
      ceil: 2,
      floor: 3,
      trunc: 4,
      nearest: 5,
      sqrt: 6,
      add: 7,
      sub: 8,
      mul: 9,
      div: 10,
      min: 11,
      max: 12,
    }),
  };
};
export const f32 = float({ const: 0x43, load: 0x2a, store: 0x38, compare: 0x5b, unary: 0x8b }, 2, float32);
export const f64 = float({ const: 0x44, load: 0x2b, store: 0x39, compare: 0x61, unary: 0x99 }, 3, float64);

export const convert = {
  i32FromF32: (x: Bytes): Bytes => [x, 0xfc, 0x00], // saturating
  i32FromF64: (x: Bytes): Bytes => [x, 0xfc, 0x02],
  ...each(plain, {
    f32FromI32: 0xb2,
    f64FromI32: 0xb7,
    f32FromF64: 0xb6,
    f64FromF32: 0xbb,
    i32FromI64: 0xa7,
    i64BitsOfF64: 0xbd,
    f64OfBits: 0xbf,
    i64FromU32: 0xad,
    f64FromI64: 0xb9,
  }),
};

export const v128 = {
  /** Four lanes of 32 bits. */
  const: (lanes: readonly number[]): Bytes => [
    0xfd,
    0x0c,
    Array.from(new Uint8Array(Int32Array.from(lanes).buffer)),
  ],
  load: load([0xfd, 0x00], 4),
  store: store([0xfd, 0x0b], 4),
  load32Splat: load([0xfd, 0x09], 2),
  load64Splat: load([0xfd, 0x0a], 3),
  /** The vector with a lane loaded. */
  load32Lane: accessLane(0x56, 2),
  load64Lane: accessLane(0x57, 3),
  /** Stores a lane. */
  store32Lane: accessLane(0x5a, 2),
  store64Lane: accessLane(0x5b, 3),
  /** Loads the lower eight bytes, and zeros for the others. */
  load32Zero: load([0xfd, 0x5c], 2),
  load64Zero: load([0xfd, 0x5d], 3),
  ...each(simd, {
    not: 0x4d,
    and: 0x4e,
    andnot: 0x4f,
    or: 0x50,
    xor: 0x51,
    bitselect: 0x52,
    anyTrue: 0x53,
  }),
};

/** Bytes chosen from those of `a`, 0 to 15, and of `b`, 16 to 31. */
export const shuffle8 = (a: Bytes, b: Bytes, bytes: readonly number[]): Bytes => [a, b, 0xfd, 0x0d, bytes];
/** Lanes of 32 bits chosen from those of `a`, 0 to 3, and of `b`, 4 to 7. */
export const shuffle32 = (a: Bytes, b: Bytes, lanes: readonly number[]): Bytes =>
  shuffle8(
    a,
    b,
    lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
  );

const lane =
  (opcode: number) =>
  (x: Bytes, index: number): Bytes => [x, 0xfd, unsigned(opcode), index];
const replace =
  (opcode: number) =>
  (x: Bytes, index: number, value: Bytes): Bytes => [x, value, 0xfd, unsigned(opcode), index];

export const i32x4 = {
  splat: splat(i32Const, 0x11),
  extract: lane(0x1b),
  replace: replace(0x1c),
  ...each(simd, {
    eq: 0x37,
    ne: 0x38,
    lt: 0x39,
    gt: 0x3b,
    le: 0x3d,
    ge: 0x3f,
    abs: 0xa0,
    neg: 0xa1,
    shl: 0xab,
    shr: 0xac,
    shrU: 0xad,
    add: 0xae,
    sub: 0xb1,
    mul: 0xb5,
    min: 0xb6,
    max: 0xb8,
    fromF32: 0xf8, // saturating
    fromF64U: 0xfd, // as fromF64, unsigned
    fromF64: 0xfc, // saturating, to the lower two; the others become 0
  }),
};

export const i64x2 = {
  extract: lane(0x1d),
  replace: replace(0x1e),
  ...each(simd, {
    splat: 0x12,
    abs: 0xc0,
    neg: 0xc1,
    shl: 0xcb,
    shr: 0xcc,
    shrU: 0xcd,
    add: 0xce,
    sub: 0xd1,
    mul: 0xd5,
    eq: 0xd6,
    ne: 0xd7,
    lt: 0xd8,
    gt: 0xd9,
    le: 0xda,
    ge: 0xdb,
    extmulLowU: 0xde, // of the lower two 32-bit lanes, unsigned
    extmulHighU: 0xdf,
    extendLow: 0xc7, // of the lower two 32-bit lanes, with their sign
    extendHigh: 0xc8,
  }),
};

/** @param places of comparisons, `abs` and the opcodes that follow in the same order. */
const floats = (
  constant: Constant<number>,
  first: { splat: number; lane: number; compare: number; abs: number },
) => ({
  splat: splat(constant, first.splat),
  extract: lane(first.lane),
  replace: replace(first.lane + 1),
  ...each((place) => simd(first.compare + place), { eq: 0, ne: 1, lt: 2, gt: 3, le: 4, ge: 5 }),
  ...each((place) => simd(first.abs + place), {
    abs: 0,
    neg: 1,
    sqrt: 3,
    add: 4,
    sub: 5,
    mul: 6,
    div: 7,
    min: 8,
    max: 9,
    pmin: 10, // b < a ? b : a
    pmax: 11, // a < b ? b : a
  }),
});

export const f32x4 = {
  ...floats(f32.const, { splat: 0x13, lane: 0x1f, compare: 0x41, abs: 0xe0 }),
  ...each(simd, {
    ceil: 0x67,
    floor: 0x68,
    trunc: 0x69,
    nearest: 0x6a,
    fromI32: 0xfa,
    fromF64: 0x5e, // to the lower two; the others become 0
  }),
};

export const f64x2 = {
  ...floats(f64.const, { splat: 0x14, lane: 0x21, compare: 0x47, abs: 0xec }),
  ...each(simd, {
    ceil: 0x74,
    floor: 0x75,
    trunc: 0x7a,
    nearest: 0x94,
    promoteLow: 0x5f,
    fromLowI32: 0xfe,
  }),
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
