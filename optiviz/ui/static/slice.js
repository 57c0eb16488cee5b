// The slice: the loss along a line through the point at the cursor of the lane in focus, its tangent and its lowest point.
//
// A cut is a whole picture: {row, ends, loss, at, at_loss, slope, low, low_loss}. While the next one is on its way the last
// one stays, words and all, so that point and curve always belong together. Where one parameter is all there is, the curve
// is the same for all rows; the server is asked all the same, for slope and words.
import { make } from "./markup.js";
import { brief } from "./numbers.js";

const MOST = 11; // lines of one question, as in optiviz/slices.py
const BEHIND = 2; // of them lie behind the cursor, the others ahead of it
const FARTHEST = 1e6; // a point beyond is no legal start, and the server refuses it
const REACH = 0.15; // of the axis: how far the tangent goes to both sides, as in figures/slice.py
const REST = 300; // milliseconds until Plotly has the curve, too, for hover and export
const NAMES = { x: "along x", y: "along y", steepest: "straight downhill" };
const MARKS = ["at", "at_loss", "slope", "low", "low_loss"];

export class Slice {
  // focus() -> {lane, label, color, marker, casing, run: {x, y}}; ask(question) -> its number, or undefined where nothing
  // can be asked; waits(id): whether it is still on its way; surface() -> {surface, surface_values}; onChoice().
  constructor(chart, actions) {
    Object.assign(this, actions, { chart, cuts: new Map(), along: "x" });
    this.choice = make("select", "ov-speed ov-along", { "aria-label": "Slice" });
    this.choice.addEventListener("change", () => this.choose(this.choice.value));
    this.words = make("output", "ov-cut");
    const bar = make("div", "ov-cuts");
    bar.append(this.choice, this.words);
    chart.box.append(bar);
  }

  // A figure of Streamlit's: its own line counts, what was known of others does not.
  set(figure) {
    const { axes, along, cut, focus: lane } = figure.layout.meta;
    Object.assign(this, { figure, axes });
    this.along = this.along in axes ? this.along : along;
    const names = Object.keys(axes);
    if (names.join() !== this.names) this.choice.replaceChildren(...names.map((name) => new Option(NAMES[name], name)));
    this.names = names.join();
    this.choice.value = this.along;
    this.choice.hidden = names.length < 2;
    this.forget();
    const [loss] = figure.data.filter(({ meta }) => meta?.role === "curve").map(({ y }) => y);
    const known = Object.fromEntries(Object.entries(cut).map(([name, value]) => [name, value ?? NaN]));
    if (along === this.along && lane === this.focus().lane) this.cuts.set(cut.row, { ...known, loss, ends: axes[along].range });
    this.turn();
  }

  // The figure's axis for the line that was chosen.
  turn() {
    const { title, range } = this.axes[this.along];
    const { layout } = this.figure;
    layout.xaxis = { ...layout.xaxis, range, title: { ...layout.xaxis.title, text: title } };
    layout.uirevision = `${this.axes.x.range} ${this.along}`;
  }

  choose(along) {
    this.along = along;
    this.forget();
    this.turn();
    const { range, title } = this.axes[along];
    if (this.chart.traces) window.Plotly.relayout(this.chart.plot, { "xaxis.range": range, "xaxis.title.text": title });
    this.onChoice();
  }

  // Paths have changed: no cut holds any more, but the last one is shown until there is a new one.
  forget() {
    this.cuts.clear();
    this.pending = undefined;
  }

  // The cursor stands at a row; ahead: a race is in the hand, and its answers bring the cut.
  seek(row, ahead) {
    this.row = Math.min(row, this.focus().run.x.length - 1);
    if (this.cuts.has(this.row)) this.show(this.cuts.get(this.row));
    else if (!ahead && !(this.pending && this.waits(this.pending.id))) this.request();
  }

