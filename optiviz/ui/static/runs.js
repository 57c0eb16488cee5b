// What one view draws of a run {x, y, height, planes}, rows along each array; height is the loss above the floor, if there
// is one; planes are the views that have points of their own, {view: {x, y}}, x being left out where it counts the rows.
const PATHS = ["contour", "surface", "loss", "slice"]; // views that need none
const NOTHING = { y: [] }; // of a view that came into sight after the last answer

// trail: whether the paths lie on the slice; scale: {floor, delta} of heights in space; frame: [x low, x high, y low, y high]; terrain: {x, y, z} on a grid, z on
// that scale; cost: of a step, in what the loss is drawn by.
export function columns(view, run, { scale, frame, terrain, cost = 1, trail }) {
  if (view === "contour") return { x: run.x, y: run.y };
  if (hasPoints(view)) return run.planes[view] ?? NOTHING;
  if (view === "slice") return trail ? { x: run.x, y: run.height.map((above) => above + (scale.floor ?? 0)) } : NOTHING;
  if (view === "loss") return { x: Float64Array.from(run.height, (_, row) => row * cost), y: run.height };
  return inSpace(run, scale, frame, terrain);
}

export function hasPoints(view) {
  return !PATHS.includes(view);
}

// In space a path is cut at the frame: pieces with gaps between them, row fractional where they cross it. The surface's
// own height stands there, as the row outside may have any loss.
function inSpace({ x, y, height }, { floor, delta }, frame, terrain) {
  const z = (above) => (delta === null ? above + (floor ?? 0) : Math.log10(Math.max(above, 0) + delta));
  const cut = { x: [], y: [], z: [], row: [], at: new Array(x.length) };
  const put = (...point) => ["x", "y", "z", "row"].forEach((name, i) => cut[name].push(point[i]));
  const between = (k, part) => {
    const point = [x[k] + part * (x[k + 1] - x[k]), y[k] + part * (y[k + 1] - y[k])];
    put(...point, heightAt(terrain, ...point), k + part);
  };
  for (let k = 0; k < x.length; k++) {
    if (inside(x[k], y[k], frame)) {
      cut.at[k] = cut.x.length;
      put(x[k], y[k], z(height[k]), k);
    }
    const [enter, leave] = k + 1 < x.length ? span(x, y, k, frame) : [1, 0];
    if (enter > 0 && enter <= leave) between(k, enter);
    if (leave < 1 && enter <= leave) between(k, leave), put(NaN, NaN, NaN, k + leave);
  }
  return cut;
}

function inside(x, y, [left, right, bottom, top]) {
  return x >= left && x <= right && y >= bottom && y <= top;
}

// The part of the way from row k to the next that lies in the frame, [1, 0] where none does.
function span(x, y, k, [left, right, bottom, top]) {
  let [enter, leave] = [0, 1];
  for (const [from, to, low, high] of [[x[k], x[k + 1], left, right], [y[k], y[k + 1], bottom, top]]) {
    const way = to - from;
    if (way === 0 && (from < low || from > high)) return [1, 0];
    if (way === 0) continue;
    const ends = [(low - from) / way, (high - from) / way];
    enter = Math.max(enter, Math.min(...ends));
    leave = Math.min(leave, Math.max(...ends));
  }
  return enter <= leave ? [enter, leave] : [1, 0];
}

// The surface at a point, from the four points of its grid around.
function heightAt({ x, y, z }, atX, atY) {
  const place = (values, at) => ((at - values[0]) / (values[values.length - 1] - values[0])) * (values.length - 1);
  const [column, row] = [place(x, atX), place(y, atY)];
  const [i, j] = [Math.min(Math.max(Math.floor(column), 0), x.length - 2), Math.min(Math.max(Math.floor(row), 0), y.length - 2)];
  const [right, up] = [column - i, row - j];
  const along = (values) => values[i] * (1 - right) + values[i + 1] * right;
  return along(z[j]) * (1 - up) + along(z[j + 1]) * up;
}

// The runs of an answer of the live channel.
export function runsOf({ arrays, views }, count) {
  const points = (k) => (view) => [view, { x: arrays[`${view}.${k}.x`], y: arrays[`${view}.${k}.y`] }];
  return Array.from({ length: count }, (_, k) => ({
    x: arrays[`${k}.x`],
    y: arrays[`${k}.y`],
    height: arrays[`${k}.height`],
    planes: Object.fromEntries(views.map(points(k))),
  }));
}

// The runs that figures hold.
export function runsIn(figures) {
  const paths = (view) => figures[view].data.filter((trace) => trace.meta?.role === "path");
  if (!figures.contour || !figures.loss) return undefined;
  const heights = paths("loss");
  const points = Object.keys(figures).filter(hasPoints).map((view) => [view, paths(view)]);
  return paths("contour").map(({ x, y }, k) => ({
    x,
    y,
    height: heights[k].y,
    planes: Object.fromEntries(points.map(([view, lines]) => [view, { x: lines[k].x, y: lines[k].y }])),
  }));
}

// The same, with arrays of its own: those of an answer keep all of it.
export function copied({ x, y, height, planes }) {
  const points = Object.entries(planes).map(([view, found]) => [view, { x: found.x?.slice(), y: found.y.slice() }]);
  return { x: x.slice(), y: y.slice(), height: height.slice(), planes: Object.fromEntries(points) };
}
