// What the loss chart counts along x. costs: what a step of each lane costs; optiviz/units.py has them for all units.

// The loss figure in another unit: {data, layout}; optiviz/figures/loss.py has the same in Python.
export function counted({ data, layout }, unit, costs) {
  const ends = data.filter(({ meta }) => meta.role === "path").map(({ meta }) => (meta.rows - 1) * costs[meta.lane]);
  const xaxis = { ...layout.xaxis, title: { ...layout.xaxis.title, text: unit }, range: endsOf(ends, costs) };
  return {
    data: data.map((trace) => stretched(trace, costs, ends)),
    layout: { ...layout, xaxis, uirevision: `${layout.uirevision} ${unit}` },
  };
}

function stretched(trace, costs, ends) {
  const { role, lane } = trace.meta;
  if (role === "path") return { ...trace, dx: costs[lane] };
  return { ...trace, x: role === "cursor" ? ends : Array.from(trace.x, (x) => x * costs[lane]) };
}

// The range of the axis while runs of other lengths or costs are on it.
export function rangeOf(runs, costs) {
  return endsOf(runs.map(({ height }, k) => (height.length - 1) * costs[k]), costs);
}

function endsOf(ends, costs) {
  const [end, step] = [Math.max(...ends), Math.max(...costs)];
  return [-0.02 * end, 1.02 * end + 0.5 * step];
}
