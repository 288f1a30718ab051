// Fitting a model of the world by gradient descent: no network, but an equation of physics with unknown numbers in it.
// A weight swings on a spring, slower and slower. Somebody has measured where it was, not very exactly. How stiff is the
// spring, and how strong the friction? A simulation is a long chain of small steps, each made of ops, so the gradient of how
// far it is off the measurements flows back through all of them, to the numbers it began with.
import { Generator, noGrad, stack, type Value, value } from "@chainrule/autograd";
import { mseLoss } from "@chainrule/nn";
import { Adam } from "@chainrule/optim";

const [steps, duration] = [200, 0.05]; // 200 steps of 0.05 seconds each

/** Where the weight is after each step, by the law acceleration = −stiffness · position − friction · velocity. */
function simulate(stiffness: Value, friction: Value, start: Value): Value {
  let [position, velocity] = [start, start.mul(0)];
  const positions: Value[] = [];
  for (let i = 0; i < steps; i++) {
    const acceleration = stiffness.mul(position).add(friction.mul(velocity)).neg();
    velocity = velocity.add(acceleration.mul(duration)); // first the velocity, then the position with the new one:
    position = position.add(velocity.mul(duration)); // so no energy comes from nowhere (semi-implicit Euler)
    positions.push(position);
  }
  return stack(positions);
}

const unknown = (x: number): Value => value(x, { dtype: "float64", requiresGrad: true });
const names = ["stiffness", "friction", "start"];
const truth = [4, 0.3, 1];
const generator = new Generator(1);
const exact = noGrad(() => simulate(...(truth.map(unknown) as [Value, Value, Value])));
const measured = exact.add(generator.normal(exact.shape, { dtype: "float64" }).mul(0.1)); // errors of about 0.1

const guess = [unknown(2.5), unknown(1), unknown(0.5)] as const;
const optimizer = new Adam([...guess], { learningRate: 0.05 });
console.log(" step      loss   stiffness   friction      start");
for (let i = 0; i <= 300; i++) {
  const loss = mseLoss(simulate(...guess), measured);
  if (i % 50 === 0) {
    const row = guess.map((x) => x.item().toFixed(3).padStart(11)).join("");
    console.log(`${String(i).padStart(5)}  ${loss.item().toFixed(6)} ${row}`);
  }
  optimizer.zeroGrad();
  loss.backward(); // through all steps in time
  optimizer.step();
}
console.log(` true            ${truth.map((x) => x.toFixed(3).padStart(11)).join("")}`);

const found = names.map((name, i) => `${name} ${guess[i].item().toFixed(2)} (true ${truth[i]})`);
console.log("\nThe loss that stays is the measurements' own: errors of 0.1, squared, are 0.01 on average.");
console.log(`Result: found ${found.join(", ")}.`);
