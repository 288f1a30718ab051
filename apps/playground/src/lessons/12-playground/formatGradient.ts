/** A power of ten: 10⁻⁴. */
export const powerOfTen = (exponent: number): string =>
  `10${String(exponent).replaceAll(/[-\d]/g, (digit) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(digit)])}`;

/** With two digits, however small it is: 0.034 or 1.2·10⁻⁵. */
export function formatGradient(gradient: number): string {
  const size = Math.abs(gradient);
  const [mantissa, exponent] = gradient.toExponential(1).split("e");
  if (!Number.isFinite(size)) return Number.isNaN(size) ? "not a number" : gradient > 0 ? "∞" : "−∞";
  const text =
    size === 0 || (size >= 0.001 && size < 10_000)
      ? String(Number(gradient.toPrecision(2)))
      : `${mantissa}·${powerOfTen(Number(exponent))}`;
  return text.replace("-", "−");
}
