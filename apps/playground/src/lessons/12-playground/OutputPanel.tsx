import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { JSX, TargetedPointerEvent } from "preact";
import { useMemo } from "preact/hooks";
import { formatFixed, formatPercent } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Toggle } from "../../parts/Toggle.tsx";
import { Heatmap } from "../../plots/Heatmap.tsx";
import { Points } from "../../plots/Points.tsx";
import { extent } from "./data/dataSets.ts";
import { fieldSize } from "./pixels.ts";
import { taskOf } from "./settings.ts";
import type { Sandbox } from "./useSandbox.ts";

/** What the network says over the whole plane, with the points it learns from. */
export function OutputPanel({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element {
  const { view, shown, settings } = sandbox;
  const { layers } = settings.value;
  const isClassification = taskOf(settings.value) === "classification";
  const place = shown.value;
  const pointed = useSignal<SharedPlace | null>(null);
  const point = (event: TargetedPointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    pointed.value = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };
  const title = place === null ? "Output" : `Layer ${place.layer + 1}, neuron ${place.neuron + 1}`;
  return (
    <section class="output-panel" aria-label="Output">
      <h4>
        {title}
        {place === null ? null : (
          <button type="button" class="quiet" onClick={() => (shown.value = null)}>
            Show output
          </button>
        )}
      </h4>
      <div
        class="plane"
        onPointerDown={point}
        onPointerMove={point}
        onPointerLeave={({ pointerType }) => {
          // What a finger has pointed at stays: the finger hid it.
          if (pointerType === "mouse") pointed.value = null;
        }}
      >
        <Field sandbox={sandbox} />
        <Examples sandbox={sandbox} />
        <span class="axis-y">x₂ ↑</span>
        <span class="axis-x">x₁ →</span>
      </div>
      <Scale isClassification={isClassification} isNeuron={place !== null && place.layer < layers.length} />
      <PlaceNote sandbox={sandbox} pointed={pointed} />
      <div class="toggles">
        <Toggle label="Test points" value={view.showsTest} />
        <Toggle label={isClassification ? "Classes only" : "In steps"} value={view.isDiscrete} />
      </div>
      <Numbers sandbox={sandbox} />
    </section>
  );
}

/** A place of the picture, as shares of its width and height from the top left. */
type SharedPlace = readonly [x: number, y: number];

type PlaceNoteProps = { readonly sandbox: Sandbox; readonly pointed: ReadonlySignal<SharedPlace | null> };

/** What is said at the place that is pointed at. */
function PlaceNote({ sandbox, pointed }: PlaceNoteProps): JSX.Element {
  const at = pointed.value;
  const snapshot = sandbox.training.snapshot.value;
  if (at === null || snapshot === null) return <p class="hint place">Point at a place for its numbers.</p>;
  const [column, row] = at.map((share) =>
    Math.max(0, Math.min(fieldSize - 1, Math.floor(share * fieldSize))),
  );
  const answer = snapshot.field[row * fieldSize + column];
  const [x1, x2] = [2 * at[0] - 1, 1 - 2 * at[1]].map((share) => formatFixed(extent * share, 1));
  const isProbability = sandbox.shown.value === null && snapshot.settings.loss === "crossEntropy";
  return (
    <p class="hint place">
      x₁ {x1}, x₂ {x2}:{" "}
      <b>{isProbability ? `class 1 with ${formatPercent((answer + 1) / 2)}` : formatFixed(answer, 2)}</b>
    </p>
  );
}

const nothing = new Float32Array();

function Field({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element {
  const { field } = sandbox.training.snapshot.value ?? { field: nothing };
  const isDiscrete = sandbox.view.isDiscrete.value;
  const steps = taskOf(sandbox.settings.value) === "classification" ? 1 : 4;
  const values = useMemo(
    () =>
      field.map((x) => {
        const level = steps === 1 ? Math.sign(x) : Math.round(x * steps) / steps;
        return 0.7 * (isDiscrete ? level : x); // pale, so that points stand out
      }),
    [field, isDiscrete, steps],
  );
  return <Heatmap values={values} columns={fieldSize} crisp={isDiscrete} />;
}

/** The points are drawn once for each run, not with each snapshot. */
function Examples({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element | null {
  const snapshot = sandbox.training.snapshot.value;
  const showsTest = sandbox.view.showsTest.value;
  const run = snapshot?.run;
  return useMemo(
    () =>
      snapshot === null ? null : (
        <>
          {showsTest ? <Points points={snapshot.testPoints} extent={extent} hollow /> : null}
          <Points points={snapshot.trainPoints} extent={extent} />
        </>
      ),
    [run, showsTest],
  );
}

function Scale({
  isClassification,
  isNeuron,
}: {
  readonly isClassification: boolean;
  readonly isNeuron: boolean;
}): JSX.Element {
  const [low, high] = isNeuron ? ["−", "+"] : isClassification ? ["class 0", "class 1"] : ["−1", "1"];
  return (
    <div class="scale">
      <span>{low}</span>
      <i aria-hidden="true" />
      <span>{high}</span>
    </div>
  );
}

function Numbers({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element {
  const snapshot = sandbox.training.snapshot.value;
  const isClassification = taskOf(sandbox.settings.value) === "classification";
  const loss = (number: number | undefined): string => (number === undefined ? "–" : formatFixed(number, 4));
  const share = (number: number | undefined): string => (number === undefined ? "–" : formatPercent(number));
  return (
    <Readouts>
      <Readout id="train-loss" label="training loss" tone="train">
        {loss(snapshot?.trainLoss)}
      </Readout>
      <Readout id="test-loss" label="test loss" tone="test">
        {loss(snapshot?.testLoss)}
      </Readout>
      {isClassification ? (
        <>
          <Readout id="train-right" label="training right" tone="train">
            {share(snapshot?.trainRight)}
          </Readout>
          <Readout id="test-right" label="test right" tone="test">
            {share(snapshot?.testRight)}
          </Readout>
        </>
      ) : null}
    </Readouts>
  );
}
