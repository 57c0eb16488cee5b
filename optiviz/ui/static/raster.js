// Pixels set by hand: a colour table, a picture that a canvas can take, and filled triangles without seams.
export const STEPS = 512; // colours of a scale
export const SHADES = 16; // each from DARKEST to full light
export const DARKEST = 0.85; // the ambient light in figures/surface.py

// The pixels of a colour scale [[0, "#440154"], ..., [1, "#fde725"]]: STEPS of the darkest shade first, full light
// last.
export function lut(stops) {
  const table = new Uint32Array(SHADES * STEPS);
  const rgb = stops.map(([, color]) => [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16)));
  for (let i = 0; i < table.length; i++) {
    const share = (i % STEPS) / (STEPS - 1);
    const light = DARKEST + ((1 - DARKEST) * Math.floor(i / STEPS)) / (SHADES - 1);
    const k = Math.max(stops.findIndex(([place]) => place >= share), 1);
    const part = (share - stops[k - 1][0]) / (stops[k][0] - stops[k - 1][0]);
    const [r, g, b] = rgb[k].map((end, c) => Math.round((rgb[k - 1][c] * (1 - part) + end * part) * light));
    table[i] = (255 << 24) | (b << 16) | (g << 8) | r;
  }
  return table;
}

// A picture of its own, as putting pixels straight on a canvas would erase what is there.
export class Picture {
  constructor() {
    this.canvas = document.createElement("canvas");
    this.context = this.canvas.getContext("2d", { willReadFrequently: true }); // keeps the pixels in memory
    this.width = this.height = 0;
  }

  resize(width, height) {
    if (width === this.width && height === this.height) return;
    Object.assign(this, { width, height });
    Object.assign(this.canvas, { width, height });
    this.image = this.context.createImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  draw(context, ...place) {
    this.context.putImageData(this.image, 0, 0);
    context.drawImage(this.canvas, ...place);
  }
}

// One triangle with corners a, b, c: `at` holds pixels x, y, x, y, ..., `steps` and `shades` an entry of the table for
// every corner, in between they change evenly. A corner that is nan leaves a hole. Neighbours share no pixel.
export function triangle({ pixels, width, height }, at, steps, shades, table, a, b, c) {
  if (at[2 * b + 1] < at[2 * a + 1]) [a, b] = [b, a];
  if (at[2 * c + 1] < at[2 * b + 1]) [b, c] = [c, b];
  if (at[2 * b + 1] < at[2 * a + 1]) [a, b] = [b, a];
  const [x, y, x1, y1, x2, y2] = [at[2 * a], at[2 * a + 1], at[2 * b], at[2 * b + 1], at[2 * c], at[2 * c + 1]];
  const [dx1, dy1, dx2, dy2] = [x1 - x, y1 - y, x2 - x, y2 - y];
  const area = dx1 * dy2 - dx2 * dy1;
  if (!(Number.isFinite(steps[a] + steps[b] + steps[c]) && Number.isFinite(1 / area))) return;
  const [rise1, rise2] = [steps[b] - steps[a], steps[c] - steps[a]];
  const [dark1, dark2] = [shades[b] - shades[a], shades[c] - shades[a]];
  const rise = (rise1 * dy2 - rise2 * dy1) / area; // for every pixel to the right
  const dark = (dark1 * dy2 - dark2 * dy1) / area;
  const last = Math.min(height, Math.ceil(y2 - 0.5));
  for (let row = Math.max(0, Math.ceil(y - 0.5)); row < last; row++) {
    const down = row + 0.5 - y;
    const long = x + (dx2 * down) / dy2;
    const short = down < dy1 ? x + (dx1 * down) / dy1 : x1 + ((x2 - x1) * (down - dy1)) / (y2 - y1);
    const begin = Math.max(0, Math.ceil(Math.min(long, short) - 0.5));
    const end = Math.min(width, Math.ceil(Math.max(long, short) - 0.5));
    const right = begin + 0.5 - x;
    let step = steps[a] + right * rise + (down * (rise2 * dx1 - rise1 * dx2)) / area + 0.5;
    let shade = shades[a] + right * dark + (down * (dark2 * dx1 - dark1 * dx2)) / area + 0.5;
    for (let k = row * width + begin; k < row * width + end; k++, step += rise, shade += dark) {
      pixels[k] = table[(shade | 0) * STEPS + (step | 0)];
    }
  }
}
