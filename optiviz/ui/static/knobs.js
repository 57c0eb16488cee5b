// The knobs: a slider and an exact field for every number of the race that the reader may turn while watching.
import { parse, partOf, valueAt } from "./dial.js";
import { make } from "./markup.js";
import { brief } from "./numbers.js";
import { Ruler } from "./ruler.js";

const STOPS = 1000;

export class Knobs {
  // onHold(), onChange(edit, knob, now) as Tuning has them; onChoice(index) of a group's title. prefix: of the ids.
  constructor(box, actions, prefix = "ov") {
    Object.assign(this, { box, actions, prefix });
    this.rows = [];
    this.problem = make("p", "ov-problem", { role: "alert" });
    box.addEventListener("keydown", (event) => event.stopPropagation()); // the stage's own keys move its cursor
  }

  // groups: [{title, choices, chosen, knobs: [{name, place, title, scale, low, high, floor, ceiling, below, legal, help, usual, tried, steps}]}];
  // place is the way to the value in the race; usual the range that people try first, or null, and tried says it; steps
  // says that a decay rate's memory stands below it. The same knobs keep their elements, and with them focus and hand;
  // titles may change, as those of twins do with every value.
  set(groups, race) {
    const shape = JSON.stringify(groups.map(({ knobs, choices, id }) => [knobs, choices?.length, id]));
    if (shape !== this.shape) this.build(groups);
    else this.name(groups);
    this.shape = shape;
    this.show(race);
  }

  name(groups) {
    groups.filter(({ knobs }) => knobs.length).forEach(({ title, choices }, k) => {
      const legend = this.box.children[k].firstChild;
      if (choices?.length < 2 || !choices) return (legend.textContent = title);
      const [choice, chosen] = legend.children;
      choices.forEach((text, i) => (choice.options[i].textContent = text));
      chosen.textContent = choices[choice.value];
    });
  }

