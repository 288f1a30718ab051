/** What a running program tells the page. */
export type ProgramReport =
  /** The library is loaded and the program begins: its time counts from here. */
  | { readonly type: "begun" }
  | { readonly type: "printed"; readonly print: Print }
  | { readonly type: "ended"; readonly milliseconds: number }
  | { readonly type: "failed"; readonly failure: ProgramFailure };

/** Something that a program has printed: a line of text, perhaps with breaks in it, a drawing, or something for the page alone. */
export type Print = { readonly kind: "text" | "warning" | "picture" | "result"; readonly text: string };

/** What a line for the page alone begins with. */
export const resultMark = "the result for the page: ";

/** Why a program has stopped before its end. */
export type ProgramFailure = {
  readonly message: string;
  /** Where, counted from 1, as far as it is known. */
  readonly line?: number;
};
