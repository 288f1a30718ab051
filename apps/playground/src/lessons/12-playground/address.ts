import { type FeatureName, featureNames } from "./features.ts";
import {
  choices,
  defaults,
  lossesFor,
  mostLayers,
  mostNeurons,
  ranges,
  type Settings,
  taskOf,
  trainCount,
} from "./settings.ts";

/** What a page is opened with: settings, how it looks, and how far it trains at once. */
export type Opening = {
  readonly settings: Settings;
  readonly view: View;
  readonly epochs: number;
};

/** How results are shown. */
export type View = {
  readonly showsTest: boolean;
  /** Only which of the two classes, not how sure. */
  readonly isDiscrete: boolean;
  readonly isLog: boolean;
};

export const plainView: View = { showsTest: false, isDiscrete: false, isLog: false };

/** More than this would keep the page waiting. */
export const mostEpochs = 2000;

/** All of it as the query of an address: `data=spiral&noise=0.1&...` */
export function encode({ settings, view, epochs }: Opening): string {
  const entries: Record<string, string> = {
    ...Object.fromEntries(Object.keys(defaults).map((key) => [key, String(settings[key as keyof Settings])])),
    test: view.showsTest ? "1" : "0",
    discrete: view.isDiscrete ? "1" : "0",
    log: view.isLog ? "1" : "0",
    epochs: String(Math.min(epochs, mostEpochs)),
  };
  return new URLSearchParams(entries).toString().replaceAll("%2C", ",");
}

/** Reads such a query. What is absent is as on opening; what cannot be is left out, and said so. */
export function decode(query: string): Opening & { readonly notes: readonly string[] } {
  const given = new URLSearchParams(query);
  const notes: string[] = [];
  const known = new Set([...Object.keys(defaults), "test", "discrete", "log", "epochs"]);
  for (const key of new Set(given.keys()))
    if (!known.has(key)) notes.push(`There is nothing called “${key.slice(0, 40)}” here.`);

  const read = <T>(key: string, absent: T, parse: (text: string) => T | null, rule: string): T => {
    const text = given.get(key);
    if (text === null) return absent;
    const parsed = parse(text);
    if (parsed !== null) return parsed;
    notes.push(`${key}=${text.slice(0, 40)} was ignored: ${rule}.`);
    return absent;
  };
  const number = (key: keyof typeof ranges): number => {
    const range: { min: number; max: number; step?: number } = ranges[key];
    const { min, max, step } = range;
    const rule = `it is ${step === 1 ? "an integer" : "a number"} from ${min} to ${max}`;
    return read(key, defaults[key], (text) => numberFrom(text, min, max, step === 1), rule);
  };
  const choice = <Key extends "data" | "activation" | "loss" | "optimizer" | "penalty">(
    key: Key,
  ): Settings[Key] => {
    const options = choices[key] as readonly string[] as readonly Settings[Key][];
    return read(
      key,
      defaults[key],
      (text) => options.find((option) => option === text) ?? null,
      `it is one of ${options.join(", ")}`,
    );
  };
  const flag = (key: string): boolean =>
    read(key, false, (text) => (text === "1" ? true : text === "0" ? false : null), "it is 0 or 1");

  const data = choice("data");
  const fitting = lossesFor(taskOf({ data }));
  const loss = given.has("loss") ? choice("loss") : fitting[0];
  if (!fitting.includes(loss))
    notes.push(`loss=${loss} was ignored: for this data it is one of ${fitting.join(", ")}.`);
  const settings: Settings = {
    data,
    noise: number("noise"),
    count: Math.round(number("count")),
    share: number("share"),
    dataSeed: number("dataSeed"),
    inputs: read("inputs", defaults.inputs, inputsFrom, `it lists some of ${featureNames.join(", ")}`),
    layers: read(
      "layers",
      defaults.layers,
      layersFrom,
      `it lists up to ${mostLayers} widths from 1 to ${mostNeurons}`,
    ),
    activation: choice("activation"),
    seed: number("seed"),
    loss: fitting.includes(loss) ? loss : fitting[0],
    optimizer: choice("optimizer"),
    rate: number("rate"),
    batch: number("batch"),
    penalty: choice("penalty"),
    strength: number("strength"),
    dropout: number("dropout"),
  };
  const view = { showsTest: flag("test"), isDiscrete: flag("discrete"), isLog: flag("log") };
  const epochs = read(
    "epochs",
    0,
    (text) => numberFrom(text, 0, mostEpochs, true),
    `it is an integer from 0 to ${mostEpochs}`,
  );
  return {
    settings: { ...settings, batch: Math.min(settings.batch, trainCount(settings)) },
    view,
    epochs,
    notes,
  };
}

function numberFrom(text: string, min: number, max: number, isInteger: boolean): number | null {
  const number = text.trim() === "" ? Number.NaN : Number(text);
  return number >= min && number <= max && (!isInteger || Number.isInteger(number)) ? number : null;
}

/** Each feature once, in their order. */
function inputsFrom(text: string): FeatureName[] | null {
  const names = text.split(",");
  const isFine = names.every((name) => featureNames.includes(name as FeatureName));
  return isFine ? featureNames.filter((name) => names.includes(name)) : null;
}

function layersFrom(text: string): number[] | null {
  const widths = text === "" ? [] : text.split(",").map((width) => numberFrom(width, 1, mostNeurons, true));
  return widths.length <= mostLayers && widths.every((width) => width !== null) ? widths : null;
}
