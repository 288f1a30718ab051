// A gradient says how much a result changes when an input is nudged: the slope of the result at that input.
import { grad, type Value, value } from "@chainrule/autograd";

// A Value is a number that remembers how it was computed. `requiresGrad` asks for its gradient.
const a = value(2, { dtype: "float64", requiresGrad: true });
const b = value(-3, { dtype: "float64", requiresGrad: true });

const c = a.mul(b).add(a.square()); // c = a·b + a²
c.backward(); // walks from c back to a and b, applying the chain rule at every step

console.log(`c = a·b + a² = ${c.item()}   at a = ${a.item()}, b = ${b.item()}`);
console.log(`∂c/∂a = b + 2a = ${a.grad?.item()}`);
console.log(`∂c/∂b = a = ${b.grad?.item()}`);

// Is that true? Nudge a a little both ways and see how c moves:
const f = (x: number): number => x * -3 + x ** 2;
const nudge = 1e-4;
const slope = (f(2 + nudge) - f(2 - nudge)) / (2 * nudge);
console.log(`nudging a by ±${nudge} moves c by ${slope.toFixed(6)} times as much`);

// `grad` turns a function into the function of its slope. That is a function too, so it has a slope itself.
const cube = (x: Value): Value => x.pow(3);
const at = value(4, { dtype: "float64" });
const [first, second, third] = [grad(cube), grad(grad(cube)), grad(grad(grad(cube)))];
console.log(`\nx³ at x = 4 is ${cube(at).item()}`);
console.log(`its slope 3x² is ${first(at).item()}`);
console.log(`the slope of the slope, 6x, is ${second(at).item()}`);
console.log(`and the slope of that, 6, is ${third(at).item()}`);

const agrees = Math.abs(slope - (a.grad?.item() ?? Number.NaN)) < 1e-6;
console.log(`\nResult: the gradient ${agrees ? "agrees" : "disagrees"} with the nudge.`);
