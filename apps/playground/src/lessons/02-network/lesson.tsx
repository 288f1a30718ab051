import learning from "@chainrule/examples/04-xor.ts?raw";
import type { JSX } from "preact";
import { Listing } from "../../parts/Listing.tsx";
import { LiveCode } from "../../parts/LiveCode.tsx";
import { Term } from "../../parts/Term.tsx";
import { Tex } from "../../parts/Tex.tsx";
import { addressOf } from "../../shell/route.ts";
import logic from "./logic.ts?raw";
import { ReaderFigure } from "./ReaderFigure.tsx";
import reading from "./read.ts?raw";
import { SignalsFigure } from "./SignalsFigure.tsx";
import { TrainingFigure } from "./TrainingFigure.tsx";
import source from "./train.ts?raw";
import { useDigits } from "./useDigits.ts";
import "./network.css";

export default function NetworkLesson(): JSX.Element {
  const digits = useDigits();
  return (
    <>
      <p>
        One neuron draws one straight line, and <a href={addressOf("neuron")}>XOR</a> needs two. So take two
        neurons, and a third that reads what they say. Neurons side by side that read the same inputs are a{" "}
        <Term>layer</Term>; layers behind each other are a <Term>network</Term>. The layers between the inputs
        and the outputs are called <Term>hidden</Term>, since nobody tells them what to say.
      </p>
      <p>
        XOR is 1 where a OR b is 1, but NOT BOTH. Each of these two is a rule that a neuron can learn, and
        AND, which joins them, is another. Below, every neuron shows what it says to all pairs of inputs, as
        in the last lesson: green for 1, violet for 0. The two hidden ones draw a line each; the output is
        green in the band between.
      </p>
      <SignalsFigure />
      <p>
        The signal goes one way, from the inputs layer by layer to the output. This is the{" "}
        <Term>forward pass</Term>. With <Tex>W</Tex> for all weights of a layer in a table, a row per neuron,
        and <Tex>b</Tex> for all its biases, a layer is again one short formula:
      </p>
      <Tex block>{String.raw`\text{outputs} = f(W \cdot \text{inputs} + b)`}</Tex>
      <p>
        Without the bend <Tex>f</Tex>, two layers would be <Tex>{String.raw`W_2 (W_1 x + b_1) + b_2`}</Tex>,
        which is <Tex>{String.raw`W x + b`}</Tex> with other numbers: one layer. The bend is why layers help.
      </p>
      <Listing source={logic} label="The network for XOR as a program" />

      <h2>Weights that nobody chose</h2>
      <p>
        We knew how to take XOR apart. Mostly nobody does, and the network finds weights by itself, from
        examples. Here one neuron tries, and then a network with eight hidden ones, from random weights. Run
        it. Then give the network two hidden neurons instead of eight, or one.
      </p>
      <LiveCode id="program" source={learning} label="A network learns XOR" lines={16} />

      <h2>A network that reads</h2>
      <p>
        A picture is numbers, too: how dark each of its 28 × 28 = 784 <Term>pixels</Term> is. This network has
        784 inputs, a hidden layer with the activation ReLU, and ten outputs, one for each digit. The outputs
        can be any numbers; the <Term>softmax</Term> makes probabilities of them, which are positive and add
        up to 1:
      </p>
      <Tex block>{String.raw`p_i = \frac{e^{z_i}}{e^{z_0} + e^{z_1} + \dots + e^{z_9}}`}</Tex>
      <p>
        While you were reading, this page has taught it to read, with 10,000 handwritten digits of the
        collection <Term>MNIST</Term>, each in 16 shades of grey (LeCun, Bottou, Bengio and Haffner 1998,
        Gradient-based learning applied to document recognition). What you draw is made like them: scaled to
        20 pixels, its lines two pixels wide, its center of mass in the middle.
      </p>
      <ReaderFigure state={digits} />
      <p>
        Nobody has said what the hidden neurons should look for. Their weights, green where ink speaks for the
        neuron and violet where it speaks against, are bits of strokes and gaps that turned out to be useful.
      </p>

      <h2>How it was taught</h2>
      <p>
        At first its weights are random, and it guesses. Then it looks at 64 digits at a time, and all weights
        are changed a little, so that it would have been less wrong. How wrong it is, its loss, is the subject
        of <a href={addressOf("loss")}>the next lesson</a>. When it has seen every digit once, an{" "}
        <Term>epoch</Term> is over. A digit is never shown twice in the same way: each time it is turned and
        moved a little.
      </p>
      <p>
        Would it read digits that it has not seen? That is what counts, and so it is asked about 1,000 others,
        which it never learns from: the <Term>test set</Term>. The share that it reads right is the{" "}
        <Term>test accuracy</Term>.
      </p>
      <TrainingFigure state={digits} />
      <p>
        <code>npm start</code> in a clone of the repository trains the same network on all 60,000 digits, and
        writes <code>examples/digits/output/weights.safetensors</code>: load that file here, and the figure
        above reads with it. And what was learned here can be saved, and read pictures on the command line:{" "}
        <code>npm run predict -- picture.png --weights weights.safetensors</code>.
      </p>
      <p>This is the training, the whole of it:</p>
      <Listing source={source} label="The training as a program" />
      <p>And this reads, and shows what the hidden neurons say:</p>
      <Listing source={reading} label="Reading as a program" />
    </>
  );
}
