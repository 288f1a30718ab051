import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { Buttons, Controls, Figure, Panels } from "../../parts/Figure.tsx";
import { formatSignificant } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Contours } from "../../plots/Contours.tsx";
import { Curve, Dots } from "../../plots/marks.tsx";
import { useFrames } from "../../plots/useFrames.ts";
import { bowl, descend } from "./bowl.ts";
import { bowlField, first, isOnMap, levels, second } from "./ground.ts";
import { LossChart } from "./LossChart.tsx";

const steps = 80;
const rates = [
  { learningRate: 0.005, verdict: "too small", color: "series-1" },
  { learningRate: 0.1, verdict: "right", color: "series-3" },
  { learningRate: 0.26, verdict: "too large", color: "series-2" },
] as const;

/** Three learning rates beside each other, step for step. */
export function RatesFigure(): JSX.Element {
  const shown = useSignal(20);
  const isRunning = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  const due = useRef(0);
  const walks = useMemo(
    () => rates.map((rate) => ({ ...rate, stops: descend(bowl, { start: [0, 0], steps, ...rate }) })),
    [],
  );
  useFrames(box, isRunning, (milliseconds) => {
    due.current += (milliseconds / 1000) * 10;
    const passed = Math.floor(due.current);
    due.current -= passed;
    shown.value = Math.min(steps, shown.value + passed);
    return shown.value < steps;
  });
  return (
    <Figure
      wide
      id="rates"
      title="Too small, right, too large"
      caption="Move through the steps. On the chart below, whose upright axis counts powers of ten, a straight line means that every step multiplies the loss by the same factor. Which of the three factors is above 1?"
    >
      <div ref={box}>
        <Panels narrow>
          {walks.map(({ learningRate, verdict, color, stops }) => {
            const path = stops.slice(0, shown.value + 1).map(({ weights }) => weights);
            const stop = stops[shown.value];
            return (
              <section key={learningRate} aria-label={`Learning rate ${learningRate}`}>
                <h4 style={{ color: `var(--${color})` }}>
                  {learningRate} <small>{verdict}</small>
                </h4>
                <Chart
                  square
                  bare
                  label={`The walk with learning rate ${learningRate}`}
                  x={{ domain: first, label: "w₁" }}
                  y={{ domain: second, label: "w₂" }}
                >
                  <Contours of={bowlField} levels={levels} />
                  <Curve points={path} color={color} width={1.75} />
                  <Dots points={path.filter(isOnMap)} color={color} radius={3} />
                </Chart>
                <Readouts>
                  <Readout id={`loss-${String(learningRate).replace(".", "-")}`} label="loss">
                    {formatSignificant(stop.loss)}
                  </Readout>
                </Readouts>
              </section>
            );
          })}
        </Panels>
        <Buttons>
          <button
            type="button"
            class="main"
            onClick={() => {
              if (!isRunning.value && shown.value === steps) shown.value = 0;
              isRunning.value = !isRunning.value;
            }}
          >
            {isRunning.value ? "Pause" : "Run"}
          </button>
        </Buttons>
        <Controls>
          <Slider label="steps" value={shown} min={0} max={steps} step={1} />
        </Controls>
        <LossChart
          steps={steps}
          series={walks.map(({ stops, color }) => ({ losses: stops.map(({ loss }) => loss), color }))}
          at={shown.value}
        />
      </div>
    </Figure>
  );
}
