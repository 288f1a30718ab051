import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Controls, Figure, Panels } from "../../parts/Figure.tsx";
import { formatPercent } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Legend } from "../../plots/Legend.tsx";
import { Curve, Dots, type Point, Rule } from "../../plots/marks.tsx";
import { useTraining } from "../../training/useTraining.ts";
import { batchSizes } from "./batchSizes.ts";
import { A, B, heightAt } from "./curve.ts";
import type { Outcome, SweepSettings, SweepSnapshot } from "./sweep.worker.ts";
import { steps } from "./useWalk.ts";

const x = {
  domain: [40, 0.8],
  scale: "log",
  label: "examples in each minibatch",
  ticks: batchSizes,
  format: (size: number) => (size === 32 ? "all" : String(size)),
} as const;
const kinds = [
  { key: "constant", name: "constant learning rate", color: "series-1" },
  { key: "annealed", name: "annealed", color: "series-2" },
] as const;

/** Where a hundred walkers end, for every batch size. */
export function SweepFigure(): JSX.Element {
  const learningRate = useSignal(0.03);
  const settings = (): SweepSettings => ({
    walkers: 100,
    start: 2,
    steps,
    seed: 1,
    learningRate: learningRate.value,
  });
  const remote = useTraining<SweepSettings, SweepSnapshot>("sweep", settings());
  useEffect(() => remote.play(), []);
  const snapshot = remote.snapshot.value;
  const line = (kind: "constant" | "annealed", of: (outcome: Outcome) => number): Point[] =>
    (snapshot?.[kind] ?? []).map((outcome) => [outcome.batchSize, of(outcome)]);
  return (
    <Figure
      wide
      id="sweep"
      title="How much noise is right?"
      failure={remote.failure.value}
      settled={snapshot?.step === steps}
      caption="From left to right the minibatches get smaller, and the noise larger. Change the learning rate: a larger one is noisier, too. Where is the best batch size then?"
    >
      <Legend entries={Object.fromEntries(kinds.map(({ name, color }) => [name, color]))} />
      <Panels>
        <Chart
          label="Share of walkers that end in the valley of A, against the batch size"
          x={x}
          y={{ domain: [0, 1], label: "share that ends in A", format: (share) => formatPercent(share, 0) }}
          height={290}
        >
          {kinds.map(({ key, color }) => (
            <g key={key}>
              <Curve points={line(key, ({ inA }) => inA)} color={color} />
              <Dots points={line(key, ({ inA }) => inA)} color={color} />
            </g>
          ))}
        </Chart>
        <Chart
          label="Mean loss of the walkers at the end, against the batch size"
          x={x}
          y={{ domain: [-6, 0], label: "mean loss at the end" }}
          height={290}
        >
          <Rule y={heightAt(A)} color="positive" />
          <Rule y={heightAt(B)} color="negative" />
          {kinds.map(({ key, color }) => (
            <g key={key}>
              <Curve points={line(key, ({ loss }) => loss)} color={color} />
              <Dots points={line(key, ({ loss }) => loss).filter(([, loss]) => loss <= 0)} color={color} />
            </g>
          ))}
        </Chart>
      </Panels>
      <Readouts>
        <Readout id="sweep-step" label="steps" room={6}>
          {snapshot?.step ?? 0} of {steps}
        </Readout>
        <Readout id="sweep-best" label="best batch size, constant" tone="train" room={11}>
          {bestOf(snapshot?.constant)}
        </Readout>
        <Readout id="sweep-annealed" label="best batch size, annealed" tone="validation" room={11}>
          {bestOf(snapshot?.annealed)}
        </Readout>
      </Readouts>
      <Controls>
        <Slider
          label="learning rate"
          value={learningRate}
          min={0.005}
          max={0.04}
          step={0.005}
          onChange={() => {
            remote.reset(settings());
            remote.play();
          }}
        />
      </Controls>
    </Figure>
  );
}

/** The batch size whose walkers end lowest. */
function bestOf(outcomes: readonly Outcome[] = []): string {
  const best = outcomes.reduce<Outcome | null>((a, b) => (a === null || b.loss < a.loss ? b : a), null);
  return best === null ? "" : String(best.batchSize);
}
