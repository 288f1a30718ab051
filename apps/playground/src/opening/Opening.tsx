import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { encode, plainView } from "../lessons/12-playground/address.ts";
import { extent } from "../lessons/12-playground/data/dataSets.ts";
import { fieldSize } from "../lessons/12-playground/pixels.ts";
import type { Wish } from "../lessons/12-playground/playground.worker.ts";
import { presets } from "../lessons/12-playground/presets.ts";
import type { Snapshot } from "../lessons/12-playground/snapshot.ts";
import { Buttons, Figure } from "../parts/Figure.tsx";
import { formatFixed, formatPercent } from "../parts/formatNumber.ts";
import { Readout, Readouts } from "../parts/Readouts.tsx";
import { Chart } from "../plots/Chart.tsx";
import { Heatmap } from "../plots/Heatmap.tsx";
import { Legend } from "../plots/Legend.tsx";
import { Curve, type Point } from "../plots/marks.tsx";
import { Points } from "../plots/Points.tsx";
import { addressOf } from "../shell/route.ts";
import { useTraining } from "../training/useTraining.ts";
import "./opening.css";

const settings = { ...presets.spiral.settings, layers: [8, 8, 8], seed: 3 };
const lastEpoch = 60;
const wish = (seed: number, epochs: number): Wish => ({
  settings: { ...settings, seed },
  shown: null,
  epochs,
  edits: [],
});

/** A network that learns two spirals while one watches. */
export default function Opening(): JSX.Element {
  // Who prefers no motion sees what it has learned, at once.
  const isStill = useMemo(() => window.matchMedia("(prefers-reduced-motion: reduce)").matches, []);
  const seed = useSignal(settings.seed);
  const training = useTraining<Wish, Snapshot>("playground", wish(seed.value, isStill ? lastEpoch : 0));
  const snapshot = training.snapshot.value;
  const isDone = snapshot !== null && snapshot.epoch >= lastEpoch;

  useEffect(() => {
    if (!isStill) training.play(stepsPerSecond);
  }, []);
  useEffect(() => {
    if (isDone) training.pause();
  }, [isDone]);

  const restart = (): void => {
    seed.value++;
    training.reset(wish(seed.value, 0));
    training.play(stepsPerSecond);
  };
  return (
    <Figure
      id="opening"
      title="A network learns two spirals, now"
      failure={training.failure.value}
      settled={isDone}
      caption="Each dot is an example. The colors behind are what the network says about every place of the plane: nothing at first, then lines, then the spirals."
    >
      <div class="opening">
        <div class="opening-plane">{snapshot === null ? null : <Plane snapshot={snapshot} />}</div>
        <div>
          <Legend entries={{ "loss on examples it learns from": "train", "on others": "test" }} />
          <Losses snapshot={snapshot} />
          <Readouts>
            <Readout label="epoch">
              {snapshot?.epoch ?? 0} of {lastEpoch}
            </Readout>
            <Readout label="loss" tone="train">
              {snapshot === null ? "–" : formatFixed(snapshot.trainLoss, 3)}
            </Readout>
            <Readout id="opening-right" label="others told apart" tone="test">
              {snapshot === null ? "–" : formatPercent(snapshot.testRight)}
            </Readout>
          </Readouts>
          <Buttons>
            {isDone ? (
              <button type="button" onClick={restart}>
                Again, from other weights
              </button>
            ) : (
              <button
                type="button"
                onClick={() => (training.isRunning.value ? training.pause() : training.play(stepsPerSecond))}
              >
                {training.isRunning.value ? "Pause" : "Play"}
              </button>
            )}
            <a href={addressOf("playground", encode({ settings, view: plainView, epochs: 0 }))}>
              Open it in the playground
            </a>
          </Buttons>
        </div>
      </div>
    </Figure>
  );
}

/** Some ten seconds for all of it. */
const stepsPerSecond = 400;

function Plane({ snapshot }: { readonly snapshot: Snapshot }): JSX.Element {
  const { field, run, trainPoints } = snapshot;
  const pale = useMemo(() => field.map((answer) => 0.7 * answer), [field]); // so that points stand out
  return (
    <>
      <Heatmap values={pale} columns={fieldSize} />
      {useMemo(
        () => (
          <Points points={trainPoints} extent={extent} />
        ),
        [run],
      )}
    </>
  );
}

function Losses({ snapshot }: { readonly snapshot: Snapshot | null }): JSX.Element {
  const { epochs, train, test } = snapshot?.history ?? { epochs: [], train: [], test: [] };
  const curve = (losses: ArrayLike<number>): Point[] =>
    Array.from(epochs, (epoch, i): Point => [epoch, losses[i]]);
  return (
    <Chart
      label="Loss after each epoch"
      x={{ domain: [0, lastEpoch], label: "epochs", ticks: 5 }}
      y={{ domain: [0, 0.8], label: "loss", ticks: 4 }}
      height={200}
    >
      <Curve points={curve(test)} color="test" />
      <Curve points={curve(train)} color="train" />
    </Chart>
  );
}
