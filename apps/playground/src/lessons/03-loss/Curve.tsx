import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Buttons, Figure } from "../../parts/Figure.tsx";
import { formatNumber } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Handle } from "../../plots/Handle.tsx";
import { Curve, Dots, Note, Rule } from "../../plots/marks.tsx";
import { lossAt, lossCurve, trueCount } from "./crowd.ts";

/** The estimate can be dragged along the curve of its squared error. */
export function LossCurve(): JSX.Element {
  const estimate: Signal<number> = useSignal(350);
  const curve = useMemo(() => lossCurve(300, 700), []);
  const loss = lossAt(estimate.value);
  const choose = (count: number) => () => {
    estimate.value = count;
  };
  return (
    <Figure
      id="curve"
      title="The squared error of every estimate"
      caption="Drag the estimate along the curve, or use the arrow keys. Where is the loss 0? Which two estimates are equally bad?"
    >
      <Chart
        label="Squared error against the estimate"
        x={{ domain: [300, 700], label: "estimate, people" }}
        y={{ domain: [0, 45_000], label: "loss, people²" }}
        height={320}
      >
        <Rule x={trueCount} />
        <Note at={[trueCount, 41_000]} offset={[8, 0]}>
          the truth: {trueCount}
        </Note>
        <Curve points={curve} color="value" />
        <Dots points={[[estimate.value, 0]]} radius={3} color="muted" />
        <Handle
          label="Estimate"
          at={[estimate.value, loss]}
          step={1}
          text={`Estimate ${estimate.value}, loss ${formatNumber(loss)}`}
          onMove={([x]) => {
            estimate.value = x;
          }}
        />
      </Chart>
      <Readouts>
        <Readout id="estimate" label="estimate">
          {formatNumber(estimate.value)}
        </Readout>
        <Readout id="error" label="error = estimate − truth">
          {formatNumber(estimate.value - trueCount)}
        </Readout>
        <Readout id="loss" label="loss = error²" tone="value">
          {formatNumber(loss)}
        </Readout>
      </Readouts>
      <Buttons>
        {[350, 450, 500, 600].map((count) => (
          <button key={count} type="button" onClick={choose(count)}>
            Estimate {count}
          </button>
        ))}
      </Buttons>
    </Figure>
  );
}
