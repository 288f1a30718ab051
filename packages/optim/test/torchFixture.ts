import { readFileSync } from "node:fs";
import { type Dtype, tensor, type Value } from "@chainrule/autograd";
import { expect } from "vitest";

/** A number of the fixture; those that JSON lacks are strings. */
export type FixtureNumber = number | "NaN" | "Infinity" | "-Infinity" | "-0";

export interface FixtureTensor {
  readonly shape: number[];
  readonly dtype: Dtype;
  readonly data: FixtureNumber[];
}

type OptimizerName =
  | "SGD"
  | "Adam"
  | "AdamW"
  | "RMSprop"
  | "Adagrad"
  | "Adadelta"
  | "Adamax"
  | "NAdam"
  | "RAdam"
  | "Lion";

interface Fixture {
  readonly defaults: Record<string, Record<string, unknown>>;
  readonly cases: readonly {
    readonly name: string;
    readonly optimizer: OptimizerName;
    readonly options: { learningRate: number };
    readonly groups?: readonly { readonly parameters: readonly number[]; readonly options: object }[];
    readonly learningRateAt?: Record<string, number>;
    readonly initial: readonly FixtureTensor[];
    readonly gradients: readonly (readonly (FixtureTensor | null)[])[];
    readonly parameters: readonly (readonly FixtureTensor[])[];
  }[];
  readonly schedules: readonly {
    readonly name: string;
    readonly schedule: "StepLR" | "CosineAnnealingLR";
    readonly options: { stepSize: number; gamma: number } & { tMax: number; etaMin: number };
    readonly learningRate: number;
    readonly learningRates: readonly number[];
  }[];
  readonly clipping: readonly {
    readonly name: string;
    readonly maxNorm: number;
    readonly normType: FixtureNumber;
    readonly gradients: readonly FixtureTensor[];
    readonly clipped: readonly FixtureTensor[];
    readonly totalNorm: FixtureNumber;
  }[];
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8"));

type Schedule =
  | "MultiStepLR"
  | "ExponentialLR"
  | "LinearLR"
  | "PolynomialLR"
  | "CosineAnnealingWarmRestarts"
  | "OneCycleLR"
  | "ChainedScheduler"
  | "SequentialLR";

export interface ScheduleCase {
  readonly schedule: Schedule;
  readonly options: { readonly schedules?: readonly ScheduleCase[] };
}

interface Grouped {
  readonly initial: readonly number[];
  readonly learningRates: readonly (readonly number[])[];
}

interface More extends Pick<Fixture, "defaults" | "cases"> {
  readonly schedules: readonly (ScheduleCase & {
    readonly name: string;
    readonly learningRate: number;
    readonly learningRates: readonly number[];
  })[];
  /** Of an optimizer with two groups. */
  readonly groupedSchedules: readonly (ScheduleCase & Grouped & { readonly name: string })[];
  readonly groupedPlateaus: readonly (Grouped & {
    readonly name: string;
    readonly options: object;
    readonly metrics: readonly FixtureNumber[];
  })[];
  readonly plateaus: readonly {
    readonly name: string;
    readonly options: object;
    readonly learningRate: number;
    readonly metrics: readonly FixtureNumber[];
    readonly learningRates: readonly number[];
  }[];
  readonly valueClipping: readonly {
    readonly name: string;
    readonly clipValue: number;
    readonly gradients: readonly FixtureTensor[];
    readonly clipped: readonly FixtureTensor[];
  }[];
}

/** What PyTorch computed; see tools/fixtures/torch_optim.py. */
export const fixture = read("torch-optim") as Fixture;

/** The same for the other optimizers and schedules. */
export const more = read("torch-optim-more") as More;

export function decode({ shape, dtype, data }: FixtureTensor, requiresGrad = false): Value {
  return tensor(data.map(Number), { shape, dtype, requiresGrad });
}

/** Fails unless all numbers agree, relatively within `tolerance`. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: readonly FixtureNumber[],
  tolerance: number,
): void {
  expect(actual.length).toBe(expected.length);
  expected.map(Number).forEach((number, i) => {
    if (!Number.isFinite(number) || number === 0) expect(actual[i]).toBe(number);
    else expect(Math.abs(actual[i] - number) / Math.abs(number)).toBeLessThanOrEqual(tolerance);
  });
}
