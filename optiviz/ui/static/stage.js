// One stage a mount point: it owns the step, the views, the lanes and the race, and tells charts, knobs and controls.
import { Above } from "./above.js";
import { decode, loadPlotly, unpack } from "./charts.js";
import { Clock } from "./clock.js";
import { Controls } from "./controls.js";
import { Ghost } from "./ghost.js";
import { groupsOf, knobsOf as allKnobs } from "./knobs.js";
import { lanesOf, lossOf, pick } from "./lanes.js";
import { make } from "./markup.js";
import { addStyles, address, mounting } from "./mount.js";
import { runsIn, runsOf } from "./runs.js";
import { Views } from "./views.js";
import { knobsOf, sliceOf, startOf, tuningOf, whyOf } from "./wiring.js";

const CALM = 350; // milliseconds after the last turn of a knob until Plotly draws what the overlay shows already

export const mount = mounting((parent) => new Stage(parent));

class Stage {
  constructor(parent) {
    addStyles(parent, "stage.css", "knobs.css", "panels.css");
    this.root = make("section", "optiviz-stage", { "aria-label": "Stage" });
    this.root.tabIndex = -1;
    this.root.addEventListener("pointerdown", () => this.focusKeys());
    this.root.stage = this; // for the browser's console and for tests
    parent.append(this.root);
    this.alive = new AbortController();
    this.hidden = new Set();
    this.charts = {};
    this.clock = new Clock((position) => this.moved(position), (playing) => this.controls?.setPlaying(playing));
    this.observer = new ResizeObserver(() => this.resize());
    this.above = new Above(this.root);
    this.tuning = tuningOf(this);
    this.tuning.leave(this.root, this.alive.signal);
  }

  async update(text) {
    if (text === this.text) return; // a theme change or a rerun without news
    const data = JSON.parse(text);
    if (data.live && !this.tuning.adopt(data.live)) return; // the reader's hand is ahead: newer data will come
    const first = this.figures === undefined;
    this.root.dataset.state = "drawing";
    const marks = data.large === this.large ? this.marks : undefined; // in another size all is drawn anew
    const changed = Object.keys(data.figures).filter((view) => data.marks[view] !== marks?.[view]);
    for (const view of changed) unpack(data.figures[view]);
    this.figures = { ...data.figures, ...pick(this.figures, data, changed) };
    Object.assign(this, { marks: data.marks, large: data.large, live: data.live });
    this.root.classList.toggle("ov-covered", Boolean(data.live?.covered));
    Object.assign(this, { lanes: lanesOf(this.figures, this.live?.ids), grounded: false });
    this.above.follow(this.large);
    if (first) this.build(data.views, data.titles);
    this.reshow(data.views, data.heard);
    for (const chart of Object.values(this.charts)) chart.cover(data.live?.covered, data.large);
    try {
      this.take(changed);
      this.text = text;
      await this.draw(this.moving ? CALM : 0);
    } catch (error) {
      console.warn("optiviz stage:", error);
      this.fail();
    }
  }

  // What does not wait for Plotly.
  take(changed) {
    this.following = false;
    this.clock.setSteps(this.reach());
    this.controls.setLanes(this.lanes, this.hidden, this.live?.focus);
    this.stale = new Set([...(this.stale ?? []), ...changed]);
    if (this.live) {
      this.controls.setEvents(this.live.events);
      this.controls.setUnits(Object.keys(this.live.costs), this.count.unit);
      this.setKnobs(this.tuning.race);
      this.tellGhost(this.tuning.race);
      this.explain(this.live);
    }
    if (this.slice && changed.includes("slice")) this.slice.set(this.figures.slice);
    else this.slice?.forget();
    this.show(this.clock.position);
  }

  // How far the steps go: a run that ends early would tell an answer that is still owed.
  reach() {
    return this.live?.covered ? this.tuning.race.steps : Math.max(0, ...this.lanes.map((lane) => lane.rows - 1));
  }

  // Streamlit's word on the inside of the lane in focus, if it may be told.
  explain({ labels, focus, inside, look }) {
    if (!inside) return;
    for (const [name, values] of Object.entries(inside.arrays)) if (values.bdata) inside.arrays[name] = decode(values);
    const runs = runsIn(this.figures);
    this.explained = focus; // until the next word, whatever the reader chooses meanwhile
    this.why.set(labels[focus], inside, runs[focus], look);
  }

  build(views, titles) {
    this.views = new Views(this.figures, titles, views, this.observer);
    this.views.onEnlarge = (view) => this.enlarge(view);
    this.charts = this.views.charts;
    const frame = make("div", "ov-frame");
    frame.append(this.views.area);
    this.root.append(frame);
    const told = this.live && !this.live.secret;
    this.controls = new Controls(this.root, frame, this.clock, this.views.names, this.views.on, {
      toggleView: (view) => this.toggleView(view),
      toggleLane: (key) => this.toggleLane(key),
      ghost: told && ((on) => this.freeze(on)),
      count: this.live && ((unit) => this.countIn(unit)),
      focusLane: (index) => this.focusLane(index),
      shrink: () => this.enlarge(undefined),
      equal: this.charts.contour && ((on) => this.charts.contour.equalize(on)),
      internals: told && ((on) => this.toggleInternals(on)),
      inside: this.live?.open,
    });
    if (this.live) this.buildTools(frame);
    this.observer.observe(this.controls.legend);
  }

