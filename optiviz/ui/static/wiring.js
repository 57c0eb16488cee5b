// How the parts of a stage hear of one another: each is made here, with what it may ask of its stage.
import { Knobs } from "./knobs.js";
import { make } from "./markup.js";
import { Slice } from "./slice.js";
import { Start } from "./start.js";
import { sameShape, Tuning } from "./tuning.js";
import { Why } from "./why.js";

export function tuningOf(stage) {
  return new Tuning({
    onRace: (race) => stage.turned(race),
    onAnswer: (answer, asked) => stage.answered(answer, asked),
    onCommit: (message) => stage.tell("race", message),
    onRelease: () => stage.release(),
    question: (race) => ({ race, ...stage.wanted() }),
    fits: sameShape,
    onSlices: (answer) => stage.slice.answered(answer),
  });
}

export function whyOf(stage, frame) {
  const box = make("section", "ov-why", { "aria-label": "Internals of the optimizer in focus" });
  box.hidden = !stage.live.open;
  frame.append(box);
  return new Why(box, (row) => stage.clock.go(row));
}

export function knobsOf(stage) {
  const box = make("div", "ov-knobs", { role: "group", "aria-label": "Values" });
  stage.controls.side.append(box);
  return new Knobs(box, {
    onHold: () => stage.tuning.hold(),
    onChange: (edit, knob, now) => {
      stage.grounded ||= knob.place[0] === "surface_values";
      stage.tuning.change(edit, now);
    },
    onChoice: (index) => stage.focusLane(index),
  });
}

export function startOf(stage, chart) {
  return new Start(chart, {
    onHold: () => stage.tuning.hold(),
    onStart: (point, now) => stage.tuning.change((race) => ({ ...race, start: point }), now),
  });
}

export function sliceOf(stage) {
  const { channel } = stage.tuning;
  return new Slice(stage.charts.slice, {
    focus: () => ({ ...stage.lanes[stage.live.focus], lane: stage.live.focus, run: stage.pathOf(stage.live.focus) }),
    ask: (question) => (channel.usable ? channel.ask(question) : undefined),
    waits: (id) => channel.waiting?.id === id || channel.asked?.id === id,
    surface: () => ({ surface: stage.tuning.race.surface, surface_values: stage.tuning.race.surface_values }),
    onChoice: () => (stage.tuning.ahead ? stage.tuning.ask() : stage.show(stage.clock.position)),
  });
}
