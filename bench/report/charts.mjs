import { growthChart } from "./growthChart.mjs";
import { matmulChart } from "./matmulChart.mjs";
import { overviewChart } from "./overviewChart.mjs";

/**
 * The charts of a run, as SVG.
 * @param {import("../compare.ts").Run} run
 * @returns {Record<string, string>} by the names of files
 */
export function charts({ outcomes }) {
  const outcomeNamed = (name) => outcomes.find((outcome) => outcome.name === name);
  const matmul = outcomeNamed("W5");
  const growth = outcomeNamed("growth");
  const files = { "overview.svg": overviewChart(outcomes) };
  if (matmul !== undefined) files["matmul.svg"] = matmulChart(matmul);
  if (growth !== undefined) files["growth.svg"] = growthChart(growth);
  return files;
}
