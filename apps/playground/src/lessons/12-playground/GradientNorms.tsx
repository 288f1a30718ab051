import type { JSX } from "preact";
import { formatNumber } from "../../parts/formatNumber.ts";
import { Chart, useFrame } from "../../plots/Chart.tsx";
import { Note } from "../../plots/marks.tsx";
import { formatGradient, powerOfTen } from "./formatGradient.ts";
import type { Sandbox } from "./useSandbox.ts";

const least = 1e-8;

/** How long the gradient of each layer is: where it is tiny, a layer hardly learns. */
export function GradientNorms({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element {
  const norms = sandbox.training.snapshot.value?.gradientNorms ?? [];
  const count = norms.length;
  const name = (layer: number): string =>
    layer === count ? "output" : Number.isInteger(layer) ? String(layer) : "";
  return (
    <section class="gradient-panel" aria-label="Gradients">
      <h4>Gradient of each layer</h4>
      <Chart
        label={`Length of the gradient, by layer: ${norms.map((norm) => formatNumber(norm, 2)).join(", ")}`}
        x={{
          domain: [0.5, Math.max(1, count) + 0.5],
          label: "layer",
          ticks: norms.map((_, i) => i + 1),
          format: name,
        }}
        y={{
          domain: [least, 10],
          label: "gradient",
          scale: "log",
          ticks: [1e-8, 1e-6, 1e-4, 1e-2, 1],
          format: (norm) => powerOfTen(Math.round(Math.log10(norm))),
        }}
        height={240}
      >
        {norms.map((norm, i) => (
          <Bar key={i} at={i + 1} height={norm} isNamed={count <= 4} />
        ))}
      </Chart>
    </section>
  );
}

type BarProps = { readonly at: number; readonly height: number; readonly isNamed: boolean };

function Bar({ at, height, isNamed }: BarProps): JSX.Element {
  const frame = useFrame();
  const width = Math.min(36, (0.7 * frame.width) / frame.x.domain()[1]);
  const shown = Number.isNaN(height) ? least : Math.min(10, Math.max(least, height));
  const top = frame.y(shown);
  return (
    <>
      <rect
        x={frame.x(at) - width / 2}
        y={top}
        width={width}
        height={Math.max(0, frame.height - top)}
        style={{ fill: "var(--gradient)" }}
      />
      {isNamed ? (
        <Note at={[at, shown]} offset={[0, -5]} anchor="middle">
          {formatGradient(height)}
        </Note>
      ) : null}
    </>
  );
}
