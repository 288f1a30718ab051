import type { Value } from "@chainrule/autograd";
import { type SvgOptions, toSvg } from "@chainrule/draw";
import type { JSX } from "preact";
import { theme } from "../shell/theme.ts";

export type GraphPictureProps = Omit<SvgOptions, "colorScheme"> & { readonly of: Value };

/** The graph behind a Value, with the number of everything on it. */
export function GraphPicture({ of, ...options }: GraphPictureProps): JSX.Element {
  const svg = toSvg(of, { ...options, colorScheme: theme.value });
  // oxlint-disable-next-line react/no-danger -- Drawn by our own package from our own Values.
  return (
    <div
      class="graph-picture"
      tabIndex={0}
      role="group"
      aria-label={options.title ?? "Computation graph"}
      dangerouslySetInnerHTML={{ __html: svg }}
    />
  );
}
