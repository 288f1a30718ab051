import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Editor } from "../live/editor.ts";
import type { Print, ProgramFailure } from "../live/messages.ts";
import { runProgram } from "../live/runProgram.ts";
import { formatNumber } from "./formatNumber.ts";
import { Listing } from "./Listing.tsx";

export type LiveCodeProps = {
  /** Its name in this lesson. */
  readonly id: string;
  readonly source: string;
  readonly label: string;
  /** How many lines of output are in sight; more can be scrolled to. */
  readonly lines?: number;
  /** After how long it is stopped. */
  readonly seconds?: number;
  /** What is run after the program, unseen, and in its scope: what it prints after `resultMark` goes to the page. */
  readonly result?: {
    readonly programFor: (source: string) => string;
    readonly onResult: (text: string) => void;
  };
};

/** A program that can be changed and run in place, with what it prints below it. Where it prints an SVG, that is shown. */
export function LiveCode({ id, source, label, lines = 6, seconds = 10, result }: LiveCodeProps): JSX.Element {
  const original = source.trimEnd();
  const edited = useSignal(original);
  const isEditable = useSignal(false);
  const hasNoEditor = useSignal(false);
  const stop = useSignal<(() => void) | null>(null);
  const output = useSignal<readonly Print[]>([]);
  const outcome = useSignal<number | ProgramFailure | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const isRunning = stop.value !== null;

  const run = (): void => {
    stop.peek()?.();
    output.value = [];
    outcome.value = null;
    const source = edited.peek();
    const whole = result === undefined ? source : `${source}\n${result.programFor(source)}`;
    stop.value = runProgram(whole, seconds, {
      onPrint: (prints) => {
        output.value = [...output.peek(), ...prints.filter(({ kind }) => kind !== "result")];
        const found = prints.find(({ kind }) => kind === "result");
        if (found !== undefined) result?.onResult(found.text);
      },
      onEnd: (how) => {
        // Lines after the program are none of the learner's.
        const isAfter = typeof how !== "number" && (how.line ?? 0) > source.split("\n").length;
        outcome.value = isAfter ? { message: how.message } : how;
        stop.value = null;
      },
    });
  };

  // The editor is large, and comes when its place comes into sight.
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let isGone = false;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        import("../live/editor.ts").then(
          ({ openEditor }) => {
            if (isGone) return;
            editor.current = openEditor(element, edited.peek(), {
              label,
              onRun: run,
              onChange: (source) => {
                edited.value = source;
              },
            });
            isEditable.value = true;
          },
          () => {
            hasNoEditor.value = true;
          },
        );
      },
      { rootMargin: "300px" },
    );
    observer.observe(element);
    return () => {
      isGone = true;
      observer.disconnect();
      editor.current?.close();
      stop.peek()?.();
    };
  }, []);

  return (
    <div
      class="live-code"
      id={id}
      role="group"
      aria-label={label}
      data-running={isRunning}
      data-source={original}
    >
      {/* The text edition and the clipboard of a reader without an editor take it from here. */}
      <div class="program" hidden={isEditable.value}>
        <Listing source={source} label={label} />
      </div>
      <div class="program" ref={place} />
      <div class="buttons">
        {isRunning ? (
          <button type="button" class="main" onClick={() => stop.value?.()}>
            Stop
          </button>
        ) : (
          <button type="button" class="main" onClick={run}>
            Run
          </button>
        )}
        <button
          type="button"
          disabled={edited.value === original}
          onClick={() => {
            edited.value = original;
            editor.current?.setSource(original);
          }}
        >
          Reset
        </button>
        <small>
          {hasNoEditor.value
            ? "The editor could not be loaded: the program can be run as it stands. Is the page offline?"
            : "Change it, then run it with Ctrl-Enter. Tab leads on to the buttons."}
        </small>
      </div>
      <div
        class="output"
        role="region"
        aria-label={`Output of: ${label}`}
        tabIndex={0}
        style={{ height: `calc(${lines} * 1.55em + 1.25rem)` }}
      >
        {output.value.length === 0 && outcome.value === null ? (
          <span class="hint">{isRunning ? "Running …" : "What it prints appears here."}</span>
        ) : null}
        {output.value.map((print, i) => (
          <Printed key={i} {...print} />
        ))}
        <Outcome outcome={outcome.value} hasPrinted={output.value.length > 0} />
      </div>
      <p class="unseen" role="status">
        {announcementOf(output.value, outcome.value)}
      </p>
    </div>
  );
}

function Printed({ kind, text }: Print): JSX.Element {
  if (kind !== "picture") return <div class={kind}>{text === "" ? "\u00a0" : text}</div>;
  // oxlint-disable-next-line react/no-danger -- Drawn by the learner's own program, in the learner's own page.
  return <div class="picture" dangerouslySetInnerHTML={{ __html: text }} />;
}

function Outcome({
  outcome,
  hasPrinted,
}: {
  readonly outcome: number | ProgramFailure | null;
  readonly hasPrinted: boolean;
}): JSX.Element | null {
  if (outcome === null) return null;
  if (typeof outcome !== "number") return <div class="error">{describe(outcome)}</div>;
  return hasPrinted ? null : <span class="hint">It has run to its end and printed nothing.</span>;
}

const describe = ({ message, line }: ProgramFailure): string =>
  line === undefined ? message : `Line ${line}: ${message}`;

/** What those hear who do not see it: the end, and the first words of what was printed. */
function announcementOf(prints: readonly Print[], outcome: number | ProgramFailure | null): string {
  if (outcome === null) return "";
  if (typeof outcome !== "number") return `The program has failed. ${describe(outcome)}`;
  const words = prints.filter(({ kind }) => kind !== "picture").map(({ text }) => text);
  return `The program took ${formatNumber(outcome / 1000, 2)} seconds. ${words.join("\n").slice(0, 300)}`;
}
