/** What a running program tells the page. */
export type ProgramReport =
  /** The library is loaded and the program begins: its time counts from here. */
  | { readonly type: "begun" }
  | { readonly type: "printed"; readonly prints: readonly Print[] }
  | { readonly type: "ended"; readonly milliseconds: number }
  | { readonly type: "failed"; readonly failure: ProgramFailure };

/** Something that a program has printed: a line of text, perhaps with breaks in it, or a drawing. */
export type Print = { readonly kind: "text" | "warning" | "picture"; readonly text: string };

/** Why a program has stopped before its end. */
export type ProgramFailure = {
  readonly message: string;
  /** Where, counted from 1, as far as it is known. */
  readonly line?: number;
};
