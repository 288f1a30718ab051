import { batch, computed, type ReadonlySignal, type Signal, signal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { replaceQuery, route } from "../../shell/route.ts";
import { type RemoteTraining, useTraining } from "../../training/useTraining.ts";
import { decode, encode, type Opening, plainView, type View } from "./address.ts";
import type { Wish } from "./playground.worker.ts";
import type { Edit } from "./run.ts";
import { defaults, lossesFor, needsReset, type Settings, taskOf, trainCount } from "./settings.ts";
import type { NeuronPlace, Snapshot } from "./snapshot.ts";

/** A signal for each of many things. */
type Signals<Record_> = { readonly [Key in keyof Record_]: Signal<Record_[Key]> };

/** Everything that a learner can set, and the training that follows it. */
export type Sandbox = {
  readonly fields: Signals<Settings>;
  readonly view: Signals<View>;
  readonly settings: ReadonlySignal<Settings>;
  /** The neuron that is shown large; null for the output. */
  readonly shown: Signal<NeuronPlace | null>;
  readonly training: RemoteTraining<Wish, Snapshot>;
  /** How many epochs the page trained at once when it was opened. */
  readonly firstEpochs: number;
  /** What the address asked for in vain. */
  readonly notes: Signal<readonly string[]>;
  /** Sets everything and begins anew. */
  open(opening: Opening): void;
  /** Changes settings, so that they fit each other. */
  set(changes: Partial<Settings>): void;
  reset(): void;
  edit(edit: Edit): void;
  /** The address of what is on the screen right now, epochs included. */
  link(): string;
};

/** How long the page trains at once when it is opened without an address of its own. */
const firstEpochs = 40;

const signalsOf = <T extends object>(record: T): Signals<T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, signal(value)])) as Signals<T>;

const valuesOf = <T extends object>(signals: Signals<T>): T =>
  Object.fromEntries(
    Object.entries(signals as Record<string, Signal<unknown>>).map(([key, field]) => [key, field.value]),
  ) as T;

/** What the address says; something to look at when it says nothing. */
function openingOf(query: string): ReturnType<typeof decode> {
  return query === ""
    ? { settings: defaults, view: plainView, epochs: firstEpochs, notes: [] }
    : decode(query);
}

/** The state of the playground: it follows the address, and writes itself into it. */
export function useSandbox(): Sandbox {
  const first = useRef<ReturnType<typeof decode> | null>(null);
  first.current ??= openingOf(route.peek().query);
  const training = useTraining<Wish, Snapshot>("playground", {
    settings: first.current.settings,
    shown: null,
    epochs: first.current.epochs,
    edits: [],
  });
  const made = useRef<(Sandbox & { follow(): void }) | null>(null);
  made.current ??= makeSandbox(first.current, training);
  const sandbox = made.current;

  useSignalEffect(() => sandbox.follow());
  // Another address for the same lesson, such as that of a preset in the text.
  const opened = useRef(route.peek());
  useSignalEffect(() => {
    const { slug, query } = route.value;
    if (route.value === opened.current || slug !== opened.current.slug) return;
    opened.current = route.value;
    const opening = openingOf(query);
    sandbox.open(opening);
    sandbox.notes.value = opening.notes;
  });
  // Browsers bound how often addresses may change.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isFirst = true;
    const unsubscribe = computed(() =>
      encode({ settings: sandbox.settings.value, view: valuesOf(sandbox.view), epochs: 0 }),
    ).subscribe((query) => {
      clearTimeout(timer);
      if (!isFirst) timer = setTimeout(() => replaceQuery(query), 400);
      isFirst = false;
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, []);
  return sandbox;
}

function makeSandbox(
  opening: ReturnType<typeof decode>,
  training: RemoteTraining<Wish, Snapshot>,
): Sandbox & { follow(): void } {
  const fields = signalsOf(opening.settings);
  const view = signalsOf(opening.view);
  const settings = computed(() => valuesOf(fields));
  const shown = signal<NeuronPlace | null>(null);
  let edits: Edit[] = [];
  let sent: { settings: Settings; shown: NeuronPlace | null } = { settings: opening.settings, shown: null };

  const begin = (epochs: number): void => {
    edits = [];
    sent = { settings: settings.peek(), shown: shown.peek() };
    training.reset({ ...sent, epochs, edits });
  };

  /** What depends on signals: tells the worker what has changed. */
  const follow = (): void => {
    const now = { settings: settings.value, shown: shown.value };
    if (now.settings === sent.settings && now.shown === sent.shown) return;
    if (needsReset(sent.settings, now.settings)) {
      if (String(sent.settings.layers) !== String(now.settings.layers)) now.shown = null;
      shown.value = now.shown;
      begin(0);
      return;
    }
    sent = now;
    training.change({ ...now, epochs: 0, edits });
  };

  return {
    fields,
    view,
    settings,
    shown,
    training,
    firstEpochs: opening.epochs,
    notes: signal(opening.notes),
    follow,
    open(next) {
      batch(() => {
        for (const key of Object.keys(next.settings) as (keyof Settings)[])
          (fields[key] as Signal<unknown>).value = next.settings[key];
        for (const key of Object.keys(next.view) as (keyof View)[]) view[key].value = next.view[key];
        shown.value = null;
        begin(next.epochs);
      });
    },
    set(changes) {
      const wanted = { ...settings.peek(), ...changes };
      const fitting = lossesFor(taskOf(wanted));
      const next: Settings = {
        ...wanted,
        loss: fitting.includes(wanted.loss) ? wanted.loss : fitting[0],
        batch: Math.min(wanted.batch, trainCount(wanted)),
      };
      batch(() => {
        for (const key of Object.keys(next) as (keyof Settings)[])
          (fields[key] as Signal<unknown>).value = next[key];
      });
    },
    reset: () => begin(0),
    edit(edit) {
      edits = [...edits, edit];
      training.change({ ...sent, epochs: 0, edits });
    },
    link() {
      const epochs = training.snapshot.peek()?.epoch ?? 0;
      return encode({ settings: settings.peek(), view: valuesOf(view), epochs });
    },
  };
}
