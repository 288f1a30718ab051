import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Figure, Panels } from "../../parts/Figure.tsx";
import { formatPercent } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Chart, useFrame } from "../../plots/Chart.tsx";
import { Curve, Dots, type Point, Rule } from "../../plots/marks.tsx";
import { curvePoints, heightAt, hilltop } from "./curve.ts";
import { Minima } from "./Minima.tsx";
import { steps, useWalk } from "./useWalk.ts";
import { WalkControls } from "./WalkControls.tsx";

const [left, right] = [-2.8, 2.6];
const bins = 50;
const colorOf = (place: number): string => (place < hilltop ? "positive" : "negative");

/** A hundred walkers who all begin in the valley of B, each with minibatches of its own. */
export function WalkersFigure(): JSX.Element {
  const walk = useWalk({ walkers: 100, start: 2, batchSize: 4, learningRate: 0.03 });
  const curve = useMemo(() => curvePoints(left, right), []);
  const snapshot = walk.snapshot.value;
  const places = snapshot?.places ?? [];
  const shares = snapshot?.shares ?? [0];
  const share = shares[shares.length - 1];
  return (
    <Figure
      wide
      id="walkers"
      title="A hundred walkers"
      failure={walk.failure.value}
      settled={snapshot !== null}
      caption="Which batch size brings most walkers to A within 600 steps? Watch those with one example per step: do they stay at A? Then anneal."
    >
      <Panels>
        <Chart
          label="The curve with all walkers, and how many are where"
          x={{ domain: [left, right], label: "weight x" }}
          y={{ domain: [-13, 12], label: "loss", ticks: [-5, 0, 5, 10] }}
          height={330}
        >
          <Histogram places={places} />
          <Curve points={curve} />
          <Minima />
          <g opacity={0.75}>
            <Dots
              points={places.map((place): Point => [place, heightAt(place)])}
              color={(i) => colorOf(places[i])}
              radius={4.5}
            />
          </g>
        </Chart>
        <Chart
          label="Share of the walkers in the valley of A after each step"
          x={{ domain: [0, steps], label: "steps" }}
          y={{
            domain: [0, 1],
            label: "share in the valley of A",
            format: (share) => formatPercent(share, 0),
          }}
          height={330}
        >
          <Rule x={shares.length - 1} />
          <Curve points={shares.map((share, step): Point => [step, share])} color="positive" />
          <Dots points={[[shares.length - 1, share]]} color="positive" radius={5} />
        </Chart>
      </Panels>
      <Readouts>
        <Readout id="walkers-step" label="steps" room={5}>
          {snapshot?.step ?? 0}
        </Readout>
        <Readout id="walkers-a" label="in the valley of A" room={8}>
          {Math.round(share * places.length)}
        </Readout>
        <Readout id="walkers-b" label="in the valley of B" room={8}>
          {Math.round((1 - share) * places.length)}
        </Readout>
      </Readouts>
      <WalkControls walk={walk} canAnneal />
    </Figure>
  );
}

/** How many walkers are where, as bars from the bottom of the chart. */
function Histogram({ places }: { readonly places: readonly number[] }): JSX.Element {
  const frame = useFrame();
  const counts = Array.from({ length: bins }, () => 0);
  const size = (right - left) / bins;
  for (const place of places) {
    const bin = Math.floor((place - left) / size);
    if (bin >= 0 && bin < bins) counts[bin]++;
  }
  const width = frame.width / bins;
  const room = frame.y(-6.5) - frame.y(-13);
  return (
    <g aria-hidden="true" opacity={0.8}>
      {counts.map((count, bin) => {
        const height = Math.abs(room) * Math.min(1, count / 35);
        return (
          <rect
            key={bin}
            x={bin * width + 0.5}
            y={frame.height - height}
            width={width - 1}
            height={height}
            style={{ fill: `var(--${colorOf(left + (bin + 0.5) * size)})` }}
          />
        );
      })}
    </g>
  );
}
