import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { DigitsState } from "./useDigits.ts";
import { decodeWeights, encodeWeights } from "./weightsFile.ts";

/** Weights in and out: those that `npm start` has learned, and those of this page for `npm run predict`. */
export function WeightsFiles({ state }: { readonly state: DigitsState }): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const message = useSignal<string | null>(null);
  const isOver = useSignal(false);

  const load = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    try {
      state.use(decodeWeights(file.name, await file.arrayBuffer()), file.name);
      message.value = null;
    } catch (error) {
      message.value = (error as Error).message;
    }
  };
  const save = (): void => {
    const trained = state.trained.peek();
    if (trained === null) return;
    const address = URL.createObjectURL(new Blob([encodeWeights(trained)]));
    const link = document.createElement("a");
    link.href = address;
    link.download = "weights.safetensors";
    link.click();
    URL.revokeObjectURL(address);
  };

  return (
    <div
      class="weights-files"
      data-over={isOver.value}
      onDragOver={(event) => {
        event.preventDefault();
        isOver.value = true;
      }}
      onDragLeave={() => {
        isOver.value = false;
      }}
      onDrop={(event) => {
        event.preventDefault();
        isOver.value = false;
        void load(event.dataTransfer?.files[0]);
      }}
    >
      <button type="button" disabled={state.trained.value === null} onClick={save}>
        Save the weights
      </button>
      <button type="button" onClick={() => input.current?.click()}>
        Load weights …
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".safetensors"
        aria-label="File of weights"
        onChange={(event) => {
          void load(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
      <small>or drop a file of weights here</small>
      <p role="alert">{message.value}</p>
    </div>
  );
}
