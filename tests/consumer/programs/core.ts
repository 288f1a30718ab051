// What the packages can do together, one use of each part, for someone who installed all of them.
import {
  backwardSteps,
  checkpoint,
  countOperations,
  customGradient,
  einsum,
  Generator,
  grad,
  graphStatistics,
  hessian,
  hvp,
  jacobian,
  jvp,
  setName,
  stack,
  stopGradient,
  tensor,
  toDot,
  toText,
  type Value,
  value,
  vmap,
  zeros,
} from "@chainrule/autograd";
import { gradcheck } from "@chainrule/autograd/testing";
import { toSvg } from "@chainrule/draw";
import { decodeSafetensors, encodeCheckpoint, encodeSafetensors, restoreCheckpoint } from "@chainrule/files";
import {
  BatchNorm1d,
  crossEntropy,
  Dropout,
  Embedding,
  huberLoss,
  klDivLoss,
  LayerNorm,
  Linear,
  ReLU,
  registerForwardHook,
  Sequential,
  summary,
} from "@chainrule/nn";
import {
  AdamW,
  clipGradNorm,
  EarlyStopping,
  ExponentialMovingAverage,
  Lion,
  minibatches,
  OneCycleLR,
  RMSprop,
} from "@chainrule/optim";

function check(what: string, found: unknown, wanted: unknown): void {
  const [a, b] = [found, wanted].map((x) => JSON.stringify(x));
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}
const matrix = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

// Ops.
check("einsum", einsum("ij,kj->ik", matrix, matrix).toArray(), [
  [14, 32],
  [32, 77],
]);
check("at", matrix.at(0, { step: -1 }).toArray(), [3, 2, 1]);
check("withAt", matrix.withAt([":", 1], 0).toArray(), [
  [1, 0, 3],
  [4, 0, 6],
]);
check(
  "pad",
  tensor([1, 2, 3])
    .pad([[1, 1]], { mode: "reflect" })
    .toArray(),
  [2, 1, 2, 3, 2],
);
check("cummax", tensor([1, 3, 2]).cummax(0)[0].toArray(), [1, 3, 3]);
check("unique", tensor([3, 1, 3]).unique()[0].toArray(), [1, 3]);
check("maskedSelect", matrix.maskedSelect(matrix.gt(4)).toArray(), [5, 6]);
check(
  "kron",
  tensor([1, 2])
    .kron(tensor([1, 10]))
    .toArray(),
  [1, 10, 2, 20],
);
check("roll", tensor([1, 2, 3]).roll(1).toArray(), [3, 1, 2]);
check(
  "scatter",
  zeros([3])
    .scatter(0, tensor([2], { dtype: "int32" }), tensor([7]))
    .toArray(),
  [0, 0, 7],
);

// Transforms, one inside the other.
const cube = (x: Value): Value => x.pow(3).sum();
const x = tensor([1, 2], { dtype: "float64" });
check("hessian", hessian(cube)(x).toArray(), [
  [6, 0],
  [0, 12],
]);
check("hvp", hvp(cube, x, x)[1].toArray(), [6, 24]);
check("jacobian", jacobian((y) => y.square(), { mode: "forward" })(x).toArray(), [
  [2, 0],
  [0, 4],
]);
check("jvp", jvp(cube, x, x)[1].item(), 27);
check("vmap", vmap(grad(cube))(stack([x, x.mul(2)])).toArray(), [
  [3, 12],
  [12, 48],
]);
check("checkpoint", grad(checkpoint(cube))(x).toArray(), [3, 12]);
check("stopGradient", grad((y: Value) => stopGradient(y).mul(y).sum())(x).toArray(), [1, 2]);
const through = customGradient((y: Value) => y.round(), { vjp: [(cotangent) => cotangent] });
check("customGradient", grad((y: Value) => through(y).sum())(x).toArray(), [1, 1]);
gradcheck(cube, [x]);

