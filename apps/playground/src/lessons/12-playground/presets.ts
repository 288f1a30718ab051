import { defaults, type Settings } from "./settings.ts";

export type Preset = {
  readonly title: string;
  /** What to see in it. */
  readonly words: string;
  readonly settings: Settings;
};

const preset = (title: string, words: string, changes: Partial<Settings>): Preset => ({
  title,
  words,
  settings: { ...defaults, ...changes },
});

/** Networks worth looking at. */
export const presets = {
  circles: preset("Circles", "Four neurons, four lines: together they enclose the disc.", {}),
  linear: preset(
    "Only linear: cannot do circles",
    "Without a bend, any number of layers is one straight line, and no line separates a disc from its ring. Switch the activation to Tanh.",
    { activation: "linear", layers: [4, 4] },
  ),
  xor: preset(
    "XOR with one hidden layer",
    "A single neuron cannot do it; a few in one hidden layer can. Take the hidden layer away, then give the output x₁x₂ as an input.",
    { data: "xor", layers: [4], seed: 2 },
  ),
  spiral: preset(
    "Spiral with ReLU",
    "Two layers of ReLU fold the plane along straight lines until the arms come apart. Adam finds the way.",
    {
      data: "spiral",
      layers: [8, 8],
      activation: "relu",
      optimizer: "adam",
      rate: 0.01,
      count: 800,
      noise: 0.05,
      seed: 2,
    },
  ),
  overfitting: preset(
    "Overfitting",
    "Few and noisy points, and a network that is large for them: the training loss goes to 0, while the test loss turns and rises. Show the test points. Then try an L2 penalty, dropout, or more points.",
    {
      data: "moons",
      noise: 0.5,
      count: 200,
      share: 0.2,
      layers: [8, 8, 8],
      optimizer: "adam",
      rate: 0.03,
    },
  ),
  vanishing: preset(
    "Vanishing gradients",
    "Six layers of sigmoids: each makes the gradient several times smaller, so the first layers hardly learn. Look at the bars. Then switch to Tanh.",
    { activation: "sigmoid", layers: [6, 6, 6, 6, 6, 6], rate: 0.3 },
  ),
  heights: preset(
    "Regression: hills and hollows",
    "The network learns heights instead of classes: three hills, three hollows.",
    {
      data: "hills",
      loss: "mse",
      noise: 0,
      layers: [8, 8],
      optimizer: "adam",
      rate: 0.01,
    },
  ),
} as const satisfies Readonly<Record<string, Preset>>;

export type PresetName = keyof typeof presets;