  buildTools(frame) {
    this.root.classList.add("ov-tunable");
    this.why = whyOf(this, frame);
    this.knobs = knobsOf(this);
    if (this.charts.slice) this.slice = sliceOf(this);
  }

  // Another preset of a page shows other views; until then those that the reader chose stay.
  reshow(views, heard) {
    if (heard < this.said) return; // Streamlit does not know yet what the reader chose last
    if (this.shown && String(views) !== String(this.shown)) {
      this.views.show(views);
      this.controls.setViews(this.views.on);
      for (const view of this.views.on) this.charts[view].hide(this.hiddenLanes());
    }
    this.shown = views;
  }

  // The path of a lane as it is on screen.
  pathOf(lane) {
    return this.moving?.runs[lane] ?? this.figures.contour.data.filter(({ meta }) => meta?.role === "path")[lane];
  }

  // Draws what is stale and shown, one chart a frame; a newer call takes over, and so does a hand that is ahead of it.
  async draw(wait = 0) {
    const run = (this.run = Symbol("draw"));
    await loadPlotly(address("plotly.min.js"));
    if (wait) await new Promise((resolve) => setTimeout(resolve, wait));
    for (const view of this.views.order) {
      if (!this.stale.has(view) || !this.views.on.has(view)) continue;
      await new Promise(requestAnimationFrame);
      if (run !== this.run || !this.root.isConnected) return;
      if (this.tuning.ahead) return;
      this.stale.delete(view);
      const chart = this.charts[view];
      await chart.draw(this.figures[view], this.hiddenLanes(), view === "loss" ? this.count : undefined);
      if (view === "contour") this.placeStart(chart);
      chart.haunt(this.ghostIn(view));
      if (view === "slice") this.slice?.draw();
      chart.show(this.clock.position, this.atEnd(), view === "contour" ? this.arrows() : []);
    }
    if (run !== this.run || this.tuning.ahead) return;
    this.settle();
    this.root.dataset.state = "ready";
  }

  // Plotly has drawn what the overlay showed.
  settle() {
    if (!this.moving) return;
    this.moving = undefined;
    for (const chart of Object.values(this.charts)) if (chart.moving) chart.live(undefined);
    this.show(this.clock.position);
  }

  placeStart(chart) {
    if (!this.live || !chart.overlay.supported) return;
    this.start ??= startOf(this, chart);
    this.start.lock(this.live);
    this.start.show(this.tuning.race.start);
  }

  // The reader turned a knob: values at once, paths when the answer comes.
  turned(race) {
    this.setKnobs(race);
    this.start?.show(race.start);
  }

  // What a question asks beside the paths: only what is in sight.
  wanted() {
    const row = Math.floor(this.clock.position);
    const slice = this.sliced ? { lane: this.live.focus, row, along: this.slice.along } : null;
    return { focus: this.why.box.hidden ? null : this.explained, ground: this.grounded, views: this.views.asked, slice };
  }

  answered(answer, asked) {
    const { race } = asked;
    const runs = runsOf(answer, race.lanes.length);
    const { ground } = answer;
    const scale = { floor: answer.floor, delta: ground ? ground.delta : this.live.scale.delta };
    if (ground) ground.z = answer.arrays["ground.z"];
    this.live.costs = answer.costs;
    this.moving = { runs, scale, costs: answer.costs, ground, frame: this.live.frame, colors: this.live.colors };
    const plain = this.live.plain; // labels without values, which may be those of before
    this.lanes = this.lanes.map((lane, k) => ({ ...lane, label: plain[k], sentence: "", ...lossOf(runs[k], answer.floor) }));
    if (plain.some((label, k) => label !== this.live.labels[k])) this.live.labels = plain;
    this.clock.setSteps(this.reach());
    if (!this.following) this.follow(); // the first answer since Streamlit's word
    this.tellGhost(race);
    if (answer.inside && asked.focus === this.explained) {
      this.why.move({ ...answer.inside, arrays: answer.arrays }, runs[asked.focus], this.live.labels[asked.focus]);
    }
    this.slice?.taken(answer);
    if (!this.live.secret) this.live.rulers = answer.rulers;
    this.rule();
    this.show(this.clock.position, (chart, cursor) => chart.overlay && chart.live(this.moving, cursor));
    this.root.dataset.answer = answer.id;
  }

  // Words and events of before do not belong to what moves.
  follow() {
    this.following = true;
    this.controls.setLanes(this.lanes, this.hidden, this.live.focus);
    this.controls.setEvents([]);
    this.setKnobs(this.tuning.race);
  }

  release() {
    if (!this.tuning.release() && this.stale.size) this.draw(CALM);
  }

  setKnobs(race) {
    this.knobs.set(groupsOf(this.live, race), race);
    this.start?.lock(this.live);
    this.rule();
  }

  rule() {
    const { rulers, plain, focus } = this.live;
    this.knobs.rule(rulers[focus], plain[focus]);
  }

