import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Choice } from "../../parts/Choice.tsx";
import { Controls, Figure } from "../../parts/Figure.tsx";
import { formatFixed } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Chart, useFrame } from "../../plots/Chart.tsx";
import { Handle } from "../../plots/Handle.tsx";
import { Curve, Dots, type Point, paint } from "../../plots/marks.tsx";
import { curvePoints, heightAt, hilltop } from "./curve.ts";
import { Minima } from "./Minima.tsx";
import { rollAll } from "./roll.ts";

const [left, right] = [-2.5, 2.5];
const starts = Array.from({ length: 101 }, (_, i) => (i - 50) / 20);
const learningRate = 0.01;
const steps = 300;

/** Full-batch descent from a start that can be dragged, and for every start, where it ends. */
export function ValleysFigure(): JSX.Element {
  const start = useSignal(2.2);
  const momentum = useSignal(0);
  const curve = useMemo(() => curvePoints(left, right), []);
  const walks = useMemo(
    () => rollAll(starts, { learningRate, momentum: momentum.value, steps }),
    [momentum.value],
  );
  const walk = walks[Math.round((start.value + 2.5) * 20)];
  const heights = useMemo(() => walk.map((place): Point => [place, heightAt(place)]), [walk]);
  const [end, height] = heights[steps];
  const ends = walks.map((walk) => walk[steps]);
  return (
    <Figure
      id="valleys"
      title="Down into the next valley"
      caption="Drag the start from one side to the other: which starts lead to A? Then give the walk momentum: it rolls over the hill from some starts, and the bar below the curve is no longer in two pieces. Does momentum always help?"
    >
      <Chart
        label="A curve with two valleys, and a walk down"
        x={{ domain: [left, right], label: "weight x" }}
        y={{ domain: [-10, 16], label: "loss", ticks: [-5, 0, 5, 10, 15] }}
        height={360}
      >
        <Curve points={curve} />
        <Strip ends={ends} />
        <Dots points={heights} color="ink" radius={2.5} />
        <Minima />
        <Dots points={[[end, height]]} color={end < hilltop ? "positive" : "negative"} radius={7} />
        <Handle
          label="Start"
          at={[start.value, heightAt(start.value)]}
          step={0.05}
          text={`Start ${formatFixed(start.value, 2)}, ends in ${end < hilltop ? "A" : "B"}`}
          onMove={([x]) => {
            start.value = x;
          }}
        />
      </Chart>
      <Readouts>
        <Readout id="valley-start" label="start" room={6}>
          {formatFixed(start.value, 2)}
        </Readout>
        <Readout id="valley-end" label="ends at" tone="value" room={7}>
          {formatFixed(end, 3)}
        </Readout>
        <Readout id="valley-loss" label="loss there" tone="value" room={7}>
          {formatFixed(height, 3)}
        </Readout>
        <Readout id="valley" label="that is" room={12}>
          {end < hilltop ? "A, the global minimum" : "B, a local minimum"}
        </Readout>
      </Readouts>
      <Controls>
        <Choice label="momentum" value={momentum} options={[0, 0.5, 0.8, 0.9, 0.95]} />
      </Controls>
    </Figure>
  );
}

/** Below the curve, for each start the color of where it leads. */
function Strip({ ends }: { readonly ends: readonly number[] }): JSX.Element {
  const frame = useFrame();
  const width = frame.x(0.05) - frame.x(0);
  const [top, bottom] = [frame.y(-8.6), frame.y(-9.6)];
  return (
    <g aria-hidden="true">
      {starts.map((start, i) => {
        const from = Math.max(0, frame.x(start) - width / 2);
        return (
          <rect
            key={start}
            x={from}
            y={top}
            width={Math.min(frame.width, frame.x(start) + width / 2) - from + 0.5}
            height={bottom - top}
            style={{ fill: paint(ends[i] < hilltop ? "positive" : "negative") }}
          />
        );
      })}
    </g>
  );
}
