import { expect, it } from "vitest";
import { channelsOf, mixed } from "../src/plots/colors.ts";

it("colors are read as the style sheets write them, long or short", () => {
  expect(channelsOf("#1f5fbf")).toEqual([0x1f, 0x5f, 0xbf]);
  expect(channelsOf("#fff")).toEqual([255, 255, 255]);
  expect(channelsOf("#0a9")).toEqual([0, 0xaa, 0x99]);
});

it("a mixed color lies between two", () => {
  expect(mixed([0, 100, 200], [100, 0, 200], 0.25)).toBe("rgb(25 75 200)");
});
