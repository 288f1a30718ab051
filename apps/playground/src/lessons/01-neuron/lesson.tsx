import learning from "@chainrule/examples/02-neuron.ts?raw";
import type { JSX } from "preact";
import { formatFixed, formatNumber } from "../../parts/formatNumber.ts";
import { Listing } from "../../parts/Listing.tsx";
import { LiveCode } from "../../parts/LiveCode.tsx";
import { Term } from "../../parts/Term.tsx";
import { Tex } from "../../parts/Tex.tsx";
import { addressOf } from "../../shell/route.ts";
import { ActivationFigure } from "./ActivationFigure.tsx";
import { activationAt, activations } from "./activations.ts";
import { GraphFigure } from "./GraphFigure.tsx";
import { NeuronFigure } from "./NeuronFigure.tsx";
import program from "./neuron.program.ts?raw";
import { outputAt } from "./neuron.ts";
import source from "./neuron.ts?raw";
import "./neuron.css";
import { PlaneFigure } from "./PlaneFigure.tsx";
import { useNeuron } from "./state.ts";
import { TasksFigure } from "./TasksFigure.tsx";

const first = outputAt({ x1: 1, x2: 0.5, w1: 0.8, w2: -1.2, b: 0.3 }, activations.sigmoid);

export default function NeuronLesson(): JSX.Element {
  const state = useNeuron();
  return (
    <>
      <p>
        Should you go out for a walk? The sun counts for it, the wind against it, and some people like to go
        anyway. An artificial <Term>neuron</Term> decides like that: it is a small function from some numbers
        to one number. What comes in are its <Term>inputs</Term>. Each is multiplied by a <Term>weight</Term>,
        which says how much that input counts, and in which direction: a positive weight speaks for, a
        negative one against, and a weight of 0 ignores the input. The <Term>bias</Term> is added whatever the
        inputs are: it is how willing the neuron is from the start.
      </p>
      <Tex block>{String.raw`z = w_1 x_1 + w_2 x_2 + b`}</Tex>
      <p>
        This <Term>weighted sum</Term> <Tex>z</Tex> can be any number. Before the neuron passes it on, it
        bends it by a fixed curve <Tex>f</Tex>, its <Term>activation</Term>. The sigmoid, for one, turns every
        sum into a number between 0 and 1. What comes out is the <Term>output</Term>:
      </p>
      <Tex block>{String.raw`\text{output} = f(z)`}</Tex>
      <NeuronFigure state={state} />
      <p>
        When the page opens, the sum is 0.8 · 1 − 1.2 · 0.5 + 0.3 = {formatFixed(first.inputs[0].item(), 1)},
        and the sigmoid of that is {formatNumber(first.item())}. A neuron with a thousand inputs does the
        same, with a thousand weights. Weights and bias are called <Term>parameters</Term>: they are what a
        network learns. (Of a whole network, one often says weights for all of them.) The inputs are given to
        it, and the activation is chosen once by whoever builds it.
      </p>

      <h2>The bend</h2>
      <p>
        Why bend the sum at all? Because sums of sums are only sums: neurons behind neurons could do no more
        than a single one. The bend is what makes networks able to do more, as{" "}
        <a href={addressOf("network")}>the next lesson</a> shows. Each of these ten is in use. Beside each
        curve is its <Term>slope</Term>, dashed: how much the output grows per unit of the sum, at that place.
        That of the sigmoid is {formatNumber(activationAt("sigmoid", 0).slope)} at 0, and only{" "}
        {formatNumber(activationAt("sigmoid", 6).slope)} at 6: there the neuron is sure, and a bit more or
        less changes nothing.
      </p>
      <ActivationFigure state={state} />

      <h2>What it says to everything</h2>
      <p>
        Two inputs are a point in a plane, so the neuron can be asked about all points at once. Where the sum
        is 0 there is a straight line, the <Term>decision boundary</Term>: on one side the neuron leans to
        yes, on the other to no. The weights turn the line, the bias shifts it, and larger weights make the
        change from no to yes steeper. It always is a straight line: a neuron cannot do otherwise.
      </p>
      <PlaneFigure state={state} />
      <p>
        A decision of two inputs that are 0 or 1 is a rule of logic. AND says 1 when both are 1, OR when at
        least one is, XOR when exactly one is. Here a neuron with a sigmoid says 1 when its output is above
        0.5, that is, where the sum is above 0.
      </p>
      <TasksFigure />
      <p>
        XOR cannot be done, and not for want of patience. It takes <Tex>b \le 0</Tex> for the case 0, 0;{" "}
        <Tex>w_1 + b \gt 0</Tex> and <Tex>w_2 + b \gt 0</Tex> for the two cases with a single 1. Added up,
        these two say <Tex>w_1 + w_2 + 2b \gt 0</Tex>, so <Tex>w_1 + w_2 + b \gt -b \ge 0</Tex>: the neuron
        says 1 to 1, 1 as well, and that is wrong. No straight line separates two corners of a square from the
        other two (Minsky and Papert 1969, Perceptrons). Two lines can, and so a network can.
      </p>

      <h2>The same as a graph</h2>
      <p>
        A program computes the output in small steps: two products, two sums, an activation. Drawn, with an
        arrow from each number to what is computed from it, that is the <Term>computation graph</Term>, and it
        is what this library records whenever it computes. Below each number stands, in orange, the{" "}
        <Term>gradient</Term> of the output: how much the output grows per unit of that number when the others
        stay. How it is found is the subject of <a href={addressOf("derivative")}>lesson 4</a> and{" "}
        <a href={addressOf("backpropagation")}>lesson 6</a>; here it is enough that the computer knows, for
        every number, which way to turn it.
      </p>
      <GraphFigure state={state} />

      <h2>In ten lines</h2>
      <p>
        This is a program, not a picture of one. Run it, then change it: another weight, <code>tanh</code>{" "}
        instead of <code>sigmoid</code>, a third input.
      </p>
      <LiveCode id="program" source={program} label="A neuron in ten lines" lines={14} />
      <p>
        The pictures above are computed by the following functions. The last one gives the neuron thousands of
        points in one call: a number of the library may as well be an array of numbers.
      </p>
      <Listing source={source} label="The neuron as a program" />

      <h2>Nobody sets weights by hand</h2>
      <p>
        With two weights you can. Networks have millions. So they find them themselves, from examples of what
        they should say: look how wrong the output is, ask for the gradient, turn each weight a little the
        right way, and again. The coming lessons go through each of these steps. Here they all are at work in
        one program: a neuron finds the rule behind 20 examples.
      </p>
      <LiveCode id="learning" source={learning} label="A neuron learns a rule" lines={12} />
    </>
  );
}