  focusLane(index) {
    if (index === this.live.focus) return;
    this.live.focus = index;
    this.slice?.forget();
    this.show(this.clock.position);
    this.controls.setLanes(this.lanes, this.hidden, index);
    this.setKnobs(this.tuning.race);
    this.tell("focus", { focus: index, n: Date.now() }); // Streamlit hears only what is new
  }

  freeze(on) {
    const runs = on && (this.moving?.runs ?? runsIn(this.figures));
    const { ids, plain: labels, title, frame, costs } = this.live;
    const [race, colors] = [this.tuning.race, this.lanes.map((lane) => lane.color)];
    const scale = { ...(this.moving?.scale ?? this.live.scale) };
    this.ghost = runs ? new Ghost({ race, ids, labels, title, runs, scale, frame, colors, costs }) : undefined;
    this.tellGhost(this.tuning.race);
    for (const [view, chart] of Object.entries(this.charts)) chart.haunt(this.ghostIn(view));
  }

  ghostIn(view) {
    return view === "contour" || this.ghost?.fits(this.live.title) ? this.ghost : undefined;
  }

  tellGhost(race) {
    const { ids, plain: labels, title } = this.live;
    this.controls.setGhost(this.ghost?.sentence({ race, ids, labels, title, knobs: allKnobs(this.live) }));
  }

  countIn(unit) {
    this.unit = unit;
    this.stale.add("loss");
    this.draw();
  }

  // What the loss is drawn by: what the reader chose, wherever it can be counted.
  get count() {
    const { costs } = this.live ?? {};
    return costs && { unit: this.unit in costs ? this.unit : Object.keys(costs)[0], costs };
  }

  toggleInternals(on) {
    this.why.box.hidden = !on;
    if (on && this.tuning.ahead) this.tuning.ask();
    this.show(this.clock.position);
  }

  // At the end they would lie under the markers.
  arrows() {
    const lane = this.live && this.lanes[this.explained];
    if (!lane || this.atEnd() || this.hidden.has(lane.key)) return [];
    return this.why.arrows(this.clock.position);
  }

  // A click on a chart brings the keys to life; Plotly keeps the browser from doing so itself.
  focusKeys() {
    if (!this.root.contains(document.activeElement)) this.root.focus({ preventScroll: true });
  }

  // By the reader or in play; while a race is in the hand its answers bring the slice.
  moved(position) {
    this.show(position);
    if (this.sliced && this.tuning.ahead) this.tuning.ask();
  }

  get sliced() {
    return Boolean(this.slice) && this.views.inSight.includes("slice");
  }

  // draw(chart, cursor): how each chart in view shows it.
  show(position, draw = (chart, cursor) => chart.show(...cursor)) {
    this.root.dataset.step = Math.floor(position);
    this.controls?.setPosition(position, this.lanes);
    this.why?.show(position);
    if (this.sliced) this.slice.seek(Math.floor(position), this.tuning.ahead);
    const arrows = this.arrows();
    for (const view of this.views?.on ?? []) draw(this.charts[view], [position, this.atEnd(), view === "contour" ? arrows : []]);
  }

  atEnd() {
    return this.clock.position >= this.clock.steps;
  }

  hiddenLanes() {
    return new Set(this.lanes.flatMap((lane, i) => (this.hidden.has(lane.key) ? [i] : [])));
  }

  toggleLane(key) {
    this.hidden.delete(key) || this.hidden.add(key);
    this.controls.setLanes(this.lanes, this.hidden, this.live?.focus);
    this.show(this.clock.position);
    for (const view of this.views.order) this.charts[view].hide(this.hiddenLanes());
  }

  toggleView(view) {
    this.views.toggle(view);
    this.said = Date.now(); // Streamlit hears only what is new
    this.tell("views", { views: [...this.views.on], n: this.said });
    this.charts[view].hide(this.hiddenLanes()); // what was toggled while it was away
    if (this.moving) this.charts[view].live(this.moving);
    this.catchUp();
    this.show(this.clock.position);
    this.draw();
  }

  enlarge(view) {
    this.views.enlarge(view);
    this.catchUp();
  }

  // What came into sight while the hand is ahead was not asked for before.
  catchUp() {
    if (this.live && this.tuning.ahead && (this.views.asked.length || this.sliced)) this.tuning.ask();
  }

  resize() {
    this.root.style.setProperty("--ov-legend", `${this.controls.legend.offsetHeight}px`);
    clearTimeout(this.resizing);
    this.resizing = setTimeout(() => Object.values(this.charts).forEach((chart) => chart.resize()), 80);
  }

  fail() {
    this.root.dataset.state = "failed";
    for (const chart of Object.values(this.charts)) chart.say("The charts could not be drawn. Reload the page.");
  }

  destroy() {
    this.clock.pause();
    this.alive.abort();
    this.tuning.destroy();
    for (const part of [this.start, this.why, this.slice]) part?.destroy();
    this.observer.disconnect();
    this.above.stop();
    clearTimeout(this.resizing);
    Object.values(this.charts).forEach((chart) => chart.destroy());
    this.root.remove();
  }
}
