import { tensor, type Value, value } from "@chainrule/autograd";
import { mseLoss } from "@chainrule/nn";

/** Five pictures: how much of each is covered by people, in percent, and how many people there are. */
export const covered: readonly number[] = [8, 17, 30, 41, 52];
export const counts: readonly number[] = [130, 150, 360, 390, 640];

/** The smallest network there is, one weight: so many people for each percent that is covered. */
export function estimates(weight: Value): Value {
  return tensor([...covered], { dtype: "float64" }).mul(weight);
}

/** The mean of the squared errors over the five pictures. */
export function meanSquaredError(weight: Value): Value {
  return mseLoss(estimates(weight), tensor([...counts], { dtype: "float64" }));
}

/** What a weight gives: its estimates, and how wrong they are. */
export function judge(weight: number): { readonly estimates: readonly number[]; readonly loss: number } {
  const w = value(weight, { dtype: "float64" });
  return { estimates: [...estimates(w).data], loss: meanSquaredError(w).item() };
}
