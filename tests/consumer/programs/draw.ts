// A picture, for someone who installed @chainrule/draw and its peer.
import { setName, value } from "@chainrule/autograd";
import { toSvg } from "@chainrule/draw";

const x = setName(value(2, { requiresGrad: true }), "x");
const svg: string = toSvg(x.mul(3).tanh(), { step: 1 });
for (const part of ["<svg", "tanh", "step 1 of 2"]) {
  if (!svg.includes(part)) throw new Error(`the picture lacks ${part}: ${svg}`);
}
