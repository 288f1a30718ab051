// Loss and slope: how wrong an estimate is, in one number, and which way that number falls.
// A picture shows 500 people. The loss of an estimate is its squared error: 0 where it is right, and four times as large for
// twice the error. Its slope at an estimate is below 0 where more people would be better, above 0 where fewer would.
import { grad, type Value, value } from "@chainrule/autograd";

const truth = 500;
const loss = (estimate: Value): Value => estimate.sub(truth).square(); // (estimate − 500)²
const slope = grad(loss); // 2 · (estimate − 500), but nobody has to say so

const number = (x: number): Value => value(x, { dtype: "float64" });
const format = (x: number): string => x.toLocaleString("en").replace("-", "−");
const row = (cells: (string | number)[]): string => cells.map((cell) => String(cell).padStart(11)).join("");

console.log(row(["estimate", "error", "loss", "slope"]) + "   so go");
for (const estimate of [350, 450, 500, 550, 600]) {
  const down = slope(number(estimate)).item();
  const way =
    down === 0 ? "nowhere: this is the minimum" : down < 0 ? "up, to more people" : "down, to fewer";
  const cells = [estimate, estimate - truth, loss(number(estimate)).item(), down].map(format);
  console.log(`${row(cells)}   ${way}`);
}

// What a slope is: how much the loss changes when the estimate does, for a small change. The smaller, the closer.
console.log(`\nHow much the loss changes from 350 to 350 + h, divided by h:`);
const changes = [100, 10, 1, 0.1, 0.01].map((h) => {
  const change = (loss(number(350 + h)).item() - loss(number(350)).item()) / h;
  console.log(`  h = ${String(h).padEnd(5)} ${format(Number(change.toFixed(2))).padStart(8)}`);
  return change;
});

const [at350, at600] = [350, 600].map((estimate) => slope(number(estimate)).item());
const off = Math.abs((changes.at(-1) ?? Number.NaN) - at350);
console.log(
  `\nResult: the slope is ${format(at350)} at 350 and ${format(at600)} at 600; a step of 0.01 misses the first by ${off.toFixed(2)}.`,
);
