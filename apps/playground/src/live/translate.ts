import { transform } from "sucrase";

/** A program cannot be read: what is wrong, and where. */
export class SyntaxFault extends Error {
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

/**
 * From a TypeScript module to a plain script: types are taken out, imports become calls of `require`. Every statement stays in its line.
 * @throws SyntaxFault
 */
export function translate(source: string): string {
  try {
    return transform(source, { transforms: ["typescript", "imports"], disableESTransforms: true }).code;
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number } };
    // "Error transforming program: Unexpected token (3:14)"
    throw new SyntaxFault(
      message.replace(/^Error transforming[^:]*: /, "").replace(/ \(\d+:\d+\)$/, ""),
      loc?.line,
    );
  }
}
