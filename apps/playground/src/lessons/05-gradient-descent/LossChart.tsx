import type { JSX } from "preact";
import { formatPower } from "../../parts/formatNumber.ts";
import { Chart } from "../../plots/Chart.tsx";
import { Curve, Dots, Rule } from "../../plots/marks.tsx";

export type LossChartProps = {
  readonly steps: number;
  readonly series: readonly { readonly losses: readonly number[]; readonly color: string }[];
  /** The step that is looked at. */
  readonly at: number;
};

/** The loss after each step, on an axis of powers of ten. */
export function LossChart({ steps, series, at }: LossChartProps): JSX.Element {
  return (
    <Chart
      label="Loss against steps"
      x={{ domain: [0, steps], label: "steps" }}
      y={{
        domain: [1e-6, 1e4],
        scale: "log",
        label: "loss",
        ticks: [1e-6, 1e-4, 0.01, 1, 100, 1e4],
        format: formatPower,
      }}
      height={200}
    >
      <Rule x={at} />
      {series.map(({ losses, color }) => {
        // An axis of powers of ten has no place for 0.
        const points = losses.map((loss, step) => [step, Math.max(loss, 1e-30)] as const);
        return (
          <g key={color}>
            <Curve points={points} color={color} />
            <Dots
              points={points.slice(at, at + 1).filter(([, loss]) => loss >= 1e-6 && loss <= 1e4)}
              color={color}
            />
          </g>
        );
      })}
    </Chart>
  );
}
