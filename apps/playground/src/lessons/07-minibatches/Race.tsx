import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Choice } from "../../parts/Choice.tsx";
import { Buttons, Controls, Figure, Panels } from "../../parts/Figure.tsx";
import { formatNumber } from "../../parts/formatNumber.ts";
import { Slider } from "../../parts/Slider.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Contours } from "../../plots/Contours.tsx";
import { Legend } from "../../plots/Legend.tsx";
import { Curve, Dots, type Point } from "../../plots/marks.tsx";
import { useTraining } from "../../training/useTraining.ts";
import { CostTable } from "./CostTable.tsx";
import type { DescentPicture, DescentsSettings, DescentsSnapshot } from "./descents.worker.ts";
import { exampleCount } from "./problem.ts";
import { nameOf } from "./sizes.ts";
import { levels, plane, surface } from "./surface.ts";

const colors = ["series-1", "series-3", "series-2"] as const;
const epochs = 8;

/** Three descents on the same problem, side by side. */
export function Race(): JSX.Element {
  const chosen = [useSignal(256), useSignal(16), useSignal(1)];
  const learningRate = useSignal(0.05);
  const seed = useSignal(2);
  const speed = useSignal<"slow" | "fast">("fast");
  const axis = useSignal<"examples" | "updates">("examples");
  const settings = (begun = 0): DescentsSettings => ({
    sizes: chosen.map(({ value }) => value),
    learningRate: learningRate.value,
    seed: seed.value,
    epochs,
    begun,
  });
  const all = epochs * exampleCount;
  const training = useTraining<DescentsSettings, DescentsSnapshot>("descents", settings(all));
  const { descents, examplesSeen } = training.snapshot.value ?? { descents: [], examplesSeen: 0 };
  const isOver = examplesSeen >= all;
  const isRunning = training.isRunning.value;
  const restart = (): void => training.reset(settings(all));
  const perSecond = { slow: 64, fast: 512 } as const;
  return (
    <Figure
      id="race"
      wide
      failure={training.failure.value}
      settled={training.snapshot.value !== null}
      title="The same problem, the same start, three sizes of batches"
      caption="Press Run to see the walks from the start. Compare the losses by examples seen, then by updates. With which learning rate does one batch of all examples get as far in eight epochs as the minibatches do? What does that rate do to the stochastic walk?"
    >
      <Legend entries={Object.fromEntries(chosen.map(({ value }, i) => [nameOf(value), colors[i]]))} />
      <Panels>
        <Chart
          square
          label="Map of the loss over weight and bias, with the three paths"
          x={{ domain: plane.weight, label: "weight" }}
          y={{ domain: plane.bias, label: "bias" }}
        >
          <Contours of={surface} levels={levels} />
          {descents.map(({ path }, i) => <Path key={i} points={path} color={colors[i]} />).toReversed()}
        </Chart>
        <LossChart descents={descents} axis={axis.value} />
      </Panels>
      <Buttons>
        <button
          type="button"
          class="main"
          onClick={() => {
            if (isRunning) return training.pause();
            if (isOver) training.reset(settings());
            training.play(perSecond[speed.value]);
          }}
        >
          {isRunning ? "Pause" : "Run"}
        </button>
        <button type="button" disabled={isOver} onClick={() => training.step(1)}>
          One example
        </button>
        <button
          type="button"
          disabled={isOver}
          onClick={() => training.step(exampleCount - (examplesSeen % exampleCount))}
        >
          One epoch
        </button>
        <button type="button" onClick={() => training.reset(settings())}>
          Back to the start
        </button>
        <output class="progress">
          {formatNumber(examplesSeen)} examples seen, epoch {Math.floor(examplesSeen / exampleCount)} of{" "}
          {epochs}
        </output>
      </Buttons>
      <Controls>
        <Choice
          label="Losses by"
          value={axis}
          options={["examples", "updates"]}
          names={{ examples: "examples seen", updates: "updates" }}
        />
        <Choice
          label="Speed"
          value={speed}
          options={["slow", "fast"]}
          onChange={(speed) => {
            if (isRunning) training.play(perSecond[speed]);
          }}
        />
      </Controls>
      <CostTable descents={descents} chosen={chosen} onChoose={restart} />
      <Controls>
        <Slider
          label="Learning rate"
          value={learningRate}
          min={0.002}
          max={2}
          scale="log"
          onChange={() => (isRunning ? training.change(settings()) : restart())}
        />
        <Slider label="Seed" value={seed} min={1} max={20} step={1} onChange={restart} />
      </Controls>
    </Figure>
  );
}

/** Where a descent has been, and where it is. */
function Path({ points, color }: { readonly points: readonly Point[]; readonly color: string }): JSX.Element {
  return (
    <>
      <Curve points={points} color={color} width={points.length > 200 ? 0.9 : 2} />
      {points.length > 40 ? null : <Dots points={points} color={color} radius={3} />}
      <Dots points={points.slice(-1)} color={color} radius={6} />
    </>
  );
}

function LossChart(props: {
  readonly descents: readonly DescentPicture[];
  readonly axis: "examples" | "updates";
}): JSX.Element {
  const { descents, axis } = props;
  const isByUpdates = axis === "updates";
  const curves = descents.map(({ losses, size }): Point[] =>
    isByUpdates ? losses.slice(1).map((loss, i) => [i + 1, loss]) : losses.map((loss, i) => [i * size, loss]),
  );
  return (
    <Chart
      label="Loss on all examples"
      height={340}
      x={
        isByUpdates
          ? { domain: [1, epochs * exampleCount], label: "updates", scale: "log", ticks: [1, 10, 100, 1000] }
          : {
              domain: [0, epochs * exampleCount],
              label: "examples seen, in epochs",
              ticks: Array.from({ length: epochs + 1 }, (_, i) => i * exampleCount),
              format: (seen) => formatNumber(seen / exampleCount),
            }
      }
      y={{
        domain: [0.2, 8],
        label: "loss on all examples",
        scale: "log",
        ticks: [0.25, 0.5, 1, 2, 4, 8],
        format: (loss) => formatNumber(loss),
      }}
    >
      {curves
        .map((points, i) => (
          <g key={i}>
            <Curve points={points} color={colors[i]} width={points.length > 200 ? 1 : 2} />
            {points.length > 40 ? null : <Dots points={points} color={colors[i]} radius={3} />}
          </g>
        ))
        .toReversed()}
    </Chart>
  );
}