  build(groups) {
    const focused = this.box.contains(document.activeElement) && document.activeElement.id;
    this.rows = [];
    this.box.replaceChildren(
      ...groups.filter(({ knobs }) => knobs.length).map((group) => this.group(group)),
      this.problem,
    );
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  group({ title, choices, chosen, knobs }) {
    const group = make("fieldset", "ov-group");
    const legend = make("legend", "", {}, choices?.length > 1 ? "" : title);
    if (choices?.length > 1) {
      const choice = make("select", "ov-choice", { id: "ov-choice", "aria-label": "Optimizer in focus" });
      choice.append(...choices.map((text, k) => new Option(text, k, k === chosen, k === chosen)));
      choice.addEventListener("change", () => this.actions.onChoice(Number(choice.value)));
      legend.append(choice, make("span", "ov-chosen", { "aria-hidden": true }, choices[chosen])); // a select cuts long names
    }
    group.append(legend, ...knobs.map((knob) => this.row(knob)));
    return group;
  }

  row(knob) {
    const box = make("div", knob.plain ? "ov-knob ov-plain" : "ov-knob", { title: hint(knob) });
    const row = { knob, box };
    box.dataset.knob = knob.name;
    const id = `${this.prefix}-${knob.place.join("-")}`;
    if (knob.scale === "switch") {
      row.toggle = make("input", "", { type: "checkbox", id });
      row.toggle.addEventListener("change", () => this.turn(row, Number(row.toggle.checked), true));
      box.append(make("label", "ov-switch", { for: id }, knob.title));
      box.firstChild.prepend(row.toggle);
    } else {
      row.field = make("input", "ov-field", { type: "text", inputmode: "decimal", id, autocomplete: "off", "aria-label": `${knob.title}, exact` });
      row.field.addEventListener("change", () => this.type(row));
      row.field.addEventListener("keydown", ({ key }) => key === "Enter" && this.type(row));
      box.append(make("label", "ov-name", { for: id }, knob.title), row.field);
      if (!knob.plain) box.append(this.slider(row));
      if (knob.steps) box.append((row.steps = make("output", "ov-steps", { for: id })));
    }
    for (const part of [row.toggle, row.field, row.range]) if (part) part.disabled = Boolean(knob.locked);
    this.rows.push(row);
    return box;
  }

  slider(row) {
    const range = make("input", "ov-range", { type: "range", min: 0, max: STOPS, step: 1, "aria-label": row.knob.title });
    row.range = range;
    range.addEventListener("pointerdown", ({ button }) => {
      if (button) return;
      row.before = row.value;
      this.actions.onHold();
    });
    range.addEventListener("pointercancel", () => this.turn(row, row.before)); // a finger scrolled the page
    range.addEventListener("input", () => this.turn(row, valueAt(range.valueAsNumber / STOPS, row.knob)));
    range.addEventListener("keydown", (event) => this.step(row, event));
    row.track = make("div", "ov-track");
    if (row.knob.usual) row.track.append(usual(row.knob));
    row.track.append(range);
    return row.track;
  }

  // What is known of the learning rate of the lane in focus, over its slider; label: whose it is.
  rule(found, label) {
    const row = this.rows.find(({ knob, range }) => range && knob.name === "learning_rate");
    if (!row || (!row.ruler && !found)) return;
    if (!row.ruler) row.track.before((row.ruler = new Ruler()).box);
    row.ruler.set(found, row.knob, label);
  }

  // One press is a hundredth of the way, or as far as the value reads differently.
  step(row, event) {
    const way = { ArrowRight: 10, ArrowUp: 10, ArrowLeft: -10, ArrowDown: -10, PageUp: 100, PageDown: -100 }[event.key];
    if (!way) return;
    event.preventDefault();
    let stop = Math.round(partOf(row.value, row.knob) * STOPS);
    let value = row.value;
    for (let by = way; value === row.value && (by > 0 ? stop < STOPS : stop > 0); by = Math.sign(way)) {
      stop = Math.min(STOPS, Math.max(0, stop + by));
      value = valueAt(stop / STOPS, row.knob);
    }
    if (value !== row.value) this.turn(row, value);
  }

  turn(row, value, now = false) {
    this.problem.textContent = "";
    const { place } = row.knob;
    this.actions.onChange((race) => write(race, place, value), row.knob, now);
  }

  type(row) {
    const [value, sentence] = parse(row.field.value, row.knob, row.field.dataset.kept);
    if (sentence) {
      this.problem.textContent = sentence;
      row.field.value = row.field.dataset.kept;
    } else if (value !== row.value) {
      this.turn(row, value, true);
    }
  }

  show(race) {
    for (const row of this.rows) {
      const value = read(race, row.knob.place);
      if (Object.is(value, row.value)) continue;
      row.value = value;
      if (row.toggle) row.toggle.checked = value !== 0;
      else this.write(row, value);
    }
  }

  write(row, value) {
    row.field.value = row.field.dataset.kept = String(value);
    if (row.steps) row.steps.textContent = `memory 1 / (1 − β) = ${brief(1 / (1 - value))} steps`;
    if (!row.range) return;
    row.range.value = Math.round(partOf(value, row.knob) * STOPS);
    row.range.setAttribute("aria-valuetext", String(value));
  }
}

// Behind the track: the range that people try first.
function usual(knob) {
  const [from, to] = knob.usual.map((value) => 100 * partOf(value, knob));
  const way = make("div", "ov-usual");
  const band = make("span", "ov-usual-band", { role: "img", "aria-label": tried(knob) });
  Object.assign(band.style, { left: `${from}%`, width: `${to - from}%` });
  way.append(band);
  return way;
}

function tried(knob) {
  return `${knob.title}, usually tried on networks: ${knob.tried}`;
}

function hint({ title, help, legal, tried: range }) {
  return `${title}. ${help}${range ? ` Usually tried on networks: ${range}, the shaded band.` : ""} Legal: ${legal}.`;
}

export function read(race, place) {
  return place.reduce((part, name) => part?.[name], race);
}

function write(race, place, value) {
  const last = place.at(-1);
  read(race, place.slice(0, -1))[last] = value;
  return race;
}

// The groups of knobs for the lane in focus, for all lanes, the surface and the run; live.free names those that may be
// turned, the others only show their value.
export function groupsOf(live, race) {
  const { knobs, labels, focus, title, free } = live;
  const own = knobs.lanes[focus].filter(({ name }) => race.rate === null || name !== "learning_rate");
  const times = knobs.schedules[focus].map((knob) => placed(knob, ["lanes", focus, "schedule_values", knob.name]));
  const groups = [
    { title: "All optimizers", knobs: race.rate === null ? [] : [placed(knobs.rate, ["rate"])] },
    { id: focus, title: labels[focus], choices: labels, chosen: focus, knobs: own.map((knob) => placed(knob, ["lanes", focus, "values", knob.name])) },
    { title: live.schedules[focus], knobs: times },
    { title, knobs: knobs.surface.map((knob) => placed(knob, ["surface_values", knob.name])) },
    { title: "Gradient", knobs: gradientKnobs(knobs) },
    { title: "Run", knobs: runKnobs(knobs) },
  ];
  return groups.map((group) => ({ ...group, knobs: group.knobs.map((knob) => ({ ...knob, locked: Boolean(free && !free.includes(knob.name)) })) }));
}

// All knobs of a race.
export function knobsOf({ knobs }) {
  const lanes = knobs.lanes.flatMap((own, k) => own.map((knob) => placed(knob, ["lanes", k, "values", knob.name])));
  const surface = knobs.surface.map((knob) => placed(knob, ["surface_values", knob.name]));
  const times = knobs.schedules.flatMap((own, k) => own.map((knob) => placed(knob, ["lanes", k, "schedule_values", knob.name])));
  return [placed(knobs.rate, ["rate"]), ...lanes, ...times, ...surface, ...gradientKnobs(knobs), ...runKnobs(knobs)];
}

function gradientKnobs({ gradient }) {
  return gradient.map((knob) => placed(knob, ["gradient", knob.name]));
}

function runKnobs({ steps, start }) {
  const axes = ["x", "y"].map((axis, i) => ({ ...placed(start, ["start", i]), title: `Start ${axis}`, plain: true }));
  return [...axes, placed(steps, ["steps"])];
}

function placed(knob, place) {
  return { ...knob, place };
}
