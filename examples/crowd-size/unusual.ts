import { type Ranges, usual } from "./scene.ts";

/** Pictures of kinds that the network has not learned from, to see what becomes of it there. */
export const unusual: readonly { readonly name: string; readonly ranges: Ranges }[] = [
  { name: "200 to 400 people", ranges: { ...usual, people: [200, 400] } },
  { name: "darker than ever", ranges: { ...usual, light: [0.1, 0.4] } },
  { name: "heads larger than ever", ranges: { ...usual, headSize: [2.2, 3.2] } },
];
