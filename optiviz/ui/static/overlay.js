// A canvas over a chart for what moves: cursor markers, and the part of every path behind them.
//
// Moving Plotly's own traces costs 60 ms a step in 2D and 500 ms in 3D without a graphics card; this costs 1 ms. It
// reads Plotly's axes and camera, which are not its public interface: the server ships the one Plotly of its
// requirements, and a browser test compares the two. `supported` is false where they are missing.
import { dashes, markerPath } from "./markers.js";

const FAR = 1e5; // pixels: canvases lose their way beyond
const RADIUS = 6.5;

export class Overlay {
  constructor(plot, view) {
    this.plot = plot;
    this.flat = view !== "surface";
    this.casing = view !== "loss";
    this.canvas = document.createElement("canvas");
    this.canvas.className = "ov-overlay";
    plot.parentElement.append(this.canvas);
    this.paths = [];
    this.points = [];
  }

  get scene() {
    return this.plot._fullLayout?.scene?._scene;
  }

  get supported() {
    const layout = this.plot._fullLayout;
    if (this.flat) return Number.isFinite(layout?.xaxis?._offset) && Number.isFinite(layout?.yaxis?._length);
    return Boolean(this.scene?.glplot?.cameraParams?.model && this.scene.dataScale);
  }

  // paths: {x, y, z, row, color, dash, marker, casing, width, hidden}; row only where rows are missing or in between.
  setPaths(paths) {
    this.paths = paths;
    this.refresh();
  }

  // Zoom, camera or size changed: follow the chart's own events.
  follow() {
    if (this.flat) {
      if (this.following) return;
      this.following = true;
      for (const event of ["plotly_relayouting", "plotly_afterplot"]) this.plot.on(event, () => this.refresh());
      return;
    }
    const gl = this.scene?.glplot;
    if (!gl || gl.optiviz === this) return;
    const before = gl.onrender;
    gl.optiviz = this;
    gl.onrender = () => {
      before?.();
      this.refresh();
    };
  }

  refresh() {
    if (!this.supported) return;
    const { width, height } = this.plot.getBoundingClientRect();
    const ratio = window.devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    this.ratio = ratio;
    const project = this.flat ? this.flatProjection() : this.spaceProjection();
    for (const path of this.paths) path.pixels = project(path);
    this.draw();
  }

  flatProjection() {
    const { xaxis: x, yaxis: y } = this.plot._fullLayout;
    this.frame = [x._offset, y._offset, x._length, y._length];
    const across = x._length / (x.range[1] - x.range[0]);
    const down = y._length / (y.range[1] - y.range[0]);
    const log = y.type === "log";
    return (path) => {
      const pixels = new Float64Array(2 * path.y.length);
      for (let i = 0; i < path.y.length; i++) {
        const height = log ? Math.log10(path.y[i]) : path.y[i];
        pixels[2 * i] = x._offset + ((path.x ? path.x[i] : i) - x.range[0]) * across;
        pixels[2 * i + 1] = y._offset + y._length - (height - y.range[0]) * down;
      }
      return pixels;
    };
  }

  spaceProjection() {
    const { glplot, dataScale } = this.scene;
    const { model, view, projection } = glplot.cameraParams;
    const m = multiply(projection, multiply(view, model));
    const outer = this.plot.getBoundingClientRect();
    const box = glplot.canvas.getBoundingClientRect();
    const [left, top] = [box.left - outer.left, box.top - outer.top];
    this.frame = [left, top, box.width, box.height];
    return ({ x, y, z }) => {
      const pixels = new Float64Array(2 * x.length);
      for (let i = 0; i < x.length; i++) {
        const [a, b, c] = [x[i] * dataScale[0], y[i] * dataScale[1], z[i] * dataScale[2]];
        const w = m[3] * a + m[7] * b + m[11] * c + m[15];
        pixels[2 * i] = left + (0.5 + (m[0] * a + m[4] * b + m[8] * c + m[12]) / w / 2) * box.width;
        pixels[2 * i + 1] = top + (0.5 - (m[1] * a + m[5] * b + m[9] * c + m[13]) / w / 2) * box.height;
      }
      return pixels;
    };
  }

