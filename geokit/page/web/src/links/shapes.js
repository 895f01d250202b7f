// Shapes of the link map. Leaflet rounds each point to a pixel, which makes a curve tremble; these are not rounded.

/** @import {LatLng} from "../types.d.ts" */

/** @typedef {LatLng[] | LatLng[][] | LatLng[][][]} Places */

/** @param {any} path @param {boolean} isClosed */
function draw(path, isClosed) {
  const map = path._map;
  const origin = map.getPixelOrigin();
  /** @param {L.LatLng} place */
  const point = (place) => {
    const at = map.project(place).subtract(origin);
    return at.x.toFixed(1) + " " + at.y.toFixed(1);
  };
  /** @param {any} lines @returns {string} */
  const text = (lines) => (Array.isArray(lines[0])
    ? lines.map(text).join("")
    : lines.length ? "M" + lines.map(point).join("L") + (isClosed ? "Z" : "") : "");
  path._renderer._setPath(path, text(path._latlngs) || "M0 0");
}

export class SmoothPolygon extends L.Polygon {
  _updatePath() {
    draw(this, true);
  }
}

export class SmoothLine extends L.Polyline {
  _updatePath() {
    draw(this, false);
  }
}

/**
 * An element of a layer, given a colour that its style may take.
 * @param {Element | null | undefined} node
 * @param {{colour: string}} pair
 */
export function paint(node, pair) {
  const style = /** @type {SVGElement | HTMLElement} */ (node).style;
  style.setProperty("--colour", pair.colour);
  style.setProperty("--deep", mixed(pair.colour, INK, 0.5));
  style.setProperty("--pale", mixed(pair.colour, PAPER, 0.35));
}

const INK = [27, 39, 51];
const PAPER = [255, 255, 255];

/**
 * A colour mixed with ink, so that the palest of them stands out on paper, or with paper, for a dark page.
 * @param {string} colour
 * @param {number[]} other
 * @param {number} share
 * @returns {string}
 */
function mixed(colour, other, share) {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return "rgb(" + parts.map((part, at) => Math.round(part * (1 - share) + other[at] * share)).join(" ") + ")";
}
