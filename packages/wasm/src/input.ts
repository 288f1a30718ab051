import type { Value } from "@chainrule/autograd";
import { gradientOf, type Source, type Storage, storageOf } from "@chainrule/autograd/engine";
import { type Place, Resident } from "./place.ts";

/** What is copied into memory before the program runs. */
export interface Input {
  readonly source: Source;
  readonly place: Place;
  /** What the leaf holds when its numbers are here. */
  readonly resident: Resident | null;
  /** What a leaf held that was copied last, or the mark of its numbers in the memory of another program. */
  last: Storage | object | null;
}

/** Copies what comes from outside into memory, unless it is there. */
export function bring(input: Input, values: readonly Value[]): void {
  const { source, place, resident } = input;
  if (source.kind === "argument") return place.hold(storageOf(values[source.index]));
  const storage = storageOf(source.kind === "leaf" ? source.leaf : (gradientOf(source.leaf) as Value));
  if (storage === resident) return;
  // Not the resident itself: it would keep the other memory.
  const copied = storage instanceof Resident ? (storage.mark ??= {}) : storage;
  if (resident === null && Object.is(copied, input.last)) return;
  place.hold(storage);
  if (resident === null) input.last = copied;
}
