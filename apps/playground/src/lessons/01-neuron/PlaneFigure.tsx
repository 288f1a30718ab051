import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Select } from "../../parts/Choice.tsx";
import { Controls, Figure, Panels } from "../../parts/Figure.tsx";
import { formatFixed } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Handle } from "../../plots/Handle.tsx";
import { Heatmap } from "../../plots/Heatmap.tsx";
import { activations } from "./activations.ts";
import { BoundaryLine } from "./BoundaryLine.tsx";
import { activationNames } from "./NeuronFigure.tsx";
import { outputAt, outputsOver } from "./neuron.ts";
import { type NeuronState, numbersOf } from "./state.ts";

const domain = [-2, 2] as const;
const side = 64;

/** What the neuron says to every pair of inputs at once. */
export function PlaneFigure({ state }: { readonly state: NeuronState }): JSX.Element {
  const numbers = numbersOf(state);
  const { x1, x2, w1, w2, b } = numbers;
  const name = state.activation.value;
  const outputs = useMemo(
    () => outputsOver(domain, side, { w1, w2, b }, activations[name]),
    [w1, w2, b, name],
  );
  const shades = useMemo(() => shadesOf(outputs, name === "sigmoid"), [outputs, name]);
  const output = outputAt(numbers, activations[name]).item();
  return (
    <Figure
      id="plane"
      wide
      title="Every pair of inputs at once"
      caption={
        <>
          Drag the point: it is the pair of inputs from above. Then turn the line with the weights and shift
          it with the bias. What changes when you double both weights and the bias? What does ReLU make of the
          violet side?
        </>
      }
    >
      <Panels>
        <Chart
          square
          label="The output of the neuron over both inputs"
          x={{ domain, label: "input x₁" }}
          y={{ domain, label: "input x₂" }}
          underlay={<Heatmap values={shades} columns={side} />}
        >
          <BoundaryLine domain={domain} weights={{ w1, w2, b }} />
          <Handle
            label="Inputs"
            direction="both"
            at={[x1, x2]}
            step={0.1}
            text={`Inputs ${formatFixed(x1, 1)} and ${formatFixed(x2, 1)}, output ${formatFixed(output, 3)}`}
            onMove={([right, up]) => {
              state.x1.value = right;
              state.x2.value = up;
            }}
          />
        </Chart>
        <div>
          <Scale isSigmoid={name === "sigmoid"} outputs={outputs} />
          <Readouts>
            <Readout label="x₁" room={5}>
              {formatFixed(x1, 1)}
            </Readout>
            <Readout label="x₂" room={5}>
              {formatFixed(x2, 1)}
            </Readout>
            <Readout id="plane-output" label="output" tone="value" room={8}>
              {formatFixed(output, 3)}
            </Readout>
          </Readouts>
          <Controls>
            <Slider
              label="weight w₁"
              value={state.w1}
              min={-3}
              max={3}
              step={0.1}
              format={(w) => formatFixed(w, 1)}
            />
            <Slider
              label="weight w₂"
              value={state.w2}
              min={-3}
              max={3}
              step={0.1}
              format={(w) => formatFixed(w, 1)}
            />
            <Slider
              label="bias b"
              value={state.b}
              min={-3}
              max={3}
              step={0.1}
              format={(w) => formatFixed(w, 1)}
            />
            <Select label="activation" value={state.activation} options={activationNames} />
          </Controls>
        </div>
      </Panels>
    </Figure>
  );
}

/** Outputs as shades from −1 to 1. The middle is 0.5 for the sigmoid, which turns there from one answer to the other, and 0 for others. */
function shadesOf(outputs: ArrayLike<number>, isSigmoid: boolean): Float32Array {
  const largest = largestOf(outputs);
  return Float32Array.from(outputs, (output) => (isSigmoid ? 2 * output - 1 : output / largest));
}

const largestOf = (outputs: ArrayLike<number>): number =>
  Array.prototype.reduce.call<ArrayLike<number>, [(most: number, output: number) => number, number], number>(
    outputs,
    (most, output) => Math.max(most, Math.abs(output)),
    1,
  );

/** Which shade is which output. */
function Scale({
  isSigmoid,
  outputs,
}: {
  readonly isSigmoid: boolean;
  readonly outputs: ArrayLike<number>;
}): JSX.Element {
  const largest = largestOf(outputs);
  const ends = isSigmoid ? ["0", "0.5", "1"] : [formatFixed(-largest, 1), "0", formatFixed(largest, 1)];
  return (
    <div class="color-scale">
      <i />
      <span>{ends[0]}</span>
      <span>{ends[1]}</span>
      <span>{ends[2]}</span>
    </div>
  );
}