  request() {
    const { lane, run } = this.focus();
    const rows = [];
    for (let row = Math.max(0, this.row - BEHIND); row < run.x.length && rows.length < MOST; row++) {
      if (Math.max(Math.abs(run.x[row]), Math.abs(run.y[row])) <= FARTHEST) rows.push(row);
    }
    if (!rows.includes(this.row)) return;
    const points = rows.map((row) => [run.x[row], run.y[row]]);
    const id = this.ask({ ...this.surface(), points, along: this.along });
    this.pending = id && { id, rows, lane };
  }

  // What came for points alone.
  answered(answer) {
    if (answer.id !== this.pending?.id) return;
    const { rows, lane } = this.pending;
    this.pending = undefined;
    if (lane !== this.focus().lane) return;
    rows.forEach((row, k) => this.cuts.set(row, cutOf(answer, k, row)));
    this.seek(this.row, false); // which may have moved on
  }

  // What came with a race in the hand.
  taken(answer) {
    if (!answer.slice || answer.slice.along !== this.along || answer.slice.lane !== this.focus().lane) return;
    this.forget();
    const cut = cutOf(answer, 0, answer.slice.row);
    this.cuts.set(cut.row, cut);
    this.show(cut);
  }

  show(cut) {
    if (cut === this.cut && this.of === this.focus().label) return;
    const { label } = this.focus();
    Object.assign(this, { cut, of: label });
    this.words.textContent = this.sentence(cut);
    this.words.title = `${label}, ${NAMES[this.along]}, ${this.words.textContent}`;
    this.draw();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rest(), REST);
  }

  // Short, beside the choice; the title has it all. What is zero within rounding reads 0.
  sentence({ row, slope, low, ends }) {
    const place = Math.abs(low) < 1e-9 * (ends[1] - ends[0]) ? 0 : low;
    const where = this.along === "steepest" ? `${brief(place)} on` : `${this.along} = ${brief(place)}`;
    return `step ${row}: slope ${brief(slope)}${Number.isFinite(low) ? `, lowest at ${where}` : ""}`;
  }

  draw() {
    const { overlay } = this.chart;
    if (!overlay || !this.cut) return;
    overlay.adorn(this.adornments());
    overlay.draw();
  }

  adornments() {
    const { ends, loss, at, at_loss: height, slope, low, low_loss: depth } = this.cut;
    const { color, marker, casing } = this.focus();
    const ink = this.figure.data.find(({ meta }) => meta?.role === "curve").line.color;
    const x = Float64Array.from(loss, (_, k) => ends[0] + ((ends[1] - ends[0]) * k) / (loss.length - 1));
    const reach = REACH * (ends[1] - ends[0]);
    const tangent = { x: [at - reach, at + reach], y: [height - slope * reach, height + slope * reach] };
    return {
      lines: [
        { x, y: loss, color: ink, width: 2, dash: "solid" },
        { ...tangent, color, width: 2, dash: "dash" },
      ],
      points: [
        { x: [low], y: [depth], marker: "cross", color: "#FFFFFF", casing: "#000000" },
        { x: [at], y: [height], marker, color, casing },
      ],
    };
  }

  // Plotly's own traces say the same, unseen, for hover and for the picture that can be saved.
  rest() {
    const { plot, traces } = this.chart;
    if (!this.cut || !traces || this.chart.box.hidden) return;
    const { lines, points } = this.adornments();
    const roles = ["curve", "tangent", "lowest", "point"];
    const at = roles.map((role) => traces.findIndex(({ meta }) => meta?.role === role));
    const parts = [...lines, ...points];
    window.Plotly.restyle(plot, { x: parts.map(({ x }) => x), y: parts.map(({ y }) => y) }, at);
  }

  destroy() {
    clearTimeout(this.resting);
  }
}

function cutOf({ arrays, slice }, k, row) {
  const count = arrays["slice.at"].length;
  const side = arrays["slice.loss"].length / count;
  const marks = MARKS.map((name) => [name, arrays[`slice.${name}`][k]]);
  return { row, ends: slice.ends, loss: arrays["slice.loss"].subarray(k * side, (k + 1) * side), ...Object.fromEntries(marks) };
}
