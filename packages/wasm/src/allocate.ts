import { bytesPer } from "./emit/entry.ts";
import { viewsIn } from "./emit/expression.ts";
import { FreeMemory } from "./freeMemory.ts";
import { type Buffer, type Kernel, type Plan, rootsOf } from "./ir.ts";
import { CONTROL_BYTES } from "./threads/control.ts";

/** Where each buffer lies in memory. */
export interface Allocation {
  readonly addresses: ReadonlyMap<Buffer, number>;
  /** How many bytes there are in use. */
  readonly bytes: number;
}

const sizeOf = ({ dtype, size }: Buffer): number => Math.max(size, 1) * bytesPer[dtype];

/** The buffers that a kernel reads and writes. */
export interface Touched {
  readonly reads: readonly Buffer[];
  readonly writes: readonly Buffer[];
}

const known = new WeakMap<Kernel, Touched>();

/** The buffers that a kernel reads and writes. */
export function touched(kernel: Kernel): Touched {
  const found = known.get(kernel) ?? find(kernel);
  known.set(kernel, found);
  return found;
}

function find(kernel: Kernel): Touched {
  switch (kernel.kind) {
    case "map":
      return {
        reads: viewsIn(kernel.stores.map(({ value }) => value)).map(({ buffer }) => buffer),
        writes: kernel.stores.map(({ target }) => target.buffer),
      };
    case "rows":
      return {
        reads: viewsIn(rootsOf(kernel)).map(({ buffer }) => buffer),
        writes: kernel.sweeps.flatMap(({ stores, results }) =>
          [...stores, ...results].map(({ target }) => target.buffer),
        ),
      };
    case "library":
      return { reads: [kernel.a.buffer, kernel.b.buffer], writes: [kernel.target] };
    case "matmul":
      return {
        reads: [kernel.a, kernel.b, ...viewsIn(rootsOf(kernel))].map(({ buffer }) => buffer),
        writes: [
          ...kernel.stores.map(({ target }) => target.buffer),
          ...(kernel.partial === undefined ? [] : [kernel.partial]),
        ],
      };
    case "routine":
      return {
        reads: kernel.reads.map(({ buffer }) => buffer),
        writes: kernel.writes.map(({ buffer }) => buffer),
      };
    default:
      return {
        reads: kernel.operands.flatMap((view) => (view === null ? [] : [view.buffer])),
        writes: [...kernel.targets],
      };
  }
}

/**
 * Gives every buffer a place. What comes from outside or goes there keeps its own; others share memory when one is no longer
 * read before the other is written.
 * @param same buffers that are to lie where another one does.
 * @param start where the first one lies.
 */
export function allocate(
  { buffers, kernels, results }: Plan,
  same: ReadonlyMap<Buffer, Buffer>,
  start: number = CONTROL_BYTES,
): Allocation {
  const addresses = new Map<Buffer, number>();
  const memory = new FreeMemory(start);
  const place = (buffer: Buffer): void => void addresses.set(buffer, memory.take(sizeOf(buffer)));
  const lasting = new Set(Array.from(results.values(), ({ buffer }) => buffer));
  for (const buffer of buffers)
    if (buffer.source !== undefined || (lasting.has(buffer) && !same.has(buffer))) place(buffer);
  for (const [buffer, other] of same) addresses.set(buffer, addresses.get(other) as number);

  /** Where in the program each buffer is used for the last time. */
  const lastUse = new Map<Buffer, number>();
  const uses = kernels.map(touched);
  uses.forEach(({ reads, writes }, i) => {
    for (const buffer of reads) lastUse.set(buffer, i);
    for (const buffer of writes) lastUse.set(buffer, i);
  });
  uses.forEach(({ reads, writes }, i) => {
    // What has no entries is read, too, and no kernel may write it.
    const touchedHere = new Set([...reads, ...writes]);
    for (const buffer of touchedHere) if (!addresses.has(buffer)) place(buffer);
    for (const buffer of touchedHere) {
      const isTemporary = buffer.source === undefined && !lasting.has(buffer) && !same.has(buffer);
      if (isTemporary && lastUse.get(buffer) === i)
        memory.give(addresses.get(buffer) as number, sizeOf(buffer));
    }
  });
  for (const buffer of buffers) if (!addresses.has(buffer)) place(buffer);
  return { addresses, bytes: memory.end };
}
