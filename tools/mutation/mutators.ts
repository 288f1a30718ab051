import type { Node } from "oxc-parser";

/*
 * Small mistakes in a rule, as people make them. Each keeps types as they are: what a compiler would refuse counts as no
 * mutant.
 */

/** What one expression could wrongly be: source text, and what was done. */
export interface Mutation {
  readonly text: string;
  readonly what: string;
}

const swappedMethods: Readonly<Record<string, string>> = {
  add: "sub",
  sub: "add",
  mul: "div",
  div: "mul",
  sin: "cos",
  cos: "sin",
  sinh: "cosh",
  cosh: "sinh",
  eq: "ne",
  ne: "eq",
  lt: "le",
  le: "lt",
  gt: "ge",
  ge: "gt",
  maximum: "minimum",
  minimum: "maximum",
  max: "min",
  min: "max",
  sum: "mean",
  mean: "sum",
  tril: "triu",
  triu: "tril",
};

/** Methods without which the expression still makes sense. */
const droppedMethods = new Set(
  "add sub mul div pow neg square sqrt rsqrt exp log reciprocal abs sign cos sin tanh sigmoid where flip round eq".split(
    " ",
  ),
);

const swappedOperators: Readonly<Record<string, readonly string[]>> = {
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "===": ["!=="],
  "!==": ["==="],
  "&&": ["||"],
  "||": ["&&"],
  "??": [],
};

/** Names that stand for Values in the rules; another of them may be meant. */
const flows = new Set(["flow", "cotangent", "tangent"]);

export interface Scope {
  /** The source text of a node. */
  readonly text: (node: Node) => string;
  /** The parameters of the enclosing functions that are Values of the call: arguments and output. */
  readonly values: readonly string[];
}

export function mutationsOf(node: Node, parent: Node | undefined, { text, values }: Scope): Mutation[] {
  const found: Mutation[] = [];
  const add = (what: string, replacement: string): void => {
    found.push({ what, text: replacement });
  };
  const isValue = (argument: Node): boolean => {
    let root = argument;
    while (root.type === "CallExpression" || root.type === "MemberExpression")
      root = root.type === "CallExpression" ? root.callee : root.object;
    return root.type === "Identifier" && (values.includes(root.name) || flows.has(root.name));
  };

  if (node.type === "CallExpression") {
    const { callee, arguments: args } = node;
    if (callee.type === "MemberExpression" && !callee.computed && callee.property.type === "Identifier") {
      const [object, method] = [text(callee.object), callee.property.name];
      const list = args.map(text).join(", ");
      if (Object.hasOwn(swappedMethods, method) && object !== "Math")
        add(`${method} → ${swappedMethods[method]}`, `${object}.${swappedMethods[method]}(${list})`);
      if (droppedMethods.has(method) && object !== "Math") add(`drop ${method}`, object);
      if (
        (method === "sub" || method === "div" || method === "matmul") &&
        args.length === 1 &&
        isValue(args[0])
      )
        add(`swap sides of ${method}`, `${text(args[0])}.${method}(${object})`);
      if (method === "where" && args.length === 2)
        add("choose where not", `${object}.where(${text(args[0])}.logicalNot(), ${text(args[1])})`);
    } else if (callee.type === "Identifier" && args.length >= 2 && isValue(args[0]) && isValue(args[1])) {
      const [first, second, ...rest] = args.map(text);
      add("swap arguments", `${text(callee)}(${[second, first, ...rest].join(", ")})`);
    }
  }
  // What a rule gives, cut off from what it was computed from: the gradient is right, and its gradient is not.
  if (parent?.type === "ArrowFunctionExpression" && node === parent.body && isValue(node)) {
    if (node.type === "CallExpression") add("detach", `${text(node)}.detach()`);
    else add("twice", `${text(node)}.mul(2)`);
  }
  if (node.type === "Identifier" && values.includes(node.name)) {
    const other = values[(values.indexOf(node.name) + 1) % values.length];
    if (other !== node.name) add(`${node.name} → ${other}`, other);
  }
  if (node.type === "Identifier" && node.name === "axis") add("another axis", "(axis === 0 ? 1 : 0)");
  if (node.type === "Identifier" && node.name === "axes") add("without the first axis", "axes.slice(1)");
  if (node.type === "Literal" && typeof node.value === "number") {
    const others = node.value === 0 ? [1] : node.value === 1 ? [0, 2] : [node.value + 1, -node.value];
    for (const other of others) add(`${node.value} → ${other}`, `(${other})`);
  }
  if (node.type === "Literal" && typeof node.value === "boolean")
    add(`${node.value} → ${!node.value}`, String(!node.value));
  if (node.type === "UnaryExpression" && (node.operator === "-" || node.operator === "!"))
    add(`drop ${node.operator}`, text(node.argument));
  if (node.type === "BinaryExpression" || node.type === "LogicalExpression") {
    const operators = Object.hasOwn(swappedOperators, node.operator) ? swappedOperators[node.operator] : [];
    for (const operator of operators)
      add(`${node.operator} → ${operator}`, `${text(node.left)} ${operator} ${text(node.right)}`);
  }
  if (node.type === "ConditionalExpression") {
    add("always the first", text(node.consequent));
    add("always the second", text(node.alternate));
  }
  return found;
}
