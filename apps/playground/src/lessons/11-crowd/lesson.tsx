import { defaults, type Settings } from "@chainrule/examples/crowd-size/experiment.ts";
import networkSource from "@chainrule/examples/crowd-size/network.ts?raw";
import type { Scene } from "@chainrule/examples/crowd-size/scene.ts";
import trainSource from "@chainrule/examples/crowd-size/train.ts?raw";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { formatNumber } from "../../parts/formatNumber.ts";
import { Listing } from "../../parts/Listing.tsx";
import { Term } from "../../parts/Term.tsx";
import { Tex } from "../../parts/Tex.tsx";
import { useTraining } from "../../training/useTraining.ts";
import { Beyond } from "./Beyond.tsx";
import { Guess } from "./Guess.tsx";
import { OwnPicture } from "./OwnPicture.tsx";
import { TestFigure } from "./TestFigure.tsx";
import { TrainingFigure } from "./TrainingFigure.tsx";
import type { Snapshot, TrialSettings } from "./trial.ts";
import { Variety } from "./Variety.tsx";
import "./crowd.css";

const first: Scene = {
  people: 80,
  headSize: 1.8,
  overlap: 0.3,
  perspective: 0.5,
  light: 0.8,
  contrast: 0.8,
  texture: 0.4,
  seed: 7,
};

export default function CrowdLesson(): JSX.Element {
  const own = useSignal(first);
  const experiment = useSignal(defaults);
  const trial = useTraining<TrialSettings, Snapshot>("crowd", { experiment: defaults, own: first });
  useEffect(() => trial.play(), []);
  const restart = (settings: Settings): void => {
    experiment.value = settings;
    trial.reset({ experiment: settings, own: own.value });
    trial.play();
  };
  return (
    <>
      <p>
        This is the question that <a href="#/loss">lesson 3</a> began with: how many people are in a picture?
        Now a network is to answer it, and everything that the lessons before are about comes together: data,
        a network, a loss, a training, and an honest test at the end. It all runs while you read.
      </p>
      <Guess />
      <h2>The data</h2>
      <p>
        To learn, a network needs pictures whose answer is known. Counting people in photographs by hand is
        slow, so these pictures are <Term>synthetic</Term>: a program draws them, and so it knows the truth.
        They are small, {formatNumber(48)} × 48 pixels of grey, and everything about them is chosen at random.
      </p>
      <Variety />
      <p>
        There are {formatNumber(defaults.train)} pictures to learn from, {defaults.validation} for validation,
        which are watched only, and {defaults.test} for the test, which nobody looks at before the end.
      </p>
      <h2>What is good?</h2>
      <p>
        An estimate that is off by 30: is that good or bad? It depends on what is possible without learning
        much. A <Term>baseline</Term> is a very simple estimator that a network has to be better than. Here
        are two of them. The first always says the mean of the pictures it learned from. The second measures
        only how bright a picture is, and draws the straight line through brightness and number that has the
        smallest squared error.
      </p>
      <h2>The network</h2>
      <p>
        A <Term>convolution</Term> moves a small window, of 3 × 3 pixels, over the picture, and computes at
        every place the same weighted sums of what is in it: so what was learned in one corner holds in all.
        Three of them follow each other, with a ReLU after each; the second and the third move in steps of two
        (their <Term>stride</Term>), so that their windows see more and more of the picture. At the end there
        are 12 × 12 places, and for each of them a number, never below 0, that says how crowded it is there.
        The mean of these numbers is the estimate.
      </p>
      <p>
        Nobody tells the network where people are: it is told only how many there are in all. That it finds
        them is something that it learns because the mean comes out right that way.
      </p>
      <Listing source={networkSource} label="The network" />
      <p>
        <Term>Batch normalization</Term> (<code>BatchNorm2d</code>) shifts and scales what comes out of each
        convolution so that, over a minibatch, its mean is 0 and its variance 1, and then again by numbers
        that are learned: the next one finds numbers of a handy size, which lets it learn in larger steps.
        When the network is asked, not taught, it uses averages from the training instead.
      </p>
      <h2>The loss, and why in hundreds</h2>
      <p>
        The loss is the squared error of lesson 3, as a mean over the pictures of a minibatch, where{" "}
        <Tex>{String.raw`\hat y`}</Tex> is the estimate and <Tex>y</Tex> the truth:
      </p>
      <Tex block>{String.raw`\text{loss} = \frac{1}{n} \sum_{i=1}^{n} (\hat y_i - y_i)^2`}</Tex>
      <p>
        Weights begin small, and so does everything that is computed from them: the first answers are near 1.
        If the network had to answer in people, it would begin with errors of 100 and squared errors of
        10,000, and its last layer would have to grow a hundred times before it could learn anything else. So
        the target is <Term>scaled</Term>: the network counts in hundreds of people. You can try it the other
        way below: more than a third of the training goes by before it is where the scaled one begins. The
        curves show people² in both cases.
      </p>
      <h2>The training</h2>
      <p>
        It began when you opened this page, in a worker beside it, with AdamW, minibatches of 32 and a
        learning rate that rises and then falls to almost nothing.
      </p>
      <TrainingFigure trial={trial} restart={restart} />
      <p>
        The validation loss jumps in the first half, where steps are large. At the end it lies close to the
        training loss: the network has seen enough pictures not to learn them by heart.
      </p>
      <h2>The test</h2>
      <p>
        Squared errors are good to learn by and hard to imagine. So the test says the{" "}
        <Term>mean absolute error</Term>: by how many people the estimates are off on average.
      </p>
      <TestFigure trial={trial} />
      <h2>Try it</h2>
      <p>
        The network has learned from pictures, not from what a person is. Whether it counts people or
        something that usually comes with people, one finds out by making pictures.
      </p>
      <OwnPicture
        trial={trial}
        scene={own}
        onChange={() => trial.change({ experiment: experiment.value, own: own.value })}
      />
      <p>
        A network is good where it had examples, and nobody knows what it does elsewhere. Pictures of a kind
        that was not in the training are called <Term>out of distribution</Term>. The network does not say
        that it is in the dark: it gives a number as ever.
      </p>
      <Beyond trial={trial} />
      <h2>The program</h2>
      <p>
        This is the training, in the page and in Node alike. The function is a <Term>generator</Term>, which
        stops at each <code>yield</code> until it is asked for the next step: that is how the page can pause
        it.
      </p>
      <Listing source={trainSource} label="The training as a program" />
    </>
  );
}
