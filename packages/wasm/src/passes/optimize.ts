import type { Graph } from "../graph/graph.ts";
import { mergeCommonSubexpressions } from "./commonSubexpressions.ts";
import { eliminateDeadCode } from "./deadCode.ts";
import { expand } from "./expand.ts";
import { foldConstants } from "./foldConstants.ts";
import { joinSlices } from "./joinSlices.ts";
import { reroll } from "./reroll/reroll.ts";
import { scatterLast } from "./scatterLast.ts";
import { simplify } from "./simplify.ts";
import { turnProducts } from "./turnProducts.ts";

/** A step from one graph to a better one that computes the same. */
export interface Pass {
  readonly name: string;
  run(graph: Graph): Graph;
}

/** All passes, in the order in which they run. */
export const passes: readonly Pass[] = [
  { name: "reroll", run: reroll },
  { name: "expand", run: expand },
  { name: "simplify", run: simplify },
  { name: "fold constants", run: foldConstants },
  { name: "join slices", run: joinSlices },
  { name: "scatter last", run: scatterLast },
  { name: "merge common subexpressions", run: mergeCommonSubexpressions },
  { name: "eliminate dead code", run: eliminateDeadCode },
  { name: "turn products", run: turnProducts },
  { name: "simplify what was turned", run: simplify },
  { name: "eliminate dead code again", run: eliminateDeadCode },
];

/** The graph after all passes. */
export function optimize(graph: Graph): Graph {
  return passes.reduce((current, pass) => pass.run(current), graph);
}
