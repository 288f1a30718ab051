import { type Value, value } from "@chainrule/autograd";
import { SGD } from "@chainrule/optim";

const curve = (x: Value): Value => x.pow(4).sub(x.square().mul(4)).add(x);

for (const momentum of [0, 0.9]) {
  console.log(`With momentum ${momentum}:`);
  for (const start of [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5]) {
    const x = value(start, { dtype: "float64", requiresGrad: true });
    const optimizer = new SGD([x], { learningRate: 0.01, momentum });
    for (let step = 0; step < 300; step++) {
      optimizer.zeroGrad();
      curve(x).backward();
      optimizer.step();
    }
    console.log(`  from ${start} to ${x.item().toFixed(2)}, where the loss is ${curve(x).item().toFixed(2)}`);
  }
}
