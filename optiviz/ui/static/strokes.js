// Lines on a canvas from pixels x, y, x, y, ... of which some may be missing or far outside.
const FAR = 1e5; // pixels: canvases lose their way beyond

// The path up to a position, as what lies before the surface and what lies behind it; end: its last pixel.
export function trace({ pixels, row, behind }, position, end) {
  const lines = { front: new Path2D(), back: new Path2D() };
  let before;
  let side = "front";
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

export function stroke(context, line, color, width, dash = []) {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke(line);
  context.setLineDash([]);
}

// A straight arrow with a casing; nothing where it is too short to have a direction.
export function arrow(context, [x, y], [right, down], color, casing, width = 2.5) {
  const length = Math.hypot(right - x, down - y);
  if (!(length > 2)) return;
  const [a, b] = [(right - x) / length, (down - y) / length];
  const head = Math.min(10, length);
  const line = new Path2D();
  line.moveTo(x, y);
  line.lineTo(right, down);
  line.moveTo(right - head * (a - 0.5 * b), down - head * (b + 0.5 * a));
  line.lineTo(right, down);
  line.lineTo(right - head * (a + 0.5 * b), down - head * (b - 0.5 * a));
  context.lineJoin = context.lineCap = "round";
  stroke(context, line, casing, width + 2.5);
  stroke(context, line, color, width);
  context.lineCap = "butt";
}

// Where the name of an arrow stands: past its head; left: the text ends there.
export function beside([x, y], [right, down]) {
  const length = Math.hypot(right - x, down - y) || 1;
  return { x: right + (8 * (right - x)) / length, y: down + (8 * (down - y)) / length + 4, left: right < x };
}

// Names one below the other where they would cover each other.
export function spread(names, height = 14, width = 70) {
  names.forEach(({ at }, i) => {
    const covers = ({ at: other }) => Math.abs(other.x - at.x) < width && Math.abs(other.y - at.y) < height;
    while (names.slice(0, i).some(covers)) at.y += height;
  });
}

export function name(context, text, { x, y, left }, color, casing) {
  context.textAlign = left ? "right" : "left";
  context.strokeStyle = casing;
  context.lineWidth = 3;
  context.strokeText(text, x, y);
  context.fillStyle = color;
  context.fillText(text, x, y);
}
