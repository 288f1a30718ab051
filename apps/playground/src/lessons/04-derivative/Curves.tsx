import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Select } from "../../parts/Choice.tsx";
import { Controls, Figure } from "../../parts/Figure.tsx";
import { formatFixed } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Toggle } from "../../parts/Toggle.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Handle } from "../../plots/Handle.tsx";
import { Curve, Dots, type Point, Rule } from "../../plots/marks.tsx";
import { type CurveName, curves, slopesOf } from "./curves.ts";

type Drawn = {
  readonly name: string;
  readonly y: readonly [number, number];
  readonly slope: readonly [number, number];
};

const [left, right] = [-3, 3];
const drawn: Readonly<Record<CurveName, Drawn>> = {
  square: { name: "x²", y: [-2, 9], slope: [-6, 6] },
  cube: { name: "x³", y: [-10, 10], slope: [-10, 27] },
  sine: { name: "sin x", y: [-2, 2], slope: [-1.5, 1.5] },
  exponential: { name: "eˣ", y: [-2, 12], slope: [-2, 12] },
  tanh: { name: "tanh x", y: [-2, 2], slope: [-1.5, 1.5] },
  sigmoid: { name: "sigmoid: 1 / (1 + e⁻ˣ)", y: [-0.5, 1.5], slope: [-0.3, 0.3] },
  relu: { name: "ReLU: x, or 0 below 0", y: [-1, 3], slope: [-0.5, 1.5] },
  absolute: { name: "|x|", y: [-1, 3], slope: [-1.5, 1.5] },
};

/** A curve of one's choice, and below it its derivative, which appears where one has been. */
export function CurvesFigure(): JSX.Element {
  const chosen = useSignal<CurveName>("sine");
  const x = useSignal(0.5);
  const visited = useSignal<readonly [number, number]>([left, 0.5]);
  const hasSecond = useSignal(false);
  const { y, slope } = drawn[chosen.value];
  const { heights, slopes, secondSlopes } = useMemo(
    () => slopesOf(curves[chosen.value], left, right, 601),
    [chosen.value],
  );
  // Places are a hundredth apart, and so are the points of the curves.
  const index = Math.round((x.value - left) * 100);
  const [height, rise, bend] = [heights, slopes, secondSlopes].map((points) => points[index][1]);
  const isSeen = ([at]: Point): boolean => at >= visited.value[0] && at <= visited.value[1];
  const tangent = (at: number): Point => [at, height + rise * (at - x.value)];
  return (
    <Figure
      id="curves"
      title="The derivative is a curve itself"
      caption="Drag the point from end to end: its slope draws the lower curve. Where the upper curve is highest or lowest, what is the lower one? Then look at ReLU and |x| at 0, and at the slope of tanh and sigmoid far from 0."
    >
      <Chart
        label={`The curve ${drawn[chosen.value].name} with its tangent`}
        x={{ domain: [left, right], label: "x" }}
        y={{ domain: y, label: "height", ticks: 4 }}
        height={240}
      >
        <Rule y={0} />
        <Curve points={heights} />
        <Curve points={[tangent(left), tangent(right)]} color="gradient" />
        <Handle
          label="Point"
          at={[x.value, height]}
          step={0.01}
          text={`x ${formatFixed(x.value, 2)}, slope ${formatFixed(rise, 3)}`}
          onMove={([to]) => {
            x.value = to;
            visited.value = [Math.min(visited.value[0], to), Math.max(visited.value[1], to)];
          }}
        />
      </Chart>
      <Chart
        label="Its slope at every place"
        x={{ domain: [left, right], label: "x" }}
        y={{ domain: slope, label: "slope", ticks: 4 }}
        height={200}
      >
        <Rule y={0} />
        {hasSecond.value ? <Curve points={secondSlopes} color="negative" dashed width={1.75} /> : null}
        <Curve points={interrupted(slopes).filter(isSeen)} color="gradient" />
        <Dots points={leaps(slopes).filter(isSeen)} color="gradient" radius={3.5} hollow />
        <Dots points={[[x.value, rise]]} color="gradient" radius={6} />
      </Chart>
      <Readouts>
        <Readout id="curve-x" label="x" room={6}>
          {formatFixed(x.value, 2)}
        </Readout>
        <Readout id="curve-height" label="height" tone="value" room={7}>
          {formatFixed(height, 3)}
        </Readout>
        <Readout id="curve-slope" label="slope" tone="gradient" room={7}>
          {formatFixed(rise, 3)}
        </Readout>
        <Readout id="curve-bend" label="slope of the slope" room={7}>
          {formatFixed(bend, 3)}
        </Readout>
      </Readouts>
      <Controls>
        <Select
          label="curve"
          value={chosen}
          options={Object.keys(curves) as CurveName[]}
          names={
            Object.fromEntries(Object.entries(drawn).map(([key, { name }]) => [key, name])) as Record<
              CurveName,
              string
            >
          }
          onChange={() => {
            visited.value = [left, x.value];
          }}
        />
        <Toggle label="Draw the second derivative, too" value={hasSecond} />
      </Controls>
    </Figure>
  );
}

/** Whether there is a leap between a point and the one before it. */
const isLeap = (points: readonly Point[], i: number): boolean =>
  i > 0 && i < points.length && Math.abs(points[i][1] - points[i - 1][1]) > 0.4;

/** Points with a leap before or after them, at a kink: what its slope is by convention. */
const leaps = (points: readonly Point[]): Point[] =>
  points.filter(([x], i) => x === 0 && (isLeap(points, i) || isLeap(points, i + 1)));

/** The points as a line that ends before each leap and begins anew after it. */
const interrupted = (points: readonly Point[]): Point[] =>
  points.flatMap((point, i): Point[] => (isLeap(points, i) ? [[point[0], Number.NaN], point] : [point]));
