import type { JSX } from "preact";
import { formatNumber } from "../../parts/formatNumber.ts";
import { Listing } from "../../parts/Listing.tsx";
import { Term } from "../../parts/Term.tsx";
import { Tex } from "../../parts/Tex.tsx";
import { ChainFigure } from "./ChainFigure.tsx";
import { CostFigure } from "./CostFigure.tsx";
import { chainRuleCode, orderCode } from "./code.ts";
import { callsAndPaths, costOf } from "./cost.ts";
import { Graphs } from "./Graphs.tsx";
import graphsSource from "./graphs.ts?raw";
import { OwnGraph } from "./OwnGraph.tsx";
import "./backpropagation.css";

export default function BackpropagationLesson(): JSX.Element {
  const { calls, paths } = callsAndPaths(20);
  const { weights, forward, backward, nudging } = costOf(1024);
  return (
    <>
      <p>
        Gradient descent needs the slope of the loss by every weight. But a weight in the first layer does not
        touch the loss: it changes a sum, which changes an activation, which changes the next layer, and so on
        to the end. How fast does the loss change when something changes that far away?
      </p>
      <h2>Along a chain, slopes multiply</h2>
      <p>
        Let x determine u, and u determine y. If u changes twice as fast as x, and y three times as fast as u,
        then y changes six times as fast as x. This is the <Term>chain rule</Term>: the slope of a chain is
        the product of the slopes of its links.
      </p>
      <Tex block>{String.raw`\frac{dy}{dx} = \frac{dy}{du} \cdot \frac{du}{dx}`}</Tex>
      <p>
        The slope of one link by itself, such as <Tex>{String.raw`\frac{du}{dx}`}</Tex>, is called a{" "}
        <Term>local derivative</Term>: to know it, one needs to know only that link, and the value at which it
        is. Each kind of link knows its own: the local derivative of a square, <Tex>u = x^2</Tex>, is{" "}
        <Tex>2x</Tex>; of a product, <Tex>{String.raw`p = w \cdot x`}</Tex>, by <Tex>w</Tex> it is{" "}
        <Tex>x</Tex>.
      </p>
      <ChainFigure />
      <h2>Where paths meet, contributions add up</h2>
      <p>
        A program is rarely a straight chain. While it runs forward, the library records its computation
        graph: a box for every value, with arrows to it from the values that it was computed from. To find the
        slopes it walks through the graph from the loss back to the parameters, call by call. That walk is the{" "}
        <Term>backward pass</Term>, and the method is called <Term>backpropagation</Term>.
      </p>
      <p>
        What flows back to a value is its <Term>cotangent</Term>: how many times as fast the loss changes as
        this value does, <Tex>{String.raw`\frac{\partial L}{\partial u}`}</Tex> for a value u. (The round ∂
        says that there are other values, and that only this one is changed.) The walk begins with 1 at the
        loss. Each call takes the cotangent of its result, multiplies it by its local derivative, and passes
        that on to the value it was computed from. If a value is used twice, a change of it reaches the loss
        in two ways, and the loss changes by the sum of both: so what arrives is added.
      </p>
      <Graphs
        id="diamond"
        title="A diamond: u is used twice"
        caption={
          <>
            Go back to the start, and press Next until x has its gradient; the numbers in circles are the
            order of the calls. With the arrow keys you can walk in both directions, and choose a box to see
            its formula. Then switch to the wrong order: which step passes on too little?
          </>
        }
        choices={["diamond"]}
        start={3}
      />
      <h2>The order matters</h2>
      <p>
        A call may pass on its cotangent only when that is complete: when everything that used its result has
        had its turn. An order in which each call comes before those that use its result is called{" "}
        <Term>topological</Term>, and the backward pass goes the other way through it, in{" "}
        <em>reverse topological order</em>. The wrong order above goes on from a value as soon as anything has
        arrived there. It comes to u by way of a, and sends on what has arrived so far. When the contribution
        by way of b arrives, u has had its turn, and the gradient of x stays too small.
      </p>
      <p>
        One could send on each contribution separately, whenever it arrives. That would be right, and slow: in
        a chain of 20 diamonds there are {formatNumber(paths)} paths, and only {calls} calls. Waiting for the
        sum makes each call&rsquo;s turn come once.
      </p>
      <Graphs
        id="networks"
        title="Two ways to a weight, and a small network"
        caption={
          <>
            The first graph is the example that also runs in Node: w is used in the error and in the penalty,
            and −24 and 4 add up to −20. Does the wrong order do harm there, and in the network? Change the
            weights, too: with a large w1, tanh is flat, its local derivative is near 0, and hardly anything
            flows back to w1.
          </>
        }
        choices={["twoPaths", "network"]}
        start={4}
      />
      <p>
        In the graph with two ways to w, the wrong order does no harm: what is used twice there is a
        parameter, which passes nothing on. In the network it does, for the neuron h is used by two others.
        That is the rule in networks: a neuron is used by all neurons of the next layer.
      </p>
      <p>These are the programs behind the pictures.</p>
      <Listing
        source={graphsSource.slice(
          graphsSource.indexOf("/** A value used twice"),
          graphsSource.indexOf("/** A program to step"),
        )}
        label="The graphs as programs"
      />
      <h2>Your own graph</h2>
      <p>
        The library knows the local derivatives of all its ops, and the walk is the same for every program. So
        you can write one: each call of an op becomes a box.
      </p>
      <OwnGraph />
      <h2>What it costs</h2>
      <p>
        The other way to find a slope is to nudge: change one weight a little, run forward again, and see how
        the loss has changed. It needs one more forward pass for each weight. The backward pass visits each
        call once, however many weights there are, and each visit costs about one or two times what the call
        itself did: a product of two values contributes to both.
      </p>
      <CostFigure />
      <p>
        For the network with {formatNumber(weights)} weights, forward and backward together take{" "}
        {formatNumber(backward / forward, 3)} times the operations of one forward pass; nudging takes{" "}
        {formatNumber(nudging / forward)} times as many. Operations are counted by the library while it
        computes (<code>countOperations</code>), and nudging is approximate besides. This difference is why
        networks with billions of weights can be trained at all.
      </p>
      <h2>The program</h2>
      <p>
        This is the library itself, not a simplified copy: what runs when you call <code>backward()</code>.
        First, the order. It goes depth first, but adds a call to its list only after everything behind it,
        and turns the list around at the end. It keeps its own list of what is open instead of calling itself,
        so that a chain of a million calls is no problem.
      </p>
      <Listing source={orderCode} label="The order of the calls" />
      <p>
        Then, the chain rule. <code>pullThrough</code> asks the op of a call for what its inputs get, such as{" "}
        <code>cotangent.mul(y)</code> for the first factor of <code>mul(x, y)</code>; <code>add</code> is
        where contributions are summed.
      </p>
      <Listing source={chainRuleCode} label="The chain rule" />
      <p>
        The local derivatives are made of the same ops as everything else. So the backward pass can be
        recorded too, and be differentiated again: that is how <code>grad(grad(f))</code> gives second
        derivatives.
      </p>
    </>
  );
}
