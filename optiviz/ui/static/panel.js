// One panel: its caption, its canvas with the lines of x and y, and the cursor.
import { make } from "./markup.js";
import { brief } from "./numbers.js";
import { Scale } from "./scale.js";

const INSET = 5; // pixels around the lines, for the cursor's markers
const NAMES = ["x", "y"];
const DASHES = [[], [5, 4]];
const LABEL = 14; // height of the limit's number

export class Panel {
  constructor(onStep) {
    this.onStep = onStep;
    this.width = this.height = 0; // of the canvas, told by a ResizeObserver
    this.figure = make("figure", "ov-panel");
    this.symbol = make("span", "ov-symbol");
    this.title = make("span", "ov-title");
    this.values = NAMES.map((name) => make("span", `ov-now ov-now-${name}`));
    this.most = make("span", "ov-most");
    this.least = make("span", "ov-least");
    this.log = make("span", "ov-log");
    this.limit = make("span", "ov-limit");
    this.canvas = make("canvas", "ov-lines");
    this.canvas.setAttribute("aria-hidden", true);
    const caption = holding("figcaption", "ov-caption", this.symbol, this.title, holding("div", "ov-nows", ...this.values));
    const area = holding("div", "ov-area", this.canvas, this.limit);
    this.figure.append(caption, holding("div", "ov-edge", this.most, this.log), area, holding("div", "ov-edge", this.least));
    this.listen();
  }

  listen() {
    const { canvas } = this;
    const go = ({ offsetX }) => {
      const share = (offsetX - INSET) / (this.width - 2 * INSET);
      const row = Math.round(Math.max(0, Math.min(1, share)) * (this.rows - 1));
      if (row !== this.asked) this.onStep((this.asked = row));
    };
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      canvas.setPointerCapture(event.pointerId);
      this.asked = undefined;
      go(event);
    });
    canvas.addEventListener("pointermove", (event) => canvas.hasPointerCapture(event.pointerId) && go(event));
  }

  set(quantity, look) {
    const { title, symbol, x, y, limit } = quantity;
    this.look = look;
    this.name = title;
    this.lines = y ? [x, y] : [x];
    this.rows = x.length;
    this.scale = new Scale(this.lines, limit);
    if (this.symbol.source !== symbol) this.symbol.innerHTML = this.symbol.source = symbol;
    write(this.title, title);
    write(this.most, `max ${brief(this.scale.most)}`);
    write(this.least, `min ${brief(this.scale.least)}`);
    write(this.log, this.scale.log ? "log" : "");
    write(this.limit, this.scale.limit === undefined ? "" : `limit ${brief(limit)}`);
    this.figure.classList.toggle("ov-scalar", !y);
  }

  show(row) {
    this.row = Math.min(row, this.rows - 1);
    this.texts = this.lines.map((line, i) => `${this.lines.length > 1 ? `${NAMES[i]} ` : ""}${brief(line[this.row])}`);
    this.values.forEach((value, i) => write(value, this.texts[i] ?? ""));
  }

  tell() {
    const { least, most, log, limit } = this.scale;
    const range = `from ${brief(least)} to ${brief(most)}${log ? " on a log axis" : ""}`;
    const against = limit === undefined ? "" : `, limit ${brief(limit)}`;
    const now = `at step ${this.row}: ${this.texts.join(", ")}`;
    this.figure.setAttribute("aria-label", `${this.name}, ${range}${against}; ${now}`);
  }

  draw() {
    const ratio = window.devicePixelRatio || 1;
    const size = [Math.round(this.width * ratio), Math.round(this.height * ratio)];
    const { canvas } = this;
    if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
    if (!this.width || !this.rows) return;
    const context = (this.context ??= canvas.getContext("2d"));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    this.drawGrid(context);
    this.drawLimit(context);
    context.lineWidth = 1.75;
    context.lineJoin = context.lineCap = "round";
    this.lines.forEach((line, i) => this.drawLine(context, line, this.look.colors[i], DASHES[i]));
    this.drawCursor(context);
  }

  across(row) {
    return INSET + (this.rows > 1 ? row / (this.rows - 1) : 0.5) * (this.width - 2 * INSET);
  }

  down(value) {
    return this.height - INSET - this.scale.share(value) * (this.height - 2 * INSET);
  }

  drawGrid(context) {
    const lines = [...this.scale.marks().map((value) => this.down(value)), 0, this.height - 1];
    for (const y of lines.map(sharp)) stroke(context, [0, y, this.width, y], this.look.grid, 1);
  }

  drawLimit(context) {
    const { limit } = this.scale;
    if (limit === undefined) return;
    const y = sharp(this.down(limit));
    context.lineCap = "butt";
    stroke(context, [0, y, this.width, y], this.look.ink, 1, [2, 3]);
    // The number stands on the side where the lines do not end, if there is room.
    const above = this.lines.some((line) => line[line.length - 1] > limit);
    const top = (above ? y < this.height - LABEL : y < LABEL) ? y + 1 : y - LABEL;
    this.limit.style.transform = `translateY(${top}px)`;
  }

  // Where there are more rows than pixels, the lowest and highest of every few: nothing that stands out is lost.
  drawLine(context, values, color, dash) {
    const every = Math.max(1, Math.floor(values.length / this.width));
    let drawing = false;
    context.beginPath();
    for (let row = 0; row < values.length; row += every) {
      let [high, low] = [Infinity, -Infinity];
      for (let k = row; k < Math.min(row + every, values.length); k++) {
        const y = this.down(values[k]); // nan where there is nothing to draw: neither lower nor higher than anything
        if (y < high) high = y;
        if (y > low) low = y;
      }
      const seen = high <= low;
      const x = this.across(row);
      if (seen && drawing) context.lineTo(x, high);
      if (seen && !drawing) context.moveTo(x - 1, high); // a number alone is a dot
      if (seen && (high < low || !drawing)) context.lineTo(x, low);
      drawing = seen;
    }
    context.strokeStyle = color;
    context.setLineDash(dash);
    context.stroke();
    context.setLineDash([]);
  }

  // A disc on x and a ring on y.
  drawCursor(context) {
    const x = sharp(this.across(this.row));
    stroke(context, [x, 0, x, this.height], this.look.ink, 1);
    this.lines.forEach((line, i) => {
      const y = this.down(line[this.row]);
      if (!Number.isFinite(y)) return;
      context.beginPath();
      context.arc(x, y, 3.5, 0, 2 * Math.PI);
      context.fillStyle = context.strokeStyle = this.look.colors[i];
      context.lineWidth = 2;
      i ? context.stroke() : context.fill();
    });
  }
}

// In the middle of a pixel a thin line stays thin.
function sharp(place) {
  return Math.floor(place) + 0.5;
}

function stroke(context, [x, y, x2, y2], color, width, dash = []) {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x2, y2);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke();
  context.setLineDash([]);
}

function holding(tag, name, ...children) {
  const element = make(tag, name);
  element.append(...children);
  return element;
}

// Setting a text that is there already would cost a layout.
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
