import { grad, type Value, value } from "@chainrule/autograd";

const truth = 500;
const loss = (estimate: Value): Value => estimate.sub(truth).square();
const slope = grad(loss); // the function of its slope

for (const estimate of [350, 450, 500, 550, 600]) {
  const x = value(estimate, { dtype: "float64" });
  console.log(`estimate ${estimate}: loss ${loss(x).item()}, slope ${slope(x).item()}`);
}
