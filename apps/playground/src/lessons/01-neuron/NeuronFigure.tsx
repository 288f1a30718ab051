import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Select } from "../../parts/Choice.tsx";
import { Figure } from "../../parts/Figure.tsx";
import { formatFixed } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Curve, Dots, Rule } from "../../plots/marks.tsx";
import { type ActivationName, activationCurves, activations } from "./activations.ts";
import { Diagram } from "./Diagram.tsx";
import { NumberSliders } from "./NumberSliders.tsx";
import { outputAt } from "./neuron.ts";
import { type NeuronState, numbersOf } from "./state.ts";

export const activationNames = Object.keys(activations) as ActivationName[];

/** Everything that a neuron computes with can be set, and is seen at work. */
export function NeuronFigure({ state }: { readonly state: NeuronState }): JSX.Element {
  const numbers = numbersOf(state);
  const name = state.activation.value;
  const output = outputAt(numbers, activations[name]);
  // The sum has an activation behind it, but for the linear one.
  const sum = (name === "linear" ? output : output.inputs[0]).item();
  return (
    <Figure
      id="neuron"
      wide
      title="A neuron with two inputs"
      caption={
        <>
          Move the sliders. What must the bias be for the sum to become 0, and what is the output then? Set
          both weights to 0: which inputs does the neuron still hear?
        </>
      }
    >
      <div class="neuron-layout">
        <div>
          <Diagram numbers={numbers} activation={name} sum={sum} output={output.item()} />
          <Readouts>
            <Readout id="sum" label="sum z = w₁x₁ + w₂x₂ + b">
              {formatFixed(sum, 2)}
            </Readout>
            <Readout id="output" label={`output = ${name === "linear" ? "z" : `${name}(z)`}`} tone="value">
              {formatFixed(output.item(), 4)}
            </Readout>
          </Readouts>
        </div>
        <ActivationAtSum name={name} sum={sum} output={output.item()} />
        <NumberSliders state={state}>
          <Select label="activation" value={state.activation} options={activationNames} />
        </NumberSliders>
      </div>
    </Figure>
  );
}

/** From where to where sums are drawn: most that the sliders can make. */
const reach = 6;

function ActivationAtSum({
  name,
  sum,
  output,
}: {
  readonly name: ActivationName;
  readonly sum: number;
  readonly output: number;
}): JSX.Element {
  const { outputs } = useMemo(() => activationCurves(name, -reach, reach), [name]);
  const z = Math.min(reach, Math.max(-reach, sum));
  return (
    <Chart
      label={`The activation ${name}, and where the neuron is on it`}
      x={{ domain: [-reach, reach], label: "sum z" }}
      y={{
        domain: name === "sigmoid" ? [-0.1, 1.1] : [-1.25, name === "tanh" || name === "softsign" ? 1.25 : 6],
        label: "output",
      }}
      height={270}
    >
      <Rule y={0} />
      <Rule x={0} />
      <Curve points={outputs} />
      <Curve
        points={[
          [z, 0],
          [z, output],
          [-reach, output],
        ]}
        color="muted"
        dashed
        width={1.25}
      />
      <Dots points={[[z, output]]} radius={6} />
    </Chart>
  );
}
