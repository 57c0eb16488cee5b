// One chart: Plotly draws what stands still, the overlay what moves.
import { Overlay } from "./overlay.js";
import { terrainOf } from "./projection.js";

const ARRAYS = { f8: Float64Array, f4: Float32Array, i4: Int32Array };
const CONFIG = {
  displaylogo: false,
  doubleClick: "reset", // never "autosize": a diverged path may reach to 1e150
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "resetCameraLastSave3d", "hoverClosest3d", "toImage", "sendChartToCloud"],
  modeBarButtonsToAdd: ["toImage"],
};
const MARKS = { minimum: "cross", "saddle point": "bowtie" };
const WAIT = "Loading the charts...";

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

function decode({ dtype, bdata, shape }) {
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

  async draw(figure, hiddenLanes) {
    this.figure = figure;
    this.hiddenLanes = hiddenLanes;
    this.box.setAttribute("aria-label", figure.layout.meta.alt);
    await this.react();
    this.note?.remove();
    this.overlay ??= new Overlay(this.plot, this.view);
    this.overlay.follow();
    if (!this.overlay.supported && !this.byPlotly) {
      this.byPlotly = true; // no way to draw on top: Plotly's own cursor trace, moved when the reader pauses
      await this.react();
    }
    this.overlay.setPaths(this.paths(), this.marks(), terrainOf(this.traces));
  }

  // Keeps zoom, camera and canvas of what is there already.
  react() {
    this.traces = this.figure.data
      .filter((trace) => this.byPlotly || trace.meta?.role !== "cursor")
      .map((trace) => ({ ...trace, ...this.own(trace) }));
    return window.Plotly.react(this.plot, this.traces, { ...this.figure.layout, autosize: true }, CONFIG);
  }

  own({ meta }) {
    const named = meta?.role === "path" || meta?.role === "casing";
    const visible = !this.hiddenLanes.has(meta?.lane);
    if (this.view === "surface" && MARKS[meta?.role] && !this.byPlotly) return { visible, opacity: 0.01 };
    return named ? { visible, uid: `ov-${meta.role}-${meta.lane}` } : { visible }; // the style sheet uses the uid
  }

  paths() {
    return this.traces
      .filter((trace) => trace.meta?.role === "path")
      .map((trace) => ({
        ...this.columns(trace),
        ...trace.meta,
        color: trace.line.color,
        dash: trace.line.dash,
        width: this.view === "surface" ? 3.5 : trace.line.width,
        hidden: !trace.visible,
      }));
  }

  // In space Plotly's own minima and saddles sink into the surface, as its lines do; they stay, unseen, for hover.
  marks() {
    if (this.view !== "surface") return [];
    return this.traces
      .filter((trace) => MARKS[trace.meta?.role])
      .map(({ x, y, z, meta }) => ({ x, y, z, marker: MARKS[meta.role] }));
  }

  // A path that was cut at the frame says in its customdata which row every point is, crossings being in between.
  columns({ x, y, z, customdata }) {
    if (!Array.isArray(customdata)) return { x, y, z };
    const row = customdata.map((pair) => pair[1]);
    const rows = [];
    row.forEach((number, i) => Number.isInteger(number) && (rows[number] = i));
    return { x, y, z, row, at: rows };
  }

  show(position, whole) {
    if (!this.overlay) return;
    this.plot.classList.toggle("ov-before-end", !whole);
    if (!this.byPlotly) return this.overlay.show(position, whole);
    clearTimeout(this.later);
    this.later = setTimeout(() => this.moveCursor(Math.floor(position)), 150);
  }

  moveCursor(step) {
    const cursor = this.traces.findIndex((trace) => trace.meta?.role === "cursor");
    const moved = { x: [[]], y: [[]], ...(this.view === "surface" && { z: [[]] }) };
    for (const { x, y, z, at } of this.paths()) {
      const i = at ? at[Math.min(step, at.length - 1)] : Math.min(step, y.length - 1);
      moved.x[0].push(x ? x[i] : i);
      moved.y[0].push(y[i]);
      moved.z?.[0].push(z[i]);
    }
    if (cursor >= 0) window.Plotly.restyle(this.plot, moved, [cursor]);
  }

  hide(hiddenLanes) {
    this.hiddenLanes = hiddenLanes;
    if (!this.traces || this.box.hidden) return;
    const changed = this.traces.flatMap((trace, i) => (this.own(trace).visible === trace.visible ? [] : [i]));
    for (const i of changed) this.traces[i].visible = this.own(this.traces[i]).visible;
    this.overlay?.setPaths(this.paths(), this.marks(), terrainOf(this.traces));
    if (changed.length) {
      window.Plotly.restyle(this.plot, { visible: changed.map((i) => this.traces[i].visible) }, changed);
    }
  }

  resize() {
    if (this.overlay && !this.box.hidden) window.Plotly.Plots.resize(this.plot);
  }

  destroy() {
    clearTimeout(this.later);
    if (this.traces) window.Plotly.purge(this.plot);
  }
}
