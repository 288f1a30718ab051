/** The part of the plane that is drawn, around both clouds. */
export const extent = { x: [-4.2, 4.2], y: [-3.2, 5] } as const;

/** From how many places a network's opinion is drawn. */
export const grid = { columns: 41, rows: 40 } as const;
