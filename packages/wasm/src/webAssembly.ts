/** The memory of a program. */
export interface Memory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
}

/** What this package needs of WebAssembly, whose types come with the DOM or with Node. */
export interface Engine {
  validate(bytes: Uint8Array): boolean;
  Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => Memory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
}

declare const WebAssembly: Engine;

/** Bytes in a page of memory. */
export const PAGE = 65536;

let found: Engine | null | undefined;

/** WebAssembly; null where there is none or a policy forbids it, which is tried with the smallest module there is. */
export function webAssembly(): Engine | null {
  if (found !== undefined) return found;
  try {
    const smallest = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
    found = smallest instanceof WebAssembly.Module ? WebAssembly : null;
  } catch {
    found = null;
  }
  return found;
}

/** A memory of so many pages of 64 KiB. @throws RangeError when the machine has not that much. */
export function createMemory(engine: Engine, pages: number, shared: boolean): Memory {
  try {
    return new engine.Memory({ initial: pages, maximum: pages, shared });
  } catch (cause) {
    throw new RangeError(
      `There is no memory for this program, which needs ${((pages * PAGE) / 2 ** 20).toFixed(0)} MiB. ` +
        "Use smaller batches, or clear() compiled functions that are not needed any more.",
      { cause },
    );
  }
}
