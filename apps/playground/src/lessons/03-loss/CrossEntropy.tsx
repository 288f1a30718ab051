import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Buttons, Figure } from "../../parts/Figure.tsx";
import { formatFixed, formatPercent } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Handle } from "../../plots/Handle.tsx";
import { Curve } from "../../plots/marks.tsx";
import { crossEntropyAt, crossEntropyCurve } from "./classes.ts";

const least = 0.005;

/** The probability of the right class can be dragged along the curve of its cross-entropy. */
export function CrossEntropy(): JSX.Element {
  const probability = useSignal(0.1);
  const curve = useMemo(() => crossEntropyCurve(least), []);
  const loss = crossEntropyAt(probability.value);
  const percentage = formatPercent(probability.value, 1);
  return (
    <Figure
      id="cross-entropy"
      title="The cross-entropy of every probability"
      caption="Drag the probability that the network gave to the right class. What does it cost to have no idea, and say 10% for each of ten digits? What does it cost to be almost sure of another class?"
    >
      <Chart
        label="Cross-entropy against the probability of the right class"
        x={{
          domain: [0, 1],
          label: "probability of the right class",
          format: (share) => formatPercent(share, 0),
        }}
        y={{ domain: [0, 5.5], label: "loss", ticks: [0, 1, 2, 3, 4, 5] }}
        height={260}
      >
        <Curve points={curve} color="value" />
        <Handle
          label="Probability of the right class"
          at={[probability.value, loss]}
          step={0.005}
          text={`Probability ${percentage}, loss ${formatFixed(loss, 3)}`}
          onMove={([x]) => {
            probability.value = Math.min(1, Math.max(least, x));
          }}
        />
      </Chart>
      <Readouts>
        <Readout id="probability" label="probability of the right class" room={7}>
          {percentage}
        </Readout>
        <Readout id="surprise" label="loss = −ln of it" tone="value" room={7}>
          {formatFixed(loss, 3)}
        </Readout>
      </Readouts>
      <Buttons>
        {[0.01, 0.1, 0.5, 0.99].map((choice) => (
          <button
            key={choice}
            type="button"
            onClick={() => {
              probability.value = choice;
            }}
          >
            {formatPercent(choice, 0)}
          </button>
        ))}
      </Buttons>
    </Figure>
  );
}
