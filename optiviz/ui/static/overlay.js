// A canvas over a chart for what moves: cursor markers, the part of every path behind them, and while a knob is turned
// the whole paths, the ground included.
//
// Moving Plotly's own traces costs 60 ms a step in 2D and 500 ms in 3D without a graphics card; this costs 1 ms.
import { flat, space } from "./ground.js";
import { dashes, markerPath } from "./markers.js";
import { projection } from "./projection.js";
import { arrow, beside, name, spread, stroke, trace } from "./strokes.js";

const RADIUS = 6.5;
const BEHIND = 0.35; // opacity of what the surface hides
const AHEAD = 0.3; // of what lies ahead of the cursor, as in the style sheet
const GHOST = 0.75;
const DIRECTION = 56; // pixels: arrows that only show a direction are all this long

export class Overlay {
  constructor(plot, view) {
    this.plot = plot;
    this.flat = view !== "surface";
    this.casing = ["contour", "surface"].includes(view);
    this.canvas = document.createElement("canvas");
    this.canvas.className = "ov-overlay";
    Object.assign(this, { paths: [], marks: [], ghosts: [], arrows: [], lines: [], points: [] });
  }

  get supported() {
    return Boolean(projection(this.plot, this.flat));
  }

  // paths: {x, y, z, row, at, color, dash, marker, casing, width, hidden}; row and at only where rows are missing.
  // marks: {x, y, z, marker}, white points that stand still; terrain: what may hide things, in space. ghosts: {x, y, z,
  // color}; whole: Plotly does not draw the paths; ground: what is drawn in place of Plotly's own surface, in colors.
  setPaths(paths, marks, terrain, { ghosts = [], whole = false, ground, colors } = {}) {
    Object.assign(this, { paths, marks, terrain, ghosts, ground, colors, alone: whole });
    this.refresh();
  }

  // lines: {x, y, color, width, dash}; points: {x, y, marker, color, casing}: what one view has beside the paths.
  adorn({ lines, points }) {
    Object.assign(this, { lines, points });
    for (const line of this.project ? [...lines, ...points] : []) line.pixels = this.project(line);
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
    const found = projection(this.plot, this.flat, this.terrain);
    if (!found) return;
    Object.assign(this, found);
    this.ratio = window.devicePixelRatio || 1;
    const { width, height } = this.plot.getBoundingClientRect();
    const size = [Math.round(width * this.ratio), Math.round(height * this.ratio)];
    if (this.canvas.width !== size[0] || this.canvas.height !== size[1]) [this.canvas.width, this.canvas.height] = size;
    for (const path of [...this.paths, ...this.marks, ...this.ghosts, ...this.lines, ...this.points]) {
      path.pixels = this.project(path);
      path.behind = this.terrain && this.hides(path);
    }
    this.onMoved?.();
    this.draw();
  }

  // For the next drawing. whole: the cursor is at the end. arrows: {from: [x, y], to or toward: [x, y], color, casing} at it.
  aim(position, whole, arrows = []) {
    Object.assign(this, { position, whole, arrows });
  }

  draw() {
    const context = this.canvas.getContext("2d");
    if (!this.canvas.width || !this.canvas.height) return; // out of sight
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (!this.frame || this.position === undefined) return;
    for (const path of this.paths) path.point = at(path, this.position);
    const shown = this.paths.filter((path) => !path.hidden);
    this.clip(context);
    if (this.ground) this.paint(context);
    this.haunt(context);
    for (const line of this.lines) stroke(context, trace(line, Infinity).front, line.color, line.width, dashes(line.dash, line.width));
    if (this.alone || !this.flat) this.trails(context, shown, Infinity, this.whole ? 1 : AHEAD);
    if (!this.whole) this.trails(context, shown, this.position, 1);
    context.restore(); // markers at the edge may stick out of the frame
    for (const mark of this.marks) this.standing(context, mark);
    for (const path of shown) this.marker(context, path, path.point, path.color, path.casing);
    for (const point of this.points) this.marker(context, point, pixel(point, 0), point.color, point.casing);
    this.point(context);
  }

  clip(context) {
    context.save();
    context.beginPath();
    context.rect(...this.frame);
    context.clip();
  }

  paint(context) {
    const { ground, colors } = this;
    if (!this.flat) return space(context, ground, this.project, this.eye, colors, getComputedStyle(this.canvas).color);
    const [left, bottom, right, top] = this.project(ground);
    flat(context, ground, [left, top, right, bottom], colors);
  }

  haunt(context) {
    context.globalAlpha = GHOST;
    for (const ghost of this.ghosts) {
      const { front, back } = trace(ghost, Infinity);
      for (const line of [front, back]) {
        if (this.casing) stroke(context, line, ghost.casing, 3.5);
        stroke(context, line, ghost.color, 2, [2, 3]);
      }
    }
    context.globalAlpha = 1;
  }

  standing(context, mark) {
    for (let i = 0; i < mark.pixels.length / 2; i++) {
      context.globalAlpha = mark.behind?.[i] ? BEHIND : 1;
      this.marker(context, mark, pixel(mark, i), "#FFFFFF", "#000000");
    }
    context.globalAlpha = 1;
  }

  // All casings first: where paths run close together, no casing covers a neighbour.
  trails(context, shown, position, opacity) {
    context.lineJoin = "round";
    context.globalAlpha = opacity;
    const lines = shown.map((path) => trace(path, position, position < Infinity ? path.point : undefined));
    if (this.casing) shown.forEach((path, i) => stroke(context, lines[i].front, path.casing, path.width + 2));
    shown.forEach((path, i) => {
      const pattern = dashes(path.dash, path.width);
      stroke(context, lines[i].front, path.color, path.width, pattern);
      context.globalAlpha = opacity * BEHIND;
      if (path.behind) stroke(context, lines[i].back, path.color, path.width, pattern);
      context.globalAlpha = opacity;
    });
    context.globalAlpha = 1;
  }

  // Arrows with an end are drawn true; those that only point somewhere are as long as one another.
  point(context) {
    if (!this.arrows.length) return;
    context.font = `600 12px ${getComputedStyle(this.canvas).fontFamily}`;
    const names = [];
    this.clip(context);
    for (const { from, to, toward, color, casing, text } of this.arrows) {
      const ends = this.project({ x: [from[0], (to ?? toward)[0]], y: [from[1], (to ?? toward)[1]] });
      const begin = [ends[0], ends[1]];
      let end = [ends[2], ends[3]];
      if (!to) {
        const length = Math.hypot(end[0] - begin[0], end[1] - begin[1]);
        end = begin.map((value, i) => value + ((end[i] - value) / length) * DIRECTION);
      }
      if (![...begin, ...end].every(Number.isFinite)) continue;
      arrow(context, begin, end, color, casing);
      names.push({ text, color, casing, at: beside(begin, end) });
    }
    context.restore();
    spread(names);
    for (const { text, color, casing, at: place } of names) name(context, text, place, color, casing);
  }

  marker(context, owner, point, color, casing) {
    if (!point || !inside(point, this.frame)) return;
    context.save();
    context.translate(...point);
    owner.shape ??= markerPath(owner.marker, RADIUS);
    stroke(context, owner.shape, casing, 4);
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
