import type { JSX } from "preact";
import { formatNumber } from "../../parts/formatNumber.ts";
import { Listing } from "../../parts/Listing.tsx";
import { LiveCode } from "../../parts/LiveCode.tsx";
import { Term } from "../../parts/Term.tsx";
import { Tex } from "../../parts/Tex.tsx";
import { squaredError } from "../03-loss/crowd.ts";
import { CurvesFigure } from "./Curves.tsx";
import { DifferenceFigure } from "./Difference.tsx";
import { RoundingFigure } from "./Rounding.tsx";
import { RulesTable } from "./RulesTable.tsx";
import program from "./slope.program.ts?raw";
import { slopeAt } from "./slope.ts";
import source from "./slope.ts?raw";
import { TangentFigure } from "./Tangent.tsx";

const slope = (estimate: number): string => formatNumber(slopeAt(squaredError, estimate));
const steepness = (estimate: number): string => formatNumber(Math.abs(slopeAt(squaredError, estimate)));

export default function DerivativeLesson(): JSX.Element {
  return (
    <>
      <p>
        The estimate is 350, the loss is large. Should the estimate become larger or smaller? Whoever sees the
        whole curve can tell, but a network never does: it knows one point, and what the curve does right
        there. That is enough.
      </p>
      <h2>The slope</h2>
      <p>
        Walk along the curve from the estimate, a little to the right: does the loss rise or fall, and how
        much? The <strong>slope</strong> of a straight line is how much it rises for each unit to the right.
        It is below 0 where the line falls. A curve has a slope, too, at each of its points: that of the
        straight line that touches it there, the <Term>tangent</Term>. The slope of a curve at a point is its{" "}
        <Term>derivative</Term> there.
      </p>
      <p>
        At 350 it is {slope(350)}: one person more lowers the loss by about {steepness(350)}. At 600 it is{" "}
        {slope(600)}: one person more raises it by about {steepness(600)}. So the derivative tells two things:
      </p>
      <ul>
        <li>
          Its <strong>sign</strong> tells which way is down. Below 0, the loss falls to the right, so the
          estimate should be larger; above 0, smaller.
        </li>
        <li>
          Its <strong>size</strong> tells how steep it is there. At the lowest point, 500, it is {slope(500)}.
        </li>
      </ul>
      <TangentFigure />
      <p>
        With calculus: <Tex>{String.raw`L(x) = (x - 500)^2`}</Tex> has the derivative
      </p>
      <Tex
        block
      >{String.raw`L'(x) = \frac{dL}{dx} = 2\,(x - 500), \qquad L'(350) = ${slopeAt(squaredError, 350)}, \qquad L'(600) = ${slopeAt(squaredError, 600)}.`}</Tex>
      <p>
        Nobody had to write that formula into this page. The library's function <code>grad</code> takes the
        function that computes the loss, and returns the one that computes its derivative.
      </p>
      <h2>From two points to one</h2>
      <p>
        What if one cannot do that? Then nudge the estimate by a small <Term>step</Term> <Tex>h</Tex>, look
        how much the loss changes, and divide by the step. That is the slope of the <Term>secant</Term>, the
        line through two points of the curve, and is called a <Term>finite difference</Term>:
      </p>
      <Tex
        block
      >{String.raw`\frac{L(x + h) - L(x)}{h} \qquad\text{or, with } x \text{ in the middle,}\qquad \frac{L(x + h) - L(x - h)}{2h}`}</Tex>
      <p>
        The derivative is what it approaches as <Tex>h</Tex> approaches 0, its <Term>limit</Term>. Here the
        first, the <Term>forward difference</Term>, is wrong by exactly <Tex>h</Tex>, since the curve is a
        parabola. The second, the <Term>central difference</Term>, is not wrong at all: the errors of both
        sides cancel.
      </p>
      <DifferenceFigure />
      <h3>How small should the step be?</h3>
      <p>
        A computer keeps a limited number of digits: about 7 in <Term>float32</Term>, the usual kind of number
        in networks, and about 16 in <Term>float64</Term>. Two losses that are nearly equal have most of their
        digits in common; their difference is left with the few last ones, and those are rounded. Divided by a
        tiny step, that <Term>rounding error</Term> becomes large. And a step far below the last digit of{" "}
        <Tex>x</Tex> is no step at all: <Tex>x + h</Tex> is rounded to <Tex>x</Tex>. So there are two errors:
        the <Term>truncation error</Term>, which comes from the curve's bend and shrinks with the step, and
        the rounding error, which grows as the step shrinks. For <Tex>{String.raw`\sin x`}</Tex> at 1:
      </p>
      <RoundingFigure />
      <p>
        With a relative rounding error <Tex>{String.raw`\varepsilon`}</Tex> (epsilon) of each loss, the error
        of the forward difference is at most about
      </p>
      <Tex
        block
      >{String.raw`\underbrace{\tfrac{h}{2}\,|f''(x)|}_{\text{truncation}} + \underbrace{\tfrac{2\varepsilon}{h}\,|f(x)|}_{\text{rounding}}`}</Tex>
      <p>
        and smallest for a step near <Tex>{String.raw`\sqrt{\varepsilon}`}</Tex>. For the central difference,
        whose truncation error is <Tex>{String.raw`\tfrac{h^2}{6}|f'''(x)|`}</Tex>, it is near{" "}
        <Tex>{String.raw`\sqrt[3]{\varepsilon}`}</Tex>. Two kinds of differences, two kinds of numbers: four
        best steps, and none of them reaches all digits. <code>grad</code> does: it needs no step, because it
        does not compare two points. It is also cheaper: for a network with a million weights, differences
        need a million computations of the loss, one for each weight. Differences are still good for one
        thing: to check a derivative.
      </p>
      <h2>A slope at every point</h2>
      <p>
        The derivative differs from place to place, so it is a function itself. These curves are the bends of
        neurons and others you will meet. The derivative of the derivative, the <Term>second derivative</Term>
        , tells how quickly the slope changes: whether the curve bends upwards or downwards.
      </p>
      <CurvesFigure />
      <p>
        ReLU and <Tex>|x|</Tex> have a kink at 0: no tangent there, and no derivative. A program needs a
        number all the same, so the libraries have agreed on one between the slopes of both sides: 0 for both.
        Away from 0, the slopes of tanh and sigmoid are nearly 0; a neuron there hardly learns, it is{" "}
        <Term>saturated</Term>.
      </p>
      <h2>The rules</h2>
      <p>
        How does <code>grad</code> know a derivative without comparing points? A formula is made of few
        operations, and each has a rule. Here are those you need most, with <Tex>{String.raw`f'`}</Tex> for
        the derivative of <Tex>f</Tex>:
      </p>
      <RulesTable />
      <p>
        How the rules are put together when one operation takes the result of another, the chain rule, is the
        subject of <a href="#/backpropagation">lesson 6</a>.
      </p>
      <h2>The program</h2>
      <p>
        This computes the slopes of this page. A difference needs a step and two points; <code>grad</code>{" "}
        needs neither.
      </p>
      <Listing source={source} label="Slopes as a program" />
      <p>
        And this is a whole program to try: change the truth, or let the loss be the cube of the error, and
        run it.
      </p>
      <LiveCode id="try" source={program} label="Loss and slope" lines={6} />
    </>
  );
}
