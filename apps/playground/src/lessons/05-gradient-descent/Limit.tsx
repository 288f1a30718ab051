import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Choice } from "../../parts/Choice.tsx";
import { Controls, Figure } from "../../parts/Figure.tsx";
import { formatNumber, formatPower, formatSignificant } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Handle } from "../../plots/Handle.tsx";
import { Curve, Note, Rule } from "../../plots/marks.tsx";
import { bowl, descend } from "./bowl.ts";
import { curvatures, lossAfter } from "./rates.ts";

const highest = 0.3;
const [low, high] = [1e-9, 1e6];
const within = (loss: number): number => Math.min(high, Math.max(low, loss));

/** The loss after some steps against the learning rate: a valley, and a wall. */
export function LimitFigure(): JSX.Element {
  const steps = useSignal(20);
  const learningRate = useSignal(0.1);
  const curve = useMemo(
    () => lossAfter(steps.value, highest).map(([rate, loss]) => [rate, Math.max(loss, 1e-40)] as const),
    [steps.value],
  );
  const [flat, steep] = useMemo(() => curvatures(bowl), []);
  const stops = descend(bowl, { start: [0, 0], learningRate: learningRate.value, steps: steps.value });
  const { loss } = stops[stops.length - 1];
  return (
    <Figure
      id="limit"
      title="Where a learning rate is too large"
      caption="Drag the learning rate. To the right of the limit the loss grows sooner or later, so that more steps make it worse. Choose more steps: what moves, and what stays?"
    >
      <Chart
        label="Loss after some steps, against the learning rate"
        x={{ domain: [0, highest], label: "learning rate" }}
        y={{
          domain: [low, high],
          scale: "log",
          label: `loss after ${steps.value} steps`,
          ticks: [1e-9, 1e-6, 1e-3, 1, 1e3, 1e6],
          format: formatPower,
        }}
        height={300}
      >
        <Rule x={2 / steep} color="bad" />
        <Note at={[2 / steep, 1e5]} offset={[-6, 0]} anchor="end" color="bad">
          the limit: {formatNumber(2 / steep)}
        </Note>
        <Curve points={curve} />
        <Handle
          label="Learning rate"
          at={[learningRate.value, within(loss)]}
          step={0.005}
          text={`Learning rate ${formatNumber(learningRate.value)}, loss ${formatNumber(loss)}`}
          onMove={([x]) => {
            learningRate.value = x;
          }}
        />
      </Chart>
      <Readouts>
        <Readout id="limit-rate" label="learning rate">
          {formatNumber(learningRate.value)}
        </Readout>
        <Readout id="limit-loss" label={`loss after ${steps.value} steps`} tone="value">
          {formatSignificant(loss)}
        </Readout>
        <Readout id="factor-1" label="factor per step along w₁">
          {formatNumber(1 - learningRate.value * flat)}
        </Readout>
        <Readout id="factor-2" label="factor per step along w₂">
          {formatNumber(1 - learningRate.value * steep)}
        </Readout>
      </Readouts>
      <Controls>
        <Choice label="steps" value={steps} options={[5, 20, 80]} />
      </Controls>
    </Figure>
  );
}
