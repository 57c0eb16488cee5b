// The charts of a stage: which are on offer, which are in sight, and how they share the room.
import { Chart } from "./charts.js";
import { make } from "./markup.js";
import { hasPoints } from "./runs.js";

const LATE = "surface"; // the slowest to draw
const LEADS = ["contour", "surface", "slice"]; // the first of these in sight has the place of honour

export class Views {
  // figures: {view: figure}, those on offer; titles: {view: title} in the order of the buttons; shown: at first.
  constructor(figures, titles, shown, observer) {
    this.names = Object.entries(titles).filter(([view]) => view in figures);
    this.on = new Set(this.names.map(([view]) => view).filter((view) => shown.includes(view)));
    this.area = make("div", "ov-charts");
    this.charts = {};
    for (const [view, title] of this.names) {
      this.charts[view] = new Chart(view, this.area);
      this.charts[view].box.append(this.enlarger(view, title));
      observer.observe(this.charts[view].box);
    }
    this.arrange();
  }

  // The charts in the order of drawing.
  get order() {
    const views = Object.keys(this.charts).filter((view) => view !== LATE);
    return LATE in this.charts ? [...views, LATE] : views;
  }

  get inSight() {
    return this.enlarged ? [this.enlarged] : Object.keys(this.charts).filter((view) => this.on.has(view));
  }

  // Those in sight whose points the server must be asked for.
  get asked() {
    return this.inSight.filter(hasPoints);
  }

  show(views) {
    this.on.clear();
    for (const [view] of this.names) if (views.includes(view)) this.on.add(view);
    this.enlarge(undefined);
  }

  toggle(view) {
    this.on.delete(view) || this.on.add(view);
    this.enlarge(undefined);
  }

  enlarge(view) {
    this.enlarged = view;
    this.arrange();
  }

  enlarger(view, title) {
    const button = make("button", "ov-enlarge", { type: "button", "aria-pressed": false, "aria-label": `Enlarge ${title}`, title: `Enlarge ${title}` });
    button.textContent = "⤢";
    button.addEventListener("click", () => this.onEnlarge(this.enlarged === view ? undefined : view));
    return button;
  }

  arrange() {
    const shown = this.inSight;
    const lead = LEADS.find((view) => shown.includes(view)) ?? shown[0];
    this.area.dataset.views = shown.join(" ");
    this.area.dataset.count = shown.length;
    for (const [view, chart] of Object.entries(this.charts)) {
      chart.box.hidden = !shown.includes(view);
      chart.box.toggleAttribute("data-lead", view === lead);
      chart.box.querySelector(".ov-enlarge").setAttribute("aria-pressed", view === this.enlarged);
    }
  }
}
