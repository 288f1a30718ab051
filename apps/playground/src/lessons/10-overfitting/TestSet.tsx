import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Buttons, Figure } from "../../parts/Figure.tsx";
import { formatFixed } from "../../parts/formatNumber.ts";
import { candidateOf } from "./candidates.ts";
import { type Case, cases } from "./runs.ts";
import type { LiveRuns } from "./useRuns.ts";

type Opening = { readonly what: string; readonly validationLoss: number; readonly testLoss: number };

type TestSetProps = { readonly runs: LiveRuns; readonly failure: ReadonlySignal<string | null> };

/** The points for the test, kept shut until the learner has chosen. */
export function TestSet({ runs, failure }: TestSetProps): JSX.Element {
  const chosen = useSignal<Case>("patience");
  const openings = useSignal<readonly Opening[]>([]);
  const candidate = candidateOf(chosen.value, runs[chosen.value].value);
  const isReady = candidate.testLoss !== null;
  const count = openings.value.length;
  const open = (): void => {
    if (candidate.testLoss === null) return;
    const { name, what, validationLoss, testLoss } = candidate;
    const opening = { what: `${name} (${what})`, validationLoss, testLoss };
    if (openings.value.at(-1)?.what !== opening.what) openings.value = [...openings.value, opening];
  };
  return (
    <Figure
      id="test-set"
      title="The test set, kept shut"
      failure={failure.value}
      settled={isReady}
      caption="Choose a network by its validation loss, then open the test set. Then choose another one and open it again: what is its loss worth now?"
    >
      <table class="candidates">
        <thead>
          <tr>
            <th scope="col">network</th>
            <th scope="col">validation loss</th>
          </tr>
        </thead>
        <tbody>
          {cases.map((name) => {
            const row = candidateOf(name, runs[name].value);
            return (
              <tr key={name}>
                <td>
                  <label>
                    <input
                      type="radio"
                      name="candidate"
                      checked={chosen.value === name}
                      onChange={() => {
                        chosen.value = name;
                      }}
                    />
                    <span>
                      {row.name} <small>{row.what}</small>
                    </span>
                  </label>
                </td>
                <td class="validation">{formatFixed(row.validationLoss, 3)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <Buttons>
        <button type="button" class="main" disabled={!isReady} onClick={open}>
          Open the test set
        </button>
        <button
          type="button"
          disabled={count === 0}
          onClick={() => {
            openings.value = [];
          }}
        >
          Forget that you have seen it
        </button>
      </Buttons>
      <div class="seal" aria-live="polite" data-open={count > 0}>
        {count === 0 ? (
          <p>500 points, sealed. No network has learned from them, and nobody has chosen by them.</p>
        ) : (
          <>
            <ol>
              {openings.value.map(({ what, validationLoss, testLoss }) => (
                <li key={what}>
                  {what}: test loss <strong class="test">{formatFixed(testLoss, 2)}</strong>, where validation
                  said {formatFixed(validationLoss, 2)}
                </li>
              ))}
            </ol>
            <p id="verdict">
              {count === 1
                ? "This number is honest: what was chosen was chosen without it. It says how the network will do on points that it has never seen."
                : `You have opened it ${count} times. Whoever looks, changes something and looks again chooses by the test set: it has become a second validation set, and the better of its numbers is too good. For an honest one, new points would have to be measured.`}
            </p>
          </>
        )}
      </div>
    </Figure>
  );
}
