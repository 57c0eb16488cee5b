// The present paths kept as a faint ghost, and what differs between then and now, in words.
import { brief } from "./numbers.js";
import { read } from "./knobs.js";
import { copied } from "./runs.js";

const MOST = 6; // differences that are listed one by one

export class Ghost {
  // ids, labels: of the lanes; runs: as in runs.js, one a lane; costs: as in counting.js; frame, scale: as in
  // runs.js.
  constructor({ race, ids, labels, title, runs, scale, frame, colors, costs }) {
    Object.assign(this, { race: structuredClone(race), ids, labels, title, scale, frame, colors, costs });
    this.runs = runs.map(copied);
  }

  // now: {race, ids, labels, title, knobs: all knobs of the race}.
  differences(now) {
    const found = [];
    const before = this.lanesBefore(now);
    if (!this.fits(now.title)) found.push(`surface: ${this.title} → ${now.title}`);
    now.labels.forEach((label, k) => before[k] < 0 && found.push(`${label} is new`));
    this.labels.forEach((label, k) => before.includes(k) || found.push(`${label} is gone`));
    const [shared, sharing] = [this.race.rate === null, now.race.rate === null];
    if (shared !== sharing) found.push(sharing ? "each its own learning rate" : "one learning rate for all");
    for (const knob of now.knobs) {
      if (!this.comparable(knob, now)) continue;
      const [then, present] = [read(this.race, placeIn(knob.place, before)), read(now.race, knob.place)];
      if (typeof then !== "number" || typeof present !== "number" || then === present) continue;
      const whose = knob.place[0] === "lanes" ? `${now.labels[knob.place[1]]}, ` : "";
      found.push(`${whose}${lower(knob.title)} ${brief(then, 6)} → ${brief(present, 6)}`);
    }
    return found;
  }

  // For each lane of now its index then, or -1: the same lane, or else one of the same name.
  lanesBefore({ ids, labels }) {
    const taken = new Set();
    return ids.map((id, k) => {
      const same = this.ids.indexOf(id);
      const named = this.labels.findIndex((label, i) => label === labels[k] && !taken.has(i) && !ids.includes(this.ids[i]));
      const found = same >= 0 ? same : named;
      taken.add(found);
      return found;
    });
  }

  // A lane's own rate counts only where it ran in both races.
  comparable({ place }, { race }) {
    if (place[0] === "surface_values") return this.race.surface === race.surface;
    return place.at(-1) !== "learning_rate" || (this.race.rate === null && race.rate === null);
  }

  // On another surface the ghost's losses and heights say nothing.
  fits(title) {
    return this.title === title;
  }

  sentence(now) {
    const found = this.differences(now);
    if (!found.length) return "The ghost is the present race: turn a knob to see both.";
    const more = found.length - MOST;
    return `Ghost → now: ${found.slice(0, MOST).join("; ")}${more > 0 ? `; and ${more} more` : ""}.`;
  }
}

function placeIn(place, before) {
  return place[0] === "lanes" ? ["lanes", before[place[1]], ...place.slice(2)] : place;
}

function lower(title) {
  return title[0].toLowerCase() + title.slice(1);
}
