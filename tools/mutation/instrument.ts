import { type Node, parseSync } from "oxc-parser";
import { mutationsOf } from "./mutators.ts";

/** A mistake at one place of a file. */
export interface Mutant {
  readonly id: number;
  readonly file: string;
  readonly line: number;
  /** The name of the declaration it is in, as written at the top of the file. */
  readonly declaration: string;
  /** The op that is defined there; undefined in functions that several share. */
  readonly op: string | undefined;
  readonly what: string;
  readonly original: string;
  /** Which of the same mutants in that declaration, counted from 1. */
  readonly nth: number;
  readonly mutated: string;
}

/** Where rules stand in the definition of an op. */
const ruleKeys = new Set(["vjp", "jvp", "batch", "derivative", "derivatives"]);

/**
 * The source with every mutant of its rules built in, each chosen when `globalThis.activeMutant` is its id: loading once
 * serves them all.
 * @param shared functions outside of definitions that make up rules too; those of the file that rules call are found.
 */
export function instrument(
  file: string,
  source: string,
  firstId: number,
  shared: readonly string[] = [],
): { code: string; mutants: Mutant[] } {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const mutants: Mutant[] = [];
  const declarations = declarationsOf(program.body);
  const regions = new Set<Node>();
  const pending = [...shared];
  const include = (node: Node): void => {
    if (regions.has(node)) return;
    regions.add(node);
    walk(node, (inner) => {
      if (inner.type === "Identifier") pending.push(inner.name);
    });
  };
  for (const [, node] of declarations)
    walk(node, (inner) => {
      if (inner.type === "Property" && inner.key.type === "Identifier" && ruleKeys.has(inner.key.name))
        include(inner.value);
    });
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const declared = declarations.get(name);
    if (declared !== undefined && isFunction(declared)) include(declared);
  }

  const text = (node: Node): string => source.slice(node.start, node.end);
  const lineOf = (position: number): number => source.slice(0, position).split("\n").length;

  /** The source of a node with the mutants of what is inside `regions`. */
  const render = (node: Node, context: Context, parent?: Node): string => {
    const inner: Context = {
      ...context,
      isRule: context.isRule || regions.has(node),
      isBody: context.isBody || (isFunction(node) && (context.isRule || regions.has(node))),
      values: isFunction(node) ? [...context.values, ...valueNames(node, text)] : context.values,
    };
    let code = "";
    let position = node.start;
    for (const child of childrenOf(node)) {
      const isShorthand = node.type === "Property" && node.shorthand && child === node.value;
      code += source.slice(position, child.start);
      const rendered = isTarget(node, child) ? text(child) : render(child, inner, node);
      code += isShorthand && rendered !== text(child) ? `${text(child)}: ${rendered}` : rendered;
      position = child.end;
    }
    code += source.slice(position, node.end);
    if (!inner.isBody || !isExpression(node)) return code;
    for (const { what, text: mutated } of mutationsOf(node, parent, { text, values: inner.values })) {
      const id = firstId + mutants.length;
      mutants.push({
        id,
        file,
        line: lineOf(node.start),
        declaration: context.declaration,
        op: context.op,
        what,
        original: text(node),
        nth:
          1 +
          mutants.filter(
            (other) =>
              other.declaration === context.declaration &&
              other.what === what &&
              other.original === text(node),
          ).length,
        mutated,
      });
      code = `(globalThis.activeMutant === ${id} ? (${mutated}) : ${code})`;
    }
    return code;
  };

  let code = "";
  let position = 0;
  for (const [declaration, node] of declarations) {
    code += source.slice(position, node.start);
    code += render(node, { isRule: false, isBody: false, values: [], declaration, op: opOf(node) });
    position = node.end;
  }
  return { code: code + source.slice(position), mutants };
}

interface Context {
  readonly isRule: boolean;
  readonly isBody: boolean;
  readonly values: readonly string[];
  readonly declaration: string;
  readonly op: string | undefined;
}

