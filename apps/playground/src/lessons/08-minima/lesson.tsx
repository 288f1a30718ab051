import type { JSX } from "preact";
import { formatFixed, formatNumber, formatSignificant } from "../../parts/formatNumber.ts";
import { Listing } from "../../parts/Listing.tsx";
import { LiveCode } from "../../parts/LiveCode.tsx";
import { Term } from "../../parts/Term.tsx";
import { Tex } from "../../parts/Tex.tsx";
import { A, B, heightAt, hilltop } from "./curve.ts";
import { NoiseFigure } from "./Noise.tsx";
import { SaddleFigure } from "./Saddle.tsx";
import { SweepFigure } from "./Sweep.tsx";
import { saddleCurvatures } from "./saddle.ts";
import { ValleysFigure } from "./Valleys.tsx";
import program from "./valleys.program.ts?raw";
import { WalkersFigure } from "./Walkers.tsx";
import { tilts } from "./walkers.ts";
import source from "./walkers.ts?raw";

/** The temperature with the learning rate 0.03 and two examples in each minibatch. */
const warmth = (0.03 * tilts.sub(tilts.mean()).square().mean().item()) / (2 * 2);

export default function MinimaLesson(): JSX.Element {
  const [up, down] = saddleCurvatures();
  return (
    <>
      <p>
        A bowl has one lowest point, and every walk down ends there. The loss of a network is not a bowl: it
        has many valleys. The bottom of a valley is a <Term>local minimum</Term>, lower than everything near
        it. The lowest of them all is the <Term>global minimum</Term>. Here is a loss of one weight with one
        of each:
      </p>
      <Tex block>{String.raw`L(x) = x^4 - 4x^2 + x`}</Tex>
      <p>
        The global minimum A is at {formatFixed(A, 2)}, with the loss {formatFixed(heightAt(A), 2)}; the local
        minimum B at {formatFixed(B, 2)}, with the loss {formatFixed(heightAt(B), 2)}. Between them is a hill
        with its top at {formatFixed(hilltop, 2)}.
      </p>
      <h2>The next valley is not the deepest</h2>
      <p>
        Gradient descent knows the slope where it stands, and nothing of what is behind the next hill. At both
        minima the slope is 0, so there it stays. Which one it finds depends on where it starts: all starts
        that lead to the same minimum are its <Term>basin of attraction</Term>. The bar below the curve shows
        both, green for A and violet for B.
      </p>
      <ValleysFigure />
      <h2>Noise helps out</h2>
      <p>
        The loss of a network is a mean over examples, and each of them alone has another loss. Let this curve
        be the mean of 32 curves, <Tex>{String.raw`x^4 - 4x^2 + t_i\,x`}</Tex>, each with a tilt{" "}
        <Tex>t_i</Tex> of its own; the tilts have the mean 1. A step with all examples, full-batch gradient
        descent, follows the slope of the mean. A step with a minibatch, a few examples drawn at random,
        follows the slope of their curves, which is right only on average. The difference is{" "}
        <Term>gradient noise</Term>: the fewer examples, the larger. It can carry a walker up a hill.
      </p>
      <NoiseFigure />
      <p>
        One walk is chance. A hundred of them, each with minibatches of its own, show what is likely. All
        start at 2, in the basin of B.
      </p>
      <WalkersFigure />
      <p>
        With little noise nobody crosses the hill. With more, walkers get from B to A, and few come back,
        since the way up from A is longer: {formatFixed(heightAt(hilltop) - heightAt(A), 1)} instead of{" "}
        {formatFixed(heightAt(hilltop) - heightAt(B), 1)}. With too much, they leave A almost as easily, and
        nobody stays anywhere. The remedy is to begin with much noise, which finds the deep valley, and to end
        with little, which goes to its bottom. A learning rate that falls towards 0 does that: every step gets
        smaller, and the noise with it. That is called <Term>annealing</Term>, after the slow cooling of metal
        and glass.
      </p>
      <SweepFigure />
      <p>
        For small steps the walk behaves like a particle in warm water on this landscape. Its{" "}
        <Term>temperature</Term> is
      </p>
      <Tex block>{String.raw`T = \frac{\eta\,\sigma^2}{2\,b}`}</Tex>
      <p>
        with the learning rate <Tex>{String.raw`\eta`}</Tex>, the standard deviation{" "}
        <Tex>{String.raw`\sigma`}</Tex> (sigma) of the slopes of single examples, and the batch size{" "}
        <Tex>b</Tex>. So a larger learning rate and a smaller batch do the same; and a hill of height{" "}
        <Tex>{String.raw`\Delta L`}</Tex> is crossed at a rate proportional to{" "}
        <Tex>{String.raw`e^{-\Delta L / T}`}</Tex>. With the learning rate 0.03 and two examples in each
        minibatch, <Tex>T</Tex> is {formatNumber(warmth, 3)}: the way up from B is{" "}
        {formatFixed((heightAt(hilltop) - heightAt(B)) / warmth, 1)} times as high, the way up from A{" "}
        {formatFixed((heightAt(hilltop) - heightAt(A)) / warmth, 1)} times.
      </p>
      <h2>Many weights: mostly saddles</h2>
      <p>
        A place where the gradient is 0 is called <Term>stationary</Term>. With one weight, it is nearly
        always a bottom or a top. With two there is a third kind: lowest in one direction and highest in
        another, a <Term>saddle point</Term>. This surface has one at (0, 0), where the curvature is{" "}
        {formatNumber(up)} along <Tex>w_1</Tex> and {formatNumber(down)} along <Tex>w_2</Tex>.
      </p>
      <SaddleFigure />
      <p>
        A walk that comes down along the ridge lingers, because the gradient there is nearly 0, but it does
        not stay: its distance from the ridge grows by the same factor with every step. Noise gets it away
        sooner.
      </p>
      <p>
        With many weights, a stationary place is a minimum only if the surface curves upwards in every
        direction. If each direction went up or down by the toss of a coin, one of {formatNumber(2 ** 2)}{" "}
        stationary places of two weights would be a minimum, one of {formatNumber(2 ** 10)} with ten weights,
        and with a thousand weights one of {formatSignificant(2 ** 1000, 2)}. Curvatures are no coins, but
        what was measured in networks agrees: nearly all stationary places with a high loss are saddles
        (Dauphin et al. 2014), and the minima that are found have losses close to each other (Choromanska et
        al. 2015). So for large networks the local minimum is a smaller danger than for this curve.
      </p>
      <h2>The program</h2>
      <p>
        These are the walkers. All hundred are one tensor: the sum of their losses has as its gradient the
        slope of each of them.
      </p>
      <Listing source={source} label="Walkers with minibatches as a program" />
      <p>
        And this is a whole program to try it, without noise: change the starts, the momentum or the curve,
        and run it.
      </p>
      <LiveCode id="try" source={program} label="Two valleys" lines={14} />
    </>
  );
}
