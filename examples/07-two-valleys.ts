// Gradient descent finds a valley, which need not be the lowest: where it ends depends on where it starts.
// The bottom of a valley is a local minimum, that of the lowest one the global minimum. Only what is right here, the slope,
// is known to a walker, not what is behind the next hill.
import { noGrad, type Value, value } from "@chainrule/autograd";
import { SGD } from "@chainrule/optim";

// Two valleys: a deep one at x = −1.47 and a shallow one at x = 1.35, with a hill between them at x = 0.13.
const curve = (x: Value): Value => x.pow(4).sub(x.square().mul(4)).add(x); // x⁴ − 4x² + x

/** Walks 300 steps downhill from `start` and returns where that ends. */
function descend(start: number, momentum: number): { x: number; height: number } {
  const x = value(start, { dtype: "float64", requiresGrad: true });
  const optimizer = new SGD([x], { learningRate: 0.01, momentum });
  for (let step = 0; step < 300; step++) {
    optimizer.zeroGrad();
    curve(x).backward();
    optimizer.step();
  }
  return noGrad(() => ({ x: x.item(), height: curve(x).item() }));
}

const format = (x: number): string => x.toFixed(2).replace("-", "−").padStart(6);

const hilltop = 0.13;
const valley = (x: number): string => (x < hilltop ? "deep" : "shallow");

// With momentum, a walker is a heavy ball: it keeps nine tenths of its speed from step to step, so it rolls on where the
// ground is flat, and over a hill if it comes from high enough. That may lead out of a valley, the best one included.
const starts = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5];
const walks = starts.map((start) => ({ start, plain: descend(start, 0), rolling: descend(start, 0.9) }));

console.log("The curve x⁴ − 4x² + x has a deep valley at x = −1.47 and a shallow one at x = 1.35.\n");
console.log("         plain gradient descent        with momentum 0.9");
console.log(" start   ends at  height  valley       ends at  height  valley");
for (const { start, plain, rolling } of walks) {
  const [left, right] = [plain, rolling].map(
    ({ x, height }) => `${format(x)}   ${format(height)}  ${valley(x).padEnd(7)}`,
  );
  console.log(`${format(start)}    ${left}       ${right}`.trimEnd());
}

const found = walks.filter(({ plain }) => plain.x < hilltop).length;
const left = walks.filter(({ plain, rolling }) => plain.x > hilltop && rolling.x < hilltop).length;
const lost = walks.filter(({ plain, rolling }) => plain.x < hilltop && rolling.x > hilltop).length;
console.log(
  `\nResult: ${found} of ${starts.length} starts lead to the deep valley; momentum led ${left} more there, and ${lost} away from it.`,
);
