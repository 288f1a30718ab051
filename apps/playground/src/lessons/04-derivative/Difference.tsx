import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Choice } from "../../parts/Choice.tsx";
import { Controls, Figure, Panels } from "../../parts/Figure.tsx";
import { formatNumber, formatSignificant } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Legend } from "../../plots/Legend.tsx";
import { Curve, Dots, type Point } from "../../plots/marks.tsx";
import { lossAt, lossCurve, squaredError } from "../03-loss/crowd.ts";
import type { Method } from "./errors.ts";
import { centralDifference, forwardDifference, slopeAt, slopeBetween } from "./slope.ts";

const at = 350;

/** A secant whose two points come together, on the whole curve and under a magnifier. */
export function DifferenceFigure(): JSX.Element {
  const step = useSignal(100);
  const method = useSignal<Method>("forward");
  const h = step.value;
  const isCentral = method.value === "central";
  const whole = useMemo(() => lossCurve(200, 700), []);
  const exact = useMemo(() => slopeAt(squaredError, at), []);
  const found = slopeBetween(isCentral ? centralDifference : forwardDifference, squaredError, at, h);
  const from = isCentral ? at - h : at;
  const ends: Point[] = [
    [from, lossAt(from)],
    [at + h, lossAt(at + h)],
  ];
  const through = (slope: number, [x, y]: Point, distance: number): Point[] => [
    [x - distance, y - slope * distance],
    [x + distance, y + slope * distance],
  ];
  const secant = (distance: number): Point[] => through(found, ends[0], distance);
  const tangent = (distance: number): Point[] => through(exact, [at, lossAt(at)], distance);

  const near: [number, number] = [at - 1.6 * h, at + 1.6 * h];
  const close = useMemo(() => lossCurve(...near, 121), [h]);
  const heights = close.map(([, loss]) => loss);
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  return (
    <Figure
      wide
      id="difference"
      title="Two points that come together"
      caption="Make the step h smaller. In the first chart the secant turns into the tangent; the second is a magnifier that keeps the two points apart, and there the curve becomes a straight line. Then go on, down to the smallest h: what happens to the curve, and to the error?"
    >
      <Legend
        entries={{ loss: "value", "tangent, by grad": "gradient", "secant through two points": "positive" }}
      />
      <Panels>
        <Chart
          label="The loss with a tangent and a secant"
          x={{ domain: [200, 700], label: "estimate, people" }}
          y={{ domain: [-10_000, 90_000], label: "loss", ticks: [0, 30_000, 60_000, 90_000] }}
          height={280}
        >
          <Curve points={whole} />
          <Curve points={tangent(500)} color="gradient" />
          <Curve points={secant(500)} color="positive" />
          <Dots points={ends} color="positive" radius={5} />
        </Chart>
        <Chart
          label="The same near the estimate, magnified"
          x={{
            domain: near,
            label: "estimate",
            ticks: isCentral ? [at - h, at, at + h] : [at, at + h],
            format: (x) => (x === at ? String(at) : x < at ? `${at} − h` : `${at} + h`),
          }}
          y={{ domain: low < high ? [low, high] : [low - 1, high + 1], label: "loss", ticks: [] }}
          height={280}
        >
          <Curve points={close} />
          <Curve points={tangent(1.6 * h)} color="gradient" />
          <Curve points={secant(3 * h)} color="positive" />
          <Dots points={ends} color="positive" radius={5} />
        </Chart>
      </Panels>
      <Readouts>
        <Readout id="quotient" label={isCentral ? "central difference" : "forward difference"} room={18}>
          <span style={{ color: "var(--positive)" }}>{formatNumber(found, 12)}</span>
        </Readout>
        <Readout id="derivative" label="derivative, by grad" tone="gradient" room={10}>
          {formatNumber(exact)}
        </Readout>
        <Readout id="difference-error" label="error of the difference" room={10}>
          {formatSignificant(Math.abs(found - exact))}
        </Readout>
      </Readouts>
      <Controls>
        <Slider
          label="step h"
          value={step}
          min={1e-13}
          max={100}
          scale="log"
          step={150}
          format={(h) => formatSignificant(h, 2)}
        />
        <Choice
          label="difference"
          value={method}
          options={["forward", "central"]}
          names={{ forward: "from x to x + h", central: "from x − h to x + h" }}
        />
      </Controls>
    </Figure>
  );
}
