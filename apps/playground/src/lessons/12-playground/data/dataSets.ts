import type { Generator } from "@chainrule/autograd";
import { circles } from "./circles.ts";
import circlesSource from "./circles.ts?raw";
import type { Examples } from "./examples.ts";
import { gaussian } from "./gaussian.ts";
import gaussianSource from "./gaussian.ts?raw";
import { hills } from "./hills.ts";
import hillsSource from "./hills.ts?raw";
import { moons } from "./moons.ts";
import moonsSource from "./moons.ts?raw";
import { plane } from "./plane.ts";
import planeSource from "./plane.ts?raw";
import { spiral } from "./spiral.ts";
import spiralSource from "./spiral.ts?raw";
import { xor } from "./xor.ts";
import xorSource from "./xor.ts?raw";

export type Task = "classification" | "regression";

type DataSet = {
  readonly title: string;
  readonly task: Task;
  readonly make: (count: number, noise: number, generator: Generator) => Examples;
  /** The module that makes it, for the program that is shown. */
  readonly source: string;
};

const dataSet = (title: string, task: Task, make: DataSet["make"], source: string): DataSet => ({
  title,
  task,
  make,
  source,
});

/** What can be learned. Classes are 0 and 1; heights lie about between −1 and 1. */
export const dataSets = {
  circles: dataSet("Circles", "classification", circles, circlesSource),
  xor: dataSet("XOR", "classification", xor, xorSource),
  spiral: dataSet("Spiral", "classification", spiral, spiralSource),
  moons: dataSet("Moons", "classification", moons, moonsSource),
  gaussian: dataSet("Gaussian", "classification", gaussian, gaussianSource),
  plane: dataSet("Plane", "regression", plane, planeSource),
  hills: dataSet("Multi-Gaussian", "regression", hills, hillsSource),
} as const;

export type DataName = keyof typeof dataSets;

/** Points lie about between −3 and 3 in both directions: that is what pictures show. */
export const extent = 3;
