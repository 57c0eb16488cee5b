// How far down its page an element stands, as its property --ov-above: what stands above may grow and shrink.
const PAGE = "[data-testid=stMainBlockContainer]"; // Streamlit's block of all that a page shows

export class Above {
  constructor(element) {
    this.element = element;
    this.observer = new ResizeObserver(() => this.measure());
  }

  // on: whether to measure; else the style sheet's own guess holds.
  follow(on) {
    const page = this.element.closest(PAGE);
    if (on && page && !this.page) this.observer.observe((this.page = page));
    if (!on || !page) this.stop();
  }

  measure() {
    const top = this.element.getBoundingClientRect().top - this.page.getBoundingClientRect().top;
    this.element.style.setProperty("--ov-above", `${Math.round(top)}px`);
  }

  stop() {
    this.observer.disconnect();
    this.page = undefined;
    this.element.style.removeProperty("--ov-above");
  }
}
