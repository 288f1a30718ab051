import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Controls, Figure } from "../../parts/Figure.tsx";
import { formatNumber } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Contours } from "../../plots/Contours.tsx";
import { fieldOf } from "../../plots/field.ts";
import { Legend } from "../../plots/Legend.tsx";
import { Curve, Dots } from "../../plots/marks.tsx";

import { bowlOf, descend, minimum, type Stop } from "./bowl.ts";
import { first } from "./ground.ts";
import { curvatures } from "./rates.ts";

const steps = 80;
const second = [-1, 7] as const;

/** A bowl that is much steeper one way than the other, with and without momentum. */
export function RavineFigure(): JSX.Element {
  const steepness = useSignal(25);
  const momentum = useSignal(0.7);
  const surface = useMemo(() => bowlOf(steepness.value), [steepness.value]);
  const field = useMemo(() => fieldOf(surface, first, second, 41, 41), [surface]);
  const levels = useMemo(
    () => Array.from({ length: 12 }, (_, i) => field.high * ((i + 1) / 13) ** 2),
    [field],
  );
  const [, steep] = useMemo(() => curvatures(surface), [surface]);
  // Half of the limit: no walk jumps across.
  const learningRate = 1 / steep;
  const start = [-1, 6];
  const plain = useMemo(() => descend(surface, { start, learningRate, steps }), [surface]);
  const rolling = useMemo(
    () => descend(surface, { start, learningRate, momentum: momentum.value, steps }),
    [surface, momentum.value],
  );
  return (
    <Figure
      id="ravine"
      title="A ravine, with and without momentum"
      caption="Make the ravine narrower: the plain walk needs more and more steps along its floor. Then find the momentum that arrives soonest. What does the walk do with more than that?"
    >
      <Legend entries={{ "gradient descent": "series-1", "with momentum": "series-2" }} />
      <Chart
        label="Two walks through a ravine"
        x={{ domain: first, label: "w₁" }}
        y={{ domain: second, label: "w₂", ticks: 4 }}
        height={320}
      >
        <Contours of={field} levels={levels} />
        <Walk stops={plain} color="series-1" />
        <Walk stops={rolling} color="series-2" />
      </Chart>
      <Readouts>
        <Readout id="plain-steps" label="steps until 0.05 from the minimum" tone="train">
          {arrival(plain)}
        </Readout>
        <Readout id="rolling-steps" label="the same with momentum" tone="validation">
          {arrival(rolling)}
        </Readout>
        <Readout label="learning rate = 1 / largest curvature">{formatNumber(learningRate)}</Readout>
      </Readouts>
      <Controls>
        <Slider label="times as steep along w₂" value={steepness} min={1} max={50} step={1} />
        <Slider label="momentum" value={momentum} min={0} max={0.95} step={0.05} />
      </Controls>
    </Figure>
  );
}

function Walk({ stops, color }: { readonly stops: readonly Stop[]; readonly color: string }): JSX.Element {
  const path = stops.map(({ weights }) => weights);
  return (
    <>
      <Curve points={path} color={color} width={1.75} />
      <Dots points={path} color={color} radius={2.75} />
    </>
  );
}

const [lowestFirst, lowestSecond] = minimum.data;
const distanceTo = (weights: readonly number[]): number =>
  Math.hypot(weights[0] - lowestFirst, weights[1] - lowestSecond);

/** After which step a walk is near the minimum and stays there. */
function arrival(stops: readonly Stop[]): string {
  const last = stops.findLastIndex(({ weights }) => distanceTo(weights) > 0.05);
  return last === steps ? `more than ${steps}` : String(last + 1);
}
