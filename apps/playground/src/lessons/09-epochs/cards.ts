/** How many examples are in the deck: an even number, half of each class. */
export const count = 48;
