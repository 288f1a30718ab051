import { Generator, type StateDict, tensor, Value, value, zeros } from "@chainrule/autograd";
import { BatchNorm1d, Dropout, Linear, type Module, ReLU, Sequential } from "@chainrule/nn";
import {
  Adam,
  CosineAnnealingLR,
  EarlyStopping,
  ExponentialMovingAverage,
  minibatches,
  type Optimizer,
  SGD,
} from "@chainrule/optim";
import { describe, expect, it } from "vitest";
import {
  decodeCheckpoint,
  decodeSafetensors,
  encodeCheckpoint,
  encodeSafetensors,
  InvalidFileError,
  type Parts,
  restoreCheckpoint,
} from "../src/index.ts";
import { spell } from "./fixture.ts";

type Run = ReturnType<typeof makeRun>;

/** All kinds of parts that a training can have. */
function makeRun(seed: number, hidden = 4) {
  const generator = new Generator(seed);
  const model = new Sequential(
    new Linear(2, hidden, { generator }),
    new BatchNorm1d(hidden),
    new ReLU(),
    new Dropout(0.3, { generator }),
    new Linear(hidden, 1, { generator }),
  );
  const optimizer = new Adam(model.parameters(), { learningRate: 0.05 });
  const data = { x: new Generator(7).normal([20, 2]), y: new Generator(8).normal([20, 1]) };
  return {
    model,
    optimizer,
    schedule: new CosineAnnealingLR(optimizer, { tMax: 9 }),
    average: new ExponentialMovingAverage(model.parameters(), { decay: 0.8 }),
    stopping: new EarlyStopping(model),
    batches: minibatches(data, { size: 3, generator }),
    generator,
  };
}

/** Trains, and calls `afterStep` after each step. */
function train(
  { model, optimizer, schedule, average, stopping, batches }: Run,
  epochs: number,
  afterStep = () => {},
) {
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const { x, y } of batches) {
      const loss = model.forward(x).sub(y).square().mean();
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      average.update();
      afterStep();
    }
    schedule.step();
    stopping.step(epoch);
  }
}

const stateOf = (parts: Parts): unknown =>
  Object.entries(parts).map(([name, part]) => [
    name,
    Object.entries(part.stateDict()).map(([path, entry]) => [path, spell(entry)]),
  ]);

