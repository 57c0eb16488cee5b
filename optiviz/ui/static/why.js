// Why the step was taken: its equation with the numbers of the step, how near it is to instability, and the quantities
// of the rule over all steps. Row k tells of step k, which led from row k - 1 to row k.
import { make } from "./markup.js";
import { brief } from "./numbers.js";
import { Panels } from "./panels.js";

const AXES = ["x", "y"];
const NEAR = 0.9; // of the limit: from here on the meter warns
const ARROWS = {
  gradient: { color: "#56B4E9", casing: "#000000", text: "−gradient" },
  moment: { color: "#F0E442", casing: "#000000", text: "moment" },
  update: { color: "#FFFFFF", casing: "#000000", text: "step" },
  lookahead: { color: "#CC79A7", casing: "#000000", text: "look-ahead" },
};
const OTHER = "The equation has other terms with these values: release the knob to see it.";

export class Why {
  constructor(box, onStep) {
    this.box = box;
    this.title = make("h3", "ov-why-title");
    this.meter = make("div", "ov-meter", { role: "meter", "aria-label": "Learning rate times curvature", "aria-valuemin": 0 });
    this.bar = make("div", "ov-meter-bar");
    this.words = make("p", "ov-meter-words");
    this.meter.append(this.bar);
    this.equations = make("div", "ov-equations", { tabindex: 0, role: "group", "aria-label": "The equation with the numbers of this step" });
    this.note = make("p", "ov-why-note");
    const left = make("div", "ov-step");
    left.append(this.title, this.meter, this.words, this.note, this.equations);
    const panels = make("div");
    box.append(left, panels);
    this.panels = new Panels(panels, onStep);
  }

  // label: of the lane; inside: what optiviz.ui.inside says of it, its arrays unpacked; run: {x, y}; look for panels.
  set(label, inside, run, look) {
    const equations = JSON.stringify(inside.lines);
    if (equations !== this.written) this.write(inside.lines);
    Object.assign(this, { label, inside, look, written: equations });
    this.move(inside, run);
  }

  // New numbers for the same rule: header and arrays of an answer.
  move({ limits, constants, switches, arrays }, run, label = this.label) {
    Object.assign(this, { limits, constants, arrays, run, label });
    const rows = run.x.length; // the arrays go on after a divergence, the path does not
    this.other = String(switches) !== String(this.inside.switches);
    const quantities = this.inside.quantities.map(({ key, title, symbol, wide }) => ({
      key,
      title,
      symbol,
      x: arrays[wide ? `q.${key}.x` : `q.${key}`].subarray(0, rows),
      y: wide ? arrays[`q.${key}.y`].subarray(0, rows) : undefined,
      limit: limits[key],
    }));
    this.panels.set(quantities, this.look);
    this.row = undefined;
    if (this.asked !== undefined) this.show(this.asked);
  }

  write(lines) {
    this.slots = [];
    const rows = lines.map(({ symbolic, filled, slots }) => {
      const row = make("div", "ov-equation");
      const equation = make("div", "ov-symbolic");
      equation.innerHTML = symbolic;
      row.append(equation);
      for (const axis of filled ? AXES : []) row.append(this.filled(filled, slots, axis));
      return row;
    });
    this.equations.replaceChildren(...rows);
  }

  filled(mathml, slots, axis) {
    const box = make("div", "ov-filled");
    box.innerHTML = `<span class="ov-axis ov-axis-${axis}">${axis}</span>${mathml}`;
    for (const element of box.querySelectorAll("[data-slot]")) {
      const [name, offset] = slots[element.dataset.slot];
      this.slots.push({ element, name, offset, axis, bracket: element.dataset.bracket === "true" });
    }
    return box;
  }

  show(position) {
    this.asked = position;
    if (!this.inside || this.box.hidden) return;
    const row = Math.min(Math.floor(position), this.run.x.length - 1);
    this.panels.show(row);
    if (row === this.row) return;
    this.row = row;
    this.title.textContent = this.heading(row);
    this.equations.hidden = this.other || row < 1;
    this.note.textContent = this.other ? OTHER : position > row ? `This is the last step of ${this.label} that can be drawn.` : "";
    if (!this.equations.hidden) for (const slot of this.slots) this.fill(slot, row);
    this.measure(row);
  }

