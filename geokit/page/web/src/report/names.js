// The parcels' names on the map: each within its own outline, along the widest part of it that a line from west to east has.

/** @import {Edges, Frame, Shapes} from "../types.d.ts" */
import {within} from "../geometry.js";
import {overlap} from "../boxes.js";
import {isolate} from "../text.js";

const FONT = '10.5px "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
const HEIGHT_PX = 14;
// Clear of a mark in the middle.
const BESIDE_PX = 18;
// More names at once are no names but a texture.
const MOST = 500;

/** @typedef {{x: number, y: number, width: number}} Inner */

/**
 * Where the middle of a shape's height crosses its rings, and the longest part of that line within it.
 * @param {Shapes} shapes
 * @param {number} at
 * @returns {Inner}
 */
export function innerPlace(shapes, at) {
  const {boxes, from, to, rings, points, x, y, units, west} = shapes;
  const worldMiddle = (boxes[at * 4 + 1] + boxes[at * 4 + 3]) / 2;
  const [, middle] = within(shapes, 0, worldMiddle);
  /** @type {number[]} */
  const crossings = [];
  for (let ring = rings[from[at]]; ring < rings[to[at]]; ring += 1) {
    const [first, end] = [points[ring], points[ring + 1]];
    for (let here = first, before = end - 1; here < end; before = here, here += 1) {
      if ((y[here] > middle) !== (y[before] > middle)) {
        crossings.push(x[here] + (middle - y[here]) / (y[before] - y[here]) * (x[before] - x[here]));
      }
    }
  }
  crossings.sort((one, other) => one - other);
  let best = {x: 0, y: worldMiddle, width: 0};
  for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
    const width = (crossings[pair + 1] - crossings[pair]) / units;
    best = width > best.width ? {x: (west + crossings[pair]) / units + width / 2, y: worldMiddle, width: width} : best;
  }
  return best;
}

/**
 * Set a canvas to write names.
 * @param {CanvasRenderingContext2D} context
 * @param {{ink: string, halo: string}} colours
 */
export function writeWith(context, {ink, halo}) {
  Object.assign(context, {font: FONT, textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 3});
  Object.assign(context, {strokeStyle: halo, fillStyle: ink, globalAlpha: 1});
  context.setLineDash([]);
}

/**
 * Paints the names that fit; returns where they stand on the canvas.
 * @param {Shapes} shapes
 * @param {string[]} names
 */
export function parcelNames(shapes, names) {
  /** @type {Map<number, Inner>} */
  const known = new Map();
  /** @param {number} at */
  const inner = (at) => {
    const place = known.get(at) || innerPlace(shapes, at);
    known.set(at, place);
    return place;
  };

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Frame} frame
   * @param {number[]} seen
   * @param {{ink: string, halo: string}} colours
   * @param {Edges[]} taken
   */
  return (context, frame, seen, colours, taken) => {
    const large = seen.filter((at) => (shapes.boxes[at * 4 + 3] - shapes.boxes[at * 4 + 1]) * frame.scale > HEIGHT_PX);
    if (large.length > MOST) {
      return;
    }
    writeWith(context, colours);
    large.forEach((at) => {
      const place = inner(at);
      const name = isolate(names[at]);
      const width = context.measureText(name).width;
      const spot = place.width * frame.scale < width ? null : free(place, frame, width, taken);
      if (spot) {
        context.strokeText(name, spot.x, spot.y);
        context.fillText(name, spot.x, spot.y);
      }
    });
  };
}

/**
 * In the middle, or else below or above what stands there.
 * @param {Inner} place
 * @param {Frame} frame
 * @param {number} width
 * @param {Edges[]} taken
 * @returns {{x: number, y: number} | null}
 */
function free(place, frame, width, taken) {
  const x = place.x * frame.scale - frame.left;
  for (const shift of [0, BESIDE_PX, -BESIDE_PX]) {
    const y = place.y * frame.scale - frame.top + shift;
    const box = {left: x - width / 2, right: x + width / 2, top: y - HEIGHT_PX / 2, bottom: y + HEIGHT_PX / 2};
    if (!taken.some((other) => overlap(box, other))) {
      taken.push(box);
      return {x, y};
    }
  }
  return null;
}
