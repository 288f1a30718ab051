// Compiling: a training step, which is the same calls again and again, made into one program of WebAssembly. So it takes a
// fraction of the time, and code that trains stays as it is.
import { Generator, type Value } from "@chainrule/autograd";
import { Linear, Sequential, Tanh } from "@chainrule/nn";
import { SGD } from "@chainrule/optim";
import { compile, inspect } from "@chainrule/wasm";

// What is to be learned: from the angles of its two rods, how low a double pendulum hangs.
const angles = new Generator(1).uniform([64, 2]).mul(2 * Math.PI);
const depths = angles.cos().sum(1, { keepDim: true });

/** A step that teaches a network, which knows nothing yet and is the same each time. */
function beginning(): (x: Value, y: Value) => Value {
  const generator = new Generator(2);
  const network = new Sequential(
    new Linear(2, 64, { generator }),
    new Tanh(),
    new Linear(64, 1, { generator }),
  );
  const optimizer = new SGD(network.parameters(), { learningRate: 0.01, momentum: 0.9 });
  return (x, y) => {
    const loss = network.forward(x).sub(y).square().mean();
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    return loss;
  };
}

// The first call of a compiled function runs it on Values without numbers and records what it calls. From then on the program
// runs, not the function. What changes from step to step, weights and momentum, it reads and writes where it always is.
const callByCall = beginning();
const compiled = compile(beginning());
const [times, differences]: number[][] = [[0, 0], []]; // in milliseconds; relative
console.log("step   loss, call by call   compiled");
for (let i = 0; i <= 1000; i++) {
  const losses = [callByCall, compiled].map((step, way) => {
    const start = performance.now();
    const loss = step(angles, depths).item();
    if (i > 200) times[way] += performance.now() - start; // the first ones are slower
    return loss;
  });
  differences.push(Math.abs(losses[0] - losses[1]) / losses[0]);
  if (i % 200 === 0)
    console.log(String(i).padStart(4), ...losses.map((loss) => loss.toFixed(6).padStart(17)));
}

// A program can be read: chains of calls have become loops, the kernels.
console.log(`\n${/^Kernels:.*$/m.exec(inspect(compiled, angles, depths))?.[0]}`);

// A number that is read inside would stay the same for ever, so that is refused.
try {
  compile((x: Value) => (x.sum().item() > 0 ? x : x.neg()))(angles);
} catch (error) {
  console.log(`Refused: ${(error as Error).message.split(". ")[0]}.`);
}
const gain = (times[0] / times[1]).toFixed(0);
console.log(
  `\nResult: losses agree to ${Math.max(...differences).toExponential(0)}; compiled, a step takes 1/${gain} of the time.`,
);
