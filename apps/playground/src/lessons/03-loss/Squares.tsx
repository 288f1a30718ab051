import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Controls, Figure, Panels } from "../../parts/Figure.tsx";
import { formatFixed, formatNumber } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { Chart, useFrame } from "../../plots/Chart.tsx";
import { Curve, Dots, type Point } from "../../plots/marks.tsx";
import { counts, covered, judge } from "./crowds.ts";

const weights = Array.from({ length: 81 }, (_, i) => 4 + i / 5);

/** The errors of five estimates as squares, whose mean area is the loss. */
export function Squares(): JSX.Element {
  const weight = useSignal(7);
  const { estimates, loss } = judge(weight.value);
  const losses = useMemo(() => weights.map((weight): Point => [weight, judge(weight).loss]), []);
  return (
    <Figure
      id="squares"
      wide
      title="Five pictures, one weight"
      caption="Left, each dot is a picture, the line is what the network says, and each square is a squared error. Right, their mean for every weight. Find the weight at which the squares cover least. Does any weight make all of them vanish?"
    >
      <Panels>
        <Chart
          label="People against the covered part of the picture, with the errors as squares"
          x={{ domain: [0, 75], label: "covered, %" }}
          y={{ domain: [0, 800], label: "people" }}
          height={330}
        >
          <ErrorSquares estimates={estimates} />
          <Curve
            points={[
              [0, 0],
              [75, judge(weight.value).estimates[0] * (75 / covered[0])],
            ]}
          />
          <Dots points={covered.map((x, i): Point => [x, counts[i]])} color="ink" radius={4.5} />
        </Chart>
        <Chart
          label="Mean squared error against the weight"
          x={{ domain: [4, 20], label: "weight, people per %" }}
          y={{ domain: [0, 50_000], label: "mean squared error" }}
          height={330}
        >
          <Curve points={losses} />
          <Dots points={[[weight.value, loss]]} radius={7} />
        </Chart>
      </Panels>
      <Controls>
        <Slider
          label="weight"
          value={weight}
          min={4}
          max={20}
          step={0.1}
          format={(weight) => formatFixed(weight, 1)}
        />
        <Readouts>
          <Readout id="mse" label="mean squared error" tone="value">
            {formatNumber(loss)}
          </Readout>
        </Readouts>
      </Controls>
    </Figure>
  );
}

/** Each error as long as it is in the chart, and as wide. */
function ErrorSquares({ estimates }: { readonly estimates: readonly number[] }): JSX.Element {
  const frame = useFrame();
  return (
    <g aria-hidden="true">
      {estimates.map((estimate, i) => {
        const [from, to] = [frame.y(counts[i]), frame.y(estimate)];
        const side = Math.abs(to - from);
        return (
          <rect
            key={covered[i]}
            x={frame.x(covered[i])}
            y={Math.min(from, to)}
            width={side}
            height={side}
            style={{ fill: "var(--gradient)", fillOpacity: 0.16, stroke: "var(--gradient)" }}
          />
        );
      })}
    </g>
  );
}
