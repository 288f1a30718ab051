import type { ComponentChildren, JSX } from "preact";
import { formatFixed } from "../../parts/formatNumber.ts";
import { Slider } from "../../parts/Slider.tsx";
import type { NeuronState } from "./state.ts";

const oneDecimal = (x: number): string => formatFixed(x, 1);

/** All numbers of the neuron: each input beside its weight. */
export function NumberSliders({
  state,
  children,
}: {
  readonly state: NeuronState;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="number-sliders">
      <Slider label="input x₁" value={state.x1} min={-2} max={2} step={0.1} format={oneDecimal} />
      <Slider label="weight w₁" value={state.w1} min={-3} max={3} step={0.1} format={oneDecimal} />
      <Slider label="input x₂" value={state.x2} min={-2} max={2} step={0.1} format={oneDecimal} />
      <Slider label="weight w₂" value={state.w2} min={-3} max={3} step={0.1} format={oneDecimal} />
      <Slider label="bias b" value={state.b} min={-3} max={3} step={0.1} format={oneDecimal} />
      {children}
    </div>
  );
}
