// A surface drawn by hand while one of its parameters is dragged: from above and in space, in a few milliseconds.
//
// ground = {nx, ny, x: [low, high], y: [low, high], z, low, high, start, size}: z holds nx * ny heights, one row for
// each y from low to high; nan and inf are holes. Colours go from low to high, lines lie at start, start + size, ...
import { DARKEST, Picture, SHADES, STEPS, triangle } from "./raster.js";

export { lut } from "./raster.js"; // makes the `colors` that both drawings take

const DIFFUSE = 0.4; // the surface's lighting in figures/surface.py, whose ambient light is DARKEST
const TALL = 0.65; // the height of its box, where the sides are 1
const MOST_PIXELS = 250_000; // of a picture from above; the canvas interpolates the rest
const MOST_QUADS = 40; // in each direction
const FINER = 2; // pixels in space for one of the page, which smooths the edges
const LINE = "rgba(255,255,255,0.35)";
const LINE_WIDTH = 0.8;
const FAINT = 0.4; // of the lines on the floor

const above = new Picture();
const sheet = new Picture();

// From above, as Plotly's contours: corners are the pixels [left, top, right, bottom] of the outermost points.
export function flat(context, ground, corners, colors) {
  const { nx, ny } = ground;
  const [left, top, right, bottom] = corners;
  const finer = Math.max(1, Math.min(8, Math.floor(Math.sqrt(MOST_PIXELS / nx / ny))));
  above.resize((nx - 1) * finer + 1, (ny - 1) * finer + 1);
  heat(above, ground, finer, colors);
  const pixel = [(right - left) / (above.width - 1), (bottom - top) / (above.height - 1)];
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  above.draw(context, left - pixel[0] / 2, top - pixel[1] / 2, pixel[0] * above.width, pixel[1] * above.height);
  context.beginPath();
  isolines(context, ground, corners);
  context.strokeStyle = LINE;
  context.lineWidth = LINE_WIDTH;
  context.stroke();
  context.restore();
}

// Heights between the points first, colours then: the other way round would wash out what is steep.
function heat({ pixels, width, height }, { nx, ny, z, low, high }, finer, colors) {
  const row = new Float64Array(nx);
  const scale = (STEPS - 1) / (high - low || 1);
  const light = STEPS * (SHADES - 1);
  for (let i = 0; i < height; i++) {
    const from = Math.min(Math.floor(i / finer), ny - 2);
    const up = i / finer - from;
    for (let k = 0; k < nx; k++) row[k] = (mix(z[from * nx + k], z[(from + 1) * nx + k], up) - low) * scale;
    const out = (height - 1 - i) * width;
    for (let k = 0; k < nx; k++) {
      const rise = ((k < nx - 1 ? row[k + 1] : row[k]) - row[k]) / finer;
      for (let m = 0; m < (k < nx - 1 ? finer : 1); m++) {
        const step = row[k] + m * rise;
        pixels[out + k * finer + m] = step - step === 0 ? colors[light + within(step)] : 0;
      }
    }
  }
}

function mix(from, to, part) {
  return part === 0 ? from : from + (to - from) * part;
}

function within(step) {
  return step <= 0 ? 0 : step >= STEPS - 1 ? STEPS - 1 : Math.round(step);
}

const cut = new Float64Array(8); // where a line crosses the sides of a cell: x and y of up to four points

// Marching squares: every cell gives the piece of each line that crosses it.
function isolines(context, { nx, ny, z, high, start, size }, [left, top, right, bottom]) {
  const [across, up] = [(right - left) / (nx - 1), (top - bottom) / (ny - 1)];
  const last = Math.floor((high - start) / size + 1e-9);
  const piece = (i, j, from, to) => {
    context.moveTo(left + (i + cut[from]) * across, bottom + (j + cut[from + 1]) * up);
    context.lineTo(left + (i + cut[to]) * across, bottom + (j + cut[to + 1]) * up);
  };
  for (let j = 0; j < ny - 1; j++) {
    for (let i = 0; i < nx - 1; i++) {
      const k = j * nx + i;
      const [a, b, c, d] = [z[k], z[k + 1], z[k + nx + 1], z[k + nx]]; // around the cell from low x, low y
      const [least, most, mean] = [Math.min(a, b, c, d), Math.max(a, b, c, d), (a + b + c + d) / 4];
      if (!Number.isFinite(mean)) continue;
      const end = Math.min(last, Math.floor((most - start) / size));
      for (let n = Math.max(0, Math.floor((least - start) / size) + 1); n <= end; n++) {
        const level = start + n * size;
        const found = crossings(a, b, c, d, level) / 2; // none where a level only seemed to be inside by rounding
        if (found === 2) piece(i, j, 0, 2);
        else if (found && mean >= level === a >= level) piece(i, j, 0, 2), piece(i, j, 4, 6); // saddle: b and d cut off
        else if (found) piece(i, j, 6, 0), piece(i, j, 2, 4);
      }
    }
  }
}

// Fills `cut` side by side: low y, high x, high y, low x.
function crossings(a, b, c, d, level) {
  let n = 0;
  if (a >= level !== b >= level) (cut[n++] = (level - a) / (b - a)), (cut[n++] = 0);
  if (b >= level !== c >= level) (cut[n++] = 1), (cut[n++] = (level - b) / (c - b));
  if (d >= level !== c >= level) (cut[n++] = (level - d) / (c - d)), (cut[n++] = 1);
  if (a >= level !== d >= level) (cut[n++] = 0), (cut[n++] = (level - a) / (d - a));
  return n;
}

