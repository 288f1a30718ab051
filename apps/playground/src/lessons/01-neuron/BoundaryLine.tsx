import type { JSX } from "preact";
import { Curve, type Point } from "../../plots/marks.tsx";
import type { Weights } from "./tasks.ts";

/** Where the sum is 0: on one side of this line the neuron says one thing, on the other the other. */
export function BoundaryLine({
  domain: [from, to],
  weights: { w1, w2, b },
}: {
  readonly domain: readonly [number, number];
  readonly weights: Weights;
}): JSX.Element {
  const far = to - from;
  const ends = [from - far, to + far];
  // The line as a function of the input in whose direction it runs.
  const points = ends.map(
    (end): Point =>
      Math.abs(w2) >= Math.abs(w1) ? [end, -(w1 * end + b) / w2] : [-(w2 * end + b) / w1, end],
  );
  return <Curve points={points} color="ink" width={2} />;
}
