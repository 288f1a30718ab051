import type { JSX } from "preact";
import { formatNumber } from "../../parts/formatNumber.ts";
import { Listing } from "../../parts/Listing.tsx";
import { Term } from "../../parts/Term.tsx";
import { Tex } from "../../parts/Tex.tsx";
import { Directions } from "./Directions.tsx";
import descentSource from "./descent.ts?raw";
import { exampleCount } from "./problem.ts";
import problemSource from "./problem.ts?raw";
import { Race } from "./Race.tsx";

export default function MinibatchesLesson(): JSX.Element {
  return (
    <>
      <p>
        The loss of a network is the mean over all examples, and so is its gradient. With{" "}
        {formatNumber(exampleCount)} examples that is soon computed; with a million, each step downhill would
        first ask for a million forward and backward passes. Is there a cheaper way to know roughly where down
        is?
      </p>
      <p>
        There is: ask a few examples, chosen at random. The mean over a few is about that over all, as in an
        opinion poll. How many to ask before each <Term>update</Term> of the weights, that is, before each
        step of the walk, has three answers with names:
      </p>
      <ul>
        <li>
          <Term>Batch gradient descent</Term> asks all of them. Each update goes exactly where the loss falls
          most steeply.
        </li>
        <li>
          <Term>Stochastic gradient descent</Term> asks one. (Stochastic means: by chance.) An update costs
          next to nothing, and goes in the direction that suits this one example.
        </li>
        <li>
          <Term>Minibatch gradient descent</Term> asks some, say 16: a <Term>minibatch</Term>. Their number is
          the <Term>batch size</Term>. This is what nearly all networks are trained with, and often it is
          called stochastic gradient descent, too, or SGD.
        </li>
      </ul>
      <h2>The noise in a minibatch</h2>
      <p>
        The problem of this lesson has two weights only, so that it can be drawn: find the line{" "}
        <Tex>{String.raw`y = \text{weight} \cdot x + \text{bias}`}</Tex> through {formatNumber(exampleCount)}{" "}
        points, which lie around the line y = 2x − 1. How far the gradients of minibatches lie from that of
        all examples is their <Term>noise</Term>. On average they are right, so they are called{" "}
        <em>unbiased</em>; and the spread becomes smaller with the square root of the batch size.
      </p>
      <Directions />
      <p>
        Far from the lowest place, nearly all minibatches point downhill, if not straight. Close to it, where
        the slope of all examples is smaller than the noise, they point anywhere.
      </p>
      <Tex block>{String.raw`\text{spread} \approx \frac{\sigma}{\sqrt{\text{batch size}}}`}</Tex>
      <p>
        So four times as many examples cost four times as much, and are only twice as exact. (σ, sigma, is the
        spread of the gradients of single examples. A minibatch that has a large share of all examples is a
        bit better than that.)
      </p>
      <h2>Three descents side by side</h2>
      <p>
        When every example has been asked once, an epoch is over. In one epoch, batch gradient descent makes
        one update, minibatches of 16 make {exampleCount / 16}, and stochastic gradient descent makes{" "}
        {exampleCount}. All three begin at the same place, with the same learning rate.
      </p>
      <Race />
      <ul>
        <li>
          <strong>By examples seen</strong>, which is about the work done, batch gradient descent is slowest:
          it could have made many rough steps for the price of each exact one.
        </li>
        <li>
          <strong>By updates</strong>, the three are much alike at first: far from the lowest place, a rough
          direction is nearly as good as the exact one. What the exact one is good for is that no update goes
          uphill, as long as the learning rate is not too large.
        </li>
        <li>
          <strong>Stochastic gradient descent</strong> is near the lowest place first, and never comes to rest
          there: with every example it is drawn elsewhere, and about half of its updates make the loss larger.
          A smaller learning rate, or one that is lowered on the way, calms it.
        </li>
        <li>
          <strong>Minibatches</strong> take the best of both. And a computer works on 16 examples at once in
          hardly more time than on one: compare the operations counted with the times measured in the table.
        </li>
      </ul>
      <p>
        The noise is not only a price. Where the loss has more than one valley it can help a walk out of a bad
        one: <a href="#/minima">the next lesson</a> shows that.
      </p>
      <h2>The program</h2>
      <p>The problem:</p>
      <Listing source={problemSource} label="The points" />
      <p>
        And the descent, which is the same program for all three: only <code>size</code> differs.{" "}
        <code>minibatches</code> shuffles the examples anew for each epoch and cuts them into batches;{" "}
        <a href="#/epochs">lesson 9</a> looks into that.
      </p>
      <Listing source={descentSource} label="A descent with minibatches" />
    </>
  );
}
