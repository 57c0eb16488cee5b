// One chart: Plotly draws what stands still, the overlay what moves.
import { counted, rangeOf } from "./counting.js";
import { lut } from "./ground.js";
import { large } from "./large.js";
import { Overlay } from "./overlay.js";
import { settle, terrainIn, terrainOf } from "./projection.js";
import { columns } from "./runs.js";

const ARRAYS = { f8: Float64Array, f4: Float32Array, i4: Int32Array };
const MARKS = { minimum: "cross", "saddle point": "bowtie" };
const WAIT = "Loading the charts...";
const COVERED = "A chart that comes in sight with your answer.";
const UNSEEN = 0.01; // opacity of what Plotly keeps for hover only, because the overlay draws it better
const SLICED = ["curve", "tangent", "lowest", "point"]; // traces of the slice, which the overlay draws
const NAMED = ["path", "casing", "left", "zero", "above"]; // traces that the style sheet pales or hides, by lane
const TOUCH = matchMedia("(pointer: coarse)");

let loading;

// Plotly itself, once a page: a plain script, as Streamlit's own copy cannot be reached.
export function loadPlotly(url) {
  if (window.Plotly) return Promise.resolve();
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = resolve;
    script.onerror = () => {
      loading = undefined; // the next data may try again
      reject(new Error("plotly.js could not be loaded"));
    };
    document.head.append(script);
  });
  return loading;
}

// Turns the base64 arrays of a figure into typed arrays, in place, so that stage and Plotly share them.
export function unpack(figure) {
  for (const trace of figure.data) {
    for (const [name, value] of Object.entries(trace)) if (value?.bdata !== undefined) trace[name] = decode(value);
  }
}

export function decode({ dtype, bdata, shape }) {
  const text = atob(bdata);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const flat = new ARRAYS[dtype](bytes.buffer);
  if (!shape) return flat;
  const width = Number(shape.split(",")[1]);
  return Array.from({ length: flat.length / width }, (_, i) => flat.subarray(i * width, (i + 1) * width));
}

export class Chart {
  constructor(view, area) {
    this.view = view;
    this.box = document.createElement("figure");
    this.box.className = "ov-view";
    this.box.dataset.view = view;
    this.plot = document.createElement("div");
    this.plot.className = "ov-plot";
    this.box.append(this.plot);
    area.append(this.box);
    this.say(WAIT);
  }

  say(sentence) {
    this.note ??= Object.assign(document.createElement("p"), { className: "ov-note" });
    this.note.textContent = sentence;
    this.box.append(this.note);
  }

  // unit: what the loss is drawn by; costs: of one step of each lane, as in counting.js. Without them: as it comes.
  async draw(figure, hiddenLanes, { unit, costs } = {}) {
    Object.assign(this, { figure, hiddenLanes, unit, costs });
    this.name();
    await this.react();
    this.note?.remove();
    this.overlay ??= new Overlay(this.plot, this.view);
    this.overlay.follow();
    if (!this.overlay.supported && !this.byPlotly) {
      this.byPlotly = true; // no way to draw on top: Plotly's own cursor trace, moved when the reader pauses
      await this.react();
    }
    this.plot.classList.toggle("ov-above", !this.byPlotly);
    this.live(undefined);
  }

  // covered: the chart tells nothing yet; large: it is for a room full of people.
  cover(covered, large) {
    Object.assign(this, { covered, large });
    if (this.figure) this.name();
  }

  name() {
    this.box.setAttribute("aria-label", this.covered ? COVERED : this.figure.layout.meta.alt);
  }

  // Keeps zoom, camera and canvas of what is there already.
  async react() {
    const figure = this.costs ? counted(this.figure, this.unit, this.costs[this.unit]) : this.figure;
    const fresh = { ...figure, layout: structuredClone(figure.layout) }; // Plotly writes what the reader does into it
    const { data, layout } = this.large ? large(fresh) : fresh;
    if (TOUCH.matches) layout.dragmode = this.view === "surface" ? layout.dragmode : false; // a finger scrolls the page
    this.traces = data
      .filter((trace) => this.byPlotly || trace.meta?.role !== "cursor")
      .map((trace) => ({ ...trace, ...this.own(trace) }));
    if (this.equal) this.square(layout);
    this.home = { x: layout.xaxis?.range?.slice(), y: layout.yaxis?.range?.slice() };
    await window.Plotly.react(this.plot, this.traces, { ...layout, autosize: true }, (this.options ??= this.config()));
    settle(this.plot, this.home);
  }

