// Markers and dashes of the eight slots, for the legend (SVG) and the cursor (canvas) alike, in units of the radius.
export const MARKERS = {
  circle: "M1,0A1,1 0 1,1 -1,0A1,1 0 1,1 1,0Z",
  square: "M-.85,-.85H.85V.85H-.85Z",
  diamond: "M0,-1.2L1.2,0L0,1.2L-1.2,0Z",
  "triangle-up": "M0,-1.2L1.1,.8H-1.1Z",
  "triangle-down": "M0,1.2L1.1,-.8H-1.1Z",
  x: "M0,-.45L.6,-1.05L1.05,-.6L.45,0L1.05,.6L.6,1.05L0,.45L-.6,1.05L-1.05,.6L-.45,0L-1.05,-.6L-.6,-1.05Z",
  star: "M0,-1.35L.33,-.45L1.28,-.42L.53,.17L.79,1.09L0,.55L-.79,1.09L-.53,.17L-1.28,-.42L-.33,-.45Z",
  cross: "M-.35,-1H.35V-.35H1V.35H.35V1H-.35V.35H-1V-.35H-.35Z",
  bowtie: "M-1,-.8L1,.8V-.8L-1,.8Z",
  hexagon: "M1.1,0L.55,.95H-.55L-1.1,0L-.55,-.95H.55Z",
};

const DASHES = {
  solid: [],
  dot: [1, 1],
  dash: [3, 3],
  longdash: [5, 5],
  dashdot: [3, 1, 1, 1],
  longdashdot: [5, 2, 1, 2],
};

export function dashes(name, width) {
  return (DASHES[name] ?? []).map((length) => length * Math.max(width, 3));
}

export function markerPath(name, radius) {
  const path = new Path2D();
  path.addPath(new Path2D(MARKERS[name] ?? MARKERS.circle), new DOMMatrix().scale(radius));
  return path;
}

// The legend's picture of a lane: its line with casing, its marker on top.
export function swatch({ color, dash, marker, casing }) {
  const line = `<path d="M1,9H37" stroke-width="3" stroke="${color}" stroke-dasharray="${dashes(dash, 2).map((length) => 0.6 * length)}"/>`;
  const shape = `<path d="${MARKERS[marker] ?? MARKERS.circle}" transform="translate(19 9) scale(6)"
    fill="${color}" stroke="${casing}" stroke-width=".25"/>`;
  return `<svg width="38" height="18" viewBox="0 0 38 18" aria-hidden="true">${line}${shape}</svg>`;
}
