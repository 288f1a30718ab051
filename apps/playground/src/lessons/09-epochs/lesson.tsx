import type { JSX } from "preact";
import { formatPercent } from "../../parts/formatNumber.ts";
import { Listing } from "../../parts/Listing.tsx";
import { Term } from "../../parts/Term.tsx";
import { Tex } from "../../parts/Tex.tsx";
import { count } from "./cards.ts";
import { Deck } from "./Deck.tsx";
import deckSource from "./deck.ts?raw";
import learnerSource from "./learner.ts?raw";
import { Shuffling } from "./Shuffling.tsx";
import "./epochs.css";

export default function EpochsLesson(): JSX.Element {
  return (
    <>
      <p>
        A network does not learn enough from looking at its examples once. It looks at all of them, then at
        all of them again, often dozens of times. One round, in which each example comes exactly once, is an{" "}
        <strong>epoch</strong>.
      </p>
      <h2>What is in a minibatch</h2>
      <p>
        At the beginning of an epoch the examples are put in a random order, as one shuffles a deck of cards,
        and this order is cut into minibatches. The network makes one update from each, which is also called a
        step or an <Term>iteration</Term>. Then the deck is shuffled again. The cards below stand for
        examples: numbers 1 to {count / 2} belong to one class, the rest to another.
      </p>
      <Deck />
      <ul>
        <li>
          <strong>Each example once.</strong> At the end of each epoch all bars are equally high: nothing is
          left to chance but the order. That is why an epoch of shuffled minibatches shows more of the data
          than as many examples drawn at random.
        </li>
        <li>
          <strong>With replacement</strong>, that is, when each card goes back into the deck before the next
          is drawn, some examples come twice and others not at all: of n examples, n draws miss about{" "}
          <Tex>{String.raw`(1 - \tfrac{1}{n})^n \approx \tfrac{1}{e}`}</Tex>. With {count} cards that is{" "}
          {formatPercent((1 - 1 / count) ** count, 0)}. It is used when examples are to be drawn unequally
          often, such as those of a rare class.
        </li>
        <li>
          <strong>The last batch is smaller</strong> where the batch size does not divide the number of
          examples. Its gradient is the mean of fewer examples, so it is noisier, and each of its examples
          counts for more. One can leave it out (<code>dropLast</code>); as the deck is shuffled, other
          examples are left out in each epoch. A program that was compiled for one shape of batch needs that.
        </li>
      </ul>
      <h2>Why shuffle?</h2>
      <p>
        Data often lie in some order: by class, by date, by author. Cut without shuffling, each minibatch is
        from one corner of the data, and its gradient is far from that of the whole: it is no longer right on
        average, but wrong in the same direction for many updates. The network learns what it sees now and
        forgets what it saw before.
      </p>
      <p>
        Here a network with 8 hidden neurons learns to tell two clouds of points apart, twice: from the same
        start, with the same learning rate, and with the same examples in each epoch. Only the order is
        different. The clouds overlap, so that no network gets all points right.
      </p>
      <Shuffling />
      <p>
        Without shuffling the loss falls while the second class begins to balance the first, and rises again
        when nothing but the second class has come for a while. What the network has learned in an epoch
        depends on where in the list one stops. Shuffled, every minibatch is a small picture of the whole.
      </p>
      <p>
        Why a new order for each epoch, and not one good order forever? Because then the same examples would
        always come together, and what is peculiar to a batch would be repeated instead of cancelling out.
      </p>
      <h2>The program</h2>
      <p>
        What deals the cards is <code>minibatches</code> of the library. To loop over it is one epoch, and
        each further loop is another one. With a <code>seed</code>, the orders are the same in every run, so
        that a training can be repeated exactly.
      </p>
      <Listing source={deckSource} label="Dealing minibatches" />
      <p>
        And what is trained twice. <code>update</code> takes the next batch, and begins a new epoch when there
        is none.
      </p>
      <Listing source={learnerSource} label="A network that learns with or without shuffling" />
    </>
  );
}
