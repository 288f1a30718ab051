/** A number as people write it: 22,500 and −0.0316, not 2.25e+4 and -0.031622776601683795. */
export function formatNumber(number: number, digits = 4): string {
  if (Number.isNaN(number)) return "not a number";
  if (!Number.isFinite(number)) return number > 0 ? "∞" : "−∞";
  const size = Math.abs(number);
  if (size !== 0 && (size < 10 ** -digits || size >= 1e9)) {
    const [mantissa, exponent] = number.toExponential(2).split("e");
    return `${mantissa.replace("-", "−")} · 10${raised(exponent)}`;
  }
  const decimals =
    size >= 1000 ? 0 : Math.max(0, digits - 1 - Math.max(0, Math.floor(Math.log10(size || 1))));
  return number
    .toLocaleString("en", { maximumFractionDigits: decimals })
    .replace("-", "−")
    .replace(/^−0$/, "0");
}

const superscripts: Readonly<Record<string, string>> = {
  "-": "⁻",
  0: "⁰",
  1: "¹",
  2: "²",
  3: "³",
  4: "⁴",
  5: "⁵",
  6: "⁶",
  7: "⁷",
  8: "⁸",
  9: "⁹",
};

const raised = (exponent: string): string =>
  exponent.replace("+", "").replaceAll(/[-\d]/g, (digit) => superscripts[digit]);

/** A power of ten, for axes: 10⁻⁶. */
export const formatPower = (number: number): string => `10${raised(String(Math.round(Math.log10(number))))}`;

/** With so many digits that count, however small it is: 0.00213 with three, and 2.13 · 10⁻⁵. */
export function formatSignificant(number: number, digits = 3): string {
  if (!Number.isFinite(number) || number === 0) return formatNumber(number);
  const size = Math.abs(number);
  if (size >= 1e6 || size < 1e-4) {
    const [mantissa, exponent] = number.toExponential(digits - 1).split("e");
    // With spaces that keep it in one line.
    return `${mantissa.replace("-", "−")}\u00a0·\u00a010${raised(exponent)}`;
  }
  return number.toLocaleString("en", { maximumSignificantDigits: digits }).replace("-", "−");
}

/** With always so many decimals, so that a number that changes keeps its width. */
export function formatFixed(number: number, decimals: number): string {
  if (!Number.isFinite(number)) return formatNumber(number);
  return number
    .toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
    .replace("-", "−")
    .replace(/^−(0\.?0*)$/, "$1");
}

/** A share as a percentage. */
export const formatPercent = (share: number, decimals = 1): string =>
  `${formatFixed(100 * share, decimals)}%`;
