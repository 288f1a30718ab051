import { noGrad, ones, stack, type Value } from "@chainrule/autograd";
import { type Field, fieldOf } from "../../plots/field.ts";
import { exampleCount, x, y } from "./problem.ts";

/** The part of the plane of weight and bias that is drawn. */
export const plane = { weight: [-1.2, 3.8], bias: [-2.2, 1.2] } as const;

const inputs = stack([x.reshape([-1]), ones([exampleCount])]).to("float64"); // [2, examples]
const truth = y.reshape([-1]).to("float64");

/** The loss on all examples of the line at each of many points (weight, bias): [rows, columns, 2] → [rows, columns]. */
const lossesAt = (points: Value): Value => points.matmul(inputs).sub(truth).square().mean(2);

/** The loss surface: a bowl, over weight and bias. */
export const surface: Field = noGrad(() => fieldOf(lossesAt, plane.weight, plane.bias, 41, 33));

/** Heights of the lines: closer together towards the lowest place, where the paths are. */
export const levels: readonly number[] = Array.from({ length: 11 }, (_, i) => 0.25 + 0.06 * (i + 0.5) ** 2);
