import type { JSX } from "preact";
import { Term } from "../../parts/Term.tsx";
import { addressOf } from "../../shell/route.ts";
import { encode, plainView } from "./address.ts";
import { Playground } from "./Playground.tsx";
import "./playground.css";
import { ProgramPanel } from "./ProgramPanel.tsx";
import { type PresetName, presets } from "./presets.ts";
import { useSandbox } from "./useSandbox.ts";

export default function PlaygroundLesson(): JSX.Element {
  const sandbox = useSandbox();
  return (
    <>
      <p>
        Everything from the lessons before, in one place: points to learn from, a network, and what it says
        about every place of the plane. A worker trains the network while you look at it. Learning rate,
        optimizer, batch size and penalties can be changed under way; other data or another network begin
        anew.
      </p>
      <Playground sandbox={sandbox} />
      <h2>How to read it</h2>
      <ul>
        <li>
          Each small picture is the plane as one neuron sees it: green where it answers with a positive
          number, violet where with a negative one. The inputs are pictures, too: x₁ goes from left to right,
          x₂ from bottom to top. An input computed from others, such as x₁², is called a <Term>feature</Term>.
        </li>
        <li>
          Each line is a weight: the thicker, the larger; green if it is positive, violet if negative. Its
          gradient is that of the loss over all training points, so it says what the next steps will do to it.
        </li>
        <li>
          The curve where the output changes from one class to the other is the <Term>decision boundary</Term>
          .
        </li>
        <li>
          A neuron with ReLU that answers 0 to every training point has a gradient of 0, so that no step can
          change it: a <Term>dead neuron</Term>. It is crossed out.
        </li>
      </ul>
      <h2>What to try</h2>
      <ul class="presets">
        {(Object.keys(presets) as PresetName[]).map((name) => {
          const { title, words, settings } = presets[name];
          return (
            <li key={name}>
              <a href={addressOf("playground", encode({ settings, view: plainView, epochs: 0 }))}>{title}</a>.{" "}
              {words}
            </li>
          );
        })}
      </ul>
      <h2>The program</h2>
      <p>
        This is what the page does, as one program: with the same points, the same first weights, the same
        order of examples. It changes with everything that you set above. Run it here, or in Node. The example
        named below goes further: it learns the spiral with more neurons, an output for each class, and a
        learning rate that falls.
      </p>
      <ProgramPanel sandbox={sandbox} />
    </>
  );
}
