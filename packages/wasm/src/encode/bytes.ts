/** Bytes in the making: numbers and lists of them to any depth, in order. */
export type Bytes = readonly (number | Bytes)[];

/** An unsigned integer in LEB128. */
export function unsigned(n: number): number[] {
  const bytes: number[] = [];
  let rest = n;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return bytes;
}

/** A signed integer in LEB128. */
export function signed(n: number): number[] {
  const bytes: number[] = [];
  let rest = n;
  for (;;) {
    const low = ((rest % 128) + 128) % 128;
    rest = Math.floor(rest / 128);
    const isLast = (rest === 0 && low < 64) || (rest === -1 && low >= 64);
    bytes.push(isLast ? low : low + 128);
    if (isLast) return bytes;
  }
}

/** The same for integers of 64 bits. */
export function signedLong(n: bigint): number[] {
  const bytes: number[] = [];
  let rest = n;
  for (;;) {
    const low = Number(BigInt.asUintN(7, rest));
    rest >>= 7n;
    const isLast = rest === (low < 64 ? 0n : -1n);
    bytes.push(isLast ? low : low + 128);
    if (isLast) return bytes;
  }
}

export function float32(x: number): number[] {
  return Array.from(new Uint8Array(Float32Array.of(x).buffer));
}

export function float64(x: number): number[] {
  return Array.from(new Uint8Array(Float64Array.of(x).buffer));
}

/** A name in ASCII, its length first. */
export function text(name: string): number[] {
  return [...unsigned(name.length), ...Array.from(name, (letter) => letter.charCodeAt(0))];
}

/** How many bytes there are. */
export function lengthOf(bytes: Bytes): number {
  let length = 0;
  const open: Bytes[] = [bytes];
  for (let list = open.pop(); list !== undefined; list = open.pop()) {
    for (const part of list) {
      if (typeof part === "number") length++;
      else open.push(part);
    }
  }
  return length;
}

/** All in one array. Not recursive: code of a program may be nested as deep as the program is long. */
export function flatten(bytes: Bytes): Uint8Array<ArrayBuffer> {
  const output = new Uint8Array(lengthOf(bytes));
  const open: [list: Bytes, next: number][] = [[bytes, 0]];
  let at = 0;
  while (open.length > 0) {
    const top = open[open.length - 1];
    if (top[1] === top[0].length) {
      open.pop();
      continue;
    }
    const part = top[0][top[1]++];
    if (typeof part === "number") output[at++] = part;
    else open.push([part, 0]);
  }
  return output;
}

/** Bytes with their length in front. */
export function sized(bytes: Bytes): Bytes {
  return [unsigned(lengthOf(bytes)), bytes];
}

/** A list with its length in front. */
export function vector(items: readonly Bytes[]): Bytes {
  return [unsigned(items.length), items];
}
