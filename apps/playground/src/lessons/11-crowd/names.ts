import type { Ranges } from "@chainrule/examples/crowd-size/scene.ts";

/** What the properties of pictures are called. */
export const names: Readonly<Record<keyof Ranges, string>> = {
  people: "people",
  headSize: "size of heads",
  overlap: "overlap",
  perspective: "perspective",
  light: "light",
  contrast: "contrast",
  texture: "stains",
};
