import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { formatFixed } from "../../parts/formatNumber.ts";
import type { EdgePlace } from "./edges.ts";
import { features } from "./features.ts";
import { formatGradient } from "./formatGradient.ts";
import type { Settings } from "./settings.ts";
import type { Sandbox } from "./useSandbox.ts";

/** What a layer's input is called: a feature, or a neuron of the layer before. */
export function inputName({ inputs }: Settings, layer: number, input: number): string {
  return layer === 0 ? features[inputs[input]].label : `neuron ${input + 1}`;
}

/** The weight that is pointed at, with its gradient. */
export function EdgeNote({
  sandbox,
  pointed,
}: {
  readonly sandbox: Sandbox;
  readonly pointed: ReadonlySignal<EdgePlace | null>;
}): JSX.Element {
  const at = pointed.value;
  const snapshot = sandbox.training.snapshot.value;
  const layer = at === null ? undefined : snapshot?.layers[at.layer];
  if (at === null || layer === undefined || snapshot === null)
    return <p class="edge-note hint">Point at a line for its weight; click a neuron to see it large.</p>;
  const width = layer.weight.length / layer.bias.length;
  const i = at.neuron * width + at.input;
  const isOutput = at.layer === snapshot.settings.layers.length;
  const target = isOutput ? "output" : `layer ${at.layer + 1}, neuron ${at.neuron + 1}`;
  return (
    <p class="edge-note">
      {inputName(snapshot.settings, at.layer, at.input)} → {target}: weight{" "}
      <b class="value">{formatFixed(layer.weight[i], 3)}</b>, gradient{" "}
      <b class="gradient">{formatGradient(layer.weightGradient[i])}</b>
    </p>
  );
}