  show(position, whole) {
    this.position = position;
    this.whole = whole;
    this.draw();
  }

  draw() {
    const context = this.canvas.getContext("2d");
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (!this.frame || this.position === undefined) return;
    context.save();
    context.beginPath();
    context.rect(...this.frame);
    context.clip();
    const shown = this.paths.filter((path) => !path.hidden && path.pixels);
    this.points = this.paths.map((path) => (path.pixels ? at(path, this.position) : undefined));
    if (!this.whole) this.trails(context, shown);
    context.restore(); // markers at the edge may stick out of the frame
    for (const path of shown) this.marker(context, path, at(path, this.position));
  }

  // All casings first: where paths run close together, no casing covers a neighbour.
  trails(context, shown) {
    context.lineJoin = "round";
    const lines = shown.map((path) => this.trail(path));
    if (this.casing) shown.forEach((path, i) => stroke(context, lines[i], path.casing, path.width + 2, []));
    shown.forEach((path, i) => stroke(context, lines[i], path.color, path.width, dashes(path.dash, path.width)));
  }

  trail(path) {
    const line = new Path2D();
    trace(line, path, this.position, at(path, this.position));
    return line;
  }

  marker(context, path, point) {
    if (!point || !inside(point, this.frame)) return;
    context.save();
    context.translate(...point);
    const shape = (path.shape ??= markerPath(path.marker, RADIUS));
    context.lineWidth = 4;
    context.strokeStyle = path.casing;
    context.stroke(shape);
    context.fillStyle = path.color;
    context.fill(shape);
    context.restore();
  }

  destroy() {
    this.canvas.remove();
  }
}

// The pixel of a fractional row, on the straight line between its neighbours; past its last row a path stays there.
function at(path, position) {
  const count = path.at ? path.at.length : path.pixels.length / 2;
  const row = Math.min(Math.floor(position), count - 1);
  const begin = pixel(path, row);
  if (row >= count - 1 || row === position || !begin) return begin;
  const end = pixel(path, row + 1);
  const part = position - row;
  return end && [begin[0] + (end[0] - begin[0]) * part, begin[1] + (end[1] - begin[1]) * part];
}

function pixel(path, row) {
  const i = path.at ? path.at[row] : row;
  const point = [path.pixels[2 * i], path.pixels[2 * i + 1]];
  return Number.isFinite(point[0]) && Number.isFinite(point[1]) ? point : undefined;
}

function inside([x, y], [left, top, width, height]) {
  return x >= left - 1 && x <= left + width + 1 && y >= top - 1 && y <= top + height + 1;
}

// Up to a position; far points are drawn in their direction only.
function trace(line, { pixels, row }, position, end) {
  let before;
  for (let i = 0; i < pixels.length / 2 && !((row ? row[i] : i) > position); i++) {
    const point = [pixels[2 * i], pixels[2 * i + 1]];
    before = segment(line, before, point);
  }
  if (end && before) segment(line, before, end);
}

function segment(line, before, point) {
  if (!Number.isFinite(point[0]) || !Number.isFinite(point[1])) return undefined;
  const far = Math.max(Math.abs(point[0]), Math.abs(point[1])) > FAR;
  const wasFar = before && Math.max(Math.abs(before[0]), Math.abs(before[1])) > FAR;
  if (!before) far || line.moveTo(...point);
  else if (wasFar && !far) line.moveTo(...toward(point, before)), line.lineTo(...point);
  else if (!wasFar) line.lineTo(...(far ? toward(before, point) : point));
  return point;
}

function toward(from, to) {
  const [x, y] = [to[0] - from[0], to[1] - from[1]];
  const scale = FAR / Math.max(Math.abs(x), Math.abs(y));
  return [from[0] + x * scale, from[1] + y * scale];
}

function stroke(context, line, color, width, dash) {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke(line);
  context.setLineDash([]);
}

// Column-major 4 x 4 matrices, as WebGL has them.
function multiply(a, b) {
  return a.map((_, i) => [0, 1, 2, 3].reduce((sum, k) => sum + a[4 * k + (i % 4)] * b[4 * (i >> 2) + k], 0));
}
