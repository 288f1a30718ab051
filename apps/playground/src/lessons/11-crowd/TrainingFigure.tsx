import { defaults, type Settings } from "@chainrule/examples/crowd-size/experiment.ts";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Choice } from "../../parts/Choice.tsx";
import { Buttons, Controls, Figure } from "../../parts/Figure.tsx";
import { formatFixed, formatNumber } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Legend } from "../../plots/Legend.tsx";
import { Curve, Dots, Note, type Point, Rule } from "../../plots/marks.tsx";
import { Density, Picture } from "./Picture.tsx";
import { previewCount, type Seen, type Snapshot, type Trial } from "./trial.ts";

export type TrainingFigureProps = {
  readonly trial: Trial;
  /** Begins anew. */
  readonly restart: (experiment: Settings) => void;
};

/** The network while it learns: its losses, and what it sees in six pictures. */
export function TrainingFigure({ trial, restart }: TrainingFigureProps): JSX.Element {
  const train = useSignal(defaults.train);
  const unit = useSignal(defaults.unit);
  const seed = useSignal(defaults.seed);
  const snapshot = trial.snapshot.value;
  const begin = (): void => {
    restart({ ...defaults, train: train.value, unit: unit.value, seed: seed.value });
  };
  const { step, steps } = snapshot ?? { step: 0, steps: 1 };
  const stepsPerEpoch = steps / defaults.epochs;
  const last = snapshot?.epochs.at(-1);
  return (
    <Figure
      id="training"
      title="The network learns"
      failure={trial.failure.value}
      settled={snapshot?.isDone ?? false}
      caption="Each of the six pictures is one for validation; beside it, where the network sees people. Let it learn from only 200 pictures: what becomes of the gap between the curves? Let it answer in people instead of hundreds: what becomes of the loss?"
    >
      <Legend entries={{ "training loss": "train", "validation loss": "validation" }} />
      <Chart
        label="Loss on training and validation pictures against epochs"
        x={{ domain: [0, defaults.epochs], label: "epochs" }}
        y={{
          domain: [100, 20_000],
          label: "mean squared error, people²",
          scale: "log",
          ticks: [100, 300, 1000, 3000, 10_000],
          format: formatNumber,
        }}
        height={280}
      >
        {snapshot === null ? null : (
          <>
            <Rule y={snapshot.meanLoss} />
            <Note at={[defaults.epochs, snapshot.meanLoss]} offset={[0, -6]} anchor="end">
              always the mean
            </Note>
            <Curve points={smoothed(snapshot.losses, stepsPerEpoch)} color="train" />
            <Curve points={validationOf(snapshot)} color="validation" />
            <Dots points={validationOf(snapshot)} color="validation" />
          </>
        )}
      </Chart>
      <Readouts>
        <Readout id="crowd-step" label="step" room={14}>
          {snapshot === null ? "drawing pictures" : `${step} of ${steps}`}
        </Readout>
        <Readout label="weights">{snapshot === null ? "–" : formatNumber(snapshot.weights)}</Readout>
        <Readout label="training loss" tone="train">
          {last === undefined ? "–" : formatNumber(last.trainLoss)}
        </Readout>
        <Readout id="crowd-validation" label="validation loss" tone="validation">
          {last === undefined ? "–" : formatNumber(last.validationLoss)}
        </Readout>
        <Readout label="its square root" tone="validation">
          {last === undefined ? "–" : `${formatFixed(Math.sqrt(last.validationLoss), 1)} people`}
        </Readout>
      </Readouts>
      <Buttons>
        <button
          type="button"
          class="main"
          disabled={snapshot?.isDone ?? true}
          onClick={() => (trial.isRunning.value ? trial.pause() : trial.play())}
        >
          {trial.isRunning.value ? "Pause" : "Go on"}
        </button>
        <button type="button" disabled={trial.isRunning.value} onClick={() => trial.step()}>
          One step
        </button>
        <button type="button" onClick={begin}>
          Begin again
        </button>
        <button
          type="button"
          onClick={() => {
            seed.value++;
            begin();
          }}
        >
          Other pictures and weights
        </button>
      </Buttons>
      <Controls>
        <Choice label="Pictures to learn from" value={train} options={[200, 800, 2000]} onChange={begin} />
        <Choice
          label="The network answers in"
          value={unit}
          options={[100, 1]}
          names={{ 100: "hundreds of people", 1: "people" }}
          onChange={begin}
        />
      </Controls>
      <ul class="crowd-grid three">
        {Array.from({ length: previewCount }, (_, i) => (
          <li key={i} class="crowd-seen">
            <Preview seen={snapshot?.previews[i]} />
          </li>
        ))}
      </ul>
    </Figure>
  );
}

function Preview({ seen }: { readonly seen: Seen | undefined }): JSX.Element {
  if (seen === undefined) {
    return (
      <>
        <div class="crowd-blank" />
        <div class="crowd-blank" />
        <p>
          truth –
          <br />
          estimate –
        </p>
      </>
    );
  }
  const { scene, density, estimate } = seen;
  return (
    <>
      <Picture of={scene} label={`A crowd of ${scene.people}`} />
      <Density of={density} />
      <p>
        truth {scene.people}
        <br />
        estimate {formatFixed(estimate, 0)}
      </p>
    </>
  );
}

/** The means of a quarter of an epoch each: single batches jump up and down. */
function smoothed(losses: Float32Array, stepsPerEpoch: number): Point[] {
  const size = Math.max(1, Math.round(stepsPerEpoch / 4));
  return Array.from({ length: Math.floor(losses.length / size) }, (_, i) => {
    const some = losses.slice(i * size, (i + 1) * size);
    return [((i + 0.5) * size) / stepsPerEpoch, some.reduce((sum, loss) => sum + loss, 0) / size];
  });
}

const validationOf = ({ epochs }: Snapshot): Point[] =>
  epochs.map(({ validationLoss }, i) => [i + 1, validationLoss]);
