import type { ComponentChildren, JSX } from "preact";

/** What a number is, for its color. */
export type Tone = "value" | "gradient" | "train" | "validation" | "test";

export type ReadoutProps = {
  /** Tests find the number by this. */
  readonly id?: string;
  readonly label: ComponentChildren;
  readonly tone?: Tone;
  /** Room for so many digits, so that what stands beside it keeps its place. */
  readonly room?: number;
  readonly children: ComponentChildren;
};

/** Numbers that a figure gives, each with its name. */
export function Readouts({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <dl class="readouts">{children}</dl>;
}

export function Readout({ id, label, tone, room, children }: ReadoutProps): JSX.Element {
  return (
    <div style={room === undefined ? undefined : { minWidth: `${room * 0.7}rem` }}>
      <dt>{label}</dt>
      <dd id={id} class={tone}>
        {children}
      </dd>
    </div>
  );
}
