import type { JSX } from "preact";
import { Term } from "../../parts/Term.tsx";
import { Tex } from "../../parts/Tex.tsx";
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
          The curve where the output changes from one class to the other is the decision boundary. With a
          hidden layer it can be any curve.
        </li>
        <li>
          A neuron with ReLU that answers 0 to every training point has a gradient of 0, so that no step can
          change it: a <Term>dead neuron</Term>. It is crossed out.
        </li>
      </ul>
      <h2>What can be chosen</h2>
      <ul>
        <li>
          <strong>Loss.</strong> For classes: binary cross-entropy; the mean squared error with −1 and 1 for
          the classes; or the <Term>hinge</Term> loss, <Tex>{String.raw`\max(0,\, 1 - t\,z)`}</Tex> with{" "}
          <Tex>t</Tex> = −1 or 1 and the output <Tex>z</Tex>, which is 0 as soon as an answer is right by a
          margin of 1. For heights: the mean squared error; the mean absolute error, in which single large
          errors count for less; or the <Term>Huber</Term> loss, which grows like the square for small errors
          and along a straight line for large ones.
        </li>
        <li>
          <strong>Optimizer.</strong> SGD, momentum and Adam are those of{" "}
          <a href={addressOf("gradient-descent")}>lesson 5</a>. <Term>Nesterov momentum</Term> adds the
          gradient a second time to the velocity it steps by, as if it looked one step ahead; NAdam is Adam
          with that. RMSprop is Adam without momentum; Adagrad divides by the root of the sum of all squares
          so far, so that its steps only get smaller. AdamW is Adam whose weight decay is a step of its own.
          Lion takes nothing but the sign of its momentum: all its steps are equally long, so it wants a small
          learning rate.
        </li>
        <li>
          <strong>Regularization.</strong> The <Term>L2 penalty</Term> adds half the sum of the squares of all
          weights, times its strength, to the loss; with plain SGD that is the weight decay of{" "}
          <a href={addressOf("overfitting")}>lesson 10</a>. The <Term>L1 penalty</Term> adds the sum of their
          absolute values, which pulls weights that are of little use to 0. Dropout is that of lesson 10.
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
