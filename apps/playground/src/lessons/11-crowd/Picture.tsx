import { drawScene, type Scene, side } from "@chainrule/examples/crowd-size/scene.ts";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Heatmap } from "../../plots/Heatmap.tsx";

/** The picture of a scene. */
export function Picture({ of, label }: { readonly of: Scene; readonly label: string }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context === null || context === undefined) return;
    const image = context.createImageData(side, side);
    for (const [i, pixel] of drawScene(of).entries()) {
      const shade = Math.round(255 * pixel);
      image.data.set([shade, shade, shade, 255], 4 * i);
    }
    context.putImageData(image, 0, 0);
    // Scenes from the worker are copies: they are compared by what is in them.
  }, [Object.values(of).join()]);
  return (
    <canvas ref={canvas} class="crowd-picture" width={side} height={side} role="img" aria-label={label} />
  );
}

/** At how many people to a place the color is full. */
const crowded = 2.5;

/** Where the network sees people in a picture: 12 × 12 places, the more the stronger. */
export function Density({ of }: { readonly of: Float32Array }): JSX.Element {
  return (
    <div class="crowd-density" aria-hidden="true">
      <Heatmap
        values={of.map((people) => people / crowded)}
        columns={12}
        crisp
        colors={["sunken", "sunken", "value"]}
      />
    </div>
  );
}
