// The stage's controls: plain HTML with names, keys and states that assistive technology understands.
import { RULE } from "./clock.js";
import { make } from "./markup.js";
import { swatch } from "./markers.js";
import { brief } from "./numbers.js";

const ICONS = {
  start: "M5,4H7V16H5ZM16,4V16L8,10Z",
  back: "M11,4H13.5V16H11ZM9.5,4V16L2,10Z",
  play: "M5,3L17,10L5,17Z",
  pause: "M4,3H8.5V17H4ZM11.5,3H16V17H11.5Z",
  forward: "M6.5,4H9V16H6.5ZM10.5,4L18,10L10.5,16Z",
  loop: "M10,3A7,7 0 1,0 17,10H14.8A4.8,4.8 0 1,1 10,5.2V8L15,4L10,0Z",
  end: "M4,4L12,10L4,16ZM13,4H15V16H13Z",
};
const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];
const GHOST = "Freeze the present paths as a faint ghost, change something, see both";
const EQUAL = "Equal units: circles look like circles. Without, x and y have different units, so that the chart fills its room";
const COUNT = "Draw the loss by what the runs cost: some rules need two gradients a step, batches make epochs";

let lists = 0; // numbers for ids

export class Controls {
  constructor(root, frame, clock, views, shown, actions) {
    this.clock = clock;
    this.actions = actions;
    this.legend = make("div", "ov-legend", { role: "group", "aria-label": "Paths: show or hide" });
    const bar = make("div", "ov-bar", { role: "group", "aria-label": "Stage controls" });
    bar.append(this.buttons(), this.scrubber(), this.settings());
    this.ghost = make("p", "ov-ghost", { role: "status" });
    this.ghost.hidden = true;
    frame.prepend(this.legend, this.ghost);
    this.side = make("div", "ov-side"); // beside the charts where there is room: which views, and the knobs
    this.side.append(this.views(views, shown));
    frame.prepend(this.side); // before the charts for the keyboard, too
    frame.append(bar);
    root.addEventListener("keydown", (event) => this.key(event));
  }

  buttons() {
    const { clock } = this;
    const group = make("div", "ov-buttons");
    const add = (name, title, act) => {
      const button = make("button", `ov-button ov-${name}`, { type: "button", "aria-label": title, title });
      button.innerHTML = icon(name);
      button.addEventListener("click", act);
      group.append(button);
      return button;
    };
    add("start", "To start (Home)", () => clock.go(0));
    add("back", "Step back (Left)", () => clock.go(Math.ceil(clock.position) - 1));
    this.play = add("play", "Play (Space)", () => clock.toggle());
    add("forward", "Step forward (Right)", () => clock.go(Math.floor(clock.position) + 1));
    add("end", "To end (End)", () => clock.go(clock.steps));
    return group;
  }

  scrubber() {
    const group = make("div", "ov-scrubber");
    this.range = make("input", "ov-range", { type: "range", min: 0, step: 1, "aria-label": "Step" });
    this.range.addEventListener("input", () => this.clock.go(this.range.valueAsNumber));
    this.readout = make("output", "ov-readout");
    this.ticks = make("datalist", "", { id: `ov-ticks-${++lists}` });
    this.range.setAttribute("list", this.ticks.id);
    group.append(this.range, this.ticks, this.readout);
    return group;
  }

  settings() {
    const group = make("div", "ov-settings");
    const speed = make("select", "ov-speed", { "aria-label": "Speed", title: RULE });
    for (const value of SPEEDS) speed.add(new Option(`${value}x`, value, value === 1, value === 1));
    speed.addEventListener("change", () => (this.clock.speed = Number(speed.value)));
    const loop = this.toggle("Loop", false, (on) => (this.clock.loop = on), "Loop: start again at the end");
    loop.innerHTML = icon("loop");
    this.jump = make("select", "ov-speed ov-jump", { "aria-label": "Jump to an event" });
    this.jump.hidden = true;
    this.jump.addEventListener("change", () => this.leap(this.events[this.jump.selectedIndex - 1]));
    group.append(speed, loop, this.jump);
    return group;
  }

  leap(event) {
    this.jump.selectedIndex = 0; // so that the same event can be chosen again
    if (!event) return;
    this.clock.go(event.step);
    this.actions.focusLane(event.lane);
  }

  // events: [{step, lane, text, sentence}] in order; the scrubber shows them as ticks.
  setEvents(events) {
    this.events = events;
    const options = events.map(({ step, text, sentence }) => {
      const option = new Option(`${step}: ${text}`);
      option.title = sentence;
      return option;
    });
    this.jump.replaceChildren(new Option("Jump to…", "", true, true), ...options);
    this.jump.hidden = false;
    this.jump.disabled = !events.length; // it keeps its place
    this.ticks.replaceChildren(...events.map(({ step }) => new Option("", step)));
  }

