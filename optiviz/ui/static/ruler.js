// Above the slider of a learning rate: where it is calm, where it zigzags, where it diverges, for the lane in focus.
import { partOf } from "./dial.js";
import { make } from "./markup.js";
import { brief } from "./numbers.js";

const BANDS = ["calm", "zigzag", "past"];

export class Ruler {
  constructor() {
    this.box = make("div", "ov-ruler", { role: "img" });
    this.bands = BANDS.map((name) => make("span", `ov-band-${name}`));
    const line = make("div", "ov-bands");
    line.append(...this.bands);
    this.words = make("div", "ov-ruler-words");
    this.box.append(line, this.words);
  }

  // found: {calm, edge, curvature, exact} of optiviz.ruler, or null where nothing is known; label: whose it is.
  set(found, knob, label) {
    this.box.hidden = !found && label !== this.label; // level ground at the start for a while: the place is kept
    this.box.style.visibility = found ? "" : "hidden";
    if (!found) return;
    this.label = label;
    const { calm, edge, exact } = found;
    const [first, second] = [calm ?? edge, edge].map((rate) => 100 * partOf(rate, knob));
    const widths = calm === null ? [second, 0, 100 - second] : [first, second - first, 100 - second];
    this.bands.forEach((band, i) => (band.style.width = `${widths[i]}%`));
    this.bands[0].classList.toggle("ov-swings", calm === null);
    this.box.toggleAttribute("data-guess", !exact);
    this.words.textContent = calm === null ? `diverges past ${brief(edge)}` : `zigzags past ${brief(calm)}, diverges past ${brief(edge)}`;
    if (!exact) this.words.textContent += " (at the start)";
    this.box.title = `${label} ${sentence(found)}`;
    this.box.setAttribute("aria-label", this.box.title);
  }
}

function sentence({ calm, edge, curvature, exact }) {
  const first = calm === null ? "is stable" : `does not zigzag up to ${brief(calm)}, zigzags and is stable`;
  const where = exact ? "which is the same everywhere" : "as it is at the start; the path meets others";
  return `${first} up to ${brief(edge)}, and diverges past that on a quadratic. The largest curvature is ${brief(curvature)}, ${where}.`;
}
