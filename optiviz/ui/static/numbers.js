// Numbers as a reader wants them in a narrow place: 0.412, −0.02, 1234, 1.2e−8.
export function brief(value, digits = 3) {
  const size = Math.abs(value);
  if (Number.isNaN(size)) return "none";
  if (size === Infinity) return value < 0 ? "−∞" : "∞";
  if (size && (size < 1e-3 || size >= 1e4)) return signed(Number(value.toPrecision(digits - 1)).toExponential());
  return signed(String(size >= 10 ** digits ? Math.round(value) : Number(value.toPrecision(digits))));
}

function signed(text) {
  return text.replace("e+", "e").replaceAll("-", "−");
}
