// A canvas over a chart for what moves: cursor markers, and the part of every path behind them.
//
// Moving Plotly's own traces costs 60 ms a step in 2D and 500 ms in 3D without a graphics card; this costs 1 ms.
import { dashes, markerPath } from "./markers.js";
import { projection } from "./projection.js";

const FAR = 1e5; // pixels: canvases lose their way beyond
const RADIUS = 6.5;
const BEHIND = 0.35; // opacity of what the surface hides

export class Overlay {
  constructor(plot, view) {
    this.plot = plot;
    this.flat = view !== "surface";
    this.casing = view !== "loss";
    this.canvas = document.createElement("canvas");
    this.canvas.className = "ov-overlay";
    this.paths = [];
    this.marks = [];
  }

  get supported() {
    return Boolean(projection(this.plot, this.flat));
  }

  // paths: {x, y, z, row, at, color, dash, marker, casing, width, hidden}; row and at only where rows are missing.
  // marks: {x, y, z, marker}, white points that stand still; terrain: what may hide things, in space.
  setPaths(paths, marks, terrain) {
    Object.assign(this, { paths, marks, terrain });
    this.refresh();
  }

  // After every drawing: lie above the chart but below its hover labels, and follow its zoom, camera and size.
  follow() {
    const scene = this.plot._fullLayout?.scene?._scene;
    const labels = scene?.svgContainer ?? [...this.plot.querySelectorAll(".svg-container > .main-svg")].at(-1);
    if (labels && this.canvas.nextSibling !== labels) labels.before(this.canvas);
    const gl = scene?.glplot;
    if (this.flat && !this.following) {
      for (const event of ["plotly_relayouting", "plotly_afterplot"]) this.plot.on(event, () => this.refresh());
    } else if (gl && this.following !== gl) {
      const before = gl.onrender;
      gl.onrender = () => {
        before?.();
        this.refresh();
      };
    }
    this.following = gl ?? true;
  }

  refresh() {
    const { frame, project, hides } = projection(this.plot, this.flat, this.terrain) ?? {};
    if (!frame) return;
    this.frame = frame;
    this.ratio = window.devicePixelRatio || 1;
    const { width, height } = this.plot.getBoundingClientRect();
    const size = [Math.round(width * this.ratio), Math.round(height * this.ratio)];
    if (this.canvas.width !== size[0] || this.canvas.height !== size[1]) [this.canvas.width, this.canvas.height] = size;
    for (const path of [...this.paths, ...this.marks]) {
      path.pixels = project(path);
      path.behind = this.terrain && hides(path);
    }
    this.draw();
  }

  // whole: the cursor is at the end.
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
    for (const path of this.paths) path.point = at(path, this.position);
    const shown = this.paths.filter((path) => !path.hidden);
    context.save();
    context.beginPath();
    context.rect(...this.frame);
    context.clip();
    if (!this.whole || !this.flat) this.trails(context, shown); // in space Plotly's own lines sink into the surface
    context.restore(); // markers at the edge may stick out of the frame
    for (const mark of this.marks) this.standing(context, mark);
    for (const path of shown) this.marker(context, path, path.point, path.color, path.casing);
  }

  standing(context, mark) {
    for (let i = 0; i < mark.pixels.length / 2; i++) {
      context.globalAlpha = mark.behind?.[i] ? BEHIND : 1;
      this.marker(context, mark, pixel(mark, i), "#FFFFFF", "#000000");
    }
    context.globalAlpha = 1;
  }

  // All casings first: where paths run close together, no casing covers a neighbour.
  trails(context, shown) {
    context.lineJoin = "round";
    const lines = shown.map((path) => trace(path, this.position));
    if (this.casing) shown.forEach((path, i) => stroke(context, lines[i].front, path.casing, path.width + 2, []));
    shown.forEach((path, i) => {
      const pattern = dashes(path.dash, path.width);
      stroke(context, lines[i].front, path.color, path.width, pattern);
      context.globalAlpha = BEHIND;
      if (path.behind) stroke(context, lines[i].back, path.color, path.width, pattern);
      context.globalAlpha = 1;
    });
  }

  marker(context, owner, point, color, casing) {
    if (!point || !inside(point, this.frame)) return;
    context.save();
    context.translate(...point);
    owner.shape ??= markerPath(owner.marker, RADIUS);
    stroke(context, owner.shape, casing, 4, []);
    context.fillStyle = color;
    context.fill(owner.shape);
    context.restore();
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

// The path up to a position, as what lies before the surface and what lies behind it.
function trace(path, position) {
  const { pixels, row, behind, point: end } = path;
  const lines = { front: new Path2D(), back: new Path2D() };
  let before;
  let side;
  for (let i = 0; i < pixels.length / 2 && !((row ? row[i] : i) > position); i++) {
    const next = behind?.[i] ? "back" : "front";
    const point = [pixels[2 * i], pixels[2 * i + 1]];
    if (next !== side && before) lines[next].moveTo(...near(before));
    before = segment(lines[next], before, point);
    side = next;
  }
  if (end && before) segment(lines[side], before, end);
  return lines;
}

function near(point) {
  return point.map((value) => Math.max(-FAR, Math.min(FAR, value)));
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
