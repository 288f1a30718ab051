import type { Step } from "../../workload.ts";
import { initialWeights, learningRate, moons, penaltyFactor, pointCount, sizes } from "./data.ts";

/** No graph at all: the loops that somebody would write who knows this one network. What a compiler of graphs can hope for. */
export function start(): Step {
  const points = moons(pointCount);
  const coordinates = Float64Array.from(points.flatMap((point) => point.coordinates));
  const labels = Float64Array.from(points, ({ label }) => label);
  const width = sizes[1];
  const [w1, w2, w3] = initialWeights().map((neurons) => Float64Array.from(neurons.flat()));
  const [b1, b2, b3] = sizes.slice(1).map((size) => new Float64Array(size));
  const parameters = [w1, w2, w3, b1, b2, b3];
  const gradients = parameters.map((p) => new Float64Array(p.length));
  const [dw1, dw2, dw3, db1, db2, db3] = gradients;
  const [h1, h2, dh1] = [0, 1, 2].map(() => new Float64Array(width));

  return () => {
    for (const gradient of gradients) gradient.fill(0);
    let loss = 0;
    for (let point = 0; point < labels.length; point++) {
      const x = coordinates[2 * point];
      const y = coordinates[2 * point + 1];
      for (let i = 0; i < width; i++) {
        const sum = b1[i] + w1[2 * i] * x + w1[2 * i + 1] * y;
        h1[i] = sum > 0 ? sum : 0;
        dh1[i] = 0;
      }
      for (let i = 0; i < width; i++) {
        let sum = b2[i];
        for (let j = 0; j < width; j++) sum += w2[width * i + j] * h1[j];
        h2[i] = sum > 0 ? sum : 0;
      }
      let score = b3[0];
      for (let i = 0; i < width; i++) score += w3[i] * h2[i];

      const missing = 1 - labels[point] * score;
      if (missing <= 0) continue;
      loss += missing;
      const dScore = -labels[point] / labels.length;
      db3[0] += dScore;
      for (let i = 0; i < width; i++) {
        dw3[i] += dScore * h2[i];
        if (h2[i] === 0) continue;
        const dSum = dScore * w3[i];
        db2[i] += dSum;
        for (let j = 0; j < width; j++) {
          dw2[width * i + j] += dSum * h1[j];
          dh1[j] += dSum * w2[width * i + j];
        }
      }
      for (let i = 0; i < width; i++) {
        if (h1[i] === 0) continue;
        db1[i] += dh1[i];
        dw1[2 * i] += dh1[i] * x;
        dw1[2 * i + 1] += dh1[i] * y;
      }
    }

    let penalty = 0;
    parameters.forEach((p, k) => {
      const gradient = gradients[k];
      for (let i = 0; i < p.length; i++) {
        penalty += p[i] * p[i];
        p[i] -= learningRate * (gradient[i] + 2 * penaltyFactor * p[i]);
      }
    });
    return loss / labels.length + penaltyFactor * penalty;
  };
}
