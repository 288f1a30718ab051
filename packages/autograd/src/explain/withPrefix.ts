const prefixes = ["", "k", "M", "G", "T", "P", "E"];

/** A count or an amount in three digits, with a prefix of the SI: `1.23 MB`, `640`, `12.8 M`. */
export function withPrefix(x: number, unit = ""): string {
  let [number, step] = [x, 0];
  // What would be rounded to 1000 takes the next prefix.
  while (Math.abs(number) >= 999.5 && step < prefixes.length - 1) {
    number /= 1000;
    step++;
  }
  return `${Number(number.toPrecision(3))} ${prefixes[step]}${unit}`.trimEnd();
}
