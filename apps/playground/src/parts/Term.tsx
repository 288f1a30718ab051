import type { ComponentChildren, JSX } from "preact";

/** A term of the field, where it first appears: the sentence around it says what it means. */
export function Term({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <dfn>{children}</dfn>;
}
