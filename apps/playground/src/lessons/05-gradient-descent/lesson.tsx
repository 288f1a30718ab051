import type { JSX } from "preact";
import { formatNumber } from "../../parts/formatNumber.ts";
import { Listing } from "../../parts/Listing.tsx";
import { LiveCode } from "../../parts/LiveCode.tsx";
import { Term } from "../../parts/Term.tsx";
import { Tex } from "../../parts/Tex.tsx";
import { BowlFigure } from "./Bowl.tsx";
import { bowl, gradientAt } from "./bowl.ts";
import source from "./bowl.ts?raw";
import program from "./descent.program.ts?raw";
import { LimitFigure } from "./Limit.tsx";
import { RatesFigure } from "./Rates.tsx";
import { RavineFigure } from "./Ravine.tsx";
import { curvatures } from "./rates.ts";

export default function GradientDescentLesson(): JSX.Element {
  const [alongFirst, alongSecond] = gradientAt([0, 0]);
  const [flat, steep] = curvatures(bowl);
  return (
    <>
      <p>
        The loss of a network depends on all its weights. With one weight it is a curve, as in the lesson
        before; with two it is a <Term>loss surface</Term>, a landscape over the plane of both weights whose
        height is the loss. With a million weights nobody can draw it, but all that follows stays the same.
      </p>
      <p>Here is the simplest landscape with a lowest point, a bowl:</p>
      <Tex block>{String.raw`L(w_1, w_2) = (w_1 - 4)^2 + 4\,(w_2 - 3)^2`}</Tex>
      <p>
        No square is below 0, so the loss is lowest, 0, where both are 0: at (4, 3). That place is the{" "}
        <Term>minimum</Term>. Below, the bowl is drawn twice: from above, as on a map, and as a landscape.
        Along each <Term>contour line</Term> of the map the loss is the same, and where the lines are close
        together the ground is steep.
      </p>
      <h2>The gradient</h2>
      <p>
        At any place, the loss has one derivative for each weight: how steeply it rises when only that weight
        grows. Such a derivative is called a <Term>partial derivative</Term>, written{" "}
        <Tex>{String.raw`\partial L / \partial w_1`}</Tex>. All of them together are the{" "}
        <strong>gradient</strong>, <Tex>{String.raw`\nabla L`}</Tex>: an arrow in the plane of the weights
        that points in the direction in which the loss rises most steeply, and is the longer, the steeper it
        is there. It stands at a right angle to the contour line. At (0, 0) it is ({formatNumber(alongFirst)},{" "}
        {formatNumber(alongSecond)}).
      </p>
      <p>
        Downhill is the other way. <Term>Gradient descent</Term> walks: it computes the gradient where it
        stands, takes a step against it, and does the same again.
      </p>
      <Tex block>{String.raw`w \leftarrow w - \eta\, \nabla L(w)`}</Tex>
      <p>
        The number <Tex>{String.raw`\eta`}</Tex> (eta) is the <Term>learning rate</Term>: how long a step is
        for a gradient of a given length. The orange arrows are gradients, a tenth as long as they are, or
        less where they would leave the map; the dots are the places after each step.
      </p>
      <BowlFigure />
      <p>
        The steps become shorter by themselves, since the gradient does: near the minimum the ground is flat.
        So the walk settles at (4, 3), without being told where that is.
      </p>
      <h2>The learning rate</h2>
      <p>
        Three walks from (0, 0) over the same bowl, {80} steps each, differ in nothing but the learning rate.
        One that is too small wastes steps. With the right one the walk <Term>converges</Term>: it comes as
        near to the minimum as one likes. One that is too large jumps across the valley and lands higher than
        it was, where the ground is steeper, so that the next jump is longer still: the walk{" "}
        <Term>diverges</Term>.
      </p>
      <RatesFigure />
      <h3>How large is too large?</h3>
      <p>
        It depends on how quickly the slope changes, the <Term>curvature</Term>: the second derivative. The
        bowl has the curvature {formatNumber(flat)} along <Tex>w_1</Tex> and {formatNumber(steep)} along{" "}
        <Tex>w_2</Tex>. For a bowl with curvature <Tex>{String.raw`\lambda`}</Tex> (lambda) the gradient is{" "}
        <Tex>{String.raw`\lambda`}</Tex> times the distance from the minimum. So a step multiplies the
        distance by the same factor each time:
      </p>
      <Tex block>{String.raw`w - w_{\min} \;\leftarrow\; (1 - \eta\lambda)\,(w - w_{\min})`}</Tex>
      <p>
        As long as that factor is between −1 and 1, the distance shrinks. Below 0 the walk changes sides with
        every step, and below −1 it goes away from the minimum. That is the case when
      </p>
      <Tex block>{String.raw`\eta > \frac{2}{\lambda_{\max}} = \frac{2}{${steep}} = ${2 / steep}`}</Tex>
      <p>
        where <Tex>{String.raw`\lambda_{\max}`}</Tex> is the largest curvature in any direction. The steepest
        direction sets the limit; the flattest one decides how long the walk takes.
      </p>
      <LimitFigure />
      <h2>Momentum</h2>
      <p>
        Where a surface is much steeper in one direction than in another, like a ravine, the limit is small
        because of its walls, and along its floor every step is short. <Term>Momentum</Term> helps: instead of
        the gradient alone, a step follows a velocity <Tex>v</Tex>, which keeps a share{" "}
        <Tex>{String.raw`\beta`}</Tex> (beta) of itself and adds the gradient, like a heavy ball that rolls.
      </p>
      <Tex block>{String.raw`v \leftarrow \beta v + \nabla L(w), \qquad w \leftarrow w - \eta\, v`}</Tex>
      <p>
        Along the floor the gradients agree and add up, to as much as <Tex>{String.raw`1 / (1 - \beta)`}</Tex>{" "}
        times one of them. Across it, where they change sign, they cancel, so that even the limit for the
        learning rate is larger: <Tex>{String.raw`2\,(1 + \beta)/\lambda_{\max}`}</Tex>.
      </p>
      <RavineFigure />
      <h3>Steps of its own for each weight</h3>
      <p>
        In a ravine no single learning rate suits both directions. <Term>Adam</Term> divides the step of each
        weight by the typical size of that weight's gradient of late, and uses momentum besides (Kingma and Ba
        2015, Adam: a method for stochastic optimization). With <Tex>g</Tex> for the derivative by one weight:
      </p>
      <Tex
        block
      >{String.raw`m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \qquad s \leftarrow \beta_2 s + (1 - \beta_2)\, g^2, \qquad w \leftarrow w - \eta\, \frac{\hat m}{\sqrt{\hat s} + \varepsilon}`}</Tex>
      <p>
        <Tex>m</Tex> and <Tex>s</Tex> are running means of the derivative and of its square, the hats correct
        for both having begun at 0, and the tiny <Tex>{String.raw`\varepsilon`}</Tex> avoids a division by 0.
        As long as a derivative keeps its sign, its weight moves by about <Tex>{String.raw`\eta`}</Tex> with
        every step, on steep ground and on flat ground alike. Whatever makes steps of gradients is called an{" "}
        <Term>optimizer</Term>.
      </p>
      <p>
        The learning rate and the momentum are not learned; whoever trains a network chooses them. Such
        numbers are called <Term>hyperparameters</Term>.
      </p>
      <h2>The program</h2>
      <p>
        This computes every walk on this page. <code>backward()</code> finds the gradient, and{" "}
        <code>SGD</code> takes the step. Its name stands for stochastic gradient descent; why stochastic,{" "}
        <a href="#/minibatches">lesson 7</a> tells.
      </p>
      <Listing source={source} label="Gradient descent as a program" />
      <p>And this is a whole program to try: change the learning rate or the momentum, and run it.</p>
      <LiveCode id="try" source={program} label="A walk down a bowl" lines={9} />
    </>
  );
}
