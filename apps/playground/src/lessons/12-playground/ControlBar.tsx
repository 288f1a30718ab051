import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Select } from "../../parts/Choice.tsx";
import { formatFixed } from "../../parts/formatNumber.ts";
import { NumberField } from "../../parts/NumberField.tsx";
import { addressOf } from "../../shell/route.ts";
import { plainView } from "./address.ts";
import { CopyButton } from "./CopyButton.tsx";
import { type PresetName, presets } from "./presets.ts";
import { ranges } from "./settings.ts";
import type { Sandbox } from "./useSandbox.ts";

const speeds = [1, 10, 100, 300, 1000, Number.POSITIVE_INFINITY];
const speedNames: Record<number, string> = Object.fromEntries(
  speeds.map((speed) => [
    speed,
    speed === 1 ? "1 step/s" : speed === Number.POSITIVE_INFINITY ? "as fast as it can" : `${speed} steps/s`,
  ]),
);

/** Play and pause, single steps, and where the training is. */
export function ControlBar({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element {
  const { training, fields } = sandbox;
  const speed = useSignal(300);
  const isRunning = training.isRunning.value;
  return (
    <div class="sandbox-bar">
      <div class="buttons">
        <button
          type="button"
          class="main play"
          onClick={() => (isRunning ? training.pause() : training.play(speed.value))}
        >
          {isRunning ? "Pause" : "Play"}
        </button>
        <button type="button" disabled={isRunning} onClick={() => training.step()}>
          Step
        </button>
        <button
          type="button"
          disabled={isRunning}
          onClick={() => {
            const snapshot = training.snapshot.peek();
            if (snapshot !== null) training.step(snapshot.stepsPerEpoch - snapshot.stepsOfEpoch);
          }}
        >
          Epoch
        </button>
        <button type="button" onClick={() => sandbox.reset()}>
          Reset
        </button>
      </div>
      <Counters sandbox={sandbox} />
      <Select
        label="Speed"
        value={speed}
        options={speeds}
        names={speedNames}
        onChange={(speed) => {
          if (training.isRunning.peek()) training.play(speed);
        }}
      />
      <Presets sandbox={sandbox} />
      <div class="seed">
        <NumberField
          label="Seed"
          value={fields.seed.value}
          {...ranges.seed}
          onChange={(seed) => {
            fields.seed.value = seed;
          }}
        />
        <button
          type="button"
          onClick={() => {
            fields.seed.value = (fields.seed.value + 1) % (ranges.seed.max + 1);
          }}
        >
          New weights
        </button>
      </div>
      <CopyButton name="Copy link" text={() => linkTo(sandbox)} />
    </div>
  );
}

function Counters({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element {
  const snapshot = sandbox.training.snapshot.value;
  return (
    <dl class="readouts counters">
      <div>
        <dt>epoch</dt>
        <dd id="epoch">{formatFixed(snapshot?.epoch ?? 0, 0)}</dd>
      </div>
      <div>
        <dt>step</dt>
        <dd id="step">{formatFixed(snapshot?.steps ?? 0, 0)}</dd>
      </div>
    </dl>
  );
}

/** A list of networks worth looking at; it names one only while nothing has been changed. */
function Presets({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element {
  const now = JSON.stringify(sandbox.settings.value);
  const names = Object.keys(presets) as PresetName[];
  const current = names.find((name) => JSON.stringify(presets[name].settings) === now);
  return (
    <label class="control">
      <span class="name">Preset</span>
      <select
        value={current ?? ""}
        onChange={(event) => {
          const name = event.currentTarget.value as PresetName;
          sandbox.open({ settings: presets[name].settings, view: plainView, epochs: 0 });
        }}
      >
        {current === undefined ? <option value="">your own</option> : null}
        {names.map((name) => (
          <option key={name} value={name}>
            {presets[name].title}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The address of what is on the screen. */
const linkTo = (sandbox: Sandbox): string =>
  new URL(addressOf("playground", sandbox.link()), window.location.href).href;
