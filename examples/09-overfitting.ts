// Overfitting: a large network learns a few points by heart, errors included, instead of the rule behind them.
// Points it never saw show it: the training loss goes to 0 while the test loss rises. Two remedies: to stop early, and to
// keep the weights small (weight decay), since it takes large ones to bend a curve through every single point.
import { Generator, noGrad, type Value } from "@chainrule/autograd";
import { Linear, mseLoss, Sequential, Tanh } from "@chainrule/nn";
import { AdamW, EarlyStopping } from "@chainrule/optim";

type Points = { readonly x: Value; readonly y: Value };
const forPoints = new Generator(4);

/** Points of the curve y = sin(4x), each with a random error. No network can foresee these: 0.09 of test loss will stay. */
function measure(count: number): Points {
  const x = forPoints.uniform([count, 1]).mul(2).sub(1);
  const error = forPoints.normal([count, 1]).mul(0.3);
  return { x, y: x.mul(4).sin().add(error) };
}

// Validation points choose when to stop. Test points choose nothing, so they tell what the network is really worth.
const [train, validation, test] = [measure(12), measure(50), measure(500)];

type Losses = { readonly train: number; readonly test: number };
const shown = [1, 25, 50, 100, 200, 400, 600]; // epochs

/** Trains 2,497 weights on 12 points. Returns the losses in the epochs shown, and when and how it was best. */
function learn(weightDecay: number): { table: Losses[]; bestEpoch: number; best: Losses } {
  const generator = new Generator(9); // the same start each time
  const [first, second] = [new Linear(1, 48, { generator }), new Linear(48, 48, { generator })];
  const network = new Sequential(first, new Tanh(), second, new Tanh(), new Linear(48, 1, { generator }));
  const optimizer = new AdamW(network.parameters(), { learningRate: 0.02, weightDecay });
  const lossOn = ({ x, y }: Points): Value => mseLoss(network.forward(x), y);
  const losses = (): Losses => noGrad(() => ({ train: lossOn(train).item(), test: lossOn(test).item() }));
  const stopping = new EarlyStopping(network, { patience: 600 }); // so patient that we see what comes after
  const table: Losses[] = [];
  let bestEpoch = 0;
  for (let epoch = 1; epoch <= 600; epoch++) {
    optimizer.zeroGrad();
    lossOn(train).backward();
    optimizer.step();
    if (shown.includes(epoch)) table.push(losses());
    const lowest = stopping.best;
    stopping.step(noGrad(() => lossOn(validation))); // keeps the weights when this is the lowest loss so far
    if (stopping.best < lowest) bestEpoch = epoch;
  }
  stopping.restore(); // back to the epoch with the lowest validation loss
  return { table, bestEpoch, best: losses() };
}

const [plain, decayed] = [0, 1].map(learn); // without weight decay, and with
const row = (cells: (string | number)[]): string => cells.map((cell) => String(cell).padStart(15)).join("");
const format = ({ train, test }: Losses): string[] => [train.toFixed(4), test.toFixed(4)];
console.log("                    without weight decay             with weight decay");
console.log(row(["epoch", "training loss", "test loss", "training loss", "test loss"]));
for (const [i, epoch] of shown.entries()) {
  console.log(row([epoch, ...format(plain.table[i]), ...format(decayed.table[i])]));
}
console.log(`\nWithout weight decay, the loss on validation points was lowest in epoch ${plain.bestEpoch}.`);
const results = [plain.table[6], plain.best, decayed.table[6]].map(({ test }) => test.toFixed(2));
const [end, early, small] = results;
console.log(`Result: test loss ${end} after 600 epochs; stopped early ${early}; with weight decay ${small}.`);
