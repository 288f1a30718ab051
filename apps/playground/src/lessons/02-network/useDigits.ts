import { type Digits, side } from "@chainrule/examples/digits/digits.ts";
import { type Architecture, buildNetwork } from "@chainrule/examples/digits/network.ts";
import { type ReadonlySignal, type Signal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import testFile from "../../../generated/digits-test.bin?url";
import trainFile from "../../../generated/digits-train.bin?url";
import { type RemoteTraining, useTraining } from "../../training/useTraining.ts";
import { fetchDigits } from "./data.ts";
import type { DigitsSettings, DigitsSnapshot } from "./digitsTraining.ts";
import { type Reading, read } from "./read.ts";
import { picture, type Stroke } from "./strokes.ts";
import type { Trained } from "./weightsFile.ts";

/** What lies before the network: a drawing, or a digit of the test set. */
export type Shown =
  | { readonly kind: "drawing"; readonly strokes: readonly Stroke[] }
  | { readonly kind: "test"; readonly index: number };

type Network = ReturnType<typeof buildNetwork>;

/** How wide the pad is, in units of strokes. */
export const padWidth = 280;

/** The reader of digits, as both of its figures show it. */
export type DigitsState = {
  readonly training: RemoteTraining<DigitsSettings, DigitsSnapshot>;
  readonly hiddenWidth: Signal<number>;
  /** Where the weights are from: null when they are trained in this page. */
  readonly file: Signal<string | null>;
  readonly test: ReadonlySignal<Digits | null>;
  readonly shown: Signal<Shown>;
  readonly pixels: ReadonlySignal<Float32Array>;
  /** The network with the newest weights that the page has, and what it makes of what is shown. */
  readonly trained: ReadonlySignal<Trained | null>;
  readonly reader: ReadonlySignal<{ readonly network: Network } | null>;
  readonly reading: ReadonlySignal<Reading | null>;
  begin(): void;
  use(trained: Trained, file: string): void;
};

const addressOf = (file: string): string => new URL(file, document.baseURI).href;

export function useDigits(): DigitsState {
  const hiddenWidth = useSignal(128);
  const file = useSignal<string | null>(null);
  const test = useSignal<Digits | null>(null);
  const shown = useSignal<Shown>({ kind: "test", index: 0 });
  const trained = useSignal<Trained | null>(null);
  const settingsFor = (architecture: Architecture, state: DigitsSettings["state"]): DigitsSettings => ({
    architecture,
    seed: 1,
    state,
    trainFile: addressOf(trainFile),
    testFile: addressOf(testFile),
  });
  const fresh = (): DigitsSettings => settingsFor({ model: "mlp", hidden: [hiddenWidth.peek()] }, null);
  const training = useTraining<DigitsSettings, DigitsSnapshot>("digits", fresh());
  // It learns while the reader reads.
  useEffect(() => training.play(), []);
  useEffect(() => {
    // The worker needs the same file, and says so when it is out of reach.
    fetchDigits(addressOf(testFile)).then(
      (digits) => {
        test.value = digits;
      },
      () => {},
    );
  }, []);
  useSignalEffect(() => {
    const snapshot = training.snapshot.value;
    if (snapshot?.state) trained.value = { architecture: snapshot.architecture, state: snapshot.state };
  });

  const built = useRef<{ architecture: Architecture; network: Network } | null>(null);
  const reader = useComputed(() => {
    if (trained.value === null) return null;
    const { architecture, state } = trained.value;
    if (String(built.current?.architecture.hidden) !== String(architecture.hidden))
      built.current = { architecture, network: buildNetwork(architecture) };
    built.current?.network.loadStateDict(state);
    // Another object each time, so that what depends on it notices the new weights.
    return built.current === null ? null : { network: built.current.network };
  });
  const pixels = useComputed(() => {
    const { value } = shown;
    if (value.kind === "drawing") return picture(value.strokes, padWidth);
    const size = side * side;
    const images = test.value?.images.data as Float32Array | undefined;
    return images?.slice(value.index * size, (value.index + 1) * size) ?? new Float32Array(size);
  });
  const reading = useComputed(() =>
    reader.value === null ? null : read(reader.value.network, pixels.value),
  );

  return useRef<DigitsState>({
    training,
    hiddenWidth,
    file,
    test,
    shown,
    pixels,
    trained,
    reader,
    reading,
    begin() {
      file.value = null;
      training.reset(fresh());
      training.play();
    },
    use({ architecture, state }, name) {
      file.value = name;
      training.reset(settingsFor(architecture, state));
    },
  }).current;
}
