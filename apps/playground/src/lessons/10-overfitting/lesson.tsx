import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { formatNumber } from "../../parts/formatNumber.ts";
import { Listing } from "../../parts/Listing.tsx";
import { Term } from "../../parts/Term.tsx";
import { Tex } from "../../parts/Tex.tsx";
import { Boundary } from "./Boundary.tsx";
import { ByHeart } from "./ByHeart.tsx";
import { casesOf, type Strengths } from "./candidates.ts";
import { RemediesFigure } from "./RemediesFigure.tsx";
import { networkOf, none } from "./regression.ts";
import source from "./regression.ts?raw";
import { cases, isOver } from "./runs.ts";
import { SizesFigure } from "./SizesFigure.tsx";
import { TestSet } from "./TestSet.tsx";
import { useRuns } from "./useRuns.ts";
import "./overfitting.css";

const parameterCount = networkOf(none)
  .parameters()
  .reduce((sum, { size }) => sum + size, 0);

export default function OverfittingLesson(): JSX.Element {
  const strengths: Strengths = {
    patience: useSignal(100),
    weightDecay: useSignal(1),
    dropout: useSignal(0.2),
    points: useSignal(60),
    width: useSignal(4),
  };
  const { runs, failure, change } = useRuns(() => casesOf(strengths));
  /** The first figures first: the others begin to compute when these have done so. */
  const begins = useSignal(false);
  useSignalEffect(() => {
    if (cases.every((name) => isOver(runs[name].value))) begins.value = true;
  });
  return (
    <>
      <p>
        So far, to learn meant to make the loss small. But nobody needs a network for the examples whose
        answers are known: it is to be right about those that come later. To do well on what one has never
        seen is called to <Term>generalize</Term>, and a small loss is no proof of it.
      </p>
      <p>
        Here are twelve points of a curve, each measured with an error. The <Term>training set</Term> is what
        a network learns from: these twelve. The <Term>validation set</Term> is fifty other points, which it
        never learns from: they are only watched. The network has two hidden layers of {none.width} neurons,{" "}
        {formatNumber(parameterCount)} parameters in all, far more than there are points.
      </p>
      <ByHeart of={runs.nothing} failure={failure} />
      <p>
        At first both losses fall: the network finds the rule. Then the training loss goes on falling, and the
        validation loss rises. From there on, the network learns the errors of the twelve points, which are
        different for every other point: it learns by heart. That is <Term>overfitting</Term>. The gap between
        the two losses is how one notices, and without a validation set one does not notice at all.
      </p>
      <h2>What helps</h2>
      <ul>
        <li>
          <Term>Early stopping</Term>: watch the validation loss, keep the weights of the best epoch, and stop
          when there was no better one for a while. How long a while is the <Term>patience</Term>.
        </li>
        <li>
          <Term>Weight decay</Term>: in every step, each weight also shrinks a little towards 0,{" "}
          <Tex>{String.raw`w \leftarrow w - \eta \lambda w`}</Tex> with the learning rate{" "}
          <Tex>{String.raw`\eta`}</Tex> and a strength <Tex>{String.raw`\lambda`}</Tex>. A curve that goes
          through every single point needs large weights; now they have a price.
        </li>
        <li>
          <Term>Dropout</Term>: in every step, some neurons, chosen at random, are silent. The others speak
          louder, so that sums stay the same on average. No neuron can rely on a particular other one, so what
          is learned has to be in many places. When the network is asked, all of them speak.
        </li>
        <li>
          <Term>More data</Term>: a curve cannot wriggle through sixty points as it can through twelve.
          Nothing helps as much, and nothing is as expensive.
        </li>
        <li>
          <Term>A smaller network</Term>: what has few weights cannot learn much by heart. How much a network
          can express is called its <Term>capacity</Term>.
        </li>
      </ul>
      <p>
        All that makes a network simpler than it could be is called <Term>regularization</Term>. Too much of
        it, and the network does not even learn the rule: it is <Term>underfitting</Term>, and both losses
        stay high.
      </p>
      <RemediesFigure runs={runs} failure={failure} strengths={strengths} onChange={change} />
      <h2>Why a third set</h2>
      <p>
        Whoever tries six networks and takes the one with the lowest validation loss has chosen by the
        validation set. Some of that loss is luck: with other points another network might have won. So the
        validation loss of the winner is a little too good to be true, and the more one tries, the more so. An
        honest answer needs points that nothing was chosen by: the <strong>test set</strong>. It is opened
        once, at the end.
      </p>
      <TestSet runs={runs} failure={failure} />
      <h2>The same with classes</h2>
      <p>
        Two classes of points, above a wave and below it. What the network is told of a point, its class, is
        its <Term>label</Term>, and some labels are wrong. A network that learns wrong labels by heart puts an
        island around each, and points that come later fall on the islands. Since some labels are wrong for
        validation as well, the validation error cannot stay below their share, the dashed line, for any
        reason but luck.
      </p>
      <Boundary begins={begins} />
      <h2>Bias and variance</h2>
      <p>
        There are two ways to be wrong. A network that is too simple is wrong in the same way whatever points
        it gets: that is <Term>bias</Term> (not the bias of a neuron). One that is too free fits each set of
        points in another way, its errors included: that is <Term>variance</Term>. One can see both by
        training the same network on several sets of points. On average over them, the squared distance from
        the rule is exactly their sum:
      </p>
      <Tex
        block
      >{String.raw`\underbrace{\overline{(f - \text{rule})^2}}_{\text{squared distance}} = \underbrace{(\bar f - \text{rule})^2}_{\text{bias}^2} + \underbrace{\overline{(f - \bar f)^2}}_{\text{variance}}`}</Tex>
      <p>
        where <Tex>f</Tex> is the answer of one network, and the bar means the mean over all of them. The
        random errors of the points come on top, and no network can do anything about them.
      </p>
      <SizesFigure begins={begins} />
      <p>
        Regularization trades variance for bias. That is a good trade as long as the variance is the larger of
        the two, as with twelve points. The validation set says when it stops being one.
      </p>
      <h2>The program</h2>
      <p>
        This trains each of the networks that draw curves. The optimizer is AdamW: Adam of lesson 5, with
        weight decay. <code>EarlyStopping</code> keeps a copy of the best weights, and puts them back.
      </p>
      <Listing source={source} label="The training as a program" />
    </>
  );
}