// In space, far quads first, so that near ones cover them; ink is the colour of the floor's edges. project and eye are
// those of projection.js: {x, y, z} -> pixels x, y, x, y, ... and the camera in the units of the data.
export function space(context, ground, project, eye, colors, ink = "currentColor") {
  const mesh = meshOf(ground);
  const pixels = project(mesh);
  const [steps, shades] = looks(mesh, ground, eye);
  const ratio = context.getTransform().a;
  const finer = Math.max(FINER / ratio, 1);
  sheet.resize(Math.ceil(context.canvas.width * finer), Math.ceil(context.canvas.height * finer));
  sheet.pixels.fill(0);
  for (let k = 0; k < pixels.length; k++) pixels[k] *= ratio * finer;
  const columns = farFirst(mesh.columns, eye[0]);
  for (const j of farFirst(mesh.rows, eye[1])) {
    for (const i of columns) {
      const k = j * mesh.columns.length + i;
      const above = k + mesh.columns.length;
      triangle(sheet, pixels, steps, shades, colors, k, k + 1, above);
      triangle(sheet, pixels, steps, shades, colors, k + 1, above + 1, above);
    }
  }
  const beneath = eye[2] < ground.low;
  if (!beneath) floor(context, ground, project, ink);
  sheet.draw(context, 0, 0, sheet.width / ratio / finer, sheet.height / ratio / finer);
  if (beneath) floor(context, ground, project, ink);
}

// Every so many points of the grid, and always the last: columns and rows are their coordinates.
function meshOf({ nx, ny, x, y, z }) {
  const [across, up] = [thinned(nx), thinned(ny)];
  const columns = across.map((i) => x[0] + ((x[1] - x[0]) * i) / (nx - 1));
  const rows = up.map((j) => y[0] + ((y[1] - y[0]) * j) / (ny - 1));
  return {
    columns,
    rows,
    x: rows.flatMap(() => columns),
    y: rows.flatMap((value) => columns.map(() => value)),
    z: up.flatMap((j) => across.map((i) => z[j * nx + i])),
  };
}

function thinned(count) {
  const every = Math.ceil((count - 1) / MOST_QUADS);
  return [...Array.from({ length: Math.ceil((count - 1) / every) }, (_, i) => i * every), count - 1];
}

// The quads of one direction, the one below the eye last.
function farFirst(places, eye) {
  const quads = places.slice(0, -1).map((_, k) => k);
  return [...quads.filter((k) => places[k] >= eye).reverse(), ...quads.filter((k) => places[k] < eye)];
}

// Colour and shade of every point as places in the table.
function looks({ columns, rows, z }, { x, y, low, high }, eye) {
  const steps = new Float64Array(z.length);
  const shades = new Float64Array(z.length);
  const unit = [1 / (x[1] - x[0]), 1 / (y[1] - y[0]), TALL / (high - low || 1)];
  const light = lightOf(eye, [x, y, [low, high]], unit);
  const width = columns.length;
  for (let k = 0; k < z.length; k++) {
    const step = ((z[k] - low) / (high - low || 1)) * (STEPS - 1);
    steps[k] = Math.min(Math.max(step, 0), STEPS - 1);
    if (!Number.isFinite(z[k])) steps[k] = NaN;
    const right = (slope(z, columns, k % width, k, 1) / unit[0]) * unit[2];
    const up = (slope(z, rows, Math.floor(k / width), k, width) / unit[1]) * unit[2];
    const lit = (light[2] - right * light[0] - up * light[1]) / Math.hypot(right, up, 1);
    const shade = (DIFFUSE * Math.max(lit || 0, 0) * (SHADES - 1)) / (1 - DARKEST);
    shades[k] = Math.min(shade, SHADES - 1);
  }
  return [steps, shades];
}

function slope(z, places, i, k, stride) {
  const [before, after] = [i > 0 ? 1 : 0, i < places.length - 1 ? 1 : 0];
  return (z[k + after * stride] - z[k - before * stride]) / (places[i + after] - places[i - before]);
}

// Where Plotly's light comes from: up as the camera has it, steeper as the box is lower.
function lightOf(eye, ranges, unit) {
  const [x, y, z] = ranges.map(([low, high], i) => ((low + high) / 2 - eye[i]) * unit[i]);
  const flat = Math.hypot(x, y) || 1;
  const light = [(-z * x) / flat, (-z * y) / flat, flat / TALL];
  return light.map((part) => part / Math.hypot(...light));
}

function floor(context, { x, y, low }, project, ink) {
  const at = project({ x: [x[0], x[1], x[1], x[0]], y: [y[0], y[0], y[1], y[1]], z: [low, low, low, low] });
  context.beginPath();
  for (let k = 0; k < 4; k++) context.lineTo(at[2 * k], at[2 * k + 1]);
  context.closePath();
  context.save();
  context.globalAlpha = FAINT;
  context.strokeStyle = ink;
  context.lineWidth = 1;
  context.stroke();
  context.restore();
}
