import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";

export type ChoiceProps<Option extends string | number> = {
  readonly label: string;
  readonly value: Signal<Option>;
  readonly options: readonly Option[];
  /** What an option is called; as it is written, when absent. */
  readonly names?: Readonly<Record<Option, string>>;
  /** Called after the value has changed. */
  readonly onChange?: (value: Option) => void;
};

/** One of a few options, all of them in sight. */
export function Choice<Option extends string | number>(props: ChoiceProps<Option>): JSX.Element {
  const { label, value, options, names, onChange } = props;
  const group = useId();
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      <div class="options">
        {options.map((option) => (
          <label key={option}>
            <input
              type="radio"
              name={group}
              checked={value.value === option}
              onChange={() => {
                value.value = option;
                onChange?.(option);
              }}
            />
            <span>{names?.[option] ?? option}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** One of many options, in a list that opens. */
export function Select<Option extends string | number>(props: ChoiceProps<Option>): JSX.Element {
  const { label, value, options, names, onChange } = props;
  return (
    <label class="control">
      <span class="name">{label}</span>
      <select
        value={value.value}
        onChange={(event) => {
          const option = options[event.currentTarget.selectedIndex];
          value.value = option;
          onChange?.(option);
        }}
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {names?.[option] ?? option}
          </option>
        ))}
      </select>
    </label>
  );
}
