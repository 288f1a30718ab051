/** From where one looks at a surface, in degrees. */
export type View = {
  /** How far it is turned around its upright axis. */
  readonly turn: number;
  /** 90 looks straight down, 0 from the side. */
  readonly tilt: number;
};

/** A place in a box from −1 to 1 along its sides, and from 0 to 1 upwards. */
export type Place = readonly [x: number, y: number, height: number];

/** On the screen, in pixels, and how far away: for drawing what is far first. */
export type Seen = readonly [x: number, y: number, distance: number];

/** How a box is seen by parallel light on a screen of a size. */
export function projection({ turn, tilt }: View, width: number, height: number): (place: Place) => Seen {
  const [turned, tilted] = [(turn * Math.PI) / 180, (tilt * Math.PI) / 180];
  const [cos, sin] = [Math.cos(turned), Math.sin(turned)];
  const [low, steep] = [Math.cos(tilted), Math.sin(tilted)];
  const tall = 1.25; // the box's height, in half sides
  const scale = Math.min((width - 84) / 2.83, (height - 72) / (2.83 * steep + tall * low));
  return ([x, y, z]) => {
    const across = x * cos - y * sin;
    const away = x * sin + y * cos;
    const up = (z - 0.5) * tall;
    return [
      width / 2 + scale * across,
      height / 2 - scale * (away * steep + up * low),
      away * low - up * steep,
    ];
  };
}
