// A board: some figures that change in place, and knobs where there are some. It draws one figure a frame, those on
// screen first, so that a knob stays light in the hand.
import { loadPlotly } from "./charts.js";
import { parse } from "./dial.js";
import { Knobs } from "./knobs.js";
import { make } from "./markup.js";
import { addStyles, address, mounting } from "./mount.js";
import { Sheet } from "./sheet.js";
import { Tuning } from "./tuning.js";

export const mount = mounting((parent) => new Board(parent));

class Board {
  constructor(parent) {
    addStyles(parent, "knobs.css", "board.css");
    this.root = make("section", "optiviz-board", { "aria-label": "Figures" });
    this.root.board = this; // for the browser's console and for tests
    this.frame = make("div", "ov-board-frame");
    this.area = make("div", "ov-sheets");
    this.frame.append(this.area);
    this.root.append(this.frame);
    parent.append(this.root);
    this.sheets = new Map();
    this.alive = new AbortController();
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.area);
    this.tuning = new Tuning({
      onRace: (values) => this.knobs.set(this.live.groups, values),
      onAnswer: (answer) => this.answered(answer),
      onCommit: ({ n, race }) => this.tell("values", { n, values: race }),
      onRelease: () => this.release(),
      question: (values) => ({ board: this.live.kind, values: { ...this.live.extra, ...values, ...this.peeked }, dark: this.live.dark }),
      fits: (one, other) => this.names(one) === this.names(other),
    });
    this.tuning.leave(this.root, this.alive.signal);
  }

  // Of the knobs: a question has other values beside theirs.
  names(values) {
    return Object.keys(values).filter((name) => !(name in this.live.extra)).join(" ");
  }

  async update(text) {
    if (text === this.text) return; // a theme change or a rerun without news
    const data = JSON.parse(text);
    const other = JSON.stringify(data.live?.extra) !== JSON.stringify(this.live?.extra);
    if (other) this.tuning.race = undefined; // another subject: what the hand did belongs to the one before
    if (data.live && !this.tuning.adopt(data.live)) return; // the reader's hand is ahead: newer data will come
    this.text = text;
    this.live = data.live;
    if (data.columns !== this.columns) this.resize(); // of those that stay
    this.columns = data.columns;
    this.frame.style.setProperty("--ov-columns", data.columns);
    this.peeked = undefined;
    this.arrange(Object.keys(data.figures));
    if (this.live) this.tune(data.key);
    for (const sheet of this.sheets.values()) sheet.enlarge(data.large);
    this.take(data.figures);
    try {
      await loadPlotly(address("plotly.min.js"));
      await this.draw();
    } catch (error) {
      console.warn("optiviz board:", error);
      this.fail();
    }
  }

  // A sheet a figure, in order; those that stay keep their element.
  arrange(names) {
    for (const [name, sheet] of this.sheets) {
      if (names.includes(name)) continue;
      sheet.destroy();
      this.sheets.delete(name);
    }
    for (const name of names) if (!this.sheets.has(name)) this.sheets.set(name, this.sheet(name));
    names.forEach((name, k) => {
      const { box } = this.sheets.get(name);
      if (this.area.children[k] !== box) this.area.insertBefore(box, this.area.children[k] ?? null);
    });
  }

  sheet(name) {
    return new Sheet(name, { onPick: (...picked) => this.pick(...picked), onPeek: (...peeked) => this.peek(...peeked) });
  }

  tune(key) {
    if (!this.knobs) {
      const box = make("div", "ov-knobs", { role: "group", "aria-label": "Values" });
      this.frame.prepend(box); // before the figures for the keyboard, too
      this.root.classList.add("ov-tunable");
      this.knobs = new Knobs(box, { onHold: () => this.tuning.hold(), onChange: (edit, _, now) => this.change(edit, now) }, `ov-${key}`);
    }
    this.knobs.set(this.live.groups, this.tuning.race);
  }

  change(edit, now) {
    this.peeked = undefined;
    this.tuning.change(edit, now);
  }

  // A click on a point of a figure sets the value that the figure names.
  pick(name, x) {
    const knob = this.live?.groups.flatMap(({ knobs }) => knobs).find((one) => one.name === name);
    const [value] = knob ? parse(String(x), knob) : [];
    if (value !== undefined) this.change((values) => ({ ...values, [name]: value }), true);
  }

  // A pointer over a point shows the other figures as if it were picked; away from it, as they were.
  peek(name, x, sheet) {
    if (!this.live?.kind || this.tuning.holding || this.tuning.ahead || !(name in this.tuning.race)) return;
    this.peeked = x === undefined ? undefined : { [name]: x };
    this.tuning.peeking = true;
    this.still = sheet; // what lies under the pointer keeps its labels
    this.tuning.ask();
  }

  answered({ id, figures }) {
    this.take(figures);
    this.draw().catch((error) => console.warn("optiviz board:", error));
    this.root.dataset.answer = id;
  }

  take(figures) {
    for (const [name, figure] of Object.entries(figures)) {
      const sheet = this.sheets.get(name);
      if (sheet && !(this.peeked && sheet === this.still)) sheet.take(figure);
    }
  }

  // One loop at a time; it finds what comes meanwhile.
  async draw() {
    if (this.drawing || !window.Plotly) return;
    this.drawing = true;
    this.root.dataset.state = "drawing";
    try {
      for (let sheet = this.next(); sheet; sheet = this.next()) {
        await new Promise(requestAnimationFrame);
        if (!this.root.isConnected) return;
        await sheet.draw();
      }
      this.root.dataset.state = "ready";
    } finally {
      this.drawing = false;
    }
  }

  // While a knob is in the hand, what is out of sight waits.
  next() {
    const stale = [...this.sheets.values()].filter((sheet) => sheet.stale);
    return stale.find((sheet) => sheet.inSight()) ?? (this.tuning.holding ? undefined : stale[0]);
  }

  release() {
    this.tuning.release();
    this.draw();
  }

  resize() {
    clearTimeout(this.resizing);
    this.resizing = setTimeout(() => this.sheets.forEach((sheet) => sheet.resize()), 80);
  }

  fail() {
    this.root.dataset.state = "failed";
    this.sheets.forEach((sheet) => sheet.say("This figure could not be drawn. Reload the page."));
  }

  destroy() {
    this.alive.abort();
    this.tuning.destroy();
    this.observer.disconnect();
    clearTimeout(this.resizing);
    this.sheets.forEach((sheet) => sheet.destroy());
    this.root.remove();
  }
}
