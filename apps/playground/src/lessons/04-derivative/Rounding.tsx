import type { FloatDtype } from "@chainrule/autograd";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Controls, Figure } from "../../parts/Figure.tsx";
import { formatPower, formatSignificant } from "../../parts/formatNumber.ts";
import { Slider } from "../../parts/Slider.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Legend } from "../../plots/Legend.tsx";
import { Curve, Dots, Rule } from "../../plots/marks.tsx";
import { curves } from "./curves.ts";
import { best, differenceErrors, type Method, steps } from "./errors.ts";

const place = 1;
const series: readonly { name: string; method: Method; dtype: FloatDtype; color: string }[] = [
  { name: "forward, float32", method: "forward", dtype: "float32", color: "series-1" },
  { name: "central, float32", method: "central", dtype: "float32", color: "series-2" },
  { name: "forward, float64", method: "forward", dtype: "float64", color: "series-3" },
  { name: "central, float64", method: "central", dtype: "float64", color: "series-4" },
];
const powers = [1e-15, 1e-12, 1e-9, 1e-6, 1e-3, 1];

/** The error of differences against their step: down with the step, and up again by rounding. */
export function RoundingFigure(): JSX.Element {
  const chosen = useSignal(0.01);
  const lines = useMemo(
    () =>
      series.map((one) => ({ ...one, errors: differenceErrors(curves.sine, place, one.method, one.dtype) })),
    [],
  );
  // On an axis of powers of ten an error of 0 has no place.
  const drawn = (errors: readonly (readonly [number, number])[]) =>
    errors.map(([step, error]) => [step, Math.max(error, 1e-16)] as const);
  const nearest = Math.round(-10 * Math.log10(chosen.value));
  return (
    <Figure
      id="rounding"
      title="Too small a step is as bad as too large a one"
      caption="Make the step smaller, from right to left. First every error falls; then each of the four rises again. With which step is each best? And why do those of float32 no longer change in the end?"
    >
      <Legend entries={Object.fromEntries(series.map(({ name, color }) => [name, color]))} />
      <Chart
        label="Error of the difference against the step"
        x={{ domain: [1e-15, 1], scale: "log", label: "step h", ticks: powers, format: formatPower }}
        y={{ domain: [1e-14, 10], scale: "log", label: "error", ticks: powers.slice(1), format: formatPower }}
        height={340}
      >
        <Rule x={steps[nearest]} />
        {lines.map(({ name, color, errors }) => (
          <g key={name}>
            <Curve points={drawn(errors)} color={color} width={1.5} />
            <Dots points={[drawn(errors)[nearest]]} color={color} radius={5} />
          </g>
        ))}
      </Chart>
      <Controls>
        <Slider
          label="step h"
          value={chosen}
          min={1e-15}
          max={1}
          scale="log"
          step={150}
          format={(h) => formatSignificant(h, 2)}
        />
      </Controls>
      <div class="table" tabIndex={0} role="region" aria-label="Errors of the four differences">
        <table>
          <thead>
            <tr>
              <th scope="col">difference</th>
              <th scope="col">error with h = {formatSignificant(steps[nearest], 2)}</th>
              <th scope="col">smallest error</th>
              <th scope="col">with h</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ name, errors }) => {
              const [step, error] = best(errors);
              return (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{formatSignificant(errors[nearest][1], 2)}</td>
                  <td>{formatSignificant(error, 2)}</td>
                  <td>{formatSignificant(step, 2)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Figure>
  );
}
