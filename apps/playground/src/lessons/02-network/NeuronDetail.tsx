import { side } from "@chainrule/examples/digits/digits.ts";
import type { buildNetwork } from "@chainrule/examples/digits/network.ts";
import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { formatFixed } from "../../parts/formatNumber.ts";
import { Slider } from "../../parts/Slider.tsx";
import { Heatmap } from "../../plots/Heatmap.tsx";
import { linearLayers, weightsOf } from "./read.ts";
import { Picture } from "./Samples.tsx";

export type NeuronDetailProps = {
  readonly network: ReturnType<typeof buildNetwork>;
  readonly pixels: Float32Array;
  readonly neuron: number;
  readonly onNeuron: (neuron: number) => void;
  /** What else can be set. */
  readonly children: ComponentChildren;
};

/** What one hidden neuron does: the picture, times its weights, added up, and the bend. */
export function NeuronDetail({
  network,
  pixels,
  neuron,
  onNeuron,
  children,
}: NeuronDetailProps): JSX.Element {
  const [layer] = linearLayers(network);
  const weights = weightsOf(layer, neuron);
  const products = Float32Array.from(pixels, (pixel, i) => pixel * weights[i]);
  const sum = products.reduce((sum, product) => sum + product, layer.bias?.data[neuron] ?? 0);
  const most = Math.max(1e-6, ...Array.from(weights, Math.abs));
  const number = useSignal(neuron);
  number.value = neuron;
  return (
    <div class="neuron-detail">
      <div>
        <Slider
          label="hidden neuron"
          value={number}
          min={0}
          max={layer.weight.shape[0] - 1}
          step={1}
          onChange={onNeuron}
        />
        {children}
      </div>
      <div class="multiplication">
        <Square name="the picture">
          <Picture pixels={pixels} />
        </Square>
        <b>×</b>
        <Square name="its 784 weights">
          <Heatmap crisp columns={side} values={Float32Array.from(weights, (weight) => weight / most)} />
        </Square>
        <b>=</b>
        <Square name="the products">
          <Heatmap crisp columns={side} values={products.map((product) => product / most)} />
        </Square>
        <dl>
          <div>
            <dt>their sum, and the bias</dt>
            <dd>{formatFixed(sum, 2)}</dd>
          </div>
          <div>
            <dt>ReLU of that</dt>
            <dd class="value">{formatFixed(Math.max(0, sum), 2)}</dd>
          </div>
        </dl>
      </div>
    </div>
  );
}

function Square({ name, children }: { readonly name: string; readonly children: JSX.Element }): JSX.Element {
  return (
    <div class="square">
      <div>{children}</div>
      <small>{name}</small>
    </div>
  );
}
