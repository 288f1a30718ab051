import type { ComponentChildren, JSX } from "preact";

export type FigureProps = {
  /** Its name in this lesson: tests and the pictures of the text edition find it by that. */
  readonly id: string;
  readonly title: string;
  /** What to see here, and what to try. */
  readonly caption?: ComponentChildren;
  /** Wider than the text. */
  readonly wide?: boolean;
  /** False until what it computes by itself when the page opens is there. */
  readonly settled?: boolean;
  /** What went wrong with what computes it: said in its place. */
  readonly failure?: string | null;
  readonly children: ComponentChildren;
};

/** Something to look at and to touch, with what can be set below it. */
export function Figure(props: FigureProps): JSX.Element {
  const { id, title, caption, wide = false, settled = true, failure = null, children } = props;
  return (
    <figure
      class={wide ? "figure wide" : "figure"}
      id={id}
      aria-labelledby={`${id}-title`}
      data-settled={settled}
    >
      <h3 id={`${id}-title`}>{title}</h3>
      {failure === null ? null : (
        <p role="alert" class="failure">
          The computation has stopped: {failure}
        </p>
      )}
      {children}
      {caption === undefined ? null : <figcaption>{caption}</figcaption>}
    </figure>
  );
}

/** What can be set in a figure. */
export function Controls({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <div class="controls">{children}</div>;
}

/** Buttons, side by side. */
export function Buttons({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <div class="buttons">{children}</div>;
}

/** Parts of a figure beside each other, or below each other on a narrow screen; narrow ones are beside each other there too. */
export function Panels({
  children,
  narrow = false,
}: {
  readonly children: ComponentChildren;
  readonly narrow?: boolean;
}): JSX.Element {
  return <div class={narrow ? "panels narrow" : "panels"}>{children}</div>;
}
