import { value } from "@chainrule/autograd";

// Numbers, and whatever you like to compute from them. The last constant is the loss.
export const x = value(0.5, { requiresGrad: true });
export const y = value(2, { requiresGrad: true });
export const a = x.mul(y).sin();
export const b = x.exp();
export const L = a.div(b).add(a.square());
