import { describeValue, isValue, type Value, value } from "@chainrule/autograd";
import { checkNonNegative, type UpdateRule } from "./updateRule.ts";

/** The options of an optimizer: those of its rule, and the learning rate. */
export type OptimizerOptions<Options> = { readonly learningRate: number } & Partial<Options>;

/** Parameters with options of their own; what is absent is as for the whole optimizer. */
export type GroupOptions<Options> = { readonly parameters: Iterable<Value> } & Partial<
  OptimizerOptions<Options>
>;

/** What an optimizer is to train: leaves that require a gradient, or groups of them. */
export type ParametersOrGroups<Options> = Iterable<Value> | Iterable<GroupOptions<Options>>;

/** Parameters that are updated with the same options. */
export interface ParameterGroup<Options> {
  /** Leaf Values that require a gradient. */
  readonly parameters: readonly Value[];
  /** A float64 scalar; change it with `assign`. */
  readonly learningRate: Value;
  /** Fixed, since a recorded step contains them as constants. */
  readonly options: Readonly<Options>;
}

/** What users pass, checked and completed. */
export function makeGroups<Options extends object>(
  rule: UpdateRule<Options>,
  given: ParametersOrGroups<Options>,
  options: OptimizerOptions<Options>,
): ParameterGroup<Options>[] {
  const list = readAll<Value | GroupOptions<Options>>(rule.name, given);
  const areValues = list.map((item) => isValue(rule.name, item));
  const isGrouped = list.length > 0 && !areValues[0] && "parameters" in Object(list[0]);
  const groups = (isGrouped ? list : [{ parameters: list }]) as GroupOptions<Options>[];
  const made = groups.map((group) =>
    makeGroup<Options>(rule, { ...withoutUndefined(options), ...withoutUndefined(group) }),
  );
  checkParameters(
    rule.name,
    made.flatMap((group) => group.parameters),
  );
  return made;
}

/** The options that are given: one that is undefined counts as absent, and does not hide a default. */
export function withoutUndefined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries({ ...options }).filter(([, option]) => option !== undefined)) as T;
}

function readAll<T>(name: string, list: Iterable<T>): T[] {
  if (isValue(name, list) || typeof list?.[Symbol.iterator] !== "function") {
    throw new TypeError(
      `${name} needs an array of parameters, or of groups { parameters, ... }. Put a single one into brackets.`,
    );
  }
  return [...list];
}

function makeGroup<Options extends object>(
  rule: UpdateRule<Options>,
  given: OptimizerOptions<Options> & GroupOptions<Options>,
): ParameterGroup<Options> {
  const { parameters, learningRate, ...rest } = given;
  const known = Object.keys(rule.defaults);
  for (const option of Object.keys(rest)) {
    if (known.includes(option)) continue;
    throw new TypeError(
      `${rule.name} has no option ${option}. It knows ${["learningRate", ...known].join(", ")}.`,
    );
  }
  checkNonNegative(rule.name, { learningRate });
  const options = fixed({ ...rule.defaults, ...rest });
  rule.check(options);
  return {
    parameters: readAll(rule.name, parameters),
    learningRate: value(learningRate, { dtype: "float64" }),
    options,
  };
}

/** Options that stay as they are, even if the user later writes into an array that was passed. */
function fixed<Options extends object>(options: Options): Options {
  const copy = (option: unknown): unknown =>
    Array.isArray(option) ? Object.freeze(option.map(copy)) : option;
  const entries = Object.entries(options).map(([name, option]) => [name, copy(option)] as const);
  return Object.freeze(Object.fromEntries(entries)) as Options;
}

function checkParameters(name: string, parameters: readonly Value[]): void {
  if (parameters.length === 0) {
    throw new RangeError(
      `${name} got no parameters. If they came from a generator, it may be used up: spread it into an array.`,
    );
  }
  const seen = new Set<Value>();
  for (const parameter of parameters) {
    const which = `${name}: parameter ${seen.size}`;
    if (!isValue(name, parameter)) {
      throw new TypeError(
        `${which} is no Value but ${describeValue(parameter)}. Pass model.parameters(), or Values.`,
      );
    }
    if (parameter.node !== null) {
      throw new TypeError(
        `${which} was computed by ${parameter.node.op.name}; only leaves can be trained. Use detach(), then set requiresGrad.`,
      );
    }
    if (!parameter.requiresGrad) {
      throw new TypeError(
        `${which} does not require a gradient. Create it with { requiresGrad: true }, or leave it out if it is frozen.`,
      );
    }
    if (seen.has(parameter)) {
      throw new Error(
        `${which} appears a second time. List each parameter once, also one that layers share.`,
      );
    }
    seen.add(parameter);
  }
}