  heading(row) {
    const at = (k) => `(${brief(this.run.x[k], 4)}, ${brief(this.run.y[k], 4)})`;
    if (row < 1) return `${this.label} starts at ${at(0)}. Step on to see why each step is taken.`;
    return `Step ${row} of ${this.label}: ${at(row - 1)} → ${at(row)}`;
  }

  fill({ element, name, offset, axis, bracket }, row) {
    const value = this.number(name, row + offset, axis);
    const text = name in this.constants ? full(value) : brief(value, 4);
    const shown = bracket && text.startsWith("−") ? `(${text})` : text;
    if (element.textContent !== shown) element.textContent = shown;
  }

  number(name, row, axis) {
    if (name === "t") return row;
    if (name === "theta") return this.run[axis][row];
    if (name in this.constants) return this.constants[name];
    return (this.arrays[`n.${name}.${axis}`] ?? this.arrays[`n.${name}`])[row];
  }

  measure(row) {
    const [limit, value] = [this.limits.sharpness, this.arrays["q.sharpness"]?.[row]];
    const known = Number.isFinite(limit) && Number.isFinite(value);
    this.meter.hidden = !known;
    if (known) {
      const share = value / limit;
      this.bar.style.width = `${Math.min(100, Math.max(0, share * 80))}%`; // the limit stands at four fifths
      this.meter.dataset.state = share > 1 ? "past" : share > NEAR ? "near" : "below";
      this.meter.setAttribute("aria-valuemax", limit);
      this.meter.setAttribute("aria-valuenow", Math.max(0, value));
    }
    this.words.textContent = this.sentence(value, limit, row);
  }

  sentence(value, limit, row) {
    if (row < 1 || !Number.isFinite(value)) return "";
    const { title } = this.inside.quantities.find(({ key }) => key === "sharpness");
    const what = title[0].toUpperCase() + title.slice(1);
    if (!Number.isFinite(limit)) return `${what} is ${brief(value)}; no limit is known for these values.`;
    if (value > limit) return `${what} is ${brief(value)}, past the limit ${brief(limit)}: on a quadratic, steps would grow.`;
    return `${what} is ${brief(value)}, below the limit ${brief(limit)} (${Math.round((100 * value) / limit)} %).`;
  }

  // Arrows of the step at the cursor, for the overlay: where it came from, what pulled where, the step itself.
  arrows(position) {
    const row = Math.floor(position);
    if (!this.inside || this.box.hidden || row < 1 || row >= this.run.x.length) return [];
    const from = [this.run.x[row - 1], this.run.y[row - 1]];
    const to = [this.run.x[row], this.run.y[row]];
    const vector = (name) => AXES.map((axis) => this.arrays[`a.${name}.${axis}`]?.[row]);
    const ahead = vector("lookahead");
    const found = [
      ["gradient", { from, toward: toward(from, vector("gradient")) }],
      ["moment", { from, toward: toward(from, vector("moment")) }],
      ["update", { from, to }],
      ["lookahead", { from, to: ahead }],
    ];
    return found.filter(([, { to: end, toward: way }]) => (end ?? way).every(Number.isFinite)).map(([name, arrow]) => ({ ...arrow, ...ARROWS[name], name }));
  }

  destroy() {
    this.panels.destroy();
  }
}

// A value as its knob has it: 0.9998 for 0.99976 would be another equation.
function full(value) {
  return String(value).replace("e+", "e").replaceAll("-", "−");
}

// A point a little way off in a direction: how far does not matter, and no number overflows.
function toward(from, vector) {
  const largest = Math.max(...vector.map(Math.abs));
  const little = 1e-3 * Math.max(1, ...from.map(Math.abs));
  return from.map((value, i) => value + (vector[i] / largest) * little);
}
