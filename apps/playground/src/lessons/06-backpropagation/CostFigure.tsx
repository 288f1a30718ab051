import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Controls, Figure } from "../../parts/Figure.tsx";
import { formatNumber } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Legend } from "../../plots/Legend.tsx";
import { Curve, Dots } from "../../plots/marks.tsx";
import { costOf } from "./cost.ts";

const sizes = Array.from({ length: 11 }, (_, i) => 2 ** i);

/** What all slopes cost, by one backward pass and by nudging, for networks of different sizes. */
export function CostFigure(): JSX.Element {
  const hidden = useSignal(6);
  const costs = useMemo(() => sizes.map(costOf), []);
  const cost = useMemo(() => costOf(2 ** hidden.value), [hidden.value]);
  const times = cost.nudging / cost.backward;
  return (
    <Figure
      id="cost"
      title="All slopes: one backward pass, or a nudge for each weight"
      caption="On both axes, equal distances are equal factors. Make the network larger: how does the price of a backward pass, in forward passes, change?"
    >
      <Legend
        entries={{
          "forward once": "muted",
          "forward and backward": "gradient",
          "forward for each weight": "series-4",
        }}
      />
      <Chart
        label="Operations against the number of weights"
        x={{
          domain: [10, 30_000],
          label: "weights",
          scale: "log",
          ticks: [10, 100, 1000, 10_000],
          format: formatNumber,
        }}
        y={{
          domain: [10, 2e9],
          label: "operations",
          scale: "log",
          ticks: [10, 1e3, 1e5, 1e7, 1e9],
          format: powerOfTen,
        }}
      >
        <Curve points={costs.map(({ weights, nudging }) => [weights, nudging])} color="series-4" />
        <Curve points={costs.map(({ weights, backward }) => [weights, backward])} color="gradient" />
        <Curve points={costs.map(({ weights, forward }) => [weights, forward])} color="muted" dashed />
        <Dots
          points={[
            [cost.weights, cost.nudging],
            [cost.weights, cost.backward],
            [cost.weights, cost.forward],
          ]}
          color={(i) => ["series-4", "gradient", "muted"][i]}
          radius={5}
        />
      </Chart>
      <Readouts>
        <Readout id="weights" label="weights">
          {formatNumber(cost.weights)}
        </Readout>
        <Readout id="backward-cost" label="forward and backward, in forward passes" tone="gradient">
          {formatNumber(cost.backward / cost.forward, 3)}
        </Readout>
        <Readout label="nudging, in forward passes">{formatNumber(cost.nudging / cost.forward)}</Readout>
        <Readout label="nudging costs">{formatNumber(times, 3)} times</Readout>
      </Readouts>
      <Controls>
        <Slider
          label="Hidden neurons"
          value={hidden}
          min={0}
          max={10}
          step={1}
          format={(power) => formatNumber(2 ** power)}
        />
      </Controls>
    </Figure>
  );
}

const powerOfTen = (number: number): string => `10${"⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(Math.round(Math.log10(number)))}`;
