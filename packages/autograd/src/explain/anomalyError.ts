import { describe } from "../describe.ts";
import type { Flow } from "../rules.ts";
import { formatShape, stridesOf } from "../shape.ts";
import type { Value } from "../value.ts";
import { nameOf } from "./name.ts";
import { formatPlace, type Place } from "./stack.ts";

/** What {@link detectAnomaly} knows about a number that is not finite. */
export interface Anomaly {
  /** The op that gave it, or whose rule did. */
  readonly op: string;
  /** Whether the op itself gave it, or its rule in a backward pass or in forward mode. */
  readonly phase: "call" | "vjp" | "jvp";
  /** In a derivative: the index, among the arguments that are Values, of the one whose rule gave it. */
  readonly argument: number | undefined;
  /** The first entry that is not finite, and its index along each axis. */
  readonly entry: number;
  /** The index of that entry along each axis. */
  readonly index: readonly number[];
  /** What the op was called with. */
  readonly inputs: readonly Value[];
  /** The places in the user's code that led to the call of the op, the innermost first. */
  readonly places: readonly Place[];
}

/** Thrown by {@link detectAnomaly}: the first NaN or infinity, where it came from, and the line that called the op. */
export class AnomalyError extends Error implements Anomaly {
  /** "AnomalyError" */
  override readonly name = "AnomalyError";
  readonly op: string;
  readonly phase: Anomaly["phase"];
  readonly argument: number | undefined;
  readonly entry: number;
  readonly index: readonly number[];
  readonly inputs: readonly Value[];
  readonly places: readonly Place[];

  /**
   * @internal
   * @param wrong what holds the entry.
   * @param flow the cotangent or tangents, in a derivative.
   */
  constructor(anomaly: Anomaly, wrong: Value, flow: Flow | readonly Flow[]) {
    const { op, phase, argument, inputs, places } = anomaly;
    super(
      [
        `${subject(op, phase, argument)} gave ${numbersIn(wrong)}.`,
        ...places.slice(0, SHOWN).map((place, i) => {
          const said = i > 0 ? "  from" : phase === "call" ? "  at" : `  ${op} was called at`;
          return `${said} ${formatPlace(place)}`;
        }),
        ...inputs.map((input, i) => `  input ${i}: ${described(input)}`),
        ...[flow]
          .flat()
          .filter((value) => value !== undefined)
          .map((value) => `  ${phase === "vjp" ? "cotangent" : "tangent"}: ${described(value)}`),
      ].join("\n"),
    );
    this.op = op;
    this.phase = phase;
    this.argument = argument;
    this.entry = anomaly.entry;
    this.index = anomaly.index;
    this.inputs = inputs;
    this.places = places;
  }
}

/** How many places a message lists. */
const SHOWN = 4;

function subject(op: string, phase: Anomaly["phase"], argument: number | undefined): string {
  if (phase === "call") return op;
  const pass = phase === "vjp" ? "In the backward pass" : "In forward mode";
  return `${pass}, the ${phase} rule of ${op}${argument === undefined ? "" : ` for argument ${argument}`}`;
}

/** A Value with its name and origin, and what is among its numbers. */
function described(x: Value): string {
  const name = nameOf(x);
  const origin = x.op === null ? "" : `, computed by ${x.op.name}`;
  return `${name === undefined ? "" : `${name}, `}${describe(x)}${origin}: ${numbersIn(x)}`;
}

/** The first number that is not finite, its place and how many there are; else the range of the numbers. */
function numbersIn(x: Value): string {
  const data = x.array();
  let [wrong, first, least, greatest] = [0, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) {
      least = Math.min(least, data[i]);
      greatest = Math.max(greatest, data[i]);
    } else if (wrong++ === 0) first = i;
  }
  if (wrong > 0) {
    if (x.rank === 0) return String(data[0]);
    const place = formatShape(indexOf(x, first));
    return `${data[first]} at ${place}; ${wrong} of its ${data.length} entries ${wrong === 1 ? "is" : "are"} not finite`;
  }
  if (data.length === 0) return "no entries";
  const [low, high] = [least, greatest].map((number) => String(Number(number.toPrecision(6))));
  return x.rank === 0 ? low : least === greatest ? `all ${low}` : `from ${low} to ${high}`;
}

/** The index along each axis of an entry. */
export function indexOf({ shape }: Value, position: number): number[] {
  return stridesOf(shape).map((stride, axis) => Math.floor(position / stride) % shape[axis]);
}
