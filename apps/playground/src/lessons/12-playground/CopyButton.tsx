import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

/** A button that puts a text on the clipboard, and says whether it could. */
export function CopyButton({
  name,
  text,
}: {
  readonly name: string;
  /** Called when it is pressed. */
  readonly text: () => string;
}): JSX.Element {
  const said = useSignal<string | null>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text());
      said.value = "Copied";
    } catch {
      // Browsers have no clipboard for pages that did not come over https.
      said.value = "Not allowed here";
    }
    setTimeout(() => {
      said.value = null;
    }, 2000);
  };
  return (
    <button type="button" class="copy" onClick={() => void copy()}>
      <span aria-live="polite">{said.value ?? name}</span>
    </button>
  );
}
