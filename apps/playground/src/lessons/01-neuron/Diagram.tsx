import type { JSX } from "preact";
import { formatFixed } from "../../parts/formatNumber.ts";
import { Chart, useFrame } from "../../plots/Chart.tsx";
import { paint } from "../../plots/marks.tsx";
import { type ActivationName, activationCurves } from "./activations.ts";
import type { Numbers } from "./neuron.ts";

export type DiagramProps = {
  readonly numbers: Numbers;
  readonly activation: ActivationName;
  readonly sum: number;
  readonly output: number;
};

/** The neuron as it is usually drawn, with every number in its place. */
export function Diagram(props: DiagramProps): JSX.Element {
  const { numbers, sum, output, activation } = props;
  const { x1, x2, w1, w2, b } = numbers;
  const label = `A neuron. Inputs ${x1} and ${x2}, weights ${w1} and ${w2}, bias ${b}, sum ${formatFixed(sum, 2)}, ${activation} gives ${formatFixed(output, 3)}.`;
  return (
    <div class="neuron-diagram">
      <Chart
        bare
        label={label}
        x={{ domain: [0, 1], label: "" }}
        y={{ domain: [0, 1], label: "" }}
        height={270}
      >
        <Parts {...props} />
      </Chart>
    </div>
  );
}

type Place = readonly [x: number, y: number];

function Parts({ numbers, activation, sum, output }: DiagramProps): JSX.Element {
  const { x, y, width } = useFrame();
  const place = (right: number, up: number): Place => [x(right), y(up)];
  const { x1, x2, w1, w2, b } = numbers;
  const radius = Math.min(30, width / 13);
  const first = place(0.085, 0.8);
  const second = place(0.085, 0.2);
  const middle = place(0.47, 0.5);
  const above = place(0.47, 0.92);
  const bend = place(0.71, 0.5);
  const end = place(0.93, 0.5);
  return (
    <g aria-hidden="true">
      <Edge from={first} to={middle} weight={w1} product={w1 * x1} />
      <Edge from={second} to={middle} weight={w2} product={w2 * x2} />
      <Edge from={above} to={middle} weight={b} />
      <Edge from={middle} to={bend} />
      <Edge from={bend} to={end} />
      <Knot at={first} radius={radius} name="x₁" under="input" value={formatFixed(x1, 1)} />
      <Knot at={second} radius={radius} name="x₂" under="input" value={formatFixed(x2, 1)} />
      <Knot at={above} radius={radius * 0.8} name="b" value={formatFixed(b, 1)} aside="bias" />
      <Knot at={middle} radius={radius * 1.1} name="z" under="sum" value={formatFixed(sum, 2)} />
      <Bend at={bend} radius={radius} name={activation} z={sum} />
      <Knot at={end} radius={radius * 1.1} name="" under="output" value={formatFixed(output, 3)} strong />
    </g>
  );
}

/** A wire. One with a weight is the thicker the larger that is, in the color of its sign. */
function Edge({
  from,
  to,
  weight,
  product,
}: {
  readonly from: Place;
  readonly to: Place;
  readonly weight?: number;
  readonly product?: number;
}): JSX.Element {
  const color = weight === undefined ? "strong-line" : weight < 0 ? "negative" : "positive";
  const strokeWidth = weight === undefined ? 2 : 1 + 2.2 * Math.min(3, Math.abs(weight));
  const along = (share: number): Place => [
    from[0] + share * (to[0] - from[0]),
    from[1] + share * (to[1] - from[1]),
  ];
  const [middleX, middleY] = along(0.5);
  // Beside the wire, on the side where nothing else is.
  const [labelX, labelY] = from[1] < to[1] ? [middleX + 8, middleY - 24] : [middleX + 8, middleY + 20];
  return (
    <g>
      <line
        x1={from[0]}
        y1={from[1]}
        x2={to[0]}
        y2={to[1]}
        style={{ stroke: paint(color), strokeWidth, opacity: weight === undefined ? 1 : 0.75 }}
      />
      {weight === undefined || product === undefined ? null : (
        <>
          <text class="note strong" x={labelX} y={labelY} text-anchor="start" style={{ fill: paint(color) }}>
            × {formatFixed(weight, 1)}
          </text>
          <text class="note" x={labelX} y={labelY + 16} text-anchor="start">
            = {formatFixed(product, 2)}
          </text>
        </>
      )}
    </g>
  );
}

/** A number of the neuron, with its name above it. */
function Knot({
  at: [x, y],
  radius,
  name,
  value,
  under,
  aside,
  strong = false,
}: {
  readonly at: Place;
  readonly radius: number;
  readonly name: string;
  readonly value: string;
  readonly under?: string;
  readonly aside?: string;
  readonly strong?: boolean;
}): JSX.Element {
  return (
    <g class={strong ? "knot strong" : "knot"}>
      <circle cx={x} cy={y} r={radius} />
      {name === "" ? null : (
        <text class="name" x={x} y={y - 6} text-anchor="middle">
          {name}
        </text>
      )}
      <text class="value" x={x} y={name === "" ? y + 4.5 : y + 9} text-anchor="middle">
        {value}
      </text>
      {under === undefined ? null : (
        <text x={x} y={y + radius + 14} text-anchor="middle">
          {under}
        </text>
      )}
      {aside === undefined ? null : (
        <text x={x + radius + 6} y={y + 4} text-anchor="start">
          {aside}
        </text>
      )}
    </g>
  );
}

/** The activation: its curve in a box, with a dot where the sum is. */
function Bend({
  at: [x, y],
  radius,
  name,
  z,
}: {
  readonly at: Place;
  readonly radius: number;
  readonly name: ActivationName;
  readonly z: number;
}): JSX.Element {
  const reach = 4;
  const { outputs } = activationCurves(name, -reach, reach, 33);
  const heights = outputs.map(([, height]) => height);
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const inner = radius * 0.72;
  const put = ([z, height]: readonly [number, number]): Place => [
    x + (z / reach) * inner,
    y + inner - ((height - low) / (high - low)) * 2 * inner,
  ];
  const nearest = outputs[Math.round(((Math.min(reach, Math.max(-reach, z)) + reach) / (2 * reach)) * 32)];
  const [dotX, dotY] = put(nearest);
  return (
    <g class="knot">
      <rect x={x - radius} y={y - radius} width={2 * radius} height={2 * radius} rx={7} />
      <polyline
        class="curve"
        points={outputs.map((point) => put(point).join()).join(" ")}
        style={{ stroke: paint("value") }}
      />
      <circle class="dot" cx={dotX} cy={dotY} r={3.5} />
      <text x={x} y={y + radius + 14} text-anchor="middle">
        {name}
      </text>
    </g>
  );
}
