import { defaultGenerator, Generator } from "@chainrule/autograd";

/** Where random numbers come from: at most one of the two; from the default generator when neither is given. */
export interface RandomSource {
  /** For a generator of its own. */
  readonly seed?: number;
  /** One that is shared: its state is part of what to save, if training is to go on exactly where it stopped. */
  readonly generator?: Generator;
}

/** A function that gives the generator to draw from, to be called anew for each draw: the default one can be replaced. */
export function generatorFrom(what: string, { seed, generator }: RandomSource): () => Generator {
  if (seed !== undefined && generator !== undefined) {
    throw new TypeError(`${what} takes a seed or a generator, not both.`);
  }
  const own = generator ?? (seed === undefined ? undefined : new Generator(seed));
  return () => own ?? defaultGenerator();
}
