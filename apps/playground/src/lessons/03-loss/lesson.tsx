import type { JSX } from "preact";
import { formatNumber } from "../../parts/formatNumber.ts";
import { Listing } from "../../parts/Listing.tsx";
import { Term } from "../../parts/Term.tsx";
import { Tex } from "../../parts/Tex.tsx";
import { CrossEntropy } from "./CrossEntropy.tsx";
import { LossCurve } from "./Curve.tsx";
import { crossEntropyAt } from "./classes.ts";
import classes from "./classes.ts?raw";
import { lossAt, trueCount } from "./crowd.ts";
import source from "./crowd.ts?raw";
import squares from "./crowds.ts?raw";
import { Squares } from "./Squares.tsx";

export default function LossLesson(): JSX.Element {
  return (
    <>
      <p>
        A network looks at a picture of a crowd and says how many people it shows. In fact there are{" "}
        {trueCount}. It says 350. How wrong is that?
      </p>
      <p>
        The <Term>error</Term> is the difference between the estimate and the truth: −150, too few by 150. To
        learn, a network needs one number that is 0 when it is right and larger the more wrong it is, in
        either direction. Such a number is called a <Term>loss</Term>. The <Term>squared error</Term> is the
        most common one for estimates:
      </p>
      <Tex block>{String.raw`\text{loss} = (\text{estimate} - \text{truth})^2`}</Tex>
      <p>
        For 350 that is {formatNumber(lossAt(350))}; for 600, {formatNumber(lossAt(600))}.
      </p>
      <LossCurve />
      <h2>Why the square?</h2>
      <ul>
        <li>
          An error of −100 is as bad as one of +100: the square of both is {formatNumber(lossAt(600))}.
          Without it, errors in opposite directions would cancel each other.
        </li>
        <li>
          Large errors count far more than small ones: an error twice as large gives a loss four times as
          large.
        </li>
        <li>
          The curve is smooth, and everywhere its slope tells in which direction the truth lies. That is what{" "}
          <a href="#/derivative">the next lesson</a> uses.
        </li>
      </ul>
      <h2>Many examples, one number</h2>
      <p>
        A network is not made for one picture. Its loss is the mean of the losses over many examples, the{" "}
        <Term>mean squared error</Term>:
      </p>
      <Tex
        block
      >{String.raw`\text{MSE} = \frac{1}{n} \sum_{i=1}^{n} (\text{estimate}_i - \text{truth}_i)^2`}</Tex>
      <p>
        Here is the smallest network there is. It measures how much of a picture is covered by people, and has
        one weight: its estimate is the weight times the covered part.
      </p>
      <Squares />
      <p>
        To learn means to change the weights so that this one number becomes small. With one weight you can
        try them all. A network has thousands or billions. It needs to know in which direction to go.
      </p>
      <h2>When the answer is a class</h2>
      <p>
        To estimate a number is called <Term>regression</Term>. To choose one of several classes, such as ten
        digits, is called <Term>classification</Term>. There the network gives a probability to each class, as{" "}
        <a href="#/network">lesson 2</a> does by softmax, and the loss looks at one of them: the probability{" "}
        <Tex>p</Tex> that the network gave to the right class.
      </p>
      <Tex block>{String.raw`\text{loss} = -\ln p`}</Tex>
      <p>
        This is the <Term>cross-entropy</Term>. (<Tex>{String.raw`\ln`}</Tex> is the natural logarithm: the
        power to which <Tex>{String.raw`e \approx 2.718`}</Tex> must be raised to get <Tex>p</Tex>.) It is 0
        when the network is sure and right, {formatNumber(crossEntropyAt(0.5), 3)} when it gives one half to
        what is true, and it has no upper limit: the surer a network is of something wrong, the more it pays.
      </p>
      <CrossEntropy />
      <p>
        With two classes a single output is enough: a sigmoid makes it the probability of one class, and what
        is left up to 1 is that of the other. The loss is then called <Term>binary cross-entropy</Term>. The
        digits in lesson 2 were learned by cross-entropy, and so are the classes in the lessons to come.
      </p>
      <h2>The program</h2>
      <p>
        This is what computes the first curve. The last function asks for the loss of 201 estimates at once,
        in one <Term>tensor</Term>: an array of numbers, on which the library computes as on one.
      </p>
      <Listing source={source} label="The loss as a program" />
      <p>And this the squares, with the mean squared error of the library:</p>
      <Listing source={squares} label="The mean squared error as a program" />
      <p>
        The cross-entropy, written out. The library's own <code>crossEntropy</code> does the softmax as well,
        in a way that does not lose digits when a probability is close to 0.
      </p>
      <Listing source={classes} label="The cross-entropy as a program" />
    </>
  );
}
