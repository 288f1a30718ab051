// The chain rule, step by step: what backward() does, one call after the other, from the loss back to w and x.
// What flows back to a Value is its cotangent: how many times as much the loss changes as it does. A call takes that of its
// output, times its own slope at an input, and passes it on to that input. A Value that is used twice gets the sum of both.
import { backwardSteps, type Value, value } from "@chainrule/autograd";

const w = value(2, { dtype: "float64", requiresGrad: true });
const x = value(3, { dtype: "float64", requiresGrad: true });

// w is used twice: in the product, and in the penalty.
const product = w.mul(x);
const error = product.sub(10);
const squared = error.square();
const penalty = w.square();
const loss = squared.add(penalty);

const values = { w, x, product, error, squared, penalty, loss };
const nameOf = (wanted: Value): string =>
  Object.entries(values).find(([, value]) => value === wanted)?.[0] ?? "";

// What each is computed from, and its slopes there, by pen and paper. The steps below know them without being told.
const paper: Record<string, { formula: string; slopes: Record<string, string> }> = {
  product: { formula: "w · x", slopes: { w: "x", x: "w" } },
  error: { formula: "product − 10", slopes: { product: "1" } },
  squared: { formula: "error²", slopes: { error: "2 · error" } },
  penalty: { formula: "w²", slopes: { w: "2 · w" } },
  loss: { formula: "squared + penalty", slopes: { squared: "1", penalty: "1" } },
};

console.log(`Forward, from w = ${w.item()} and x = ${x.item()}:`);
for (const [name, { formula }] of Object.entries(paper)) {
  const result = values[name as keyof typeof values].item();
  console.log(`  ${name.padEnd(8)} = ${formula.padEnd(18)} = ${String(result).padStart(3)}`);
}

const row = (cells: (string | number)[]): string =>
  [6, 9, 11, 11, 19, 10, 12].map((width, i) => String(cells[i]).padStart(width)).join("");
console.log("\nBackward, which begins with 1 at the loss:");
console.log(row(["step", "from", "cotangent", "to", "times the slope", "passes on", "sum so far"]));
for (const [i, { call, cotangent, contributions }] of backwardSteps(loss).entries()) {
  const from = nameOf(call.outputs[0]);
  const flow = (cotangent as Value).item();
  for (const { input, contribution, sum } of contributions) {
    const to = nameOf(input);
    const slope = contribution.item() / flow;
    const written = paper[from].slopes[to];
    const times = written === String(slope) ? written : `${written} = ${slope}`;
    console.log(row([i + 1, from, flow, to, times, contribution.item(), sum.item()]));
  }
}

// Is it so? backward() takes the same steps. And a nudge: the loss with numbers only, a little to either side.
loss.backward();
const byHand = (w: number, x: number): number => (w * x - 10) ** 2 + w ** 2;
const nudge = 1e-4;
const slopeByW = (byHand(2 + nudge, 3) - byHand(2 - nudge, 3)) / (2 * nudge);
const slopeByX = (byHand(2, 3 + nudge) - byHand(2, 3 - nudge)) / (2 * nudge);
console.log(
  `\nNudging w moves the loss ${slopeByW.toFixed(4)} times as much, nudging x ${slopeByX.toFixed(4)}.`,
);
console.log(`Result: the last sums are the gradient: ${w.grad?.item()} by w, ${x.grad?.item()} by x.`);
