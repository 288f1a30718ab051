/** The bytes are no file of the kind they should be, are damaged, or hold what no Value can hold. The message says which. */
export class InvalidFileError extends Error {
  /** "InvalidFileError" */
  override readonly name = "InvalidFileError";
}

/** A name out of a file, as a message shows it: a hostile one may be long. */
export function quote(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
