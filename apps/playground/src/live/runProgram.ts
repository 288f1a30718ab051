import type { Print, ProgramFailure, ProgramReport } from "./messages.ts";

/** Who hears of a running program. */
export type Listener = {
  /** In bundles, in order. */
  readonly onPrint: (prints: readonly Print[]) => void;
  /** The last that is heard: its time in milliseconds, or why it did not come to its end. */
  readonly onEnd: (outcome: number | ProgramFailure) => void;
};

/**
 * Runs a TypeScript program in a worker of its own, which is ended with it, or when its time is over.
 * @returns what stops it.
 */
export function runProgram(source: string, seconds: number, { onPrint, onEnd }: Listener): () => void {
  const worker = new Worker(new URL("./program.worker.ts", import.meta.url), { type: "module" });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasEnded = false;
  let prints: Print[] = [];
  let frame = 0;
  const show = (): void => {
    cancelAnimationFrame(frame);
    frame = 0;
    if (prints.length > 0) onPrint(prints);
    prints = [];
  };
  const end = (outcome: number | ProgramFailure): void => {
    if (hasEnded) return;
    hasEnded = true;
    clearTimeout(timer);
    worker.terminate();
    show();
    onEnd(outcome);
  };
  const respond: { [Type in ProgramReport["type"]]: (report: ProgramReport & { type: Type }) => void } = {
    begun: () => {
      timer = setTimeout(
        () => end({ message: `Stopped after ${seconds} seconds. Is there a loop that never ends?` }),
        1000 * seconds,
      );
    },
    // A program may print many lines in no time: they are shown once per picture.
    printed: ({ print }) => {
      prints.push(print);
      if (frame === 0) frame = requestAnimationFrame(show);
    },
    ended: ({ milliseconds }) => end(milliseconds),
    failed: ({ failure }) => end(failure),
  };
  worker.addEventListener("message", ({ data }: MessageEvent<ProgramReport>) => {
    // A program may send messages of its own, which are none of these.
    if (!hasEnded && Object.hasOwn(respond, data?.type)) respond[data.type](data as never);
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    end({
      message:
        event.message || "The program could not be started. Is the page offline, or may it have no workers?",
    });
  });
  worker.postMessage(source);
  return () => end({ message: "Stopped." });
}
