// One stage a mount point: it owns the step, the views and the lanes, and tells charts and controls.
import { Chart, loadPlotly, unpack } from "./charts.js";
import { Clock } from "./clock.js";
import { Controls } from "./controls.js";

const stages = new WeakMap(); // Streamlit mounts again with every new data: what the reader did must survive
const ORDER = ["contour", "loss", "surface"]; // the slowest last
const base = new URL(".", import.meta.url);

export function mount({ parentElement, data, setTriggerValue }) {
  let stage = stages.get(parentElement);
  if (!stage) stages.set(parentElement, (stage = new Stage(parentElement)));
  stage.update(new TextDecoder().decode(data));
  // A new theme alone runs no script, and the figures' colours come from Python: ask for a run.
  const background = getComputedStyle(parentElement).getPropertyValue("--st-background-color");
  if (stage.background && stage.background !== background) setTimeout(() => setTriggerValue("theme", true));
  stage.background = background;
  // Streamlit also calls this for a mount that was overtaken by the next one: only a removed stage may end.
  return () => setTimeout(() => parentElement.isConnected || stage.destroy());
}

class Stage {
  constructor(parent) {
    addStyle(parent);
    this.root = document.createElement("section");
    this.root.className = "optiviz-stage";
    this.root.tabIndex = -1;
    this.root.addEventListener("pointerdown", () => this.focus());
    this.root.setAttribute("aria-label", "Stage");
    this.root.stage = this; // for the browser's console and for tests
    parent.append(this.root);
    this.hidden = new Set();
    this.charts = {};
    this.clock = new Clock((position) => this.show(position), (playing) => this.controls?.setPlaying(playing));
    this.observer = new ResizeObserver(() => this.resize());
  }

  async update(text) {
    if (text === this.text) return; // a theme change or a rerun without news
    const first = this.text === undefined;
    this.root.dataset.state = "drawing";
    this.text = text;
    const { figures, views, titles } = JSON.parse(text);
    this.figures = figures;
    Object.values(figures).forEach(unpack);
    this.lanes = lanesOf(figures);
    if (first) this.build(views, titles);
    this.clock.setSteps(Math.max(0, ...this.lanes.map((lane) => lane.rows - 1)));
    this.controls.setLanes(this.lanes, this.hidden);
    this.show(this.clock.position);
    this.stale = new Set(Object.keys(figures));
    try {
      await loadPlotly(new URL("plotly.min.js", base));
      await this.draw();
    } catch (error) {
      console.warn("optiviz stage:", error);
      this.fail();
    }
  }

  build(views, titles) {
    const present = Object.keys(titles).filter((view) => view in this.figures);
    this.views = new Set(present.filter((view) => views.includes(view)));
    const area = document.createElement("div");
    area.className = "ov-charts";
    for (const view of present) {
      this.charts[view] = new Chart(view, area);
      this.observer.observe(this.charts[view].box);
    }
    this.area = area;
    const frame = document.createElement("div");
    frame.className = "ov-frame";
    frame.append(area);
    this.root.append(frame);
    const names = present.map((view) => [view, titles[view]]);
    this.controls = new Controls(this.root, frame, this.clock, names, this.views, {
      toggleView: (view) => this.toggleView(view),
      toggleLane: (label) => this.toggleLane(label),
    });
    this.arrange();
  }

  // Draws what is stale and shown, one chart a frame; a newer call takes over.
  async draw() {
    const run = (this.run = Symbol("draw"));
    for (const view of ORDER) {
      if (!this.stale.has(view) || !this.views.has(view)) continue;
      await new Promise(requestAnimationFrame);
      if (run !== this.run || !this.root.isConnected) return;
      this.stale.delete(view);
      await this.charts[view].draw(this.figures[view], this.hiddenLanes());
      this.charts[view].show(this.clock.position, this.atEnd());
    }
    this.root.dataset.state = "ready";
  }

  // A click on a chart brings the keys to life; Plotly keeps the browser from doing so itself.
  focus() {
    if (!this.root.contains(document.activeElement)) this.root.focus({ preventScroll: true });
  }

  show(position) {
    this.root.dataset.step = Math.floor(position);
    this.controls?.setPosition(position, this.lanes);
    for (const view of this.views ?? []) this.charts[view].show(position, this.atEnd());
  }

  atEnd() {
    return this.clock.position >= this.clock.steps;
  }

  hiddenLanes() {
    return new Set(this.lanes.flatMap((lane, i) => (this.hidden.has(lane.label) ? [i] : [])));
  }

  toggleLane(label) {
    this.hidden.delete(label) || this.hidden.add(label);
    this.controls.setLanes(this.lanes, this.hidden);
    this.show(this.clock.position);
    for (const view of ORDER) this.charts[view]?.hide(this.hiddenLanes());
  }

  toggleView(view) {
    this.views.delete(view) || this.views.add(view);
    this.arrange();
    this.charts[view].hide(this.hiddenLanes()); // what was toggled while it was away
    this.show(this.clock.position);
    this.draw();
  }

  arrange() {
    this.area.dataset.views = Object.keys(this.charts).filter((view) => this.views.has(view)).join(" ");
    for (const [view, chart] of Object.entries(this.charts)) chart.box.hidden = !this.views.has(view);
  }

  resize() {
    clearTimeout(this.resizing);
    this.resizing = setTimeout(() => Object.values(this.charts).forEach((chart) => chart.resize()), 80);
  }

  fail() {
    this.root.dataset.state = "failed";
    for (const chart of Object.values(this.charts)) chart.say("The charts could not be drawn. Reload the page.");
  }

  destroy() {
    this.clock.pause();
    this.observer.disconnect();
    Object.values(this.charts).forEach((chart) => chart.destroy());
    this.root.remove();
  }
}

function addStyle(parent) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("stage.css", base);
  parent.append(link);
}

// What the legend and the read-out need of every lane, from the path traces of whichever figure is there.
function lanesOf(figures) {
  const traces = (figures.contour ?? figures.loss ?? figures.surface).data.filter((t) => t.meta?.role === "path");
  const ends = (figures.loss ?? figures.contour ?? figures.surface).data.filter((t) => t.meta?.role === "path");
  return traces.map((trace, i) => ({
    label: trace.name,
    sentence: trace.meta.sentence,
    color: trace.line.color,
    dash: trace.line.dash,
    marker: trace.meta.marker,
    casing: trace.meta.casing,
    loss: trace.customdata ?? trace.y,
    rows: ends[i].y.length,
  }));
}
