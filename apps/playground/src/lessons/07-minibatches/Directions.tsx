import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Controls, Figure } from "../../parts/Figure.tsx";
import { formatFixed, formatNumber, formatPercent } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Contours } from "../../plots/Contours.tsx";
import { Handle } from "../../plots/Handle.tsx";
import { Legend } from "../../plots/Legend.tsx";
import { Arrow } from "../../plots/marks.tsx";
import { gradientsAt, type Pair } from "./directions.ts";
import { levels, plane, surface } from "./surface.ts";

const arrows = 32;
/** How long a gradient of 1 is drawn. */
const scale = 0.25;

/** The directions in which different minibatches would go from one place. */
export function Directions(): JSX.Element {
  const at = useSignal<Pair>([0.2, 0.3]);
  const power = useSignal(2);
  const size = 2 ** power.value;
  const { whole, noisy } = useMemo(() => gradientsAt(at.value, size, arrows), [at.value, size]);
  const spread = Math.sqrt(
    noisy.reduce((sum, [w, b]) => sum + (w - whole[0]) ** 2 + (b - whole[1]) ** 2, 0) / arrows,
  );
  const uphill = noisy.filter(([w, b]) => w * whole[0] + b * whole[1] < 0).length / arrows;
  const downhill = ([w, b]: Pair): Pair => [at.value[0] - scale * w, at.value[1] - scale * b];
  return (
    <Figure
      id="directions"
      title="Each minibatch has a direction of its own"
      caption="Make the batches smaller and larger. Four times as many examples: how much less do the arrows spread? Then drag the point to the lowest place, in the middle of the rings. What are small batches good for there?"
    >
      <Legend entries={{ [`${arrows} minibatches of ${size}`]: "series-4", "all examples": "gradient" }} />
      <Chart
        square
        label="Map of the loss over weight and bias, with downhill directions from one point"
        x={{ domain: plane.weight, label: "weight" }}
        y={{ domain: plane.bias, label: "bias" }}
      >
        <Contours of={surface} levels={levels} />
        <g opacity={0.55}>
          {noisy.map((gradient, i) => (
            <Arrow key={i} from={at.value} to={downhill(gradient)} color="series-4" />
          ))}
        </g>
        <Arrow from={at.value} to={downhill(whole)} />
        <Handle
          label="Weight and bias"
          direction="both"
          step={0.05}
          at={at.value}
          text={`Weight ${formatNumber(at.value[0])}, bias ${formatNumber(at.value[1])}`}
          onMove={([w, b]) => {
            at.value = [w, b];
          }}
        />
      </Chart>
      <Readouts>
        <Readout label="slope of all examples" tone="gradient" room={9}>
          {formatFixed(Math.hypot(...whole), 3)}
        </Readout>
        <Readout id="spread" label="spread around it" room={9}>
          {formatFixed(spread, 3)}
        </Readout>
        <Readout id="wrong-way" label="minibatches that point uphill" room={9}>
          {formatPercent(uphill, 0)}
        </Readout>
      </Readouts>
      <Controls>
        <Slider
          label="Examples in a minibatch"
          value={power}
          min={0}
          max={8}
          step={1}
          format={(power) => String(2 ** power)}
        />
      </Controls>
    </Figure>
  );
}
