import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { resultMark } from "../../live/messages.ts";
import { Figure } from "../../parts/Figure.tsx";
import { LiveCode } from "../../parts/LiveCode.tsx";
import { BackwardPass } from "./BackwardPass.tsx";
import * as own from "./own.ts";
import ownSource from "./own.ts?raw";
import { packGraph } from "./packGraph.ts";
import packSource from "./packGraph.ts?raw";
import { unpackGraph } from "./unpackGraph.ts";

/** The program as one would write it outside of a module. */
const program = ownSource.replaceAll(/^export /gm, "");

/** A program that packs the graph of another, in whose scope it runs. */
function packing(source: string): string {
  const names = Array.from(source.matchAll(/^(?:export )?(?:const|let|var) (\w+)/gm), ([, name]) => name);
  return `${packSource}\nconsole.log("${resultMark}" + JSON.stringify(packGraph({ ${names.join(", ")} })));`;
}

/** The learner's own program, whose graph is drawn and walked through. */
export function OwnGraph(): JSX.Element {
  const { x, y, a, b, L } = own;
  const loss = useSignal(unpackGraph(packGraph({ x, y, a, b, L })));
  const step = useSignal(4);
  const failure = useSignal<string | null>(null);
  return (
    <Figure
      id="own"
      wide
      title="Your own graph"
      caption="Change the program and run it: use a value three times, try x.div(y), x.pow(3), relu, log, or your own neuron with a loss. The picture and the steps follow."
    >
      <LiveCode
        id="own-program"
        label="A program to draw"
        source={program}
        lines={2}
        result={{
          programFor: packing,
          onResult: (text) => {
            try {
              loss.value = unpackGraph(JSON.parse(text));
              step.value = 0;
              failure.value = null;
            } catch (error) {
              failure.value = error instanceof Error ? error.message : String(error);
            }
          },
        }}
      />
      {failure.value === null ? null : (
        <p role="alert" class="wrong">
          {failure.value}
        </p>
      )}
      <BackwardPass loss={loss.value} step={step} label="Backward pass of your own graph" />
    </Figure>
  );
}