describe("a checkpoint of a whole training", () => {
  it("lets another run go on from any step, to the last bit", () => {
    const run = makeRun(1);
    const checkpoints: Uint8Array[] = [];
    train(run, 3, () => checkpoints.push(encodeCheckpoint(run)));
    const end = stateOf(run);
    expect(checkpoints).toHaveLength(21);
    for (const step of [0, 6, 9, 13, 20]) {
      const other = makeRun(2);
      restoreCheckpoint(checkpoints[step], other);
      expect(stateOf(other)).toEqual(stateOf(makeRestored(checkpoints[step])));
      train(other, 3 - Math.floor(step / 7));
      expect(stateOf(other), `from step ${step}`).toEqual(end);
    }
  });

  it("is refused whole when a single part does not fit, and nothing is loaded", () => {
    const run = makeRun(1);
    train(run, 1);
    const bytes = encodeCheckpoint(run);
    const other = makeRun(2);
    train(other, 2);
    // The last parts do not fit, after the others were loaded.
    const misfits: Parts[] = [
      {
        ...other,
        batches: {
          stateDict: () => ({}),
          loadStateDict: () => {
            throw new Error("not today");
          },
        },
      },
      { ...other, generator: new Linear(2, 2) },
      { ...other, stopping: makeRun(2, 5).stopping },
    ];
    const before = stateOf(other);
    expect(() => restoreCheckpoint(bytes, misfits[0])).toThrow(
      'Part "batches" of this checkpoint does not fit, so nothing was loaded. not today',
    );
    expect(stateOf(other)).toEqual(before);
    expect(() => restoreCheckpoint(bytes, misfits[1])).toThrow(
      /^Part "generator" of .*does not fit .*Linear/s,
    );
    expect(stateOf(other)).toEqual(before);
    expect(() => restoreCheckpoint(bytes, misfits[2])).toThrow(
      /"stopping" of this checkpoint does not fit.*misshaped: model\.0\.weight/,
    );
    expect(stateOf(other)).toEqual(before);
  });

  it("puts back also a part that throws when half of it is loaded", () => {
    const counts = [1, 2];
    const part = {
      stateDict: (): StateDict =>
        Object.fromEntries(
          counts.map((x, i) => [i, { dtype: "float64", shape: [], data: Float64Array.of(x) }]),
        ),
      loadStateDict(state: StateDict) {
        for (const [i, entry] of Object.entries(state)) {
          if (entry.data[0] > 8) throw new Error("too large");
          counts[Number(i)] = entry.data[0];
        }
      },
    };
    const bytes = encodeCheckpoint({
      part: {
        ...part,
        stateDict: () => ({
          ...part.stateDict(),
          1: { dtype: "float64", shape: [], data: Float64Array.of(9) },
          0: { dtype: "float64", shape: [], data: Float64Array.of(5) },
        }),
      },
    });
    expect(() => restoreCheckpoint(bytes, { part })).toThrow(/too large/);
    expect(counts).toEqual([1, 2]);
  });

  it("is for exactly the parts that were saved, and says which those are", () => {
    const { model, optimizer, generator } = makeRun(1);
    const bytes = encodeCheckpoint({ model, optimizer });
    expect(() => restoreCheckpoint(bytes, { model, generator })).toThrow(
      "This checkpoint is of model, optimizer: it has no generator, and its optimizer would be lost. Nothing was loaded. Pass the parts that were saved, or take some out with decodeCheckpoint().",
    );
    const other = new Sequential(
      new Linear(2, 4),
      new BatchNorm1d(4),
      new ReLU(),
      new Dropout(),
      new Linear(4, 1),
    );
    (other as Module).loadStateDict(decodeCheckpoint(bytes).states["model"]);
    expect(stateOf({ other })).toEqual(stateOf({ other: model }));
  });

  it("knows SGD from Adam", () => {
    const { model, optimizer } = makeRun(1);
    const sgd: Optimizer<never> = new SGD(model.parameters(), { learningRate: 1 }) as never;
    expect(() => restoreCheckpoint(encodeCheckpoint({ optimizer }), { optimizer: sgd })).toThrow(
      /"optimizer" of this checkpoint does not fit, so nothing was loaded\. This state dict does not fit this SGD/,
    );
  });
});

function makeRestored(bytes: Uint8Array): Run {
  const run = makeRun(3);
  restoreCheckpoint(bytes, run);
  return run;
}

describe("the data", () => {
  const data = {
    epoch: 12,
    numbers: [
      0.1,
      -0,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      5e-324,
      2 ** 53,
      1.7976931348623157e308,
    ],
    text: ["", 'ü𝄞\u0000"\\', "__proto__"],
    others: [true, false, null, [], {}],
    nested: { deeply: { "with.dots": [{ "": 1 }], $value: 0, $number: "NaN", $$: { $: 1 } } },
  };

  it("come back as they were, to the sign of zero", () => {
    expect(restoreCheckpoint(encodeCheckpoint({}, data), {})).toStrictEqual(data);
  });

  it("may contain Values of every dtype, at any place", () => {
    const values = {
      history: [tensor([[1.5, -0, Number.NaN]]), value(1 / 3, { dtype: "float64" })],
      best: { mask: tensor([true, false]), labels: tensor(Int32Array.of(-(2 ** 31))) },
      many: Array.from({ length: 12 }, (_, i) => value(i)),
      empty: zeros([0, 2]),
    };
    const found = restoreCheckpoint(encodeCheckpoint({}, values), {}) as typeof values;
    const flat = (tree: unknown): Value[] =>
      tree instanceof Value ? [tree] : Object.values(Object(tree)).flatMap(flat);
    expect(flat(found).map((x) => spell(x as never))).toEqual(flat(values).map((x) => spell(x as never)));
    expect(Object.keys(found)).toEqual(Object.keys(values));
  });

  it.each<[string, unknown, RegExp]>([
    ["undefined", { a: undefined }, /"data\.a" is undefined/],
    ["a function", { a: [() => 1] }, /"data\.a\[0\]" is/],
    ["a bigint", { a: 1n }, /"data\.a" is 1/],
    ["a Date", { a: new Date(0) }, /"data\.a" is an object \(Date\)/],
    ["a Map", { a: { b: new Map() } }, /"data\.a\.b" is an object \(Map\)/],
    ["a typed array", { a: Float32Array.of(1) }, /"data\.a" is an object \(Float32Array\)/],
    ["a module", { a: new Linear(1, 1) }, /"data\.a" is an object \(Linear\)/],
    ["a hole", { a: new Array(1) }, /"data\.a\[0\]" is undefined/],
    ["a prototype", { a: JSON.parse('{"__proto__": 1}') }, /"data\.a" is an object/],
  ])("are refused when there is %s among them", (_, bad, message) => {
    const encode = (): unknown => encodeCheckpoint({}, bad as Record<string, unknown>);
    expect(encode).toThrow(TypeError);
    expect(encode).toThrow(
      /^A checkpoint holds numbers, strings, booleans, null, Values, and arrays and records of them, but /,
    );
    expect(encode).toThrow(message);
  });

  it("are refused when they go in circles", () => {
    const circle: Record<string, unknown> = {};
    circle["again"] = circle;
    expect(() => encodeCheckpoint({}, circle)).toThrow(/deeper, or goes in circles/);
  });
});

