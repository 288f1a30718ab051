import { isFloat } from "../dtype.ts";
import type { Flow } from "../rules.ts";
import { type Node, Value } from "../value.ts";
import { type Contributions, watched } from "../watching.ts";
import { type Anomaly, AnomalyError, indexOf } from "./anomalyError.ts";
import { capture, placesOf } from "./capture.ts";

/** Options of {@link detectAnomaly}. */
export interface AnomalyOptions {
  /** Whether infinities are anomalies too, and not only NaN; true when absent. Set it to false where they are meant, as in masks. */
  readonly infinity?: boolean;
}

/**
 * Calls `f` and throws at the first NaN or infinity that an op in it computes, forward or in a derivative, also when no gradient
 * is wanted. The error says which op or rule that was, what it was given, and which line of yours called the op. Gradients are
 * watched if `f` asks for them, as in `detectAnomaly(() => loss().backward())`. Slow: every number is looked at.
 * @throws AnomalyError for the first number that is not finite.
 * @throws TypeError when `f` is asynchronous: it would not be watched to its end.
 */
export function detectAnomaly<T>(f: () => T, { infinity = true }: AnomalyOptions = {}): T {
  /** Where each call was made. */
  const traces = new WeakMap<Node, Error>();
  /** The call whose rule is running. */
  let inRule: Node | undefined;

  const check = (
    outputs: Contributions | undefined,
    anomaly: Omit<Anomaly, "entry" | "index" | "places">,
    trace: Error | undefined,
    flow?: Flow | readonly Flow[],
  ): void => {
    for (const output of outputs instanceof Value ? [outputs] : (outputs ?? [])) {
      const position = output instanceof Value ? firstWrong(output, infinity) : -1;
      if (position < 0) continue;
      const found = { entry: output.array()[position], index: indexOf(output, position) };
      throw new AnomalyError({ ...anomaly, ...found, places: placesOf(trace) }, output, flow);
    }
  };

  const result = watched(
    {
      called(op, args, output) {
        const node = output instanceof Value ? output.node : (output[0]?.node ?? null);
        if (inRule !== undefined) {
          // Rules may compute what they then do not use. Calls in them belong to the line of the call they are for.
          const trace = traces.get(inRule);
          if (node !== null && trace !== undefined) traces.set(node, trace);
          return;
        }
        const trace = capture(op);
        if (node !== null) traces.set(node, trace);
        check(output, { op: op.name, phase: "call", argument: undefined, inputs: valuesIn(args) }, trace);
      },
      ruled({ kind, call, argument, flow }, rule) {
        const outer = inRule;
        inRule = call;
        try {
          const contributions = rule();
          const anomaly = { op: call.op.name, argument, inputs: call.inputs };
          if (kind !== "batch") check(contributions, { ...anomaly, phase: kind }, traces.get(call), flow);
          // In vmap, the call was made without numbers. Here are those of all examples.
          else
            check(contributions, { ...anomaly, phase: "call", inputs: valuesIn([flow]) }, traces.get(call));
          return contributions;
        } finally {
          inRule = outer;
        }
      },
    },
    f,
  );
  if (typeof (result as { then?: unknown } | null | undefined)?.then === "function") {
    throw new TypeError(
      "detectAnomaly needs a synchronous function. Await first, then call it around the computation.",
    );
  }
  return result;
}

function valuesIn(args: readonly unknown[]): Value[] {
  return args.flat().filter((arg) => arg instanceof Value);
}

/** The position of the first NaN, or infinity if these count; -1 where there is none, or no number yet, inside vmap. */
function firstWrong(value: Value, infinity: boolean): number {
  const [dtype, storage] = [value.dtype, value.shared()];
  const isWrong = infinity ? (x: number) => !Number.isFinite(x) : (x: number) => Number.isNaN(x);
  if (!isFloat(dtype)) return -1;
  if (typeof storage === "number") return isWrong(storage) ? 0 : -1;
  return ArrayBuffer.isView(storage) ? (storage as Float64Array).findIndex(isWrong) : -1;
}
