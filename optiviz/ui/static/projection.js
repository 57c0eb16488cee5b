// Where points of the data lie in a chart, in pixels of its box, and which of them the surface hides.
//
// Reads Plotly's axes and camera, which are not its public interface; `projection` is undefined where they are missing.
const PROBES = 48; // points of a line of sight that are held against the surface

// {frame: [left, top, width, height], project(path) -> pixels x, y, x, y, ..., hides(path) -> 1 where hidden}; on axes
// also place([left, top]) -> [x, y], the way back; in space eye: the camera in data coordinates.
export function projection(plot, flat, terrain) {
  const layout = plot._fullLayout;
  return flat ? onAxes(layout) : inSpace(plot, layout?.scene?._scene, terrain);
}

// Where a double click brings axes back to: {x, y}, ranges. Plotly itself keeps those that a chart had at first.
export function settle(plot, ranges) {
  for (const [letter, range] of Object.entries(ranges)) {
    const axis = range && plot._fullLayout?.[`${letter}axis`];
    if (axis) [axis._rangeInitial0, axis._rangeInitial1] = range;
  }
}

function onAxes(layout) {
  const { xaxis: x, yaxis: y } = layout ?? {};
  if (!Number.isFinite(x?._offset) || !Number.isFinite(y?._length)) return undefined;
  const across = x._length / (x.range[1] - x.range[0]);
  const down = y._length / (y.range[1] - y.range[0]);
  const log = y.type === "log";
  const project = (path) => {
    const pixels = new Float64Array(2 * path.y.length);
    for (let i = 0; i < path.y.length; i++) {
      const height = log ? Math.log10(path.y[i]) : path.y[i];
      pixels[2 * i] = x._offset + ((path.x ? path.x[i] : i) - x.range[0]) * across;
      pixels[2 * i + 1] = y._offset + y._length - (height - y.range[0]) * down;
    }
    return pixels;
  };
  const place = ([left, top]) => [
    x.range[0] + (left - x._offset) / across,
    y.range[0] + (y._offset + y._length - top) / down,
  ];
  return { frame: [x._offset, y._offset, x._length, y._length], project, place, hides: () => undefined };
}

function inSpace(plot, scene, terrain) {
  const { model, view, projection: lens } = scene?.glplot?.cameraParams ?? {};
  if (!lens || !scene.dataScale) return undefined;
  const m = multiply(lens, multiply(view, model));
  const outer = plot.getBoundingClientRect();
  const box = scene.glplot.canvas.getBoundingClientRect();
  const [left, top] = [box.left - outer.left, box.top - outer.top];
  const scale = scene.dataScale;
  const project = ({ x, y, z }) => {
    const pixels = new Float64Array(2 * x.length);
    for (let i = 0; i < x.length; i++) {
      const [a, b, c] = [x[i] * scale[0], y[i] * scale[1], z[i] * scale[2]];
      const w = m[3] * a + m[7] * b + m[11] * c + m[15];
      pixels[2 * i] = left + (0.5 + (m[0] * a + m[4] * b + m[8] * c + m[12]) / w / 2) * box.width;
      pixels[2 * i + 1] = top + (0.5 - (m[1] * a + m[5] * b + m[9] * c + m[13]) / w / 2) * box.height;
    }
    return pixels;
  };
  const eye = eyeOf(view).map((v, i) => (v - model[12 + i]) / model[5 * i] / scale[i]);
  return { frame: [left, top, box.width, box.height], project, eye, hides: (path) => hidden(path, eye, terrain) };
}

// The camera in world coordinates: its matrix only turns and shifts.
function eyeOf(view) {
  return [0, 4, 8].map((k) => -(view[k] * view[12] + view[k + 1] * view[13] + view[k + 2] * view[14]));
}

// 1 where the straight line from a point to the eye passes below the surface.
function hidden({ x, y, z }, eye, grid) {
  const flags = new Uint8Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const way = [eye[0] - x[i], eye[1] - y[i], eye[2] - z[i]];
    const reach = Math.min(exit(x[i], way[0], grid.x), exit(y[i], way[1], grid.y), exit(z[i], way[2], grid.heights), 1);
    for (let k = 1; k < PROBES && !flags[i]; k++) {
      const part = (reach * k) / PROBES;
      const column = nearest(x[i] + part * way[0], grid.x);
      const row = nearest(y[i] + part * way[1], grid.y);
      if (grid.z[row]?.[column] > z[i] + part * way[2] + grid.slack) flags[i] = 1;
    }
  }
  return flags;
}

// The share of the way after which a coordinate leaves the range of the grid.
function exit(from, way, values) {
  const edge = way > 0 ? values[values.length - 1] : values[0];
  return way ? (edge - from) / way : 1;
}

function nearest(value, values) {
  return Math.round(((value - values[0]) / (values[values.length - 1] - values[0])) * (values.length - 1));
}

// What `hidden` needs of the surface trace.
export function terrainOf(traces) {
  const surface = traces.find((trace) => trace.type === "surface");
  if (!surface) return undefined;
  const heights = [surface.cmin, surface.cmax];
  return { x: surface.x, y: surface.y, z: surface.z, heights, slack: 0.015 * (heights[1] - heights[0]) };
}

// The same of a ground that came over the live channel.
export function terrainIn({ nx, ny, x, y, z, low, high }) {
  const spread = ([from, to], count) => Float64Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
  const rows = Array.from({ length: ny }, (_, i) => z.subarray(i * nx, (i + 1) * nx));
  return { x: spread(x, nx), y: spread(y, ny), z: rows, heights: [low, high], slack: 0.015 * (high - low) };
}

// Column-major 4 x 4 matrices, as WebGL has them.
function multiply(a, b) {
  return Array.from({ length: 16 }, (_, i) =>
    [0, 1, 2, 3].reduce((sum, k) => sum + a[4 * k + (i % 4)] * b[4 * (i >> 2) + k], 0),
  );
}
