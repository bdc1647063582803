// @ts-check
// Knows how the gap of two riders is drawn while they ride: as web/charts.py draws it on a page.

const WIDTH = 640, HEIGHT = 240;
const LEFT = 72, RIGHT = 24, TOP = 22, BOTTOM = 32;
const SCALES_S = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500];
const MIDDLE = (TOP + HEIGHT - BOTTOM) / 2;
const SVG = "http://www.w3.org/2000/svg";

/** @typedef {{bib: number, splits_us: (number | null)[]}} Rider */

/**
 * Draw it into `place`; above the middle the first rider is ahead.
 * @param {Element} place @param {Rider} home @param {Rider} back @param {number} halfLaps
 */
export function drawGap(place, home, back, halfLaps) {
  const gaps = home.splits_us.map((ours, at) => {
    const theirs = back.splits_us[at] ?? null;
    return ours === null || theirs === null ? null : theirs - ours;
  });
  const known = gaps.filter((gap) => gap !== null);
  if (!known.length) return;
  const widest = Math.max(...known.map(Math.abs));
  const most = (SCALES_S.find((scale) => scale * 1e6 >= widest) ?? widest / 1e6) * 1e6;
  /** @param {number} gap */
  const y = (gap) => round(MIDDLE - ((MIDDLE - TOP) * gap) / most);
  /** @param {number} n */
  const x = (n) => round(LEFT + ((WIDTH - LEFT - RIGHT) * n) / halfLaps);

  const svg = place.querySelector("svg") ?? framed(place);
  for (const each of svg.querySelectorAll(":scope > :not(title)")) each.remove();
  for (const [at, label] of /** @type {[number, string][]} */ ([
    [y(most), `+${most / 1e6}`], [MIDDLE, "0"], [y(-most), `+${most / 1e6}`],
  ])) {
    add(svg, "line", { x1: LEFT, x2: WIDTH - RIGHT, y1: at, y2: at, class: "grid" });
    add(svg, "text", { x: LEFT - 6, y: at + 4, class: "label end" }, label);
  }
  add(svg, "text", { x: LEFT + 8, y: TOP + 26, class: "label ahead home" }, `▲ ${home.bib}`);
  add(svg, "text", { x: LEFT + 8, y: HEIGHT - BOTTOM - 12, class: "label ahead back" }, `▼ ${back.bib}`);
  const step = 2 * Math.max(1, Math.ceil(halfLaps / 16));
  for (let n = step; n <= halfLaps; n += step) {
    add(svg, "text", { x: x(n), y: HEIGHT - 6, class: "label middle" }, String(n / 2));
  }
  let line = [`${LEFT},${MIDDLE}`];
  let end = line[0];
  gaps.forEach((gap, at) => {
    if (gap === null) {
      draw(svg, line);
      line = [];
    } else {
      end = `${x(at + 1)},${y(gap)}`;
      line.push(end);
    }
  });
  draw(svg, line);
  const [cx, cy] = end.split(",");
  add(svg, "circle", { cx, cy, r: 4, class: "gap-end" });
}

/** @param {Element} place */
function framed(place) {
  const svg = add(place, "svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "gap-chart" });
  svg.setAttribute("aria-hidden", "true"); // the sentence above says it
  return svg;
}

/** @param {Element} svg @param {string[]} line */
function draw(svg, line) {
  if (line.length > 1) add(svg, "polyline", { points: line.join(" "), class: "gap-line" });
}

/**
 * @param {Element} parent @param {string} name @param {Record<string, string | number>} attributes
 * @param {string} [text]
 */
function add(parent, name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text) made.textContent = text;
  parent.append(made);
  return made;
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
