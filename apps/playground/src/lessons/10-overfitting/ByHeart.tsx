import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { Buttons, Figure, Panels } from "../../parts/Figure.tsx";
import { formatFixed, formatNumber } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Handle } from "../../plots/Handle.tsx";
import { Legend } from "../../plots/Legend.tsx";
import { Curve, Note, type Point, Rule } from "../../plots/marks.tsx";
import { useFrames } from "../../plots/useFrames.ts";
import { FitPicture } from "./FitPicture.tsx";
import { epochs, none } from "./regression.ts";
import type { Run } from "./runs.ts";

const epochsPerSecond = 60;
const untrained = new Float32Array(101);

type ByHeartProps = {
  readonly of: ReadonlySignal<Run | null>;
  readonly failure: ReadonlySignal<string | null>;
};

/** The training without any remedy, which one can go through epoch by epoch. */
export function ByHeart({ of, failure }: ByHeartProps): JSX.Element {
  const run = of.value;
  const done = run?.train.length ?? 0;
  const chosen = useSignal(epochs);
  const isPlaying = useSignal(false);
  const figure = useRef<HTMLDivElement>(null);
  const exact = useRef(0);
  useFrames(figure, isPlaying, (milliseconds) => {
    exact.current = Math.min(epochs, exact.current + (milliseconds / 1000) * epochsPerSecond);
    chosen.value = Math.max(1, Math.round(exact.current));
    return exact.current < epochs;
  });
  const go = (to: number): void => {
    isPlaying.value = false;
    chosen.value = Math.round(to);
  };

  const epoch = Math.max(1, Math.min(chosen.value, done));
  const best = run?.bestEpoch ?? 0;
  const [trainLoss, validationLoss] = [
    run?.train[epoch - 1] ?? Number.NaN,
    run?.validation[epoch - 1] ?? Number.NaN,
  ];
  const curve = run?.curves?.subarray(101 * (epoch - 1), 101 * epoch) ?? untrained;
  const losses = (values: readonly number[] | undefined): Point[] =>
    (values ?? []).map((loss, i) => [i + 1, loss]);
  return (
    <Figure
      id="by-heart"
      title="A network learns twelve points by heart"
      wide
      failure={failure.value}
      settled={done === epochs}
      caption="Drag the knob along the validation loss, or play the training from its beginning. When does the curve look most like the dashed one? What does it do from then on?"
    >
      <Legend
        entries={{
          "points to learn from, and the loss there": "train",
          "points for validation, and the loss there": "validation",
          "the network": "ink",
          "the rule behind the points": "strong-line",
        }}
      />
      <div ref={figure}>
        <Panels>
          <FitPicture
            label={`The curve of the network after ${epoch} epochs, with the points it learned from`}
            count={none.points}
            curve={curve}
            withValidation
            height={300}
          />
          <Chart
            label="Loss on points to learn from and on points for validation, against epochs"
            x={{ domain: [0, epochs], label: "epochs" }}
            y={{
              domain: [0.001, 4],
              label: "loss",
              scale: "log",
              ticks: [0.001, 0.01, 0.1, 1],
              format: formatNumber,
            }}
            height={300}
          >
            <Rule x={best} />
            <Note at={[best, 0.0015]} offset={[6, 0]}>
              best: epoch {best}
            </Note>
            <Curve points={losses(run?.train)} color="train" />
            <Curve points={losses(run?.validation)} color="validation" />
            {Number.isNaN(validationLoss) ? null : (
              <Handle
                label="Epoch"
                at={[epoch, validationLoss]}
                step={1}
                text={`Epoch ${epoch}, training loss ${formatFixed(trainLoss, 3)}, validation loss ${formatFixed(validationLoss, 3)}`}
                color="validation"
                onMove={([x]) => go(Math.max(1, x))}
              />
            )}
          </Chart>
        </Panels>
      </div>
      <Readouts>
        <Readout id="epoch" label="epoch" room={4}>
          {epoch}
        </Readout>
        <Readout id="train-loss" label="training loss" tone="train" room={7}>
          {formatFixed(trainLoss, 4)}
        </Readout>
        <Readout id="validation-loss" label="validation loss" tone="validation" room={7}>
          {formatFixed(validationLoss, 3)}
        </Readout>
        <Readout label="lowest validation loss" tone="validation">
          {run === null || best === 0 ? "–" : `${formatFixed(run.validation[best - 1], 3)} in epoch ${best}`}
        </Readout>
      </Readouts>
      <Slider label="Epoch" value={chosen} min={1} max={epochs} step={1} onChange={go} />
      <Buttons>
        <button
          type="button"
          class="main"
          onClick={() => {
            exact.current = chosen.value >= epochs ? 0 : chosen.value;
            isPlaying.value = !isPlaying.value;
          }}
        >
          {isPlaying.value ? "Pause" : "Play"}
        </button>
        <button type="button" onClick={() => go(1)}>
          First epoch
        </button>
        <button type="button" onClick={() => go(best)}>
          Best epoch
        </button>
        <button type="button" onClick={() => go(epochs)}>
          Last epoch
        </button>
      </Buttons>
    </Figure>
  );
}
