import {
  describeValue,
  isValue,
  loadState,
  noGrad,
  type StateDict,
  saveState,
  type Value,
  value,
  zerosLike,
} from "@chainrule/autograd";
import {
  makeGroups,
  type OptimizerOptions,
  type ParameterGroup,
  type ParametersOrGroups,
} from "./parameterGroups.ts";
import { type Buffers, checkNonNegative, type UpdateRule } from "./updateRule.ts";

/** What an optimizer keeps for one parameter. All of it are leaves, changed by `assign`. */
export interface ParameterState {
  /** How often the parameter has been updated: a float64 scalar. */
  readonly step: Value;
  /** What the rule keeps, such as averages of gradients. */
  readonly buffers: Buffers;
}

/**
 * Trains parameters by an {@link UpdateRule}: keeps its state and carries out its updates. {@link SGD} and {@link Adam} are
 * optimizers; for a rule of your own, `new Optimizer(rule, parameters, { learningRate })`.
 *
 * ```ts
 * optimizer.zeroGrad();
 * loss.backward();
 * optimizer.step();
 * ```
 */
export class Optimizer<Options extends object> {
  /** The parameters in groups, each with its options. */
  readonly groups: readonly ParameterGroup<Options>[];
  /** In the order of the parameters; complete before the first step. */
  readonly state: ReadonlyMap<Value, ParameterState>;
  readonly #rule: UpdateRule<Options>;

  /**
   * @throws RangeError for options out of range, or when there is no parameter.
   * @throws TypeError for unknown options, and for parameters that are no leaves that require a gradient.
   * @throws Error when a parameter appears twice, or the rule has a buffer named `step`.
   */
  constructor(
    rule: UpdateRule<Options>,
    parameters: ParametersOrGroups<Options>,
    options: OptimizerOptions<Options>,
  ) {
    this.#rule = rule;
    this.groups = makeGroups(rule, parameters, options);
    this.state = new Map(
      this.groups.flatMap((group) =>
        group.parameters.map((parameter) => [parameter, initialState(rule, parameter, group.options)]),
      ),
    );
  }

  /** The learning rate of all groups. Reading throws an Error when they differ; setting sets it in each. */
  get learningRate(): number {
    const rates = this.groups.map((group) => group.learningRate.item());
    if (rates.some((rate) => rate !== rates[0])) {
      throw new Error(
        `The groups of this ${this.#rule.name} have different learning rates: ${rates.join(", ")}. Read groups[i].learningRate.`,
      );
    }
    return rates[0];
  }

  set learningRate(learningRate: number) {
    checkNonNegative(this.#rule.name, { learningRate });
    for (const group of this.groups) group.learningRate.assign(value(learningRate, { dtype: "float64" }));
  }

  /**
   * Updates every parameter that has a gradient; the others, and what is kept for them, stay as they are. When something
   * throws, nothing has changed.
   */
  step(): void {
    const changes = noGrad(() =>
      this.groups.flatMap((group) => group.parameters.flatMap((parameter) => this.#update(parameter, group))),
    );
    for (const [leaf, next] of changes) leaf.assign(next);
  }

  /** Sets the gradients to null, so that the next `backward()` starts anew. */
  zeroGrad(): void {
    for (const parameter of this.state.keys()) parameter.grad = null;
  }

  /**
   * A copy of what changes from step to step: `groups.0.learningRate`, `parameters.0.step`, `parameters.0.expAvg` and so on,
   * parameters being counted through all groups. The parameters themselves are not in it.
   */
  stateDict(): StateDict {
    return saveState(this.#values());
  }

  /**
   * Goes on from a saved {@link Optimizer.stateDict}.
   * @throws Error that lists all entries that do not fit; nothing is loaded then.
   */
  loadStateDict(state: StateDict): void {
    loadState(`this ${this.#rule.name}`, this.#values(), state);
  }

  /** The leaves that an update changes, each with what it is to become. */
  #update(parameter: Value, { learningRate, options }: ParameterGroup<Options>): (readonly [Value, Value])[] {
    const gradient = parameter.grad;
    if (gradient === null) return [];
    const { name } = this.#rule;
    checkFits(name, "gradient", gradient, parameter);
    const { step, buffers } = this.state.get(parameter) as ParameterState;
    const nextStep = step.add(1);
    const now = { parameter, gradient, state: buffers, learningRate, step: nextStep, options };
    const next = this.#rule.update(now);
    checkFits(name, "updated parameter", next.parameter, parameter);
    const changes = Object.entries(buffers).map(([key, buffer]) => {
      checkFits(name, `updated ${key}`, next.state[key], buffer);
      return [buffer, next.state[key]] as const;
    });
    return [[parameter, next.parameter], [step, nextStep], ...changes];
  }

  #values(): Record<string, Value> {
    const rates = this.groups.map((group, i) => [`groups.${i}.learningRate`, group.learningRate] as const);
    const states = Array.from(this.state.values(), ({ step, buffers }, i) =>
      Object.entries({ step, ...buffers }).map(([name, x]) => [`parameters.${i}.${name}`, x] as const),
    );
    return Object.fromEntries([...rates, ...states.flat()]);
  }
}

/** A leaf for each buffer, also where the rule gives one Value twice. */
function initialState<Options extends object>(
  rule: UpdateRule<Options>,
  parameter: Value,
  options: Options,
): ParameterState {
  const buffers = noGrad(() => rule.init(parameter, options));
  if (Object.hasOwn(buffers, "step")) {
    throw new Error(
      `${rule.name}: init gives a buffer named step, but that name is taken by the step count. Name it otherwise.`,
    );
  }
  // Not by detach(), which inside a trace is a recorded call, and its result no leaf.
  const leaves = Object.entries(buffers).map(([name, x]) => [name, zerosLike(x).assign(x)] as const);
  return { step: value(0, { dtype: "float64" }), buffers: Object.fromEntries(leaves) };
}

/** Throws unless `x` can be assigned to `leaf`. */
function checkFits(rule: string, what: string, x: Value, leaf: Value): void {
  const isLike =
    isValue(`${rule}.step()`, x) &&
    x.dtype === leaf.dtype &&
    x.rank === leaf.rank &&
    x.shape.every((extent, axis) => extent === leaf.shape[axis]);
  if (isLike) return;
  throw new TypeError(
    `${rule}.step(): the ${what} is ${describeValue(x)}, but must be ${describeValue(leaf)}. Nothing was updated.`,
  );
}
