import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { formatNumber } from "./formatNumber.ts";

export type SliderProps = {
  readonly label: string;
  readonly value: Signal<number>;
  readonly min: number;
  readonly max: number;
  /** In units of the value; with `scale: "log"`, the number of steps from min to max. */
  readonly step?: number;
  /** "log": each step multiplies, for rates and sizes. */
  readonly scale?: "linear" | "log";
  readonly format?: (value: number) => string;
  readonly disabled?: boolean;
  /** Called after the value has changed. */
  readonly onChange?: (value: number) => void;
};

/** A number to be set by dragging or with the arrow keys. */
export function Slider(props: SliderProps): JSX.Element {
  const {
    label,
    value,
    min,
    max,
    scale = "linear",
    format = formatNumber,
    disabled = false,
    onChange,
  } = props;
  const isLog = scale === "log";
  const steps = isLog ? (props.step ?? 100) : 0;
  const place = isLog ? (steps * Math.log(value.value / min)) / Math.log(max / min) : value.value;
  return (
    <label class="control">
      <span class="name">
        {label} <output>{format(value.value)}</output>
      </span>
      <input
        type="range"
        min={isLog ? 0 : min}
        max={isLog ? steps : max}
        step={isLog ? 1 : (props.step ?? (max - min) / 100)}
        value={place}
        disabled={disabled}
        aria-label={label}
        aria-valuetext={format(value.value)}
        onInput={(event) => {
          const number = event.currentTarget.valueAsNumber;
          // Two digits: a learning rate of 0.0316 says more than one of 0.031622776601683795.
          value.value = isLog ? Number((min * (max / min) ** (number / steps)).toPrecision(2)) : number;
          onChange?.(value.value);
        }}
      />
    </label>
  );
}
