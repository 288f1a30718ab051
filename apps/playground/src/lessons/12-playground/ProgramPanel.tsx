import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { LiveCode } from "../../parts/LiveCode.tsx";
import { CopyButton } from "./CopyButton.tsx";
import { programFor } from "./program.ts";
import type { Sandbox } from "./useSandbox.ts";

/** How many epochs the program trains as long as the page has not trained. */
const someEpochs = 100;

/** The program that does what the page does. It follows the page whenever that rests. */
export function ProgramPanel({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element {
  const shown = useSignal(programFor(sandbox.settings.peek(), sandbox.firstEpochs || someEpochs));
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useSignalEffect(() => {
    const settings = sandbox.settings.value;
    const snapshot = sandbox.training.snapshot.value;
    if (sandbox.training.isRunning.value || snapshot === null) return;
    clearTimeout(timer.current);
    const program = programFor(settings, snapshot.epoch || someEpochs);
    timer.current = setTimeout(() => {
      shown.value = program;
    }, 300);
  });
  const isTouched = sandbox.training.snapshot.value?.isTouched ?? false;
  return (
    <>
      <p role="status" class="program-note">
        {isTouched
          ? "Something was changed while this network was learning, or a weight was set by hand. The program begins with the settings of now: press Reset, and the page does the same."
          : "Page and program agree to the last digit after every epoch."}
      </p>
      <div class="buttons">
        <CopyButton name="Copy the program" text={() => shown.peek()} />
        <button type="button" onClick={() => download(shown.peek())}>
          Download playground.ts
        </button>
      </div>
      <div class="wide">
        <LiveCode
          key={shown.value}
          id="program"
          label="The playground as a program"
          source={shown.value}
          lines={12}
          seconds={30}
        />
      </div>
    </>
  );
}

function download(program: string): void {
  const address = URL.createObjectURL(new Blob([program], { type: "text/typescript" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "playground.ts";
  link.click();
  URL.revokeObjectURL(address);
}
