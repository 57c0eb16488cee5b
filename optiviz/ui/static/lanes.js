// What figures say of the lanes, for legend and read-out.

// Figures that did not change: those that are unpacked and drawn already.
export function pick(kept, data, changed) {
  return Object.fromEntries(Object.keys(data.figures).filter((view) => !changed.includes(view)).map((view) => [view, kept[view]]));
}

// What the legend and the read-out need of every lane, from the path traces of whichever figure is there.
export function lanesOf(figures, ids) {
  const traces = (figures.contour ?? figures.loss ?? figures.surface).data.filter((t) => t.meta?.role === "path");
  const ends = (figures.loss ?? figures.contour ?? figures.surface).data.filter((t) => t.meta?.role === "path");
  return traces.map((trace, i) => ({
    key: ids?.[i] ?? trace.name, // stays the lane's own while its label changes
    label: trace.name,
    sentence: trace.meta.sentence,
    color: trace.line.color,
    dash: trace.line.dash,
    marker: trace.meta.marker,
    casing: trace.meta.casing,
    loss: trace.customdata ?? trace.y,
    rows: ends[i].y.length,
  }));
}

export function lossOf({ height }, floor) {
  return { loss: floor ? height.map((above) => above + floor) : height, rows: height.length };
}
