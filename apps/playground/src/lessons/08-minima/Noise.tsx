import { linspace } from "@chainrule/autograd";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Figure } from "../../parts/Figure.tsx";
import { formatFixed } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Handle } from "../../plots/Handle.tsx";
import { Legend } from "../../plots/Legend.tsx";
import { Curve, Dots, type Point, Rule } from "../../plots/marks.tsx";
import { A, B, curvePoints, heightAt, hilltop } from "./curve.ts";
import { Minima } from "./Minima.tsx";
import { steps, useWalk } from "./useWalk.ts";
import { WalkControls } from "./WalkControls.tsx";
import { lossOf, tilts } from "./walkers.ts";

const [left, right] = [-2.8, 2.6];

/** One walker with noisy steps; its way runs down the page, below the curve. */
export function NoiseFigure(): JSX.Element {
  const walk = useWalk({ walkers: 1, start: 2, batchSize: 2, learningRate: 0.03 });
  const curve = useMemo(() => curvePoints(left, right), []);
  const examples = useMemo(() => <Examples />, []);
  const snapshot = walk.snapshot.value;
  const trail = (snapshot?.trail ?? []).map((place, step): Point => [place, step]);
  const [place, step] = trail.at(-1) ?? [walk.start.value, 0];
  const color = place < hilltop ? "positive" : "negative";
  return (
    <Figure
      id="noise"
      title="One walker and its minibatches"
      failure={walk.failure.value}
      settled={snapshot !== null}
      caption="Choose “all 32”: the walker goes down to B and stays there. Make the minibatches smaller: when does it cross over to A, and when does it come back? Other minibatches give another walk."
    >
      <Legend entries={{ "loss of all examples": "value", "loss of each example": "strong-line" }} />
      <Chart
        label="The loss of all examples, and of each, with the walker"
        x={{ domain: [left, right], label: "weight x" }}
        y={{ domain: [-10, 16], label: "loss", ticks: [-10, -5, 0, 5, 10, 15] }}
        height={280}
      >
        {examples}
        <Curve points={curve} width={2.75} />
        <Minima />
        <Dots points={[[place, heightAt(place)]]} color={color} radius={7} />
        <Handle
          label="Start"
          at={[walk.start.value, heightAt(walk.start.value)]}
          step={0.05}
          text={`Start ${formatFixed(walk.start.value, 2)}`}
          onMove={([x]) => {
            walk.start.value = x;
            walk.refresh();
          }}
        />
      </Chart>
      <Chart
        label="Where the walker is after each step"
        x={{ domain: [left, right], label: "weight x" }}
        y={{ domain: [steps, 0], label: "step", ticks: [0, 200, 400, 600] }}
        height={280}
      >
        <Rule x={A} color="positive" />
        <Rule x={B} color="negative" />
        <Rule x={hilltop} />
        <Curve points={trail} color="ink" width={1.25} />
        <Dots points={[[place, step]]} color={color} radius={6} />
      </Chart>
      <Readouts>
        <Readout id="walk-step" label="steps" room={5}>
          {snapshot?.step ?? 0}
        </Readout>
        <Readout id="walk-place" label="place" tone="value" room={7}>
          {formatFixed(place, 3)}
        </Readout>
        <Readout id="walk-valley" label="in the valley of" room={5}>
          {place < hilltop ? "A" : "B"}
        </Readout>
        <Readout id="walk-crossings" label="times across the hill" room={6}>
          {crossings(snapshot?.trail ?? [])}
        </Readout>
      </Readouts>
      <WalkControls walk={walk} />
    </Figure>
  );
}

/** The curve of each example. */
function Examples(): JSX.Element {
  const places = linspace(left, right, 61, { dtype: "float64" });
  const losses = lossOf(places, tilts.reshape([tilts.size, 1]));
  return (
    <g opacity={0.35}>
      {Array.from(tilts.data, (tilt, i) => (
        <Curve
          key={tilt}
          points={Array.from(places.data, (x, j): Point => [x, losses.data[i * places.size + j]])}
          color="strong-line"
          width={1}
        />
      ))}
    </g>
  );
}

const crossings = (trail: readonly number[]): number =>
  trail.filter((place, i) => i > 0 && place < hilltop !== trail[i - 1] < hilltop).length;
