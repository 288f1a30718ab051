import type { Signal } from "@preact/signals";
import type { JSX } from "preact";

export type ToggleProps = {
  readonly label: string;
  readonly value: Signal<boolean>;
  /** Called after the value has changed. */
  readonly onChange?: (value: boolean) => void;
};

/** Something that is on or off. */
export function Toggle({ label, value, onChange }: ToggleProps): JSX.Element {
  return (
    <label class="toggle">
      <input
        type="checkbox"
        checked={value.value}
        onChange={(event) => {
          value.value = event.currentTarget.checked;
          onChange?.(value.value);
        }}
      />
      {label}
    </label>
  );
}
