import { tensor } from "@chainrule/autograd";
import { type Digits, side } from "@chainrule/examples/digits/digits.ts";

/** Fetches a file of digits as `digits/pack.ts` makes them. */
export async function fetchDigits(address: string): Promise<Digits> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The digits could not be loaded (${response.status}).`);
  return unpack(await response.arrayBuffer());
}

/** First a byte for each label; then the pixels of all images, in 16 shades, two to a byte; deflated. */
export async function unpack(file: ArrayBuffer): Promise<Digits> {
  const inflated = new Blob([file]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(inflated).arrayBuffer());
  const size = side * side;
  const count = bytes.length / (1 + size / 2);
  const pixels = new Float32Array(count * size);
  for (let i = 0; i < pixels.length; i++) {
    const two = bytes[count + (i >> 1)];
    pixels[i] = (i % 2 === 0 ? two >> 4 : two & 15) / 15;
  }
  return { images: tensor(pixels, { shape: [count, size] }), labels: tensor(bytes.slice(0, count)) };
}
