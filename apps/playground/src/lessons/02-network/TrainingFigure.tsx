import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Select } from "../../parts/Choice.tsx";
import { Buttons, Figure, Panels } from "../../parts/Figure.tsx";
import { formatFixed, formatNumber, formatPercent } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Curve, Dots } from "../../plots/marks.tsx";
import type { DigitsState } from "./useDigits.ts";
import { WeightsFiles } from "./WeightsFiles.tsx";

/** The training of the reader, under way. */
export function TrainingFigure({ state }: { readonly state: DigitsState }): JSX.Element {
  const { training, hiddenWidth, file } = state;
  const snapshot = training.snapshot.value;
  const isRunning = training.isRunning.value;
  const isDone = snapshot?.isDone ?? false;
  const isOfFile = useSignal(false);
  isOfFile.value = file.value !== null;
  const loss = snapshot?.losses.at(-1)?.[1];
  const accuracy = snapshot?.accuracies.at(-1)?.[1];
  return (
    <Figure
      id="training"
      wide
      failure={training.failure.value}
      settled={isDone}
      title="The training, in this page"
      caption="Start it anew and look at the network above while it learns. How much does it read right after the first epoch? What do only 4 hidden neurons still learn?"
    >
      <Panels>
        <Chart
          label="The loss on the digits it learns from, by epoch"
          x={{ domain: [0, snapshot?.epochs ?? 10], label: "epoch" }}
          y={{ domain: [0, 2.5], label: "loss" }}
          height={240}
        >
          <Curve points={snapshot?.losses ?? []} color="train" />
        </Chart>
        <Chart
          label="The share of test digits it reads right, by epoch"
          x={{ domain: [0, snapshot?.epochs ?? 10], label: "epoch" }}
          y={{ domain: [0, 1], label: "test accuracy", format: (share) => formatPercent(share, 0) }}
          height={240}
        >
          <Curve points={snapshot?.accuracies ?? []} color="test" />
          <Dots points={snapshot?.accuracies ?? []} color="test" />
        </Chart>
      </Panels>
      <progress
        max={snapshot?.steps ?? 1}
        value={snapshot?.step ?? 0}
        aria-label="Progress of the training"
      />
      <Readouts>
        <Readout id="training-step" label="step" room={9}>
          {formatNumber(snapshot?.step ?? 0)} / {formatNumber(snapshot?.steps ?? 0)}
        </Readout>
        <Readout label="seconds of training" room={8}>
          {formatFixed(snapshot?.seconds ?? 0, 1)}
        </Readout>
        <Readout id="training-loss" label="loss" tone="train" room={8}>
          {loss === undefined ? "–" : formatFixed(loss, 3)}
        </Readout>
        <Readout id="test-accuracy" label="test accuracy" tone="test" room={8}>
          {accuracy === undefined ? "–" : formatPercent(accuracy)}
        </Readout>
        <Readout id="weights-origin" label="weights">
          {file.value === null ? "learned in this page" : `from ${file.value}`}
        </Readout>
      </Readouts>
      <Buttons>
        <button
          type="button"
          class="main"
          disabled={isDone || snapshot === null}
          onClick={() => (isRunning ? training.pause() : training.play())}
        >
          {isRunning ? "Pause" : isDone ? "Trained" : "Go on"}
        </button>
        <button
          type="button"
          disabled={isDone || isRunning || snapshot === null}
          onClick={() => training.step()}
        >
          One step
        </button>
        <button type="button" onClick={() => state.begin()}>
          Start anew
        </button>
        <Select
          label="hidden neurons"
          value={hiddenWidth}
          options={[4, 16, 64, 128]}
          onChange={() => state.begin()}
        />
      </Buttons>
      <WeightsFiles state={state} />
    </Figure>
  );
}
