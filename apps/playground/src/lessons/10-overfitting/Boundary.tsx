import { linspace } from "@chainrule/autograd";
import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Buttons, Controls, Figure, Panels } from "../../parts/Figure.tsx";
import { formatNumber, formatPercent } from "../../parts/formatNumber.ts";
import { Slider } from "../../parts/Slider.tsx";
import { Toggle } from "../../parts/Toggle.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Heatmap } from "../../plots/Heatmap.tsx";
import { Legend } from "../../plots/Legend.tsx";
import { Curve, Dots, type Point, Rule } from "../../plots/marks.tsx";
import { useTraining } from "../../training/useTraining.ts";
import { columns, epochCount, labelAll, plain, type Setup, wave } from "./classification.ts";
import type { Classifier, Pair } from "./pair.ts";

/** Two classes with some wrong labels: the boundary that a network draws, without remedies and with. */
export function Boundary({ begins }: { readonly begins: ReadonlySignal<boolean> }): JSX.Element {
  const weightDecay = useSignal(0);
  const dropout = useSignal(0.5);
  const points = useSignal(plain.points);
  const width = useSignal(plain.width);
  const noise = useSignal(plain.noise);
  const stopsEarly = useSignal(false);
  const chosen = (): Pair<Setup> => ({
    without: { ...plain, noise: noise.value },
    withRemedies: {
      noise: noise.value,
      points: points.value,
      width: width.value,
      weightDecay: weightDecay.value,
      dropout: dropout.value,
    },
  });
  const training = useTraining<Pair<Setup>, Pair<Classifier>>("classification", chosen());
  useEffect(() => {
    if (begins.value) training.play(epochsPerSecond);
  }, [begins.value]);
  const change = (): void => {
    training.change(chosen());
    training.play();
  };
  const snapshot = training.snapshot.value;
  const isOver = snapshot?.withRemedies.train.length === epochCount;
  return (
    <Figure
      id="boundary"
      title="A boundary around wrong labels"
      wide
      failure={training.failure.value}
      settled={isOver}
      caption="The colors say which class the network expects where, the dots what it learned from; the dashed wave is the true boundary. Watch the islands on the left: what do they go around? Then try each remedy on the right. What if no label is wrong?"
    >
      <Panels>
        <Side title="Without remedies" name="without" of={snapshot?.without} isEarly={false} />
        <Side title="With yours" name="with" of={snapshot?.withRemedies} isEarly={stopsEarly.value} />
      </Panels>
      <Legend
        entries={{
          "training error": "train",
          "validation error": "validation",
          "share of wrong labels": "strong-line",
        }}
      />
      <Buttons>
        <button
          type="button"
          class="main"
          disabled={isOver}
          onClick={() => (training.isRunning.value ? training.pause() : training.play(epochsPerSecond))}
        >
          {training.isRunning.value ? "Pause" : "Go on"}
        </button>
        <button type="button" disabled={training.isRunning.value || isOver} onClick={() => training.step()}>
          One epoch
        </button>
        <button
          type="button"
          onClick={() => {
            training.reset(chosen());
            training.play(epochsPerSecond);
          }}
        >
          Begin again
        </button>
        <Toggle label="Early stopping: back to the best epoch" value={stopsEarly} />
      </Buttons>
      <Controls>
        <Slider label="weight decay" value={weightDecay} min={0} max={6} step={0.25} onChange={change} />
        <Slider label="share dropped" value={dropout} min={0} max={0.8} step={0.1} onChange={change} />
        <Slider label="points" value={points} min={20} max={400} step={20} onChange={change} />
        <Slider label="neurons in a layer" value={width} min={1} max={32} step={1} onChange={change} />
        <Slider
          label="wrong labels, both sides"
          value={noise}
          min={0}
          max={0.4}
          step={0.05}
          format={(share) => formatPercent(share, 0)}
          onChange={change}
        />
      </Controls>
    </Figure>
  );
}

const epochsPerSecond = 60;
const across = linspace(-1, 1, 101);
const boundary: Point[] = Array.from(wave(across).data, (y, i) => [across.data[i], y]);

type SideProps = {
  readonly title: string;
  readonly name: string;
  readonly of: Classifier | undefined;
  /** Whether its best epoch is shown and not its last. */
  readonly isEarly: boolean;
};

function Side({ title, name, of, isEarly }: SideProps): JSX.Element {
  const setup = of?.setup ?? plain;
  const { dots, isUpper } = useMemo(() => {
    const { places, labels } = labelAll(setup).train;
    const [at, upper] = [places.data, labels.data];
    return {
      dots: Array.from(upper, (_, i): Point => [at[2 * i], at[2 * i + 1]]),
      isUpper: Array.from(upper, (label) => label === 1),
    };
  }, [setup.points, setup.noise]);
  const done = of?.train.length ?? 0;
  const epoch = isEarly ? (of?.bestEpoch ?? 0) : done;
  const curve = (values: readonly number[] = []): Point[] => values.map((error, i) => [i + 1, error]);
  const share = (values: readonly number[] | undefined): string =>
    values === undefined || epoch === 0 ? "–" : formatPercent(values[epoch - 1]);
  return (
    <div>
      <h4>{title}</h4>
      <Chart
        label={`${title}: which class the network expects where`}
        x={{ domain: [-1, 1], label: "x" }}
        y={{ domain: [-1, 1], label: "y" }}
        square
        bare
        underlay={
          <Heatmap
            values={(isEarly ? of?.best : of?.last) ?? []}
            columns={columns}
            colors={["negative-soft", "card", "positive-soft"]}
          />
        }
      >
        <Curve points={boundary} color="ink" dashed width={1.5} />
        <Dots points={dots} color={(i) => (isUpper[i] ? "positive" : "negative")} radius={4} />
      </Chart>
      <dl class="errors">
        <div>
          <dt>epoch</dt>
          <dd>{formatNumber(epoch)}</dd>
        </div>
        <div>
          <dt>training error</dt>
          <dd class="train" id={`${name}-train`}>
            {share(of?.train)}
          </dd>
        </div>
        <div>
          <dt>validation error</dt>
          <dd class="validation" id={`${name}-validation`}>
            {share(of?.validation)}
          </dd>
        </div>
      </dl>
      <Chart
        label={`${title}: share of points on the wrong side, against epochs`}
        x={{ domain: [0, epochCount], label: "epochs" }}
        y={{ domain: [0, 0.5], label: "error", format: (share) => formatPercent(share, 0) }}
        height={190}
      >
        <Rule y={setup.noise} />
        {isEarly ? <Rule x={epoch} color="validation" /> : null}
        <Curve points={curve(of?.train)} color="train" />
        <Curve points={curve(of?.validation)} color="validation" />
      </Chart>
    </div>
  );
}
