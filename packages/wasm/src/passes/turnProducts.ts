import { matmul, permute } from "@chainrule/autograd";
import { type Graph, Result } from "../graph/graph.ts";
import { rebuild } from "../graph/rebuild.ts";
import { countUses } from "../graph/uses.ts";

/** A product that is needed transposed only is computed so: (a b)ᵀ = bᵀ aᵀ, as products read factors in any layout. */
export function turnProducts(graph: Graph): Graph {
  const uses = countUses(graph);
  return rebuild(graph, (call, rebuilder, original) => {
    const [product] = call.operands;
    const isTurned =
      call.name === "permute" &&
      product instanceof Result &&
      product.call.name === "matmul" &&
      uses.get(original.operands[0]) === 1 &&
      isTranspose(call.args[1] as readonly number[]);
    if (!isTurned) return null;
    const [a, b] = product.call.operands.map((factor) =>
      rebuilder.call(permute, [factor, call.args[1]], { dtype: factor.dtype, shape: turned(factor.shape) }),
    );
    return [rebuilder.call(matmul, [b, a], call.results[0])];
  });
}

const turned = (shape: readonly number[]): number[] => [...shape.slice(0, -2), ...shape.slice(-2).reverse()];

/** Whether axes swap the last two. */
function isTranspose(axes: readonly number[]): boolean {
  const last = axes.length - 1;
  return last >= 1 && isEqual(axes, turned(Array.from(axes.keys())));
}

const isEqual = (a: readonly number[], b: readonly number[]): boolean => a.every((x, i) => x === b[i]);