  // The sentence on what differs from the ghost, or undefined without one.
  setGhost(sentence) {
    this.ghost.hidden = !sentence;
    if (this.ghost.textContent !== (sentence ?? "")) this.ghost.textContent = sentence ?? "";
  }

  views(views, shown) {
    const group = make("div", "ov-views", { role: "group", "aria-label": "Views" });
    const { ghost, count, internals, inside, equal } = this.actions;
    group.hidden = views.length < 2 && !ghost && !equal;
    this.choices = new Map();
    for (const [view, title] of views) {
      this.choices.set(view, this.toggle(title, shown.has(view), () => this.actions.toggleView(view), `Show ${title}`));
    }
    group.append(...this.choices.values());
    if (equal) group.append(this.toggle("Equal units", false, equal, EQUAL));
    if (internals) group.append(this.toggle("Internals", inside, internals, "Show the internals of the optimizer in focus"));
    if (ghost) group.append(this.toggle("Ghost", false, ghost, GHOST));
    if (!count) return group;
    this.units = make("select", "ov-speed ov-units", { "aria-label": "Draw the loss by", title: COUNT });
    this.units.addEventListener("change", () => count(this.units.value));
    group.append(this.units);
    return group;
  }

  // What the loss can be drawn by, and what it is.
  setUnits(units, chosen) {
    const now = Array.from(this.units.options, ({ value }) => value);
    if (String(now) !== String(units)) this.units.replaceChildren(...units.map((unit) => new Option(`Loss by ${unit}`, unit)));
    this.units.value = chosen;
  }

  setViews(shown) {
    for (const [view, button] of this.choices) button.setAttribute("aria-pressed", shown.has(view));
  }

  toggle(title, on, act, name = title) {
    const button = make("button", "ov-toggle", { type: "button", "aria-pressed": on, "aria-label": name, title: name });
    button.textContent = button.dataset.name = title;
    button.addEventListener("click", () => {
      const pressed = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", pressed);
      act(pressed);
    });
    return button;
  }

  // focus: the index of the lane whose knobs and internals are shown, if there are any.
  setLanes(lanes, hidden, focus) {
    const focused = this.legend.contains(document.activeElement) && document.activeElement.dataset.label;
    this.values = [];
    this.of = undefined; // the new values are still empty
    this.legend.replaceChildren(
      ...lanes.map((lane, k) => {
        const shown = !hidden.has(lane.key);
        const button = make("button", "ov-lane", { type: "button", "aria-pressed": shown, title: lane.sentence });
        button.dataset.label = lane.label;
        button.toggleAttribute("data-focus", k === focus && lanes.length > 1);
        button.innerHTML = swatch(lane);
        const value = make("span", "ov-value");
        button.append(make("span", "ov-label", {}, lane.label), value);
        button.addEventListener("click", () => this.actions.toggleLane(lane.key));
        this.values.push(value);
        if (focused === lane.label) queueMicrotask(() => button.focus());
        return button;
      }),
    );
  }

  setPosition(position, lanes) {
    const step = Math.floor(position);
    const text = `step ${step} of ${this.clock.steps}`;
    if (text === this.text && this.of === lanes) return;
    Object.assign(this, { text, of: lanes });
    this.range.max = this.clock.steps;
    this.range.value = step;
    this.range.setAttribute("aria-valuetext", text);
    // Spoken after a step, but neither on every frame nor twice where the slider itself speaks.
    const quiet = this.clock.playing || document.activeElement === this.range;
    this.readout.setAttribute("aria-live", quiet ? "off" : "polite");
    this.readout.textContent = text;
    lanes.forEach(({ loss, rows }, i) => (this.values[i].textContent = lossAt(loss, Math.min(step, rows - 1))));
  }

  setPlaying(playing) {
    const title = playing ? "Pause (Space)" : "Play (Space)";
    this.play.innerHTML = icon(playing ? "pause" : "play");
    this.play.title = title;
    this.play.setAttribute("aria-label", title);
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("select")) return;
    const onButton = event.target.closest("button, a");
    const { clock } = this;
    const act = {
      " ": onButton ? undefined : () => clock.toggle(),
      ArrowLeft: () => clock.go(Math.ceil(clock.position) - 1),
      ArrowRight: () => clock.go(Math.floor(clock.position) + 1),
      Home: () => clock.go(0),
      End: () => clock.go(clock.steps),
      Escape: () => this.actions.shrink(),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }
}

function lossAt(loss, row) {
  const value = Array.isArray(loss) ? loss[row]?.[0] : loss[row];
  return Number.isFinite(value) ? brief(value) : "";
}

function icon(name) {
  return `<svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true"><path fill="currentColor" d="${ICONS[name]}"/></svg>`;
}
