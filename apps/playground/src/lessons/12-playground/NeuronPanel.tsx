import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { NumberField } from "../../parts/NumberField.tsx";
import { inputName } from "./EdgeNote.tsx";
import type { EdgePlace } from "./edges.ts";
import { formatGradient } from "./formatGradient.ts";
import type { Sandbox } from "./useSandbox.ts";

/** The weights and the bias of the neuron that is shown large: to read, and to set by hand. */
export function NeuronPanel({
  sandbox,
  pointed,
}: {
  readonly sandbox: Sandbox;
  readonly pointed: Signal<EdgePlace | null>;
}): JSX.Element {
  const snapshot = sandbox.training.snapshot.value;
  const { layers } = sandbox.settings.value;
  const place = sandbox.shown.value ?? { layer: layers.length, neuron: 0 };
  const isOutput = place.layer === layers.length;
  const numbers = snapshot?.layers[place.layer];
  const width = numbers === undefined ? 0 : numbers.weight.length / numbers.bias.length;
  const from = place.neuron * width;
  const title = isOutput ? "the output" : `neuron ${place.neuron + 1} of layer ${place.layer + 1}`;
  const set = (input: number | null) => (value: number) => sandbox.edit({ ...place, input, value });
  const row = (name: string, input: number | null, value: number, gradient: number): JSX.Element => {
    const point = (): void => {
      pointed.value = input === null ? null : { ...place, input };
    };
    return (
      <tr key={name} onPointerEnter={point} onPointerLeave={() => (pointed.value = null)}>
        <th scope="row">{name}</th>
        <td>
          <NumberField
            label={input === null ? `Bias of ${title}` : `Weight of ${title} for ${name}`}
            isBare
            value={value}
            format={(number) => number.toFixed(3)}
            min={-1000}
            max={1000}
            onChange={set(input)}
            onFocus={point}
          />
        </td>
        <td class="gradient">{formatGradient(gradient)}</td>
        <td>
          <i
            class="weight-bar"
            style={{
              width: `${Math.min(50, 12 * Math.abs(value) || 0)}%`,
              left: value < 0 ? undefined : "50%",
              right: value < 0 ? "50%" : undefined,
              background: `var(--${value < 0 ? "negative" : "positive"})`,
            }}
          />
        </td>
      </tr>
    );
  };
  return (
    <section class="neuron-panel" aria-label="Weights">
      <h4>The weights of {title}</h4>
      <p class="hint">Change one, and the pictures follow at once.</p>
      <div class="neuron-table">
        <table>
          <thead>
            <tr>
              <th scope="col">for</th>
              <th scope="col">weight</th>
              <th scope="col">gradient</th>
              <td aria-hidden="true" />
            </tr>
          </thead>
          <tbody>
            {numbers === undefined || snapshot === null || from + width > numbers.weight.length
              ? null
              : [
                  ...Array.from({ length: width }, (_, input) =>
                    row(
                      inputName(snapshot.settings, place.layer, input),
                      input,
                      numbers.weight[from + input],
                      numbers.weightGradient[from + input],
                    ),
                  ),
                  row("bias", null, numbers.bias[place.neuron], numbers.biasGradient[place.neuron]),
                ]}
          </tbody>
        </table>
      </div>
    </section>
  );
}
