import { type BackwardStep, ones, type Value } from "@chainrule/autograd";
import type { JSX } from "preact";
import { isNarrow } from "../../parts/narrow.ts";
import { Tex } from "../../parts/Tex.tsx";
import { texDerivative, texFactor, texNumber, texOf, texOfCall, texOfSlope } from "./notation.ts";
import { pull } from "./orders.ts";

export type StepWordsProps = {
  readonly loss: Value;
  readonly steps: readonly BackwardStep[];
  readonly step: number;
  /** Whether two contributions stand beside each other, where there is room. */
  readonly isBeside: boolean;
};

/** What happens in a step, with the chain rule written out. */
export function StepWords({ loss, steps, step, isBeside }: StepWordsProps): JSX.Element {
  const most = Math.max(...steps.map(({ contributions }) => contributions.length));
  const rows = isBeside && !isNarrow.value ? Math.ceil(most / 2) : most;
  return (
    <div
      class={isBeside ? "step-words beside" : "step-words"}
      style={{ minHeight: `${isNarrow.value ? 3 + 7 * rows : 2.25 + 5.25 * rows}rem` }}
      aria-live="polite"
    >
      {step === 0 ? <Seed loss={loss} /> : <Step loss={loss} steps={steps} step={step} />}
    </div>
  );
}

/** Before the first step. */
function Seed({ loss }: { readonly loss: Value }): JSX.Element {
  const L = texOf(loss);
  return (
    <>
      <p>
        Before the first step, one cotangent is known: that of the loss itself. It changes exactly as much as
        it does.
      </p>
      <Tex block>{`${texDerivative(L, L)} = 1`}</Tex>
    </>
  );
}

function Step({ loss, steps, step }: Omit<StepWordsProps, "isBeside">): JSX.Element {
  const { call, cotangent, contributions } = steps[step - 1];
  const output = call.outputs[0];
  const later = steps
    .slice(step)
    .filter((other) => other.contributions.some(({ input }) => input === output));
  const incoming = texDerivative(texOf(loss), texOf(output));
  const flow = cotangent as Value;
  return (
    <>
      <p>
        <strong>Step {step}:</strong> <Tex>{`${texOf(output)} = ${texOfCall(output)}`}</Tex> has the cotangent{" "}
        <Tex>{`${incoming} = ${texAmount(flow)}`}</Tex>
        {later.length === 0 ? null : (
          <span class="wrong">
            {" "}
            so far. It passes on what it has, though{" "}
            {later.map(({ call }, i) => (
              <span key={i}>
                {i === 0 ? "" : " and "}
                <Tex>{texOf(call.outputs[0])}</Tex>
              </span>
            ))}{" "}
            will add to it later
          </span>
        )}
        .
      </p>
      <div class="contributions">
        {contributions.map(({ input, contribution, sum }, i) => (
          <div class="contribution" key={i}>
            <Tex block>{contributionTex(loss, steps[step - 1], i)}</Tex>
            <p>
              <Total steps={steps} step={step} input={input} contribution={contribution} sum={sum} />
            </p>
          </div>
        ))}
      </div>
    </>
  );
}

/** What an input has received by now, and whether that is all. */
function Total(props: {
  readonly steps: readonly BackwardStep[];
  readonly step: number;
  readonly input: Value;
  readonly contribution: Value;
  readonly sum: Value;
}): JSX.Element {
  const { steps, step, input, contribution, sum } = props;
  const has = (other: BackwardStep): boolean => other.contributions.some((entry) => entry.input === input);
  const more = steps.slice(step).filter(has).length;
  const isLate = steps.slice(0, step).some(({ call }) => call.outputs[0] === input);
  const before = input.rank === 0 ? sum.item() - contribution.item() : 0;
  const isFirst = sum === contribution;
  return (
    <>
      <Tex>{texOf(input)}</Tex>{" "}
      {isFirst ? (
        <>
          has <Tex>{texAmount(sum)}</Tex> now
        </>
      ) : (
        <>
          had <Tex>{texNumber(before)}</Tex>, and has{" "}
          <Tex>
            {`${texNumber(before)} ${contribution.item() < 0 ? "-" : "+"} ${texNumber(Math.abs(contribution.item()))} = ${texNumber(sum.item())}`}
          </Tex>{" "}
          now
        </>
      )}
      {isLate ? (
        <span class="wrong">: too late, for it has passed on the part it had before</span>
      ) : more > 0 ? (
        <>, and waits for {more === 1 ? "one contribution" : `${more} contributions`} more</>
      ) : input.node === null ? (
        <>: its gradient</>
      ) : (
        <>: its whole cotangent</>
      )}
      .
    </>
  );
}

/** The chain rule at one call for one of its arguments: with names, with the local derivative, with numbers. */
function contributionTex(loss: Value, { call, cotangent, contributions }: BackwardStep, i: number): string {
  const output = call.outputs[0];
  const { input, contribution } = contributions[i];
  const argument = call.inputs
    .entries()
    .filter(([, candidate]) => candidate.requiresGrad)
    .toArray()[i][0];
  const [L, out, by] = [texOf(loss), texOf(output), texOf(input)];
  const names = `${texDerivative(L, out)} \\cdot ${texDerivative(out, by)}`;
  const slope = texOfSlope(output, argument);
  const rule = slope === undefined ? "" : ` = ${texDerivative(L, out)} \\cdot ${parenthesized(slope)}`;
  if (input.rank > 0 || output.rank > 0) return `${names}${rule}`;
  const local = pull(call, argument, ones([], { dtype: output.dtype })).item();
  const numbers = `${texNumber((cotangent as Value).item())} \\cdot ${texFactor(local)}`;
  const result = `= ${numbers} = ${texNumber(contribution.item())}`;
  return isNarrow.value
    ? `\\begin{aligned} & ${names}${rule} \\\\ & ${result} \\end{aligned}`
    : `${names}${rule} ${result}`;
}

/** A sum as a factor. */
const parenthesized = (tex: string): string => (/ [+-] /.test(tex) || tex.startsWith("-") ? `(${tex})` : tex);

/** A cotangent as its number, or what it is where it has many. */
const texAmount = (cotangent: Value): string =>
  cotangent.rank === 0
    ? texNumber(cotangent.item())
    : `\\text{an array of shape } [${cotangent.shape.join(", ")}]`;