describe("parts are refused", () => {
  const part = new Generator(1);
  it.each<[string, Parts, RegExp]>([
    ["named data", { data: part }, /a part cannot be called "data"/],
    ["with a dot in their name", { "a.b": part }, /a part cannot be called "a\.b"/],
    ["without a name", { "": part }, /a part cannot be called ""/],
    ["that are numbers", { epoch: 1 as never }, /"epoch" is 1\. Pass numbers, strings and Values as data\./],
    ["that are Values", { x: value(1) as never }, /"x" is float32 of shape \[\]/],
    ["that are null", { x: null as never }, /"x" is null/],
  ])("%s", (_, parts, message) => {
    expect(() => encodeCheckpoint(parts)).toThrow(message);
    expect(() => restoreCheckpoint(encodeCheckpoint({}), parts)).toThrow(message);
  });
});

describe("the file", () => {
  const bytes = encodeCheckpoint({ generator: new Generator(5) }, { epoch: 3, x: tensor([1, 2]) });

  it("is safetensors, so that other tools can look into it", () => {
    const { tensors, metadata } = decodeSafetensors(bytes);
    expect(Object.keys(tensors)).toEqual(["data.0", "generator.state"]);
    expect(metadata).toEqual({
      format: "chainrule checkpoint 1",
      parts: '["generator"]',
      data: '{"epoch":3,"x":{"$value":0}}',
      checksum: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
  });

  it("is refused when any bit of it has changed", () => {
    const { length } = bytes;
    const wrong = Array.from({ length: 8 * length }, (_, bit) => bit).filter((bit) => {
      const changed = bytes.with(bit >> 3, bytes[bit >> 3] ^ (1 << (bit & 7)));
      try {
        return JSON.stringify(restoreCheckpoint(changed, { generator: new Generator(0) })) !== "";
      } catch (error) {
        return !(error instanceof InvalidFileError);
      }
    });
    // In the length of the header and its padding, a space may become a line break, which JSON allows as well.
    expect(wrong.filter((bit) => bytes[bit >> 3] !== 0x20)).toEqual([]);
  });

  const { tensors, metadata } = decodeSafetensors(bytes);
  it.each<[string, () => Uint8Array, RegExp]>([
    [
      "mere weights",
      () => encodeSafetensors(tensors),
      /it says no format instead of "chainrule checkpoint 1"/,
    ],
    [
      "a later format",
      () => encodeSafetensors(tensors, { metadata: { ...metadata, format: "chainrule checkpoint 2" } }),
      /its format is "chainrule checkpoint 2"/,
    ],
    [
      "other data",
      () => encodeSafetensors(tensors, { metadata: { ...metadata, data: '{"epoch":4}' } }),
      /its checksum is wrong/,
    ],
    ["no safetensors", () => new Uint8Array(9), /Cannot read this as safetensors/],
  ])("is refused when it is %s", (_, make, message) => {
    expect(() => decodeCheckpoint(make())).toThrow(InvalidFileError);
    expect(() => decodeCheckpoint(make())).toThrow(message);
  });
});
