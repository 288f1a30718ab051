import { concat, Generator, ones, tensor, type Value, zeros } from "@chainrule/autograd";

/** How many points each class has. */
export const perClass = 120;

// Two clouds of points, in a list that is sorted by class, as files often are.
const generator = new Generator(1);
const cloud = (x: number): Value => generator.normal([perClass, 2]).add(tensor([x, 0]));
export const points: Value = concat([cloud(-1), cloud(1)]);
export const classes: Value = concat([zeros([perClass, 1]), ones([perClass, 1])]);
