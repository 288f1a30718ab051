import { throughHooks } from "./gradientHook.ts";
import { noGrad } from "./recording.ts";
import { checkCotangent, type Flow, pullThrough } from "./rules.ts";
import { ExamplesTrace } from "./trace.ts";
import { type Node, Value } from "./value.ts";

let walks = 0;

/**
 * The calls behind `roots` in reverse topological order: each comes after all that used its output. Goes only through
 * Values for which `leadsOn` holds, and without recursion, so that a chain of calls can be as long as memory allows.
 */
export function callsBehind(roots: Iterable<Value>, leadsOn: (value: Value) => boolean): Node[] {
  const walk = ++walks;
  const found: Node[] = [];
  const open: (Node | null)[] = Array.from(roots, (root) => root.node);
  while (open.length > 0) {
    const node = open[open.length - 1];
    if (!node || node.visit === -walk) open.pop();
    else if (node.visit === walk) {
      // Back again: all calls behind it have been found.
      node.visit = -walk;
      found.push(node);
    } else {
      node.visit = walk;
      for (const input of node.inputs) if (leadsOn(input)) open.push(input.node);
    }
  }
  return found.reverse();
}

/** Told of a walk while it happens. */
export interface Observer {
  /** A call is next, with the cotangent of its output. */
  call(node: Node, cotangent: Flow | readonly Flow[]): void;
  /** The call contributes to the cotangent of an input; `sum` is what that has come to. */
  contribution(input: Value, contribution: Value, sum: Value): void;
}

/**
 * The chain rule. Takes the cotangents of some Values back through `calls`, in reverse topological order: each turns the
 * cotangent of its output into contributions to those of its inputs, and contributions to one Value add up. What is left
 * in the end are the cotangents of the leaves, and of whatever else no call computed.
 *
 * What a call contributes is the op's to say. For z = mul(x, y) with cotangent c of z, `ops/arithmetic.ts` has the
 * derivatives y and x, so x gets c · y and y gets c · x.
 */
export function pullBack(
  calls: readonly Node[],
  cotangents: Map<Value, Value>,
  isWanted: (value: Value) => boolean,
  observer?: Observer,
): Map<Value, Value> {
  for (const call of calls) {
    const cotangent = take(call.output, cotangents);
    if (cotangent === undefined) continue;
    observer?.call(call, cotangent);
    pullThrough(call, cotangent, isWanted, add);
  }
  return cotangents;

  function add(input: Value, contribution: Value): void {
    const sum = cotangents.get(input)?.add(contribution) ?? contribution;
    cotangents.set(input, sum);
    observer?.contribution(input, contribution, sum);
  }
}

/** The cotangent of what a call gave, taken out of the map: one, or one for each of several outputs. */
function take(output: Value | readonly Value[], cotangents: Map<Value, Value>): Flow | readonly Flow[] {
  if (output instanceof Value) {
    const cotangent = cotangents.get(output);
    cotangents.delete(output);
    return cotangent && throughHooks(output, cotangent);
  }
  const flows = output.map((value) => take(value, cotangents) as Flow);
  return flows.some((flow) => flow !== undefined) ? flows : undefined;
}

/** `backward()`: the chain rule from one Value to all leaves that require a gradient. */
export function backward(root: Value, cotangent?: Value): void {
  const seed = checkCotangent(root, cotangent);
  const isTracked = (value: Value): boolean => value.tracked;
  noGrad(() => {
    const leaves = pullBack(callsBehind([root], isTracked), new Map([[root, seed]]), isTracked);
    const sums = Array.from(leaves, ([leaf, cotangent]) => {
      const gradient = throughHooks(leaf, cotangent);
      return leaf.grad?.add(gradient) ?? gradient.clone();
    });
    const keys = Array.from(leaves.keys());
    const lost = sums.find(
      ({ storage }, i) => storage instanceof ExamplesTrace && keys[i].storage !== storage,
    );
    if (lost?.storage instanceof ExamplesTrace) {
      throw new Error(
        `backward() inside ${lost.storage.transform} would leave a gradient without numbers in .grad. Use grad() there, and return the gradient.`,
      );
    }
    // Only now, so that nothing is half done when a rule throws.
    keys.forEach((leaf, i) => {
      leaf.grad = sums[i];
    });
  });
}
