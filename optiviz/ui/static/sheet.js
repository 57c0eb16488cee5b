// One figure of a board: title, Plotly's chart, words below. New data change it in place, and zoom stays.
import { unpack } from "./charts.js";
import { large } from "./large.js";
import { make } from "./markup.js";

const HEIGHT = 280; // pixels of a chart whose figure does not say
const WAIT = "Loading the chart...";
const TOUCH = matchMedia("(pointer: coarse)");
const LESS = ["select2d", "lasso2d", "autoScale2d", "resetCameraLastSave3d", "hoverClosest3d", "sendChartToCloud"];

export class Sheet {
  // onPick(name, x), onPeek(name, x or undefined, sheet): for a figure whose layout.meta.pick names a value.
  constructor(name, { onPick, onPeek }) {
    Object.assign(this, { name, onPick, onPeek });
    this.box = make("figure", "ov-sheet", { "data-figure": name });
    this.title = make("p", "ov-sheet-title");
    this.plot = make("div", "ov-sheet-plot");
    this.words = make("figcaption", "ov-sheet-words");
    this.box.append(this.title, this.plot, this.words);
    this.say(WAIT);
  }

  say(sentence) {
    this.note ??= make("p", "ov-note");
    this.note.textContent = sentence;
    this.plot.append(this.note);
  }

  enlarge(on) {
    if (this.large !== on) this.stale = Boolean(this.figure);
    this.large = on;
  }

  // Title, words and height at once; the chart when its turn comes.
  take(figure) {
    const text = JSON.stringify(figure);
    if (text === this.text) return;
    Object.assign(this, { text, figure, stale: true });
    const { title = "", words = "", lines = 0, wide, alt } = figure.layout.meta;
    this.plot.style.height = `${figure.layout.height ?? HEIGHT}px`;
    this.box.setAttribute("aria-label", alt);
    this.box.toggleAttribute("data-wide", Boolean(wide));
    write(this.title, title);
    write(this.words, words);
    this.words.style.minHeight = `${1.45 * lines}em`; // a place of fixed size, whatever the numbers
  }

  async draw() {
    this.stale = false;
    unpack(this.figure);
    const { data, layout } = this.large ? large(this.figure) : this.figure;
    const { height, ...rest } = layout;
    if (TOUCH.matches && !rest.scene) rest.dragmode = false; // a finger scrolls the page
    this.note?.remove();
    await window.Plotly.react(this.plot, data, { ...rest, autosize: true }, (this.options ??= this.config()));
    if (rest.meta.pick && !this.listening) this.listen();
  }

  // Made once: with another object Plotly starts anew, and zoom is lost.
  config() {
    return {
      displaylogo: false,
      displayModeBar: TOUCH.matches ? false : "hover",
      doubleClick: "reset",
      modeBarButtonsToRemove: LESS,
      toImageButtonOptions: { format: "png", filename: `optiviz-${this.name}`, scale: 2 },
    };
  }

  listen() {
    this.listening = true;
    const { pick } = this.figure.layout.meta;
    this.plot.on("plotly_click", ({ points: [{ x }] }) => this.onPick(pick, x));
    this.plot.on("plotly_hover", ({ points: [{ x }] }) => this.onPeek(pick, x, this));
    this.plot.on("plotly_unhover", () => this.onPeek(pick, undefined, this));
  }

  inSight() {
    const { top, bottom } = this.box.getBoundingClientRect();
    return bottom > 0 && top < window.innerHeight;
  }

  resize() {
    if (this.options && this.plot.offsetParent) window.Plotly.Plots.resize(this.plot);
  }

  destroy() {
    if (this.options) window.Plotly.purge(this.plot);
    this.box.remove();
  }
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = !text;
}
