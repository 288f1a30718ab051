// A derivative is a slope: how many times as much a result changes as its input, when that is nudged a little.
// A result of several inputs has one derivative for each of them. Together they are the gradient.
import { grad, type Value, value } from "@chainrule/autograd";

// A Value is a number that remembers how it was computed. `requiresGrad` asks for the derivative by it.
const a = value(2, { dtype: "float64", requiresGrad: true });
const b = value(-3, { dtype: "float64", requiresGrad: true });

const c = a.mul(b).add(a.square()); // c = a·b + a²
c.backward(); // walks from c back to a and b, applying the chain rule at every step

console.log(`c = a·b + a² = ${c.item()}   at a = ${a.item()}, b = ${b.item()}`);
console.log(`∂c/∂a = b + 2a = ${a.grad?.item()}`); // the derivative of c by a
console.log(`∂c/∂b = a = ${b.grad?.item()}`);

// Is that true? Nudge a a little both ways and see how c moves:
const byHand = (x: number): number => x * -3 + x ** 2;
const nudge = 1e-4;
const slope = (byHand(2 + nudge) - byHand(2 - nudge)) / (2 * nudge);
console.log(`nudging a by ±${nudge} moves c by ${slope.toFixed(6)} times as much`);

// The chain rule, for y = f(g(x)): u = g(x) moves g′(x) times as much as x, and y moves f′(u) times as much as u. So y
// moves f′(u) · g′(x) times as much as x: along a chain, slopes multiply. A network is just a long chain.
const g = (x: Value): Value => x.square().add(1); // slope 2x
const f = (u: Value): Value => u.pow(3); // slope 3u²
const x = value(2, { dtype: "float64" });
const u = g(x);
const slopeOfG = grad(g)(x).item(); // `grad` turns a function into the function of its slope
const slopeOfF = grad(f)(u).item(); // at u, since that is what f gets
const product = slopeOfF * slopeOfG;
const whole = grad((x: Value) => f(g(x)))(x).item();
console.log(`\ny = f(g(x)) with u = g(x) = x² + 1 and f(u) = u³, at x = ${x.item()}: u = ${u.item()}`);
console.log(`slope of g at x: 2x = ${slopeOfG}   slope of f at u: 3u² = ${slopeOfF}`);
console.log(`their product: ${slopeOfF} · ${slopeOfG} = ${product}   slope of f(g(x)) by grad: ${whole}`);

// The slope of a function is a function too, so it has a slope itself.
const cube = (x: Value): Value => x.pow(3);
const at = value(4, { dtype: "float64" });
const [first, second, third] = [grad(cube), grad(grad(cube)), grad(grad(grad(cube)))];
console.log(`\nx³ at x = 4 is ${cube(at).item()}`);
console.log(`its slope 3x² is ${first(at).item()}`);
console.log(`the slope of the slope, 6x, is ${second(at).item()}`);
console.log(`and the slope of that, 6, is ${third(at).item()}`);

const agrees = Math.abs(slope - (a.grad?.item() ?? Number.NaN)) < 1e-6;
const multiplies = Math.abs(product - whole) < 1e-9;
console.log(
  `\nResult: the gradient ${agrees ? "agrees" : "disagrees"} with the nudge, ` +
    `and slopes along a chain ${multiplies ? "multiply" : "do not multiply"}.`,
);
