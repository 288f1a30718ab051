// Newton's method: to know how the slope itself changes saves thousands of steps.
// The gradient says where downhill is, not how far. The Hessian, the matrix of all second derivatives, says how the gradient
// changes from place to place, so where it would be 0 if that went on so: step p with Hessian · p = −gradient. With a million
// numbers nobody could even store that matrix. But the conjugate gradient method solves such an equation with products
// Hessian · v only, and `hvp` gives one for the price of a few gradients, with no matrix at all.
import { hvp, tensor, type Value, valueAndGrad } from "@chainrule/autograd";

// Rosenbrock's valley: easy to get into, hard to follow, since it is narrow, bent and nearly flat. Its lowest point is (1, 1).
const valley = (at: Value): Value => {
  const [x, y] = [at.slice(0, 1), at.slice(1, 2)];
  return x.neg().add(1).square().add(y.sub(x.square()).square().mul(100)).sum(); // (1 − x)² + 100 (y − x²)²
};
const dot = (a: Value, b: Value): number => a.mul(b).sum().item();

/** Solves Hessian · step = −gradient, the Hessian being that of the valley at a point (Hestenes and Stiefel 1952). */
function solve(at: Value, gradient: Value): Value {
  let step = gradient.mul(0);
  let rest = gradient.neg(); // −gradient − Hessian · step, which is to become 0
  let direction = rest;
  for (let i = 0; i < at.size && dot(rest, rest) > 1e-20; i++) {
    const [, bent] = hvp(valley, at, direction); // Hessian · direction
    const curvature = dot(direction, bent);
    if (curvature <= 0) return i === 0 ? rest : step; // bent downwards: no lowest point that way
    const share = dot(rest, rest) / curvature;
    step = step.add(direction.mul(share));
    const left = rest.sub(bent.mul(share));
    direction = left.add(direction.mul(dot(left, left) / dot(rest, rest)));
    rest = left;
  }
  return step;
}

/** Steps from (−1.2, 1) until the slope is gone, each halved until it leads down. Returns the points passed. */
function descend(stepFrom: (at: Value, gradient: Value) => Value): Value[] {
  const path = [tensor([-1.2, 1], { dtype: "float64" })];
  for (let at = path[0]; path.length < 50_000; path.push(at)) {
    const [height, gradient] = valueAndGrad(valley)(at);
    if (Math.sqrt(dot(gradient, gradient)) < 1e-6) break;
    let step = stepFrom(at, gradient);
    // Far enough down for a step of this length (Armijo 1966).
    while (valley(at.add(step)).item() > height.item() + 1e-4 * dot(gradient, step)) step = step.div(2);
    at = at.add(step);
  }
  return path;
}

const paths = [descend((_, gradient) => gradient.neg()), descend(solve)];
const [downhill, newton] = paths.map((path) => path.length - 1);
const show = (path: Value[], i: number): string => {
  const height = valley(path[i]).item();
  const [x, y] = Array.from(path[i].data, (entry) => entry.toFixed(4).padStart(8));
  return `${(height > 1e-3 ? height.toFixed(4) : height.toExponential(0)).padStart(9)}${x}${y}`;
};
console.log("         gradient descent            Newton's method");
console.log(" step     height       x       y     height       x       y");
for (const i of [0, 1, 2, 5, 10, 15, newton, 100, 1000, downhill]) {
  const cells = paths.filter((path) => i < path.length).map((path) => `  ${show(path, i)}`);
  console.log(String(i).padStart(5) + cells.join(""));
}
console.log(`\nResult: gradient descent takes ${downhill} steps to (1, 1), Newton's method ${newton}.`);