/** What is declared at the top of a file, in order: the name, and the function or the expression. */
function declarationsOf(body: readonly Node[]): Map<string, Node> {
  const found = new Map<string, Node>();
  for (const statement of body) {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (declaration?.type === "FunctionDeclaration" && declaration.id)
      found.set(declaration.id.name, declaration);
    if (declaration?.type !== "VariableDeclaration") continue;
    for (const { id, init } of declaration.declarations)
      if (id.type === "Identifier" && init) found.set(id.name, init);
  }
  return found;
}

function opOf(node: Node): string | undefined {
  const call = node.type === "TSAsExpression" ? node.expression : node;
  if (call.type !== "CallExpression") return undefined;
  const [first] = call.arguments;
  if (first?.type === "Literal" && typeof first.value === "string") return first.value;
  if (first?.type !== "ObjectExpression") return undefined;
  for (const property of first.properties) {
    if (property.type !== "Property" || property.key.type !== "Identifier" || property.key.name !== "name")
      continue;
    if (property.value.type === "Literal") return String(property.value.value);
  }
  return undefined;
}

type FunctionNode = Extract<
  Node,
  { type: "ArrowFunctionExpression" | "FunctionExpression" | "FunctionDeclaration" }
>;

function isFunction(node: Node): node is FunctionNode {
  return (
    node.type === "ArrowFunctionExpression" ||
    node.type === "FunctionExpression" ||
    node.type === "FunctionDeclaration"
  );
}

const notValues =
  /^_?(cotangent|tangent|flow|axis|axes|range|shape|size|isBatched|isReversed|g|op|freedom|min|max|descending|dtype|count|kernel|offset|classes|geometry|values|best|i|n|[a-z]*[sS]ize|extent)$/;

/** The parameters that stand for Values of one call: its output and its arguments. */
function valueNames(node: FunctionNode, text: (node: Node) => string): string[] {
  return node.params
    .flatMap((parameter) => (parameter.type === "Identifier" ? [parameter] : []))
    .filter(({ typeAnnotation }) => !typeAnnotation || text(typeAnnotation) === ": Value")
    .map(({ name }) => name)
    .filter((name) => !notValues.test(name));
}

const expressions = new Set([
  "CallExpression",
  "Identifier",
  "Literal",
  "UnaryExpression",
  "BinaryExpression",
  "LogicalExpression",
  "ConditionalExpression",
]);
const isExpression = (node: Node): boolean => expressions.has(node.type);

/** Whether a child is a name that is bound or looked up, not an expression to compute. */
function isTarget(node: Node, child: Node): boolean {
  if (node.type === "MemberExpression") return child === node.property && !node.computed;
  if (node.type === "Property") return child === node.key;
  if (node.type === "VariableDeclarator") return child === node.id;
  if (node.type === "AssignmentExpression" || node.type === "AssignmentPattern") return child === node.left;
  if (node.type === "CallExpression") return child === node.callee && child.type === "Identifier";
  if (node.type === "UpdateExpression") return true;
  if (isFunction(node)) return (node.params as Node[]).includes(child) || ("id" in node && child === node.id);
  return child.type.startsWith("TS");
}

function isNode(x: unknown): x is Node {
  return typeof x === "object" && x !== null && typeof (x as Partial<Node>).type === "string";
}

/** The nodes right below, in the order of the source; without types. */
function childrenOf(node: Node): Node[] {
  const parts: unknown[] = Object.values(node).flat();
  const nodes = parts.filter(isNode).filter((child) => child.type !== "TSTypeAnnotation");
  nodes.sort((a, b) => a.start - b.start);
  // A shorthand property names its value twice at one place.
  return nodes.filter((child, i) => i + 1 === nodes.length || nodes[i + 1].start >= child.end);
}

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const child of childrenOf(node)) walk(child, visit);
}