  // One unit as long in both directions: the frame becomes narrower or lower, what it shows stays.
  square({ xaxis, yaxis }) {
    xaxis.constrain = yaxis.constrain = "domain";
    yaxis.scaleanchor = "x";
  }

  equalize(on) {
    this.equal = on;
    return this.traces && this.react();
  }

  // Made once: with another object Plotly starts anew, and zoom and camera are lost.
  config() {
    return {
      displaylogo: false,
      displayModeBar: TOUCH.matches ? false : "hover", // it would cover the chart for good
      doubleClick: "reset", // never "autosize": a diverged path may reach to 1e150
      modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "resetCameraLastSave3d", "hoverClosest3d", "toImage", "sendChartToCloud"],
      modeBarButtonsToAdd: [{ name: "image", title: "Download as PNG", icon: window.Plotly.Icons.camera, click: () => this.download() }],
    };
  }

  // In space the lines are Plotly's own only in the picture: there they sink into the surface.
  async download() {
    const faint = this.traces.flatMap((trace, i) => (trace.opacity === UNSEEN ? [i] : []));
    if (faint.length) await window.Plotly.restyle(this.plot, { opacity: 1 }, faint);
    await window.Plotly.downloadImage(this.plot, { format: "png", filename: `optiviz-${this.view}`, scale: 2 });
    if (faint.length) await window.Plotly.restyle(this.plot, { opacity: UNSEEN }, faint);
  }

  own({ meta }) {
    const visible = !this.hiddenLanes.has(meta?.lane);
    const drawnAbove = this.view === "surface" && (MARKS[meta?.role] || meta?.role === "path") && !this.byPlotly;
    if (drawnAbove) return { visible, opacity: UNSEEN };
    if (SLICED.includes(meta?.role)) return { visible, uid: `ov-slice-${meta.role}` };
    if (meta?.role === "start") return { visible, uid: "ov-start" };
    return NAMED.includes(meta?.role) ? { visible, uid: `ov-${meta.role}-${meta.lane}` } : { visible };
  }

  // While the reader drags: {runs, scale, costs, ground, frame, colors} in place of the figure's own paths; undefined: the
  // figure's. In space a moving ground fills the box that is there, whose numbers are hidden meanwhile. cursor: where it
  // stands now, as show() takes it, so that both are drawn at once.
  live(moving, cursor) {
    this.moving = moving;
    this.squash = moving?.ground && this.view === "surface" ? between(moving.ground, this.figure.layout.scene.zaxis.range) : (z) => z;
    this.plot.classList.toggle("ov-live", Boolean(moving));
    this.plot.classList.toggle("ov-grounded", Boolean(moving?.ground));
    if (cursor) this.aim(...cursor);
    const costs = moving?.costs[this.unit];
    if (costs) this.stretch(rangeOf(moving.runs, costs));
    this.refresh();
  }

  // The x axis of a loss follows, unless the reader has zoomed.
  stretch(range) {
    const now = String(this.plot.layout.xaxis.range);
    if (String(range) === now || now !== String(this.home.x)) return;
    this.home.x = range;
    window.Plotly.relayout(this.plot, { "xaxis.range": range.slice() });
  }

  // ghost: {runs, scale} that stay faintly behind, or undefined.
  haunt(ghost) {
    this.ghost = ghost;
    if (this.overlay) this.refresh();
  }

  refresh() {
    if (!this.overlay || !this.traces) return;
    const { ground } = this.moving ?? {};
    const moved = ground && this.view === "surface";
    this.terrain = moved ? terrainIn(ground) : terrainOf(this.traces);
    this.overlay.setPaths(this.paths(), this.marks(), moved ? squashed(this.terrain, this.squash) : this.terrain, {
      whole: Boolean(this.moving),
      ghosts: moved ? [] : this.ghosts(),
      ground: moved ? squashed(ground, this.squash) : ground,
      colors: ground && (this.colors ??= lut(this.moving.colors)),
    });
  }

  paths() {
    return this.traces
      .filter((trace) => trace.meta?.role === "path")
      .map((trace, k) => ({
        ...(this.moving ? this.columnsOf(this.moving, k) : this.columns(trace)),
        ...trace.meta,
        color: trace.line.color,
        dash: trace.line.dash,
        width: this.view === "surface" && !this.large ? 3.5 : trace.line.width,
        hidden: !trace.visible,
      }));
  }

  columnsOf({ runs, scale, frame, costs }, k) {
    const cost = costs[this.unit]?.[k];
    const found = columns(this.view, runs[k], { scale, frame, terrain: this.terrain, cost, trail: this.figure.layout.meta.trail });
    return this.view === "surface" ? { ...found, z: found.z.map(this.squash) } : found;
  }

  ghosts() {
    if (!this.ghost) return [];
    const lines = this.traces.filter((trace) => trace.meta?.role === "path");
    return this.ghost.runs.map((_, k) => ({
      ...this.columnsOf(this.ghost, k),
      color: this.ghost.colors[k],
      casing: lines[0]?.meta.casing,
    }));
  }

  // In space Plotly's own minima and saddles sink into the surface, as its lines do; they stay, unseen, for hover.
  marks() {
    const { ground } = this.moving ?? {};
    if (!["contour", "surface"].includes(this.view)) return [];
    if (this.view === "contour") return ground ? markedOn(ground) : [];
    if (ground) return []; // their heights would be guesses
    return this.traces
      .filter((trace) => MARKS[trace.meta?.role])
      .map(({ x, y, z, meta }) => ({ x, y, z, marker: MARKS[meta.role] }));
  }

  // A path that was cut at the frame says in its customdata which row every point is, crossings being in between.
  columns({ x, y, z, dx, customdata, meta }) {
    if (dx) return { x: Float64Array.from(y, (_, row) => row * dx), y };
    if (!Array.isArray(customdata)) return { x, y, z };
    const row = customdata.map((pair) => pair[1]);
    const rows = new Array(meta.rows); // those outside of the frame stay empty
    row.forEach((number, i) => Number.isInteger(number) && (rows[number] = i));
    return { x, y, z, row, at: rows };
  }

  show(position, whole, arrows) {
    if (!this.overlay) return;
    this.aim(position, whole, arrows);
    if (!this.byPlotly) this.overlay.draw();
  }

  aim(position, whole, arrows) {
    this.plot.classList.toggle("ov-before-end", !whole);
    if (!this.byPlotly) return this.overlay.aim(position, whole, arrows);
    clearTimeout(this.later);
    this.later = setTimeout(() => this.moveCursor(Math.floor(position)), 150);
  }

  moveCursor(step) {
    const cursor = this.traces.findIndex((trace) => trace.meta?.role === "cursor");
    const moved = { x: [[]], y: [[]], ...(this.view === "surface" && { z: [[]] }) };
    for (const { x, y, z, at } of this.paths()) {
      const i = at ? at[Math.min(step, at.length - 1)] : Math.min(step, y.length - 1);
      moved.x[0].push(x ? (x[i] ?? null) : i);
      moved.y[0].push(y[i] ?? null);
      moved.z?.[0].push(z[i] ?? null);
    }
    if (cursor >= 0) window.Plotly.restyle(this.plot, moved, [cursor]);
  }

  hide(hiddenLanes) {
    this.hiddenLanes = hiddenLanes;
    if (!this.traces || this.box.hidden) return;
    const changed = this.traces.flatMap((trace, i) => (this.own(trace).visible === trace.visible ? [] : [i]));
    for (const i of changed) this.traces[i].visible = this.own(this.traces[i]).visible;
    this.refresh();
    if (changed.length) {
      window.Plotly.restyle(this.plot, { visible: changed.map((i) => this.traces[i].visible) }, changed);
    }
  }

  resize() {
    if (this.overlay && this.plot.offsetParent) window.Plotly.Plots.resize(this.plot);
  }

  destroy() {
    clearTimeout(this.later);
    if (this.traces) window.Plotly.purge(this.plot);
  }
}

function markedOn({ minima, saddles }) {
  const kinds = [
    [minima, "cross"],
    [saddles, "bowtie"],
  ];
  return kinds.map(([points, marker]) => ({ x: points.map(([x]) => x), y: points.map(([, y]) => y), marker }));
}

// z -> its place in a range as high as the ground's own.
function between({ low, high }, [bottom, top]) {
  return (z) => bottom + ((z - low) / (high - low)) * (top - bottom);
}

// A ground or a terrain with all its heights moved.
function squashed(ground, squash) {
  const heights = (z) => (z.map && typeof z[0] === "number" ? z.map(squash) : z.map((row) => row.map(squash)));
  const { z, low, high, heights: ends } = ground;
  if (ends) return { ...ground, z: heights(z), heights: ends.map(squash), slack: 0.015 * (squash(ends[1]) - squash(ends[0])) };
  return { ...ground, z: heights(z), low: squash(low), high: squash(high) };
}
