import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Choice } from "../../parts/Choice.tsx";
import { Buttons, Controls, Figure, Panels } from "../../parts/Figure.tsx";
import { formatFixed, formatPercent } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Heatmap } from "../../plots/Heatmap.tsx";
import { Legend } from "../../plots/Legend.tsx";
import { Curve, Dots, type Point, Rule } from "../../plots/marks.tsx";
import { useTraining } from "../../training/useTraining.ts";
import { classes, perClass, points } from "./clouds.ts";
import { extent, grid } from "./scene.ts";
import type { LearnerPicture, ShufflingSettings, ShufflingSnapshot } from "./shuffling.worker.ts";

const epochs = 10;
const cloud: readonly Point[] = Array.from({ length: 2 * perClass }, (_, i) => [
  points.data[2 * i],
  points.data[2 * i + 1],
]);
const colorOfClass = (i: number): string => (classes.data[i] === 0 ? "negative" : "positive");

/** The same network, trained twice: on shuffled batches, and on batches as they lie. */
export function Shuffling(): JSX.Element {
  const size = useSignal(6);
  const learningRate = useSignal(0.5);
  const speed = useSignal<"slow" | "fast">("fast");
  const all = epochs * Math.ceil((2 * perClass) / size.value);
  const settings = (begun: number): ShufflingSettings => ({
    size: size.value,
    learningRate: learningRate.value,
    epochs,
    begun,
  });
  const training = useTraining<ShufflingSettings, ShufflingSnapshot>("shuffling", settings(all));
  const { shuffled, sorted } = training.snapshot.value ?? { shuffled: none, sorted: none };
  const updates = sorted.history.length;
  const isOver = updates >= all;
  const isRunning = training.isRunning.value;
  const perSecond = { slow: 4, fast: 60 } as const;
  const perEpoch = all / epochs;
  const restart = (): void => training.reset(settings(all));
  return (
    <Figure
      id="shuffling"
      wide
      failure={training.failure.value}
      settled={training.snapshot.value !== null}
      title="The same network, with and without shuffling"
      caption="Press Run. As they lie, the examples are sorted by class: without shuffling, the network sees one class for half an epoch, and calls more and more of the plane by its name; then the other. Run slowly: the circled points are the batch. Are larger batches better off? A smaller learning rate?"
    >
      <Legend
        entries={{
          "first class": "negative",
          "second class": "positive",
          shuffled: "series-1",
          "as they lie": "series-2",
        }}
      />
      <Panels narrow>
        <Opinion name="Shuffled" of={shuffled} />
        <Opinion name="As they lie" of={sorted} />
      </Panels>
      <Chart
        label="Loss on all points against updates, shuffled and as they lie"
        height={220}
        x={{
          domain: [0, all],
          label: "updates, in epochs",
          ticks: Array.from({ length: epochs + 1 }, (_, i) => i * perEpoch),
          format: (updates) => String(Math.round(updates / perEpoch)),
        }}
        y={{ domain: [0, 1.6], label: "loss on all points" }}
      >
        <Rule x={updates} />
        <Curve points={lossesOf(sorted)} color="series-2" width={1.5} />
        <Curve points={lossesOf(shuffled)} color="series-1" width={1.5} />
      </Chart>
      <Buttons>
        <button
          type="button"
          class="main"
          onClick={() => {
            if (isRunning) return training.pause();
            if (isOver) training.reset(settings(0));
            training.play(perSecond[speed.value]);
          }}
        >
          {isRunning ? "Pause" : "Run"}
        </button>
        <button type="button" disabled={isOver} onClick={() => training.step(1)}>
          One update
        </button>
        <button type="button" onClick={() => training.reset(settings(0))}>
          Back to the start
        </button>
        <output class="progress">
          {updates} updates made, epoch {Math.floor(updates / perEpoch)} of {epochs}
        </output>
      </Buttons>
      <Controls>
        <Choice
          label="Speed"
          value={speed}
          options={["slow", "fast"]}
          onChange={(speed) => {
            if (isRunning) training.play(perSecond[speed]);
          }}
        />
        <Choice label="Batch size" value={size} options={[6, 12, 40, 240]} onChange={restart} />
        <Slider
          label="Learning rate"
          value={learningRate}
          min={0.05}
          max={1}
          scale="log"
          onChange={restart}
        />
      </Controls>
    </Figure>
  );
}

const none: LearnerPicture = {
  history: [],
  opinions: new Float32Array(grid.columns * grid.rows),
  batch: [],
};

const lossesOf = ({ history }: LearnerPicture): Point[] => history.map(({ loss }, i) => [i + 1, loss]);

/** What a network thinks of each place, and how good that is. */
function Opinion({ name, of }: { readonly name: string; readonly of: LearnerPicture }): JSX.Element {
  const last = of.history.at(-1);
  const slug = name.split(/[: ]/)[0].toLowerCase();
  return (
    <div>
      <h4>{name}</h4>
      <Chart
        square
        bare
        label={`${name}: the points, and what the network thinks of each place`}
        x={{ domain: extent.x, label: "" }}
        y={{ domain: extent.y, label: "" }}
        underlay={
          <Heatmap
            values={of.opinions}
            columns={grid.columns}
            colors={["negative-soft", "card", "positive-soft"]}
          />
        }
      >
        <Dots points={of.batch} color="ink" radius={6} hollow />
        <Dots points={cloud} color={colorOfClass} radius={2.75} />
      </Chart>
      <Readouts>
        <Readout id={`right-${slug}`} label="right" room={6}>
          {last === undefined ? "–" : formatPercent(last.right, 0)}
        </Readout>
        <Readout id={`loss-${slug}`} label="loss" room={6}>
          {last === undefined ? "–" : formatFixed(last.loss, 2)}
        </Readout>
      </Readouts>
    </div>
  );
}
