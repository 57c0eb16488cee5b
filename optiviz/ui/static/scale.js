// The vertical axis of a panel: linear, or logarithmic where everything is positive and spans more than three decades.
const DECADES = 3;
const MOST_MARKS = 6;

export class Scale {
  // least and most are those of the values alone, the limit has its place on the axis too.
  constructor(lines, limit) {
    this.limit = Number.isFinite(limit) ? limit : undefined;
    const start = lines.every((line) => line[0] === 0) ? 1 : 0;
    const drawn = range(lines, start);
    const [low, high] = withLimit(drawn, this.limit);
    this.log = low > 0 && high / low > 10 ** DECADES;
    // An average that starts at zero would rule out the log axis for ever: there its start is a gap.
    [this.least, this.most] = this.log ? drawn : range(lines, 0);
    const ends = this.log ? [low, high] : withLimit([this.least, this.most], this.limit);
    this.unit = this.log ? 1 : Math.max(Math.abs(ends[0]), Math.abs(ends[1])) || 1; // 1e308 - -1e308 would be inf
    [this.low, this.high] = ends.map((value) => this.place(value));
    if (!(this.high > this.low)) [this.low, this.high] = [this.low - 1, this.high + 1];
  }

  place(value) {
    return this.log ? Math.log10(value) : value / this.unit;
  }

  // 0 at the bottom, 1 at the top, nan where a value has no place.
  share(value) {
    const share = (this.place(value) - this.low) / (this.high - this.low);
    return Number.isFinite(share) ? share : NaN;
  }

  // Values with a line across the panel: zero, or powers of ten.
  marks() {
    if (!this.log) return this.low < 0 && this.high > 0 ? [0] : [];
    const [first, last] = [Math.ceil(this.low), Math.floor(this.high)];
    const every = Math.ceil((last - first + 1) / MOST_MARKS);
    return Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, i) => 10 ** (first + i * every));
  }
}

function range(lines, start) {
  let [least, most] = [Infinity, -Infinity];
  for (const line of lines) {
    for (let k = start; k < line.length; k++) {
      const value = line[k];
      if (value < least && value !== -Infinity) least = value;
      if (value > most && value !== Infinity) most = value;
    }
  }
  return least > most ? [NaN, NaN] : [least, most];
}

function withLimit([least, most], limit) {
  if (limit === undefined) return [least, most];
  return Number.isNaN(least) ? [limit, limit] : [Math.min(least, limit), Math.max(most, limit)];
}
