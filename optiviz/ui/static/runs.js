// What one view draws of a run {x, y, height}, rows along each array; height is the loss above the floor, if there is one.

// scale: {floor, delta} of heights in space; frame: [x low, x high, y low, y high]; every: gradients that a step costs.
export function columns(view, run, { scale, frame, every = 1 }) {
  if (view === "contour") return { x: run.x, y: run.y };
  if (view === "loss") return { x: Float64Array.from(run.height, (_, row) => row * every), y: run.height };
  return inSpace(run, scale, frame);
}

// In space a path is cut where it leaves the frame; exact crossings come with Streamlit's own data.
function inSpace({ x, y, height }, { floor, delta }, [left, right, bottom, top]) {
  const z = Float64Array.from(height, (above, row) => {
    const inside = x[row] >= left && x[row] <= right && y[row] >= bottom && y[row] <= top;
    if (!inside) return NaN;
    return delta === null ? above + (floor ?? 0) : Math.log10(Math.max(above, 0) + delta);
  });
  return { x, y, z };
}

// The runs of an answer of the live channel.
export function runsOf({ arrays }, count) {
  return Array.from({ length: count }, (_, k) => ({
    x: arrays[`${k}.x`],
    y: arrays[`${k}.y`],
    height: arrays[`${k}.height`],
  }));
}

// The runs that figures hold.
export function runsIn({ contour, loss }) {
  const paths = (figure) => figure.data.filter((trace) => trace.meta?.role === "path");
  if (!contour || !loss) return undefined;
  const heights = paths(loss);
  return paths(contour).map(({ x, y }, k) => ({ x, y, height: heights[k].y }));
}
