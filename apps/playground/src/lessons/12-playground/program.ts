import { dataSets } from "./data/dataSets.ts";
import { features } from "./features.ts";
import { activations, losses, optimizers } from "./parts.ts";
import { type Settings, taskOf, trainCount } from "./settings.ts";

/** The program that does what the page does with such settings, for so many epochs: to read, to copy, and to run in Node. */
export function programFor(settings: Settings, epochs: number): string {
  const { data, noise, count, dataSeed, seed, batch, penalty, strength, loss } = settings;
  const forTraining = trainCount(settings);
  const isClassification = taskOf(settings) === "classification";
  const network = networkOf(settings);
  const make = inlined(dataSets[data].source);
  const optimizer = optimizers[settings.optimizer];
  const hasPenalty = penalty === "l1" || penalty === "l2";

  const body = `
${make.code}
/** What the network gets to see of points. */
function inputsOf(points: Value): Value {
  const [x1, x2] = points.split(1, 1);
  return concat([${settings.inputs.map((name) => features[name].code).join(", ")}], 1);
}

const forData = new Generator(${dataSeed}); // the same seed gives the same points
const examples = ${data}(${count}, ${noise}, forData);
const parts = randomSplit(examples, { train: ${forTraining}, test: ${count - forTraining} }, { generator: forData });
const train = { inputs: inputsOf(parts.train.points), targets: parts.train.targets };
const test = { inputs: inputsOf(parts.test.points), targets: parts.test.targets };

const generator = new Generator(${seed}); // the same seed gives the same weights to begin with
const network = new Sequential(${network.lines.length === 1 ? network.lines[0] : `\n${network.lines.map((line) => `  ${line},\n`).join("")}`});
const optimizer = new ${optimizer.code}(network.parameters(), { ${optionsOf(settings).join(", ")} });

/** How wrong the answers are, on average. */
function lossOf(outputs: Value, targets: Value): Value {
  return ${losses[loss].code};
}
${hasPenalty ? penaltyOf(penalty, strength) : ""}
/** One update of all weights, recorded at the first call and run as WebAssembly from then on. */
const step = compile((inputs: Value, targets: Value): Value => {
  const loss = lossOf(network.forward(inputs), targets)${hasPenalty ? ".add(penalty())" : ""};
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  return loss;
});

/** How the network does on examples, without learning from them. */
const measure = compile(({ inputs, targets }: typeof train) => {
  const outputs = noGrad(() => network.forward(inputs));
${
  isClassification
    ? `  const isRight = outputs.gt(0).eq(targets.gt(0.5));
  return { loss: lossOf(outputs, targets), right: isRight.to("float32").mean() };`
    : `  return { loss: lossOf(outputs, targets) };`
}
});

const batches = minibatches(train, { size: ${batch}, generator }); // in a new order each epoch
const epochs = ${epochs};
for (let epoch = 0; epoch <= epochs; epoch++) {
${settings.dropout > 0 && settings.layers.length > 0 ? "  network.train(); // neurons are dropped\n" : ""}  if (epoch > 0) for (const { inputs, targets } of batches) step(inputs, targets);
${settings.dropout > 0 && settings.layers.length > 0 ? "  network.eval(); // and now no longer\n" : ""}  if (epoch % Math.ceil(epochs / 10) > 0 && epoch < epochs) continue;
  const [onTrain, onTest] = [measure(train), measure(test)];
  const losses = [onTrain, onTest].map(({ loss }) => loss.item().toFixed(6));
  console.log(\`epoch \${epoch}: training loss \${losses[0]}, test loss \${losses[1]}\`);
}
${isClassification ? "console.log(`Right: ${(100 * measure(test).right.item()).toFixed(1)}% of the test points.`);\n" : ""}`;

  const imports = importsOf([
    { from: "@chainrule/autograd", names: ["concat", "Generator", "noGrad", "type Value", ...make.names] },
    { from: "@chainrule/nn", names: [...network.uses, ...losses[loss].uses] },
    { from: "@chainrule/optim", names: ["minibatches", optimizer.code, "randomSplit"] },
    { from: "@chainrule/wasm", names: ["compile"] },
  ]);
  return `// ${titleOf(settings)}
// Run it with Node where these packages are installed. It prints the numbers that the playground shows, to the last digit.
${imports}${body}`;
}

function titleOf({ data, layers, activation }: Settings): string {
  const hidden =
    layers.length === 0
      ? "no hidden layer"
      : `${layers.length === 1 ? "a hidden layer" : "hidden layers"} of ${layers.join(", ")} (${activations[activation].title})`;
  return `From the playground of Chainrule's lessons: ${dataSets[data].title}, with ${hidden}.`;
}

/** The layers as lines of a program, and what they import. */
function networkOf({ inputs, layers, activation, dropout }: Settings): { lines: string[]; uses: string[] } {
  const { code } = activations[activation];
  const widths = [inputs.length, ...layers, 1];
  const lines = widths.slice(1).flatMap((width, i) => {
    const isHidden = i < layers.length;
    return [
      `new Linear(${widths[i]}, ${width}, { generator })`,
      ...(isHidden && code !== "" ? [`new ${code}()`] : []),
      ...(isHidden && dropout > 0 ? [`new Dropout(${dropout}, { generator })`] : []),
    ];
  });
  const uses = [
    "Linear",
    "Sequential",
    ...["Dropout", code].filter(
      (name) => name !== "" && lines.some((line) => line.startsWith(`new ${name}(`)),
    ),
  ];
  return { lines, uses };
}

/** The optimizer's options. AdamW's weight decay is on when it is absent. */
function optionsOf({ rate, penalty, optimizer, strength }: Settings): string[] {
  const choice = optimizers[optimizer];
  const decay = penalty === "decay" ? strength : 0;
  return [
    `learningRate: ${rate}`,
    ...("options" in choice ? [choice.options] : []),
    ...(decay > 0 || optimizer === "adamW" ? [`weightDecay: ${decay}`] : []),
  ];
}

const penaltyOf = (penalty: "l1" | "l2", strength: number): string => `
const weights = network.parameters().filter(({ rank }) => rank === 2); // no biases
/** What large weights cost. */
function penalty(): Value {
  const sizes = weights.map((weight) => weight.${penalty === "l1" ? "abs" : "square"}().sum());
  return sizes.reduce((sum, size) => sum.add(size)).mul(${penalty === "l1" ? strength : `${strength} / 2`});
}
`;

/** A module as part of a program: its code without imports and exports, and what it imports from autograd. */
function inlined(source: string): { code: string; names: string[] } {
  const imported = /^import (?:type )?\{ (.*) \} from "@chainrule\/autograd";$/m.exec(source)?.[1] ?? "";
  const code = source
    .replaceAll(/^import .*\n/gm, "")
    .replaceAll(/^export /gm, "")
    .replaceAll("Examples {", "{ points: Value; targets: Value } {")
    .trimStart();
  return { code, names: imported.split(", ").map((name) => name.replace("type Generator", "Generator")) };
}

/** Import statements, each name once, in the order of a formatter. */
function importsOf(groups: readonly { from: string; names: readonly string[] }[]): string {
  const plain = (name: string): string => name.replace("type ", "");
  const order = (a: string, b: string): number => plain(a).localeCompare(plain(b), "en");
  return groups
    .map(({ from, names }) => `import { ${[...new Set(names)].sort(order).join(", ")} } from "${from}";\n`)
    .join("");
}
