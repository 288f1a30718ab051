import { linspace } from "@chainrule/autograd";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Chart } from "../../plots/Chart.tsx";
import { Curve, Dots, type Point } from "../../plots/marks.tsx";
import { measureAll, type Points, places, rule } from "./regression.ts";

function pointsOf({ x, y }: Points): Point[] {
  const heights = y.data;
  return Array.from(x.data, (at, i) => [at, heights[i]]);
}

const fine = linspace(-1, 1, 101);
/** The rule behind the points. */
export const truth: Point[] = Array.from(rule(fine).data, (y, i) => [fine.data[i], y]);

/** The points of a curve that was computed at all places. */
export const curveOf = (heights: ArrayLike<number>): Point[] => Array.from(heights, (y, i) => [across[i], y]);
const across = places.data;

export type FitPictureProps = {
  readonly label: string;
  /** How many points there were to learn from. */
  readonly count: number;
  /** The network's answers at all places. */
  readonly curve: ArrayLike<number>;
  /** Also the points that are only watched. */
  readonly withValidation?: boolean;
  readonly height: number;
  readonly bare?: boolean;
};

/** The network's curve through the points, and the rule that it should have found. */
export function FitPicture(props: FitPictureProps): JSX.Element {
  const { label, count, curve, withValidation = false, height, bare = false } = props;
  const { train, validation } = useMemo(() => {
    const all = measureAll(count);
    return { train: pointsOf(all.train), validation: pointsOf(all.validation) };
  }, [count]);
  return (
    <Chart
      label={label}
      x={{ domain: [-1, 1], label: "x" }}
      y={{ domain: [-2.6, 1.8], label: "y" }}
      height={height}
      bare={bare}
    >
      <Curve points={truth} color="strong-line" dashed width={1.5} />
      {withValidation ? <Dots points={validation} color="validation" radius={2.5} /> : null}
      <Curve points={curveOf(curve)} color="ink" />
      <Dots points={train} color="train" radius={bare ? 3 : 5} />
    </Chart>
  );
}