// Shapes that the compiler knows.
const product: Value<[2, 4]> = zeros([2, 3]).matmul(zeros([3, 4]));
check("shape", product.shape, [2, 4]);
let refusal = "";
try {
  // @ts-expect-error: the inner extents differ
  zeros([2, 3]).matmul(zeros([4, 5]));
} catch (error) {
  refusal = String(error);
}
if (!refusal.includes("got [2, 3] and [4, 5]")) throw new Error(`matmul said ${refusal}`);

// Looking at a graph.
const w = setName(value(3, { requiresGrad: true }), "w");
const hooked: number[] = [];
w.registerHook((gradient) => void hooked.push(gradient.item()));
const loss = w.mul(2).tanh();
check(
  "steps",
  backwardSteps(loss).map(({ call }) => call.op.name),
  ["tanh", "mul"],
);
if (![toText(loss), toDot(loss), toSvg(loss)].every((drawing) => drawing.includes("tanh")))
  throw new Error("no tanh drawn");
if (!(graphStatistics(loss).calls > 0 && countOperations(() => loss.exp()).operations > 0))
  throw new Error("nothing counted");
loss.backward();
check("hook", hooked.length, 1);

// A small network that learns, with most of what there is around it.
const generator = new Generator(1);
const inputs = generator.normal([64, 4]);
const targets = inputs.slice(0, 1, { axis: 1 }).gt(0).to("int32").reshape([64]);
const model = new Sequential(
  new Linear(4, 8, { generator }),
  new BatchNorm1d(8),
  new ReLU(),
  new LayerNorm(8),
  new Dropout(0.1, { generator }),
  new Linear(8, 2, { generator }),
);
let calls = 0;
const remove = registerForwardHook(model, () => void calls++);
if (!String(summary(model, zeros([2, 4]))).includes("Linear")) throw new Error("no summary");
const optimizer = new AdamW(model.parameters(), { learningRate: 0.01 });
const schedule = new OneCycleLR(optimizer, { maxLearningRate: 0.05, totalSteps: 80 });
const average = new ExponentialMovingAverage(model.parameters());
const losses: number[] = [];
for (let epoch = 0; epoch < 20; epoch++) {
  for (const batch of minibatches({ inputs, targets }, { size: 16, generator })) {
    const error = crossEntropy(model.forward(batch.inputs), batch.targets, { labelSmoothing: 0.05 });
    optimizer.zeroGrad();
    error.backward();
    clipGradNorm(model.parameters(), 1);
    optimizer.step();
    schedule.step();
    average.update();
    losses.push(error.item());
  }
}
remove();
const mean = (some: readonly number[]): number => some.reduce((sum, x) => sum + x, 0) / some.length;
if (!(mean(losses.slice(-8)) < mean(losses.slice(0, 8)))) throw new Error("nothing was learned");
if (calls < 80) throw new Error(`the hook saw ${calls} calls`);
const stopping = new EarlyStopping(model, { patience: 1 });
check(
  "early stopping",
  [1, 2, 3].map((metric) => stopping.step(metric)),
  [true, true, false],
);
for (const Kind of [RMSprop, Lion]) new Kind(model.parameters(), { learningRate: 1e-3 }).step();
if (!(huberLoss(inputs, inputs).item() === 0)) throw new Error("huberLoss of equals is not 0");
if (!(Math.abs(klDivLoss(inputs.logSoftmax(), inputs.softmax()).item()) < 1e-6))
  throw new Error("klDivLoss of equals is not 0");
check("embedding", new Embedding(5, 3).forward(tensor([1, 2], { dtype: "int32" })).shape, [2, 3]);

// Files.
const file = encodeCheckpoint({ model, optimizer, schedule, generator });
const expected = model.forward(inputs).toArray();
const before = encodeCheckpoint({ model, optimizer, schedule, generator });
restoreCheckpoint(file, { model, optimizer, schedule, generator });
check("the checkpoint", model.forward(inputs).toArray(), expected);
if (before.length === 0) throw new Error("empty checkpoint");
const { tensors } = decodeSafetensors(encodeSafetensors({ matrix }));
check("safetensors", Array.from(tensors["matrix"]?.data ?? []), [1, 2, 3, 4, 5, 6]);
