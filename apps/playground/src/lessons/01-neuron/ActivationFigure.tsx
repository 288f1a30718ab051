import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId, useMemo } from "preact/hooks";
import { Figure } from "../../parts/Figure.tsx";
import { formatFixed } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Tex } from "../../parts/Tex.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Handle } from "../../plots/Handle.tsx";
import { Legend } from "../../plots/Legend.tsx";
import { Curve, Dots, Rule } from "../../plots/marks.tsx";
import { type ActivationName, activationAt, activationCurves } from "./activations.ts";
import { activationNames } from "./NeuronFigure.tsx";
import type { NeuronState } from "./state.ts";

const formulas: Readonly<Record<ActivationName, string>> = {
  linear: String.raw`f(z) = z`,
  sigmoid: String.raw`f(z) = \frac{1}{1 + e^{-z}}`,
  tanh: String.raw`f(z) = \tanh z = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}}`,
  ReLU: String.raw`f(z) = \max(z, 0)`,
  "leaky ReLU": String.raw`f(z) = \max(z,\ 0.1\, z)`,
  ELU: String.raw`f(z) = \begin{cases} z & z > 0 \\ e^{z} - 1 & z \le 0 \end{cases}`,
  softplus: String.raw`f(z) = \ln(1 + e^{z})`,
  SiLU: String.raw`f(z) = \frac{z}{1 + e^{-z}}`,
  GELU: String.raw`f(z) = z\, \Phi(z)`,
  softsign: String.raw`f(z) = \frac{z}{1 + |z|}`,
};

const words: Readonly<Record<ActivationName, string>> = {
  linear: "The sum as it is. A network of such neurons can do no more than one of them.",
  sigmoid: "Between 0 and 1, so it can be read as a probability.",
  tanh: "Between −1 and 1, and 0 stays 0.",
  ReLU: "The rectified linear unit: 0 below 0, the sum above. Simple, and the usual first choice.",
  "leaky ReLU": "As ReLU, but below 0 a little passes, so that the slope is never 0.",
  ELU: "As ReLU, with a smooth way down to −1.",
  softplus: "A smooth ReLU, never quite 0.",
  SiLU: "The sum times its own sigmoid, also called swish: a smooth ReLU with a dip.",
  GELU: "The sum times the share of a normal distribution below it (Φ). Used in language models.",
  softsign: "Between −1 and 1 as tanh, but it approaches them more slowly.",
};

/** All activations to choose from, each with its curve and its slope. */
export function ActivationFigure({ state }: { readonly state: NeuronState }): JSX.Element {
  const z = useSignal(1);
  const name = state.activation.value;
  const { outputs, slopes } = useMemo(() => activationCurves(name, -4, 4), [name]);
  const { output, slope } = activationAt(name, z.value);
  return (
    <Figure
      id="activation"
      title="Ten activations"
      caption="Choose one, and drag the point along it. Which of them are flat at one end, or at both, so that a change of the sum changes nothing there? Where is the sigmoid steepest?"
    >
      <Legend entries={{ "activation f(z)": "value", "its slope f′(z)": "gradient" }} />
      <Chart
        label={`The activation ${name} and its slope`}
        x={{ domain: [-4, 4], label: "sum z" }}
        y={{ domain: [-1.25, 2.5], label: "output" }}
        height={300}
      >
        <Rule y={0} />
        <Rule x={0} />
        <Curve points={slopes} color="gradient" dashed />
        <Curve points={outputs} />
        <Dots points={[[z.value, slope]]} color="gradient" radius={4.5} />
        <Handle
          label="Sum z"
          at={[z.value, Math.min(2.5, output)]}
          step={0.1}
          text={`z ${formatFixed(z.value, 1)}, output ${formatFixed(output, 4)}, slope ${formatFixed(slope, 4)}`}
          onMove={([place]) => {
            z.value = place;
          }}
        />
      </Chart>
      <Readouts>
        <Readout label="z" room={5}>
          {formatFixed(z.value, 1)}
        </Readout>
        <Readout id="activation-output" label="f(z)" tone="value" room={8}>
          {formatFixed(output, 4)}
        </Readout>
        <Readout id="activation-slope" label="slope f′(z)" tone="gradient" room={8}>
          {formatFixed(slope, 4)}
        </Readout>
      </Readouts>
      <Gallery state={state} />
      <div class="activation-words">
        <Tex>{formulas[name]}</Tex>
        <span>{words[name]}</span>
      </div>
    </Figure>
  );
}

/** A small picture of each activation, to choose from. */
function Gallery({ state }: { readonly state: NeuronState }): JSX.Element {
  const group = useId();
  return (
    <fieldset class="choice gallery">
      <legend>activation</legend>
      <div class="options">
        {activationNames.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name={group}
              checked={state.activation.value === name}
              onChange={() => {
                state.activation.value = name;
              }}
            />
            <span>
              <Thumbnail name={name} />
              {name}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Thumbnail({ name }: { readonly name: ActivationName }): JSX.Element {
  const points = useMemo(
    () =>
      activationCurves(name, -4, 4, 49)
        .outputs.map(([z, output]) => `${30 + z * 6.5},${27 - output * 5.5}`)
        .join(" "),
    [name],
  );
  return (
    <svg viewBox="0 0 60 40" aria-hidden="true">
      <path d="M4 27H56M30 2V38" class="axes" />
      <polyline points={points} />
    </svg>
  );
}
