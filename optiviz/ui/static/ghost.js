// The present paths kept as a faint ghost, and what differs between then and now, in words.
import { brief } from "./numbers.js";
import { read } from "./knobs.js";

const MOST = 6; // differences that are listed one by one

export class Ghost {
  constructor(race, labels, title, runs, scale, colors) {
    Object.assign(this, { race: structuredClone(race), labels, title, scale, colors });
    this.runs = runs.map(({ x, y, height }) => ({ x: x.slice(), y: y.slice(), height: height.slice() }));
  }

  // now: {race, labels, title, groups: the knobs of every lane and of the surface}.
  differences(now) {
    const found = [];
    if (this.title !== now.title) found.push(`surface: ${this.title} → ${now.title}`);
    for (const label of now.labels) if (!this.labels.includes(label)) found.push(`${label} is new`);
    for (const label of this.labels) if (!now.labels.includes(label)) found.push(`${label} is gone`);
    for (const knob of now.knobs) {
      const [before, after] = [read(this.race, this.placeOf(knob, now)), read(now.race, knob.place)];
      if (before === undefined || before === after || !this.comparable(knob, now)) continue;
      found.push(`${knob.of ? `${knob.of}, ` : ""}${lower(knob.title)} ${brief(before, 6)} → ${brief(after, 6)}`);
    }
    return found;
  }

  // The same lane by its label, wherever it stood then.
  placeOf(knob, { labels }) {
    if (knob.place[0] !== "lanes") return knob.place;
    return ["lanes", this.labels.indexOf(labels[knob.place[1]]), ...knob.place.slice(2)];
  }

  comparable({ place }, { race }) {
    return place[0] !== "surface_values" || this.race.surface === race.surface;
  }

  sentence(now) {
    const found = this.differences(now);
    if (!found.length) return "The ghost is the present race: turn a knob to see both.";
    const more = found.length - MOST;
    return `Ghost → now: ${found.slice(0, MOST).join("; ")}${more > 0 ? `; and ${more} more` : ""}.`;
  }
}

function lower(title) {
  return title[0].toLowerCase() + title.slice(1);
}
