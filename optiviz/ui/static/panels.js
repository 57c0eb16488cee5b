// Small multiples of what one optimizer keeps and computes, over its steps, with one cursor for all.
//
// quantity = {key, title, symbol, x, y, limit}: symbol is MathML; x and y have an entry for every row, y is missing
// where the quantity is one number a step; limit, if any, is a number that the values are held against.
// look = {ink, grid, colors: [x, y]}. The page brings panels.css.
import { Panel } from "./panel.js";

const REST = 300; // milliseconds after which a cursor that stands still is told to assistive technology

export class Panels {
  constructor(box, onStep) {
    this.box = box;
    this.onStep = onStep;
    this.box.classList.add("ov-panels");
    this.panels = new Map();
    this.row = 0;
    this.observer = new ResizeObserver((entries) => this.resize(entries));
  }

  // New arrays of the same keys only draw: this is called with every frame of a drag.
  set(quantities, look) {
    const before = this.panels;
    this.panels = new Map(quantities.map(({ key }) => [key, before.get(key) ?? this.build()]));
    for (const [key, panel] of before) if (!this.panels.has(key)) this.remove(panel);
    const built = [...this.panels.values()].map((panel) => panel.figure);
    if (built.some((figure, i) => this.box.children[i] !== figure)) this.box.replaceChildren(...built);
    look.colors.forEach((color, i) => this.box.style.setProperty(`--ov-${"xy"[i]}`, color));
    for (const quantity of quantities) this.panels.get(quantity.key).set(quantity, look);
    this.show(this.row);
  }

  // The cursor; a quantity that ends earlier stays at its last row.
  show(row) {
    this.row = Math.max(0, Math.floor(row));
    for (const panel of this.panels.values()) panel.show(this.row);
    this.frame ??= requestAnimationFrame(() => this.draw());
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.tell(), REST);
  }

  draw() {
    this.frame = undefined;
    for (const panel of this.panels.values()) panel.draw();
  }

  tell() {
    for (const panel of this.panels.values()) panel.tell();
  }

  build() {
    const panel = new Panel((row) => this.onStep(row));
    this.observer.observe(panel.canvas);
    return panel;
  }

  remove(panel) {
    this.observer.unobserve(panel.canvas);
    panel.figure.remove();
  }

  resize(entries) {
    for (const panel of this.panels.values()) {
      const entry = entries.find(({ target }) => target === panel.canvas);
      if (entry) Object.assign(panel, { width: entry.contentRect.width, height: entry.contentRect.height });
    }
    this.frame ??= requestAnimationFrame(() => this.draw());
  }

  destroy() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.resting);
    this.observer.disconnect();
    for (const panel of this.panels.values()) panel.figure.remove();
    this.box.classList.remove("ov-panels");
  }
}
