// The start that all optimizers share, in the contour: drag it, move it with the arrow keys, or click where it shall be.
import { brief } from "./numbers.js";
import { make } from "./markup.js";

const STEP = 0.01; // of the view's width, for one press of a key; with Shift a tenth of it
const CLICK = 4; // pixels that a pointer may move and still have clicked
const TWICE = 250; // milliseconds in which a second click means Plotly's reset instead

export class Start {
  // chart: the contour's; actions: onHold() as Tuning has it, onStart([x, y], now).
  constructor(chart, actions) {
    Object.assign(this, { chart, actions });
    this.handle = make("button", "ov-handle", { type: "button", "aria-roledescription": "point that can be moved" });
    chart.box.append(this.handle);
    this.handle.addEventListener("pointerdown", (event) => this.grab(event));
    this.handle.addEventListener("keydown", (event) => this.key(event));
    this.alive = new AbortController();
    const { signal } = this.alive;
    chart.plot.addEventListener("pointerdown", (event) => this.press(event), { capture: true, signal }); // Plotly stops it
    chart.overlay.onMoved = () => this.put();
    this.put();
  }

  // Unless it is among what is free, it shows where the start is and stays there.
  lock({ free }) {
    this.handle.disabled = Boolean(free && !free.includes("start"));
  }

  show(point) {
    if (String(point) === String(this.point)) return;
    this.point = point;
    const [x, y] = point.map((value) => brief(value, 4));
    this.handle.setAttribute("aria-label", `Start of all optimizers, x ${x}, y ${y}. Drag it or use the arrow keys.`);
    this.handle.title = `Start (${x}, ${y}): drag it, use the arrow keys, or click where it shall be`;
    this.put();
  }

  put() {
    const { overlay } = this.chart;
    if (!this.point || !overlay.project) return;
    const [left, top] = overlay.project({ x: [this.point[0]], y: [this.point[1]] });
    this.handle.hidden = !within([left, top], overlay.frame);
    if (!this.handle.hidden) this.handle.style.translate = `${left}px ${top}px`;
  }

  grab(event) {
    if (event.button) return;
    event.preventDefault();
    this.handle.focus();
    this.handle.setPointerCapture(event.pointerId);
    this.actions.onHold();
    const box = this.chart.plot.getBoundingClientRect();
    const move = ({ clientX, clientY }) => this.go([clientX - box.left, clientY - box.top]);
    const end = () => this.handle.removeEventListener("pointermove", move);
    this.handle.addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) this.handle.addEventListener(name, end, { once: true });
  }

  // A pointer outside of the chart holds the start at its edge: it must stay within reach.
  go([left, top], now = false) {
    const { frame, place } = this.chart.overlay;
    const kept = [Math.min(Math.max(left, frame[0]), frame[0] + frame[2]), Math.min(Math.max(top, frame[1]), frame[1] + frame[3])];
    const [across, up] = [place([1, 0])[0] - place([0, 0])[0], place([0, 0])[1] - place([0, 1])[1]];
    const [x, y] = place(kept);
    this.actions.onStart([rounded(x, across), rounded(y, up)], now);
  }

  key(event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const { frame, place } = this.chart.overlay;
    const step = (place([frame[2], 0])[0] - place([0, 0])[0]) * STEP * (event.shiftKey ? 0.1 : 1);
    this.actions.onStart(this.point.map((value, i) => rounded(value + way[i] * step, step)));
  }

  // A click that is neither a drag nor the first of two puts the start there.
  press(event) {
    clearTimeout(this.clicked);
    if (this.handle.disabled || event.button || !event.isPrimary || !event.target.closest(".nsewdrag")) return;
    const from = [event.clientX, event.clientY];
    const ended = new AbortController();
    this.alive.signal.addEventListener("abort", () => ended.abort(), { once: true });
    const options = { capture: true, signal: ended.signal };
    const up = (end) => {
      ended.abort();
      const moved = Math.hypot(end.clientX - from[0], end.clientY - from[1]);
      if (moved > CLICK || performance.now() - this.before < TWICE) return;
      const box = this.chart.plot.getBoundingClientRect();
      this.clicked = setTimeout(() => this.go([from[0] - box.left, from[1] - box.top], true), TWICE);
      this.before = performance.now();
    };
    window.addEventListener("pointerup", up, options);
    window.addEventListener("pointercancel", () => ended.abort(), options); // a finger scrolled
  }

  destroy() {
    clearTimeout(this.clicked);
    this.alive.abort();
  }
}

// To a hundredth of what a pixel or a key press moves, so that links stay short.
function rounded(value, grain) {
  const digits = Math.max(0, 1 - Math.floor(Math.log10(grain)));
  return Number(value.toFixed(Math.min(digits, 12)));
}

function within([left, top], [x, y, width, height]) {
  return left >= x - 1 && left <= x + width + 1 && top >= y - 1 && top <= y + height + 1;
}
