import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";

export type NumberFieldProps = {
  readonly label: string;
  readonly value: number;
  readonly min?: number;
  readonly max?: number;
  /** 1 for integers; any number is fine when absent. */
  readonly step?: number | "any";
  /** How the number is written while nobody is writing; as it is, when absent. */
  readonly format?: (value: number) => string;
  /** The label is for those who hear the page only. */
  readonly isBare?: boolean;
  /** Called with each number that is within the bounds. */
  readonly onChange: (value: number) => void;
  readonly onFocus?: () => void;
};

/** A number to be written. What is out of bounds is marked, and changes nothing. */
export function NumberField(props: NumberFieldProps): JSX.Element {
  const { label, value, min, max, step = "any", format = String, isBare = false, onChange, onFocus } = props;
  const written = useSignal<string | null>(null); // while somebody is writing
  const id = useId();
  const isWrong = written.value !== null && numberFrom(written.value, props) === null;
  return (
    <label class={isBare ? "number-field bare" : "control number-field"} for={id}>
      <span class={isBare ? "unseen" : "name"}>{label}</span>
      <input
        id={id}
        type="number"
        inputMode="decimal"
        min={min}
        max={max}
        step={step}
        value={written.value ?? (Number.isFinite(value) ? format(value) : "")}
        aria-invalid={isWrong}
        title={isWrong ? ruleOf(props) : undefined}
        onFocus={() => onFocus?.()}
        onInput={(event) => {
          written.value = event.currentTarget.value;
          const number = numberFrom(event.currentTarget.value, props);
          if (number !== null) onChange(number);
        }}
        onBlur={() => {
          written.value = null;
        }}
      />
    </label>
  );
}

function numberFrom(text: string, { min, max, step }: NumberFieldProps): number | null {
  const number = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(number)) return null;
  if (number < (min ?? Number.NEGATIVE_INFINITY) || number > (max ?? Number.POSITIVE_INFINITY)) return null;
  return step === 1 && !Number.isInteger(number) ? null : number;
}

const ruleOf = ({ min, max, step }: NumberFieldProps): string =>
  `${step === 1 ? "An integer" : "A number"}${min === undefined ? "" : ` from ${min}`}${max === undefined ? "" : ` to ${max}`}`;
