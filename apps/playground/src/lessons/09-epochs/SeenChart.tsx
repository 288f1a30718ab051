import type { JSX } from "preact";
import { Chart, useFrame } from "../../plots/Chart.tsx";
import { paint } from "../../plots/marks.tsx";

export type SeenChartProps = {
  /** How often each example was seen. */
  readonly times: readonly number[];
  /** How often it would have been by the end. */
  readonly most: number;
};

/** A bar for each example: how often it was seen. */
export function SeenChart({ times, most }: SeenChartProps): JSX.Element {
  const top = Math.max(most, ...times) + 0.5;
  const [fewest, highest] = [Math.min(...times), Math.max(...times)];
  return (
    <>
      <Chart
        label={`How often each example was seen: between ${fewest} and ${highest} times`}
        height={150}
        x={{ domain: [0.5, times.length + 0.5], label: "example", ticks: [1, 8, 16, 24, 32, 40, 48] }}
        y={{
          domain: [0, top],
          label: "times seen",
          ticks: Array.from({ length: Math.floor(top) + 1 }, (_, i) => i).filter((i) => i % 2 === 0),
        }}
      >
        <Bars heights={times} />
      </Chart>
      <p class="unseen" id="seen">
        Seen between {fewest} and {highest} times
      </p>
    </>
  );
}

function Bars({ heights }: { readonly heights: readonly number[] }): JSX.Element {
  const frame = useFrame();
  const width = (frame.width / heights.length) * 0.75;
  return (
    <g aria-hidden="true">
      {heights.map((height, i) => (
        <rect
          key={i}
          x={frame.x(i + 1) - width / 2}
          width={width}
          y={frame.y(height)}
          height={frame.y(0) - frame.y(height)}
          style={{ fill: paint(i < heights.length / 2 ? "negative" : "positive") }}
        />
      ))}
    </g>
  );
}
