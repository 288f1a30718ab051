/** Thrown by a contestant that cannot run on this machine: it is left out, and the report says why. */
export class Absent extends Error {
  override readonly name = "Absent";
}
