// How a knob's slider maps to its value, 0 to 1 along the slider, and what may be typed instead.
const SHARPEST = 4; // a memory of 1 - 10^-4 is the longest that a slider reaches

const SCALES = {
  linear: {
    value: (part, { low, high }) => low + part * (high - low),
    part: (value, { low, high }) => (value - low) / (high - low),
  },
  log: {
    value: (part, { low, high }) => low * (high / low) ** part,
    part: (value, { low, high }) => Math.log(value / low) / Math.log(high / low),
  },
  // The first fiftieth of the way is 0.
  log0: {
    value: (part, knob) => (part < 0.02 ? 0 : SCALES.log.value((part - 0.02) / 0.98, knob)),
    part: (value, knob) => (value > 0 ? 0.02 + 0.98 * SCALES.log.part(value, knob) : 0),
  },
  // Decay rates: equal ways are equal factors of 1 - value.
  memory: {
    value: (part) => 1 - 10 ** (-SHARPEST * part),
    part: (value) => -Math.log10(1 - value) / SHARPEST,
  },
};
// Whole numbers: equal ways are equal factors; from 0 on, of one more than the value.
SCALES.count = {
  value: (part, { low, high }) => SCALES.log.value(part, raised(low, high)) - Number(low < 1),
  part: (value, { low, high }) => SCALES.log.part(value + Number(low < 1), raised(low, high)),
};

function raised(low, high) {
  return low < 1 ? { low: low + 1, high: high + 1 } : { low, high };
}

// The value at a place of the slider, rounded as one would say it: three digits, of 1 - value for a memory.
export function valueAt(part, knob) {
  const value = (SCALES[knob.scale] ?? SCALES.linear).value(part, knob);
  if (knob.scale === "count") return Math.min(knob.high, Math.round(value < 100 ? value : Number(value.toPrecision(2))));
  if (knob.scale === "memory") return Number((1 - Number((1 - value).toPrecision(2))).toPrecision(12));
  if (knob.scale === "linear") return Number(value.toFixed(digitsOf(knob)));
  return Number(value.toPrecision(3));
}

// Enough decimals that a hundredth of the range shows.
function digitsOf({ low, high }) {
  return Math.max(0, 2 - Math.floor(Math.log10(high - low)));
}

export function partOf(value, knob) {
  const part = (SCALES[knob.scale] ?? SCALES.linear).part(value, knob);
  return Math.min(1, Math.max(0, Number.isFinite(part) ? part : 0));
}

// (number, undefined), or (undefined, a sentence) where the text is no legal value.
export function parse(text, knob, kept) {
  const thousands = /,\d{3}$/.test(text.trim()); // 1,000 is no 1.000, and 0,125 had better be asked for
  const number = text.trim() === "" || thousands ? NaN : Number(text.replace("−", "-").replace(",", "."));
  const whole = knob.scale !== "count" || Number.isInteger(number);
  const inside = number >= knob.floor && (knob.below ? number < knob.ceiling : number <= knob.ceiling);
  if (whole && inside) return [number];
  return [undefined, `${knob.title} must be ${knob.legal}, got “${text.slice(0, 20)}”. Keeping ${kept}.`];
}
