// Gradient descent walks downhill: at each step against the gradient. How far it steps is the learning rate.
import { tensor, type Value } from "@chainrule/autograd";
import { SGD } from "@chainrule/optim";

// A bowl whose lowest point is at (4, 3). It is steeper along y than along x.
const minimum = [4, 3];
const steepness = tensor([1, 4], { dtype: "float64" });
const bowl = (point: Value): Value => {
  const offset = point.sub(tensor(minimum, { dtype: "float64" }));
  return offset.square().mul(steepness).sum(); // (x − 4)² + 4(y − 3)²
};

/** Walks 80 steps from (0, 0) and returns the points passed. */
function descend(learningRate: number): number[][] {
  const point = tensor([0, 0], { dtype: "float64", requiresGrad: true });
  const optimizer = new SGD([point], { learningRate });
  const path = [point.toArray() as number[]];
  for (let step = 1; step <= 80; step++) {
    optimizer.zeroGrad();
    bowl(point).backward();
    optimizer.step(); // point ← point − learningRate · gradient
    path.push(point.toArray() as number[]);
  }
  return path;
}

const format = (x: number): string => x.toFixed(Math.abs(x) < 100 ? 3 : 0);
const show = ([x, y]: number[]): string => `(${format(x)}, ${format(y)})`;

/** What to think of a walk that ended at `point`. */
function judge(point: number[]): string {
  const distance = Math.hypot(...point.map((x, i) => x - minimum[i]));
  if (distance < 1e-3) return "just right";
  return distance < 10
    ? "too small: still on its way"
    : "too large: leaps over the minimum, further each time";
}

console.log("The bowl (x − 4)² + 4(y − 3)² is lowest at (4, 3). Each walk starts at (0, 0).\n");
console.log("learning rate   after 1 step     after 5 steps    after 80 steps");
for (const learningRate of [0.005, 0.1, 0.26]) {
  const path = descend(learningRate);
  const row = [1, 5, 80].map((step) => show(path[step]).padEnd(17)).join("");
  console.log(`${String(learningRate).padEnd(16)}${row}${judge(path[80])}`);
}

console.log(`\nResult: with learning rate 0.1 the walk ends at ${show(descend(0.1)[80])}.`);
