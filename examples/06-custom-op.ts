// An op of your own: what it computes and its derivative, side by side. Everything else follows from these two.
import { defineOp, grad, tensor, type UnaryOp, unary, type Value, value } from "@chainrule/autograd";
import { checkOp } from "@chainrule/autograd/testing";

// For an op that maps each entry by itself, `unary` asks for no more than these two. The derivative is made of ops, so it
// has a derivative, too. `output` is what forward gave, at hand so that nobody computes it twice.
const bell = unary({
  name: "bell",
  forward: (x) => Math.exp(-x * x),
  derivative: (x, output) => output.mul(x).mul(-2), // d e^(−x²) = −2x e^(−x²) dx
});

const x = tensor([-1, 0.5, 1], { dtype: "float64", requiresGrad: true });
const y = bell(x);
y.sum().backward();
console.log("x                  ", x.toArray());
console.log("bell(x)            ", y.toArray());
console.log("its slope there    ", x.grad?.toArray());
console.log("second derivative at 0:", grad(grad(bell))(value(0, { dtype: "float64" })).item());

// Any other op states its shape, and how a cotangent flows back (vjp) and a tangent forward (jvp).
const length = defineOp("length", (v: Value) => value(Math.hypot(...v.data), { dtype: v.dtype }), {
  shape: () => [],
  vjp: [(cotangent, output, v) => v.div(output).mul(cotangent)], // d|v| = v · dv / |v|
  jvp: [(tangent, output, v) => v.div(output).mul(tangent).sum()],
  samples: [{ args: [{ shape: [3], range: [1, 2] }] }], // arguments to test it with
});
const v = tensor([3, 4], { dtype: "float64" });
console.log(`\nlength of (3, 4): ${length(v).item()}, its gradient:`, grad(length)(v).toArray());

// A derivative is easily wrong by a sign or a factor. checkOp compares it with small differences of forward, in every
// way it can be used. Here is one that forgets the factor 2:
const wrong = unary({
  name: "wrongBell",
  forward: (x) => Math.exp(-x * x),
  derivative: (x, output) => output.mul(x).neg(),
});

/** Whether the derivatives of an op are what they should be. */
function isRight(op: UnaryOp | typeof length): boolean {
  try {
    checkOp(op);
    return true;
  } catch (error) {
    console.log(`\n${(error as Error).message}`);
    return false;
  }
}

const [bellIsRight, lengthIsRight, wrongIsRight] = [bell, length, wrong].map(isRight);
console.log(
  `\nResult: checkOp ${bellIsRight ? "accepts" : "rejects"} bell, ${lengthIsRight ? "accepts" : "rejects"} length, ` +
    `and ${wrongIsRight ? "accepts" : "rejects"} wrongBell.`,
);
