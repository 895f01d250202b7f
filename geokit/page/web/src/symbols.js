// How things are drawn, from the one description that Python gives: patterns of SVG and of canvas, legends and signs.

/** @import {Hatch, Style, SymbolData} from "./types.d.ts" */
import {page, svgElement} from "./text.js";

/**
 * @param {string} key
 * @returns {SymbolData}
 */
export function symbolOf(key) {
  const found = page.symbols[key];
  if (!found) {
    throw new Error("no symbol " + key);
  }
  return found;
}

/**
 * A colour of the page as it is now: `supplied` is that of its line, `supplied-fill` that of its surface.
 * @param {string} name
 * @returns {string}
 */
export function colourOf(name) {
  return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
}

/** @param {Hatch} hatch @returns {string} */
const linesOf = (hatch) => hatch.lines.map(([x1, y1, x2, y2]) => "M" + x1 + " " + y1 + "L" + x2 + " " + y2).join("");

/**
 * @param {string} key
 * @param {Hatch} hatch
 * @returns {SVGElement}
 */
function pattern(key, hatch) {
  const lines = svgElement("path", {d: linesOf(hatch), fill: "none", "stroke-width": hatch.width});
  // By style, so that the theme may change under it.
  lines.style.stroke = "var(--" + key + "-hatch)";
  const parts = /** @type {SVGElement[]} */ ([lines]);
  const opacity = symbolOf(key).opacity;
  if (opacity !== undefined) {
    const surface = svgElement("rect", {width: hatch.size, height: hatch.size, "fill-opacity": opacity});
    surface.style.fill = "var(--" + key + "-fill)";
    parts.unshift(surface);
  }
  return svgElement("pattern", {id: "gk-hatch-" + key, width: hatch.size, height: hatch.size, patternUnits: "userSpaceOnUse"}, parts);
}

/** Every hatch, once a page: paths are filled with it by their class. */
export function addPatterns() {
  const all = Object.entries(page.symbols).flatMap(([key, symbol]) => (symbol.hatch ? [pattern(key, symbol.hatch)] : []));
  document.body.appendChild(
    svgElement("svg", {width: 0, height: 0, class: "gk-patterns", "aria-hidden": "true"}, [svgElement("defs", {}, all)])
  );
}

/**
 * What a canvas fills a hatched thing with; it stays where it is on the ground when the map is moved.
 * @param {CanvasRenderingContext2D} context
 * @param {string} key
 * @param {{left: number, top: number}} [frame]
 * @returns {CanvasPattern | null}
 */
export function canvasPattern(context, key, frame) {
  const {hatch, opacity} = symbolOf(key);
  const ratio = window.devicePixelRatio || 1;
  const tile = document.createElement("canvas");
  const paint = tile.getContext("2d");
  if (!hatch || !paint) {
    return null;
  }
  // Whole pixels of the screen, or the tiles would show their seams.
  tile.width = tile.height = Math.round(hatch.size * ratio);
  paint.scale(tile.width / hatch.size, tile.height / hatch.size);
  if (opacity !== undefined) {
    Object.assign(paint, {fillStyle: colourOf(key + "-fill"), globalAlpha: opacity});
    paint.fillRect(0, 0, hatch.size, hatch.size);
  }
  Object.assign(paint, {strokeStyle: colourOf(key + "-hatch"), lineWidth: hatch.width, globalAlpha: 1});
  paint.stroke(new Path2D(linesOf(hatch)));
  const made = context.createPattern(tile, "repeat");
  const [left, top] = frame ? [frame.left % hatch.size, frame.top % hatch.size] : [0, 0];
  made && made.setTransform(new DOMMatrix([hatch.size / tile.width, 0, 0, hatch.size / tile.height, -left, -top]));
  return made;
}

/**
 * How dark a surface and its hatch are together, 0 to 1, where neither can be told from the other.
 * @param {string} key
 * @returns {number}
 */
export function meanOpacity(key) {
  const {hatch, opacity} = symbolOf(key);
  const inner = (hatch ? hatch.lines : []).filter(([x1, , x2]) => x1 + x2 > 0 && x1 + x2 < 2 * (hatch ? hatch.size : 0));
  const lines = inner.reduce((sum, [x1, y1, x2, y2]) => sum + (x1 === x2 || y1 === y2 ? 1 : Math.SQRT2), 0);
  const covered = hatch ? Math.min(1, lines * hatch.width / hatch.size) : 0;
  return covered + (1 - covered) * (opacity === undefined ? 0 : opacity);
}

/**
 * How a canvas draws a thing.
 * @param {CanvasRenderingContext2D} context
 * @param {string} key
 * @param {{left: number, top: number}} [frame]
 * @returns {Style}
 */
export function canvasStyle(context, key, frame) {
  const {width, dash, opacity, hatch} = symbolOf(key);
  const style = {stroke: colourOf(key), weight: width, dash: dash || []};
  if (hatch) {
    return {...style, fill: canvasPattern(context, key, frame) || "transparent", fillOpacity: 1};
  }
  return opacity === undefined ? style : {...style, fill: colourOf(key + "-fill"), fillOpacity: opacity};
}

/**
 * The corners of a sign around a place.
 * @param {string} key
 * @param {number} x
 * @param {number} y
 * @param {number} [size]
 * @returns {[number, number][]}
 */
export function signPoints(key, x, y, size) {
  const symbol = symbolOf(key);
  const half = (size || symbol.size || 0) / 2;
  return (symbol.marker || []).map(([right, down]) => [x + right * half, y + down * half]);
}

/**
 * @param {string} key
 * @param {number} x
 * @param {number} y
 * @param {number} [size]
 * @returns {SVGPolygonElement}
 */
export function sign(key, x, y, size) {
  const points = signPoints(key, x, y, size).map(([right, down]) => right.toFixed(2) + "," + down.toFixed(2)).join(" ");
  return svgElement("polygon", {points: points, class: "sym-" + key + " is-sign"});
}

/**
 * A picture of a thing for legends: its sign where it has one, a line where it is one, else a box; or the form that is asked for.
 * @param {string} key
 * @param {"sign" | "line" | "box" | "circle"} [form]
 * @returns {SVGSVGElement}
 */
export function sample(key, form) {
  const symbol = symbolOf(key);
  const shape = form || (symbol.marker ? "sign" : symbol.is_line ? "line" : "box");
  const inset = symbol.width / 2 + 0.5;
  const drawn = {
    sign: () => sign(key, 16, 10),
    line: () => svgElement("path", {d: "M1 10H31", class: "sym-" + key}),
    circle: () => svgElement("circle", {cx: 16, cy: 10, r: 10 - inset, class: "sym-" + key}),
    box: () => svgElement("rect", {x: inset, y: inset, width: 32 - 2 * inset, height: 20 - 2 * inset, class: "sym-" + key})
  }[shape]();
  if (shape === "line") {
    drawn.style.fill = "none";
  }
  return svgElement("svg", {width: 32, height: 20, viewBox: "0 0 32 20", class: "gk-sample-picture", "aria-hidden": "true"}, [drawn]);
}
