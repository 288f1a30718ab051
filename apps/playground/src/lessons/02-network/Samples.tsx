import { type Digits, side } from "@chainrule/examples/digits/digits.ts";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Choice } from "../../parts/Choice.tsx";
import { Buttons } from "../../parts/Figure.tsx";
import { Heatmap } from "../../plots/Heatmap.tsx";
import type { DigitsState } from "./useDigits.ts";

/** Digits of the test set to choose from, or those that the network reads wrong. */
export function Samples({
  state,
  onWatch,
}: {
  readonly state: DigitsState;
  readonly onWatch: () => void;
}): JSX.Element {
  const kind = useSignal<"test digits" | "its mistakes">("test digits");
  const page = useSignal(0);
  const test = state.test.value;
  const { mistakes } = state.training.snapshot.value ?? { mistakes: [] };
  const isOfMistakes = kind.value === "its mistakes";
  const all = useMemo(
    () => (test === null ? [] : isOfMistakes ? mistakes : oneOfEach(test, page.value)),
    [test, isOfMistakes, mistakes, page.value],
  );
  const start = isOfMistakes ? (page.value * 10) % Math.max(1, all.length) : 0;
  const { shown } = state;
  return (
    <div class="samples">
      <Choice
        label="or choose one of the test set"
        value={kind}
        options={["test digits", "its mistakes"]}
        onChange={() => {
          page.value = 0;
        }}
      />
      <div class="thumbnails">
        {Array.from({ length: 10 }, (_, i) => {
          const index = all[start + i];
          if (index === undefined || test === null) return <span key={i} class="empty" />;
          const label = test.labels.data[index];
          return (
            <button
              key={i}
              type="button"
              aria-label={`Test digit ${index}, a ${label}`}
              aria-pressed={shown.value.kind === "test" && shown.value.index === index}
              onClick={() => {
                shown.value = { kind: "test", index };
              }}
            >
              <Picture pixels={pixelsOf(test, index)} />
            </button>
          );
        })}
      </div>
      <Buttons>
        <button
          type="button"
          onClick={() => {
            page.value++;
          }}
        >
          Ten others
        </button>
        <button type="button" onClick={onWatch}>
          Watch the signal
        </button>
      </Buttons>
    </div>
  );
}

/** A picture of a digit, ink on paper. */
export function Picture({ pixels }: { readonly pixels: ArrayLike<number> }): JSX.Element {
  return <Heatmap values={pixels} columns={side} crisp colors={["card", "card", "ink"]} />;
}

function pixelsOf({ images }: Digits, index: number): ArrayLike<number> {
  return images.data.slice(index * side * side, (index + 1) * side * side);
}

/** One digit of each kind, from 0 to 9: the so manyth of its kind. */
function oneOfEach({ labels }: Digits, place: number): number[] {
  return Array.from({ length: 10 }, (_, digit) => {
    const ofKind = Array.from(labels.data.keys()).filter((i) => labels.data[i] === digit);
    return ofKind[place % ofKind.length];
  });
}
