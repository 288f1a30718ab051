import { useComputed, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Select } from "../../parts/Choice.tsx";
import { Buttons, Figure } from "../../parts/Figure.tsx";
import { formatPercent } from "../../parts/formatNumber.ts";
import { NeuronDetail } from "./NeuronDetail.tsx";
import { Pad } from "./Pad.tsx";
import { ReadingPicture } from "./ReadingPicture.tsx";
import { contributions, type Reading } from "./read.ts";
import { Samples } from "./Samples.tsx";
import type { DigitsState } from "./useDigits.ts";

const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
/** How long the signal rests in each layer, in milliseconds. */
const rest = 600;

const answer = "its answer";
const answers = [answer, "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** Draw a digit, and see what every layer makes of it. */
export function ReaderFigure({ state }: { readonly state: DigitsState }): JSX.Element {
  const { shown, pixels, reading, reader, test, training } = state;
  const stage = useSignal(Number.POSITIVE_INFINITY);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const chosenNeuron = useSignal<number | null>(null);
  const chosenDigit = useSignal(answer);
  const lookedAt = useComputed(() =>
    chosenDigit.value === answer ? (reading.value?.digit ?? 0) : Number(chosenDigit.value),
  );
  const added = useComputed(() =>
    reader.value === null || reading.value === null
      ? null
      : contributions(reader.value.network, reading.value, lookedAt.value),
  );
  // The one that says most for the answer, unless the learner looks at another.
  const neuron = useComputed(() => {
    const first = reading.value?.hidden[0] ?? [];
    const chosen = chosenNeuron.value;
    return chosen !== null && chosen < first.length ? chosen : indexOfLargest(first);
  });

  useEffect(() => () => clearTimeout(timer.current), []);
  const watch = (): void => {
    const layers = reading.peek()?.hidden.length ?? 0;
    clearTimeout(timer.current);
    stage.value = calm.matches ? layers + 1 : 0;
    const go = (): void => {
      stage.value++;
      if (stage.value <= layers) timer.current = setTimeout(go, rest);
    };
    if (stage.value <= layers) timer.current = setTimeout(go, rest);
  };

  const now = reading.value;
  const label = shown.value.kind === "test" ? test.value?.labels.data[shown.value.index] : undefined;
  const isEmpty = shown.value.kind === "drawing" && shown.value.strokes.length === 0;
  return (
    <Figure
      id="reader"
      wide
      failure={training.failure.value}
      settled={training.snapshot.value?.isDone ?? false}
      title="A network that reads digits"
      caption={
        <>
          Draw a digit with the mouse or a finger, and watch the bars while you draw. Then look at one of its
          mistakes: would you have read it right? Choose a bar to see which hidden neurons speak for that
          digit (green) and which against it (violet), and choose a hidden neuron to see what it looks for.
        </>
      }
    >
      <div class="reader-inputs">
        <div>
          <Pad
            strokes={shown.value.kind === "drawing" ? shown.value.strokes : []}
            onDraw={(strokes) => {
              clearTimeout(timer.current);
              stage.value = Number.POSITIVE_INFINITY;
              shown.value = { kind: "drawing", strokes };
            }}
          />
          <Buttons>
            <button
              type="button"
              onClick={() => {
                shown.value = { kind: "drawing", strokes: [] };
              }}
            >
              Clear
            </button>
          </Buttons>
        </div>
        <Samples state={state} onWatch={watch} />
        <Answer reading={isEmpty ? null : now} label={label} />
      </div>
      <div class="reading-room">
        {now === null || added.value === null || reader.value === null ? (
          <p class="reading-wait">The digits are on their way …</p>
        ) : (
          <>
            <ReadingPicture
              pixels={pixels.value}
              reading={now}
              stage={stage.value}
              contributions={added.value}
              lookedAt={lookedAt.value}
              neuron={neuron.value}
              onLookAt={(digit) => {
                chosenDigit.value = chosenDigit.value === String(digit) ? answer : String(digit);
              }}
              onNeuron={(neuron) => {
                chosenNeuron.value = neuron;
              }}
            />
            <NeuronDetail
              network={reader.value.network}
              pixels={pixels.value}
              neuron={neuron.value}
              onNeuron={(neuron) => {
                chosenNeuron.value = neuron;
              }}
            >
              <Select label="what speaks for" value={chosenDigit} options={answers} />
            </NeuronDetail>
          </>
        )}
      </div>
    </Figure>
  );
}

/** What it reads, large. */
function Answer({
  reading,
  label,
}: {
  readonly reading: Reading | null;
  readonly label: number | undefined;
}): JSX.Element {
  const isRight = label === undefined || reading === null || label === reading.digit;
  return (
    <div class="answer-large" data-right={isRight}>
      <span>it reads</span>
      <b aria-hidden="true">{reading?.digit ?? "–"}</b>
      <span>{reading === null ? "\u00a0" : formatPercent(reading.probabilities[reading.digit])}</span>
      <p class="verdict" role="status" id="answer">
        <span class="unseen">
          {reading === null ? "Nothing is drawn yet." : `It reads ${reading.digit}.`}
        </span>
        {label === undefined || reading === null ? "" : isRight ? "which is right" : `but it is ${label}`}
      </p>
    </div>
  );
}

function indexOfLargest(numbers: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < numbers.length; i++) if (numbers[i] > numbers[best]) best = i;
  return best;
}
