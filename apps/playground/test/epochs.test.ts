import { describe, expect, it } from "vitest";
import { deal, timesSeen } from "../src/lessons/09-epochs/deck.ts";
import { layOut } from "../src/lessons/09-epochs/layout.ts";
import { Learner } from "../src/lessons/09-epochs/learner.ts";

const options = { count: 48, size: 10, dealing: "shuffled", dropLast: false, seed: 1 } as const;

describe("the deck", () => {
  it("gives each example once in each epoch, in an order of its own", () => {
    const epochs = deal(options, 3);
    for (const batches of epochs) {
      expect(batches.map((batch) => batch.length)).toEqual([10, 10, 10, 10, 8]);
      expect(timesSeen(batches, 48)).toEqual(Array.from({ length: 48 }, () => 1));
    }
    expect(new Set(epochs.map((batches) => batches.flat().join())).size).toBe(3);
    expect(deal(options, 3)).toEqual(epochs);
  });

  it("leaves out other examples in each epoch with dropLast", () => {
    const epochs = deal({ ...options, dropLast: true }, 2);
    expect(epochs.map((batches) => batches.length)).toEqual([4, 4]);
    const [first, second] = epochs.map((batches) => timesSeen(batches, 48).join());
    expect(first).not.toBe(second);
  });

  it("comes as it lies, or misses about a third with replacement", () => {
    expect(deal({ ...options, dealing: "asTheyLie" }, 1).flat(2)).toEqual(
      Array.from({ length: 48 }, (_, i) => i),
    );
    const epochs = deal({ ...options, dealing: "withReplacement" }, 50);
    const missed = epochs.map((batches) => timesSeen(batches, 48).filter((times) => times === 0).length / 48);
    const mean = missed.reduce((sum, share) => sum + share) / missed.length;
    expect(Math.abs(mean - (1 - 1 / 48) ** 48)).toBeLessThan(0.03);
  });
});

it("cards have places of their own, within their trays and the width", () => {
  for (const width of [326, 926]) {
    const { trays, cards, height } = layOut([10, 10, 10, 10], 10, { count: 8, room: 12 }, width);
    for (const [i, { x, y, width: across, height: down }] of trays.entries()) {
      expect(x + across).toBeLessThanOrEqual(width);
      expect(y + down).toBeLessThanOrEqual(height);
      for (const place of cards[i]) {
        expect(place.x).toBeGreaterThan(x);
        expect(place.x + 24).toBeLessThan(x + across);
        expect(place.y + 32).toBeLessThan(y + down);
      }
    }
    expect(new Set(cards.flat().map(({ x, y }) => `${x} ${y}`)).size).toBe(48);
  }
});

it("after ten epochs, the two networks are where the example in Node says", () => {
  const ends = [true, false].map((shuffle) => {
    const learner = new Learner({ shuffle, size: 6, learningRate: 0.5 });
    for (let i = 0; i < 400; i++) learner.update();
    const { loss, right } = learner.history[399];
    return `${loss.toFixed(2)} ${Math.round(100 * right)}%`;
  });
  expect(ends).toEqual(["0.39 82%", "0.91 50%"]);
});
