// A figure for a room full of people: letters and lines that can be seen from the last row.
const LETTERS = 20; // pixels
const TICKS = 20;
const PATH = 5;
const MORE = { l: 1.5, r: 1.5, t: 1.5, b: 1.25 }; // how much wider a margin gets
const FEW = 4; // labels that fit beside a low axis

export function large({ data, layout }) {
  return { data: data.map(traced), layout: laid(layout) };
}

function traced(trace) {
  const wider = ["path", "casing"].includes(trace.meta?.role) && trace.line?.width;
  const bar = trace.colorbar && { colorbar: lettered(trace.colorbar) };
  return { ...trace, ...(wider && { line: { ...trace.line, width: trace.line.width + PATH - 3 } }), ...bar };
}

function laid(layout) {
  const axes = Object.keys(layout).filter((name) => /^[xy]axis\d*$/.test(name));
  const margin = Object.fromEntries(Object.entries(layout.margin ?? {}).map(([side, room]) => [side, Math.round(room * MORE[side])]));
  const parts = axes.map((name) => [name, { ...lettered(layout[name]), nticks: 5 }]);
  const scene = layout.scene && { scene: space(layout.scene) };
  const notes = layout.annotations && { annotations: layout.annotations.map((note) => ({ ...note, font: { ...note.font, size: TICKS } })) };
  const legend = layout.legend && { legend: { ...layout.legend, font: { ...layout.legend.font, size: TICKS } } };
  return { ...layout, font: { ...layout.font, size: TICKS }, margin, ...Object.fromEntries(parts), ...scene, ...notes, ...legend };
}

function space(scene) {
  const axes = ["xaxis", "yaxis", "zaxis"].filter((name) => scene[name]);
  return { ...scene, ...Object.fromEntries(axes.map((name) => [name, { ...lettered(scene[name], TICKS - 2), nticks: 4 }])) };
}

function lettered(axis, ticks = TICKS) {
  const title = axis.title && { title: { ...axis.title, font: { ...axis.title.font, size: LETTERS } } };
  return { ...axis, ...fewer(axis), tickfont: { ...axis.tickfont, size: ticks }, ...title };
}

// Every other of many labels.
function fewer({ tickvals, ticktext }) {
  const other = (list) => list?.filter((_, k) => k % 2 === 0);
  return tickvals?.length > FEW ? { tickvals: other(tickvals), ticktext: other(ticktext) } : {};
}
