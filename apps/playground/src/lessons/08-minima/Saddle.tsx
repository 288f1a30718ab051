import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Controls, Figure, Panels } from "../../parts/Figure.tsx";
import { formatFixed, formatSignificant } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { fieldOf } from "../../plots/field.ts";
import { Curve, Dots, Rule } from "../../plots/marks.tsx";
import { Surface } from "../../plots/Surface.tsx";
import { descend } from "../05-gradient-descent/bowl.ts";
import { saddle } from "./saddle.ts";

const first = [-1.4, 1.4] as const;
const second = [-2, 2] as const;
const steps = 150;
const field = fieldOf(saddle, first, second, 21, 25);
const axes = ["w₁", "w₂", "loss"] as const;

/** A walk that comes down to a saddle, lingers there, and finds the way on. */
export function SaddleFigure(): JSX.Element {
  const aside = useSignal(0.001);
  const stops = useMemo(
    () => descend(saddle, { start: [-1.3, -aside.value], learningRate: 0.05, steps }),
    [aside.value],
  );
  const paths = useMemo(() => [{ points: stops.map(({ weights }) => weights), color: "ink" }], [stops]);
  // It lingers while the loss is that of the saddle, give or take a hundredth.
  const level = stops.filter(({ loss }) => Math.abs(loss) < 0.01).length;
  const last = stops[steps];
  return (
    <Figure
      wide
      id="saddle"
      title="A saddle: down to it, and down from it"
      caption="Turn the surface. Then start closer to the ridge: how many steps more does each tenth cost?"
    >
      <Panels>
        <Surface
          label="A surface with a saddle between two valleys"
          of={field}
          axes={axes}
          paths={paths}
          view={{ turn: 40, tilt: 48 }}
          height={340}
        />
        <Chart
          label="Loss against steps"
          x={{ domain: [0, steps], label: "steps" }}
          y={{ domain: [-1.25, 2], label: "loss" }}
          height={340}
        >
          <Rule y={0} />
          <Curve points={stops.map(({ loss }, step) => [step, loss] as const)} />
          <Dots points={[[steps, last.loss]]} />
        </Chart>
      </Panels>
      <Readouts>
        <Readout id="level" label="steps near the saddle, loss 0 ± 0.01" tone="value" room={14}>
          {level}
        </Readout>
        <Readout id="saddle-end" label={`place after ${steps} steps`} room={11}>
          ({formatFixed(last.weights[0], 3)}, {formatFixed(last.weights[1], 3)})
        </Readout>
        <Readout id="saddle-loss" label="loss there" room={6}>
          {formatFixed(last.loss, 3)}
        </Readout>
      </Readouts>
      <Controls>
        <Slider
          label="start so far beside the ridge"
          value={aside}
          min={1e-5}
          max={0.1}
          scale="log"
          step={40}
          format={(distance) => formatSignificant(distance, 2)}
        />
      </Controls>
    </Figure>
  );
}
