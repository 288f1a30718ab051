import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Select } from "../../parts/Choice.tsx";
import { Controls, Figure } from "../../parts/Figure.tsx";
import { formatNumber, formatPercent } from "../../parts/formatNumber.ts";
import { Slider } from "../../parts/Slider.tsx";
import { ControlBar } from "./ControlBar.tsx";
import { DataPanel } from "./DataPanel.tsx";
import type { EdgePlace } from "./edges.ts";
import { GradientNorms } from "./GradientNorms.tsx";
import { LossChart } from "./LossChart.tsx";
import { NetworkPicture } from "./NetworkPicture.tsx";
import { NeuronPanel } from "./NeuronPanel.tsx";
import { OutputPanel } from "./OutputPanel.tsx";
import { activations, losses, optimizers } from "./parts.ts";
import { choices, lossesFor, penalties, ranges, taskOf, trainCount } from "./settings.ts";
import { summaryOf } from "./summary.ts";
import type { Sandbox } from "./useSandbox.ts";

/** The whole playground as one figure. */
export function Playground({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element {
  const pointed = useSignal<EdgePlace | null>(null);
  const { training, notes } = sandbox;
  return (
    <Figure
      id="sandbox"
      title="A network to build, to train and to take apart"
      failure={training.failure.value}
      settled={training.snapshot.value !== null}
      wide
      caption="Press Play. Then choose other data, switch inputs on, add layers and neurons, and see which networks can learn what. Click a neuron to see what it computes; set one of its weights by hand and see what it does."
    >
      {notes.value.length === 0 ? null : (
        <div class="failure" role="status">
          Some of this address could not be used.
          <ul>
            {notes.value.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </div>
      )}
      <ControlBar sandbox={sandbox} />
      <Divergence sandbox={sandbox} />
      <div class="sandbox-main">
        <DataPanel sandbox={sandbox} />
        <NetworkPicture sandbox={sandbox} pointed={pointed} />
        <OutputPanel sandbox={sandbox} />
        <LearningControls sandbox={sandbox} />
      </div>
      <div class="sandbox-more">
        <LossChart sandbox={sandbox} />
        <GradientNorms sandbox={sandbox} />
        <NeuronPanel sandbox={sandbox} pointed={pointed} />
      </div>
      <Summary sandbox={sandbox} />
    </Figure>
  );
}

/** Numbers that have left all bounds do not come back. */
function Divergence({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element | null {
  const { trainLoss } = sandbox.training.snapshot.value ?? { trainLoss: 0 };
  return Number.isFinite(trainLoss) ? null : (
    <p class="failure" role="alert">
      The training has diverged: the weights have become too large for numbers. Choose a smaller learning rate
      and press Reset.
    </p>
  );
}

const titles = <Name extends string>(
  record: Readonly<Record<Name, { readonly title: string }>>,
): Record<Name, string> =>
  Object.fromEntries(
    Object.entries<{ title: string }>(record).map(([name, { title }]) => [name, title]),
  ) as Record<Name, string>;

const activationNames = titles(activations);
const lossNames = titles(losses);
const optimizerNames = titles(optimizers);

/** How the network learns. Only another activation or loss begins anew; all else can change under way. */
function LearningControls({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element {
  const { fields, settings } = sandbox;
  const { batch, penalty } = settings.value;
  const all = trainCount(settings.value);
  const sizes = [1, 2, 5, 10, 20, 32, 50, 100, 200, batch, all].filter((size) => size <= all);
  return (
    <Controls>
      <Select
        label="Activation"
        value={fields.activation}
        options={choices.activation}
        names={activationNames}
      />
      <Select
        label="Loss"
        value={fields.loss}
        options={lossesFor(taskOf(settings.value))}
        names={lossNames}
      />
      <Select label="Optimizer" value={fields.optimizer} options={choices.optimizer} names={optimizerNames} />
      <Slider
        label="Learning rate"
        value={fields.rate}
        {...ranges.rate}
        scale="log"
        format={(rate) => formatNumber(rate)}
      />
      <Select
        label="Batch size"
        value={fields.batch}
        options={[...new Set(sizes)].sort((a, b) => a - b)}
        names={{ [all]: `${all} (all)` }}
      />
      <Select label="Regularization" value={fields.penalty} options={choices.penalty} names={penalties} />
      <Slider
        label="Its strength"
        value={fields.strength}
        {...ranges.strength}
        scale="log"
        disabled={penalty === "none"}
        format={(strength) => formatNumber(strength, 5)}
      />
      <Slider
        label="Dropout"
        value={fields.dropout}
        {...ranges.dropout}
        format={(share) => formatPercent(share, 0)}
      />
    </Controls>
  );
}

/** The picture in words; spoken when the training stops, not while it runs. */
function Summary({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element {
  const isRunning = sandbox.training.isRunning.value;
  const words = useSignal("");
  const snapshot = sandbox.training.snapshot.value;
  if (!isRunning && snapshot !== null) words.value = summaryOf(snapshot);
  return (
    <p class="unseen" role="status">
      {words.value}
    </p>
  );
}
