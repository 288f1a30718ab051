import type { ComponentChildren, JSX } from "preact";

/** What a number is, for its color. */
export type Tone = "value" | "gradient" | "train" | "validation" | "test";

export type ReadoutProps = {
  /** Tests find the number by this. */
  readonly id?: string;
  readonly label: ComponentChildren;
  readonly tone?: Tone;
  readonly children: ComponentChildren;
};

/** Numbers that a figure gives, each with its name. */
export function Readouts({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <dl class="readouts">{children}</dl>;
}

export function Readout({ id, label, tone, children }: ReadoutProps): JSX.Element {
  return (
    <div>
      <dt>{label}</dt>
      <dd id={id} class={tone}>
        {children}
      </dd>
    </div>
  );
}
