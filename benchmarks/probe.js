// Watches what a page shows while a slider is moved. Times are milliseconds of performance.now().
//
// probe.take() resolves to the next picture {pointer, input, sent, answered, drawn, painted}: a frame that showed something
// new, and the moments that led to it, as far as the page has them. What was drawn over in the same frame was never
// seen, and is no picture. probe.told lists how long after a pointer's move a slider said its new value.
const PATIENCE = 60_000;

const probe = (window.probe = { pictures: [], told: [] });

probe.take = () =>
  new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("Nothing new was painted.")), PATIENCE);
    probe.waiting = resolve;
    give();
  });

function give() {
  if (!probe.waiting || !probe.pictures.length) return;
  probe.waiting(probe.pictures.shift());
  probe.waiting = undefined;
}

let pending;

// A frame is painted when a message is heard that was sent from its callback.
function drawn(picture) {
  picture.drawn = performance.now();
  const more = Boolean(pending);
  pending = picture;
  if (more) return;
  requestAnimationFrame(() => {
    const shown = pending;
    pending = undefined;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      probe.pictures.push({ ...shown, painted: performance.now() });
      give();
    };
    port2.postMessage(null);
  });
}

let begin = {}; // of what the reader did last
let moved;

addEventListener("pointermove", ({ timeStamp }) => {
  begin = { pointer: timeStamp };
  moved = performance.now();
}, true);
new MutationObserver(() => {
  if (moved !== undefined) probe.told.push(performance.now() - moved);
  moved = undefined;
}).observe(document, { subtree: true, attributeFilter: ["aria-valuetext"] });

function listen(event) {
  addEventListener(event, ({ timeStamp }) => (begin = { ...begin, input: timeStamp }), true);
}

function wrap(object, name, make) {
  object[name] = make(object[name].bind(object));
}

// The page that draws as soon as its slider moves.
probe.followCanvas = () => {
  listen("input");
  wrap(window, "draw", (draw) => () => {
    draw();
    drawn(begin);
  });
};

// The stage, whose channel must be open.
probe.followStage = () => {
  const { tuning } = document.querySelector(".optiviz-stage").stage;
  const { channel } = tuning;
  const questions = new Map();
  listen("input");
  wrap(channel, "ask", (ask) => (question) => {
    questions.set(channel.count + 1, begin);
    return ask(question);
  });
  wrap(channel, "pump", (pump) => () => {
    const before = channel.asked;
    pump();
    if (channel.asked && channel.asked !== before) questions.get(channel.asked.id).sent = performance.now();
  });
  wrap(channel, "answer", (answer) => (data) => {
    if (channel.asked) questions.get(channel.asked.id).answered = performance.now();
    answer(data);
  });
  wrap(tuning, "onAnswer", (onAnswer) => (answer, asked) => {
    onAnswer(answer, asked);
    drawn(questions.get(answer.id));
  });
};

// Streamlit's own charts: so many of them, each saying in its layout which value it shows.
probe.followPlotly = (charts) => {
  const known = new WeakSet();
  const done = new Set();
  const value = (plot) => plot.layout.meta.value;
  const plots = () => [...document.querySelectorAll(".js-plotly-plot")];
  let shown = value(plots()[0]);
  listen("keydown");
  const finished = (plot) => {
    if (value(plot) === shown) return;
    done.add(plot);
    if (done.size < charts) return;
    shown = value(plot);
    done.clear();
    drawn(begin);
  };
  new MutationObserver(() => {
    for (const plot of plots()) {
      if (known.has(plot) || !plot.on) continue;
      known.add(plot);
      plot.on("plotly_afterplot", () => finished(plot));
    }
  }).observe(document.body, { subtree: true, childList: true, attributeFilter: ["class"] });
};

// The moments of all frames for a while.
probe.frames = (milliseconds) =>
  new Promise((resolve) => {
    const moments = [];
    const tick = (now) => {
      moments.push(now);
      if (now - moments[0] < milliseconds) requestAnimationFrame(tick);
      else resolve(moments);
    };
    requestAnimationFrame(tick);
  });
