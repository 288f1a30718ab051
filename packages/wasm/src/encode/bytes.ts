/** Bytes, or bytes in the making: numbers and lists of them to any depth, in order. */
export type Bytes = Uint8Array | readonly (number | Bytes)[];

/** An unsigned integer in LEB128. */
export function unsigned(n: number): number[] {
  if (n < 128) return [n];
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

const scratch = new DataView(new ArrayBuffer(8));

export function float32(x: number): number[] {
  scratch.setFloat32(0, x, true);
  return [0, 1, 2, 3].map((i) => scratch.getUint8(i));
}

export function float64(x: number): number[] {
  scratch.setFloat64(0, x, true);
  return [0, 1, 2, 3, 4, 5, 6, 7].map((i) => scratch.getUint8(i));
}

/** A name in ASCII, its length first. */
export function text(name: string): number[] {
  return [...unsigned(name.length), ...Array.from(name, (letter) => letter.charCodeAt(0))];
}

/** All in one array. Not recursive: code of a program may be nested as deep as the program is long. */
export function flatten(bytes: Bytes): Uint8Array<ArrayBuffer> {
  let output = new Uint8Array(256);
  let length = 0;
  const reserve = (count: number): void => {
    if (length + count <= output.length) return;
    const larger = new Uint8Array(Math.max(2 * output.length, length + count));
    larger.set(output);
    output = larger;
  };
  const open: Bytes[] = [bytes];
  /** How far each open list has been written. */
  const written: number[] = [0];
  for (let list = open.at(-1); list !== undefined; list = open.at(-1)) {
    if (list instanceof Uint8Array) {
      reserve(list.length);
      output.set(list, length);
      length += list.length;
      open.pop();
      written.pop();
      continue;
    }
    let next = written[written.length - 1];
    reserve(list.length - next);
    for (; next < list.length; next++) {
      const part = list[next];
      if (typeof part !== "number") break;
      output[length++] = part;
    }
    if (next === list.length) {
      open.pop();
      written.pop();
      continue;
    }
    written[written.length - 1] = next + 1;
    open.push(list[next] as Bytes);
    written.push(0);
  }
  return output.slice(0, length);
}

/** Bytes with their length in front. */
export function sized(bytes: Bytes): Bytes {
  const flat = flatten(bytes);
  return [unsigned(flat.length), flat];
}

/** A list with its length in front. */
export function vector(items: readonly Bytes[]): Bytes {
  return [unsigned(items.length), items];
}
