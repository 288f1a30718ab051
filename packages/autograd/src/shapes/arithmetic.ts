/*
 * Arithmetic of literal numbers, for sizes that compilers do not calculate: by digits, lowest first, as at school. A digit is
 * added and multiplied by the lengths of tuples.
 */

type Digits = readonly number[];

/** Lists as long as each digit says. */
type Tally = [
  [],
  [0],
  [0, 0],
  [0, 0, 0],
  [0, 0, 0, 0],
  [0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0, 0, 0],
];

type Ten = [...Tally[9], 0];

type Repeated<T extends 0[]> = [
  [],
  T,
  [...T, ...T],
  [...T, ...T, ...T],
  [...T, ...T, ...T, ...T],
  [...T, ...T, ...T, ...T, ...T],
  [...T, ...T, ...T, ...T, ...T, ...T],
  [...T, ...T, ...T, ...T, ...T, ...T, ...T],
  [...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T],
  [...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T],
];

type List<Digit> = Digit extends number ? (Tally[Digit] extends infer L extends 0[] ? L : never) : never;

type Times<M, N> = N extends number ? (Repeated<List<M>>[N] extends infer L extends 0[] ? L : never) : never;

/** The length of a list, below 100, as tens and units. */
type Split<L extends readonly unknown[]> =
  `${L["length"]}` extends `${infer Tens extends number}${infer Units extends number}`
    ? [Tens, Units]
    : [0, L["length"]];

type Read<
  Text extends string,
  Done extends Digits = [],
> = Text extends `${infer Digit extends number}${infer Rest}` ? Read<Rest, [Digit, ...Done]> : Done;

type Written<D extends Digits> = Text<Trimmed<D>> extends `${infer N extends number}` ? N : 0;

type Text<D extends Digits> = D extends readonly [infer Lowest extends number, ...infer Rest extends Digits]
  ? `${Text<Rest>}${Lowest}`
  : "";

type Trimmed<D extends Digits> = D extends readonly [...infer Rest extends Digits, 0] ? Trimmed<Rest> : D;

type Sum<A extends Digits, B extends Digits, Carry = 0> = A extends readonly [
  infer M,
  ...infer RestA extends Digits,
]
  ? B extends readonly [infer N, ...infer RestB extends Digits]
    ? Carried<Split<[...List<M>, ...List<N>, ...List<Carry>]>, RestA, RestB>
    : Carry extends 0
      ? A
      : Sum<A, [Carry & number]>
  : Carry extends 0
    ? B
    : Sum<[Carry & number], B>;

type Carried<Place, A extends Digits, B extends Digits> = Place extends [
  infer Carry,
  infer Digit extends number,
]
  ? [Digit, ...Sum<A, B, Carry>]
  : never;

type Scaled<A extends Digits, N, Carry = 0> = A extends readonly [infer M, ...infer Rest extends Digits]
  ? Split<[...Times<M, N>, ...List<Carry>]> extends [infer Tens, infer Digit extends number]
    ? [Digit, ...Scaled<Rest, N, Tens>]
    : never
  : Carry extends 0
    ? []
    : [Carry & number];

type Multiple<A extends Digits, B extends Digits> = B extends readonly [
  infer Lowest,
  ...infer Rest extends Digits,
]
  ? [Scaled<A, Lowest>, Multiple<A, Rest>] extends [infer M extends Digits, infer N extends Digits]
    ? Sum<M, [0, ...N]>
    : never
  : [];

/** A − B; never when that is negative. */
type Rest<A extends Digits, B extends Digits, Borrow = 0> = A extends readonly [
  infer M,
  ...infer RestA extends Digits,
]
  ? B extends readonly [infer N, ...infer RestB extends Digits]
    ? Borrowed<List<M>, [...List<N>, ...List<Borrow>], RestA, RestB>
    : Borrow extends 0
      ? A
      : Rest<A, [1]>
  : [Borrow, B] extends [0, readonly []]
    ? []
    : never;

type Borrowed<M extends 0[], Less extends 0[], A extends Digits, B extends Digits> = M extends [
  ...Less,
  ...infer Left,
]
  ? Led<Left["length"], Rest<A, B>>
  : [...M, ...Ten] extends [...Less, ...infer Left]
    ? Led<Left["length"], Rest<A, B, 1>>
    : never;

type Led<Lowest extends number, Higher extends Digits> = [Higher] extends [never]
  ? never
  : [Lowest, ...Higher];

/** A / B by long division, from the highest digit on; never when something remains. */
type Divided<
  A extends Digits,
  B extends Digits,
  Remainder extends Digits = [],
  Quotient extends Digits = [],
> = A extends readonly [...infer Lower extends Digits, infer Highest extends number]
  ? Counted<Trimmed<[Highest, ...Remainder]>, B> extends [
      infer Count extends number,
      infer Left extends Digits,
    ]
    ? Divided<Lower, B, Left, [Count, ...Quotient]>
    : never
  : Trimmed<Remainder> extends []
    ? Quotient
    : never;

/** How often B can be taken from A, and what is left. */
type Counted<A extends Digits, B extends Digits, Taken extends 0[] = []> = [Rest<A, B>] extends [never]
  ? [Taken["length"], A]
  : Counted<Trimmed<Rest<A, B>>, B, [...Taken, 0]>;

/** M + N, `number` where either is. */
export type Add<M extends number, N extends number> = number extends M | N
  ? number
  : Written<Sum<Read<`${M}`>, Read<`${N}`>>>;

/** M · N, `number` where either is. */
export type Multiply<M extends number, N extends number> = number extends M | N
  ? number
  : Written<Multiple<Read<`${M}`>, Read<`${N}`>>>;

/** M / N; never when N does not divide M, `number` where either is. */
export type Divide<M extends number, N extends number> = number extends M | N
  ? number
  : N extends 1
    ? M
    : N extends 0
      ? never
      : [Divided<Read<`${M}`>, Read<`${N}`>>] extends [infer Quotient extends Digits]
        ? [Quotient] extends [never]
          ? never
          : Written<Quotient>
        : never;

/** The product of extents, `number` where one is. */
export type Size<S extends readonly number[]> = number extends S[number]
  ? number
  : S extends readonly [
        infer M extends number,
        infer N extends number,
        ...infer Others extends readonly number[],
      ]
    ? Size<[Multiply<M, N>, ...Others]>
    : S extends readonly [infer N]
      ? N
      : 1;
