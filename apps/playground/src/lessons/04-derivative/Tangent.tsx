import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Buttons, Figure } from "../../parts/Figure.tsx";
import { formatNumber } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Handle } from "../../plots/Handle.tsx";
import { Arrow, Curve, Note, type Point } from "../../plots/marks.tsx";
import { lossAt, lossCurve, squaredError } from "../03-loss/crowd.ts";
import { slopeAt } from "./slope.ts";

const run = 50;

/** The tangent at an estimate that can be dragged, and the way down from there. */
export function TangentFigure(): JSX.Element {
  const estimate = useSignal(350);
  const curve = useMemo(() => lossCurve(300, 700), []);
  const at = estimate.value;
  const loss = lossAt(at);
  const slope = slopeAt(squaredError, at);
  const tangent = (x: number): Point => [x, loss + slope * (x - at)];
  const choose = (count: number) => () => {
    estimate.value = count;
  };
  return (
    <Figure
      id="tangent"
      title="The slope of the loss at an estimate"
      caption="Drag the estimate. Where is the slope below 0, where above, and where is it 0? Which way does the arrow point, and when is it long?"
    >
      <Chart
        label="Squared error against the estimate, with its tangent"
        x={{ domain: [300, 700], label: "estimate, people" }}
        y={{ domain: [-8000, 45_000], label: "loss, people²", ticks: [0, 10_000, 20_000, 30_000, 40_000] }}
        height={340}
      >
        <Curve points={curve} color="value" />
        <Curve points={[tangent(300), tangent(700)]} color="gradient" />
        <Triangle at={[at, loss]} slope={slope} />
        <Arrow from={[at, -4500]} to={[at - slope * 0.2, -4500]} color="good" />
        <Note at={[at - slope * 0.1, -4500]} offset={[0, slope === 0 ? 4 : -7]} anchor="middle" color="good">
          {slope === 0 ? "the lowest point" : "down"}
        </Note>
        <Handle
          label="Estimate"
          at={[at, loss]}
          step={1}
          text={`Estimate ${at}, slope ${formatNumber(slope)}`}
          onMove={([x]) => {
            estimate.value = x;
          }}
        />
      </Chart>
      <Readouts>
        <Readout id="estimate" label="estimate" room={8}>
          {formatNumber(at)}
        </Readout>
        <Readout id="loss" label="loss" tone="value" room={8}>
          {formatNumber(loss)}
        </Readout>
        <Readout id="slope" label="slope, by grad" tone="gradient" room={9}>
          {formatNumber(slope)}
        </Readout>
        <Readout id="way" label="so the estimate should be" room={9}>
          {slope < 0 ? "larger" : slope > 0 ? "smaller" : "as it is"}
        </Readout>
      </Readouts>
      <Buttons>
        {[350, 450, 500, 600].map((count) => (
          <button key={count} type="button" onClick={choose(count)}>
            Estimate {count}
          </button>
        ))}
      </Buttons>
    </Figure>
  );
}

/** How much the tangent rises over a distance to the side; left out where that would be too flat to see. */
function Triangle({ at: [x, y], slope }: { readonly at: Point; readonly slope: number }): JSX.Element | null {
  if (Math.abs(slope) < 40) return null;
  // To the side on which there is room.
  const side = x > 600 ? -1 : 1;
  const [corner, rise] = [x + side * run, side * slope * run];
  return (
    <>
      <Curve
        points={[
          [x, y],
          [corner, y],
          [corner, y + rise],
        ]}
        color="gradient"
        width={1.25}
        dashed
      />
      <Note at={[x + (side * run) / 2, y]} offset={[0, rise < 0 ? -12 : 18]} anchor="middle">
        {formatNumber(side * run)}
      </Note>
      <Note
        at={[corner, y + rise / 2]}
        offset={[side * 7, 4]}
        anchor={side > 0 ? "start" : "end"}
        color="gradient"
      >
        {formatNumber(rise)}
      </Note>
    </>
  );
}
