import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { Buttons, Controls, Figure, Panels } from "../../parts/Figure.tsx";
import { formatFixed, formatNumber, formatSignificant } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { Toggle } from "../../parts/Toggle.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Contours } from "../../plots/Contours.tsx";
import { Handle } from "../../plots/Handle.tsx";
import { Arrow, Curve, Dots, type Point } from "../../plots/marks.tsx";
import { Surface } from "../../plots/Surface.tsx";
import { useFrames } from "../../plots/useFrames.ts";
import { bowl, descend, gradientAt } from "./bowl.ts";
import { bowlField, bowlLandscape, first, isOnMap, levels, second } from "./ground.ts";
import { LossChart } from "./LossChart.tsx";

const steps = 80;
const axes = ["w₁", "w₂", "loss"] as const;

/** The bowl as a map and as a landscape, with a walk down from where one likes. */
export function BowlFigure(): JSX.Element {
  const start = useSignal<Point>([0, 0]);
  const learningRate = useSignal(0.1);
  const momentum = useSignal(0);
  const shown = useSignal(steps);
  const hasArrows = useSignal(false);
  const isRunning = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  const due = useRef(0);

  const stops = useMemo(
    () =>
      descend(bowl, {
        start: start.value,
        learningRate: learningRate.value,
        momentum: momentum.value,
        steps,
      }),
    [start.value, learningRate.value, momentum.value],
  );
  useFrames(box, isRunning, (milliseconds) => {
    due.current += (milliseconds / 1000) * 16;
    const passed = Math.floor(due.current);
    due.current -= passed;
    shown.value = Math.min(steps, shown.value + passed);
    return shown.value < steps;
  });

  const walked = stops.slice(0, shown.value + 1);
  const path = useMemo(() => walked.map(({ weights }) => weights), [stops, shown.value]);
  const paths = useMemo(() => [{ points: path, color: "ink" }], [path]);
  const { weights, loss } = walked[walked.length - 1];
  const gradient = gradientAt(weights);
  const reset = (): void => {
    isRunning.value = false;
    shown.value = 0;
  };
  return (
    <Figure
      wide
      id="bowl"
      title="Down the bowl, from where you like"
      caption="Drag the start on the map; turn the landscape by dragging it. Then make the learning rate larger, little by little: when does the walk begin to jump from side to side, and when does it no longer arrive?"
    >
      <div ref={box}>
        <Panels>
          <Chart
            square
            label="Map of the loss over both weights"
            x={{ domain: first, label: "w₁", ticks: 6 }}
            y={{ domain: second, label: "w₂", ticks: 5 }}
          >
            <Contours of={bowlField} levels={levels} />
            {hasArrows.value ? <ArrowField /> : null}
            <Curve points={path} color="ink" width={1.75} />
            <Dots points={path.filter(isOnMap)} color="ink" radius={2.75} />
            <GradientArrow at={start.value} />
            {shown.value === 0 || !isOnMap(weights) ? null : <GradientArrow at={weights} />}
            <Dots points={[weights].filter(isOnMap)} color="ink" radius={5} />
            <Handle
              label="Start"
              direction="both"
              step={0.1}
              at={start.value}
              text={`Start at w₁ ${formatNumber(start.value[0])}, w₂ ${formatNumber(start.value[1])}`}
              onMove={(to) => {
                start.value = to;
              }}
            />
          </Chart>
          <Surface
            label="The loss over both weights, as a landscape"
            of={bowlLandscape}
            axes={axes}
            paths={paths}
            height={370}
          />
        </Panels>
        <Readouts>
          <Readout id="step" label="steps">
            {shown.value}
          </Readout>
          <Readout id="place" label="place (w₁, w₂)" tone="value" room={16}>
            ({formatFixed(weights[0], 3)}, {formatFixed(weights[1], 3)})
          </Readout>
          <Readout id="height" label="loss" tone="value" room={10}>
            {formatSignificant(loss)}
          </Readout>
          <Readout id="gradient" label="gradient" room={18} tone="gradient">
            ({formatFixed(gradient[0], 3)}, {formatFixed(gradient[1], 3)})
          </Readout>
        </Readouts>
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
          <button
            type="button"
            disabled={shown.value === steps}
            onClick={() => {
              isRunning.value = false;
              shown.value++;
            }}
          >
            One step
          </button>
          <button type="button" disabled={shown.value === 0} onClick={reset}>
            Back to the start
          </button>
          <Toggle label="Downhill everywhere" value={hasArrows} />
        </Buttons>
        <Controls>
          <Slider label="learning rate" value={learningRate} min={0.001} max={0.3} scale="log" step={200} />
          <Slider label="momentum" value={momentum} min={0} max={0.95} step={0.05} />
        </Controls>
        <LossChart
          steps={steps}
          series={[{ losses: stops.map(({ loss }) => loss), color: "value" }]}
          at={shown.value}
        />
      </div>
    </Figure>
  );
}

/** The gradient, drawn a tenth as long, and not so long that it leaves the map. */
function GradientArrow({ at }: { readonly at: Point }): JSX.Element {
  const [x, y] = gradientAt(at);
  const scale = 0.1 * Math.min(1, 26 / Math.hypot(x, y, 1e-9));
  return <Arrow from={at} to={[at[0] + x * scale, at[1] + y * scale]} color="gradient" />;
}

const places: readonly Point[] = Array.from({ length: 6 * 5 }, (_, i) => [
  first[0] + ((first[1] - first[0]) * ((i % 6) + 0.5)) / 6,
  second[0] + ((second[1] - second[0]) * (Math.floor(i / 6) + 0.5)) / 5,
]);

/** Against the gradient, from places all over the map. */
function ArrowField(): JSX.Element {
  return (
    <>
      {places.map((place) => {
        const [x, y] = gradientAt(place);
        const length = Math.hypot(x, y);
        const scale = (0.3 + 0.015 * length) / Math.max(length, 1e-9);
        return (
          <Arrow
            key={place.join()}
            from={place}
            to={[place[0] - x * scale, place[1] - y * scale]}
            color="muted"
          />
        );
      })}
    </>
  );
}
