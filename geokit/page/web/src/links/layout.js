// Where the two cities stand: side by side or one above the other, or where they truly lie.

/** @import {LatLng, Layout, LinkPage} from "../types.d.ts" */

/** @typedef {"wide" | "tall" | "true"} LayoutName */

// Side by side wants this much more width than height, and this width at all.
const WIDER = 1.3;
const WIDE_PX = 700;
const EDGE_PX = 12;
const SNAPPED = 1e-6;

/** @type {((layout: Layout) => void)[]} */
const listeners = [];
/** @type {(() => void)[]} */
const panelListeners = [];
/** @type {L.Map} */
let map;
/** @type {LinkPage["layouts"]} */
let layouts;
/** @type {LayoutName} */
let shown = "wide";
let isTrue = false;
/** Degrees. */
let spare = 0;

/** @returns {LayoutName} */
function fitting() {
  const size = map.getSize();
  return isTrue ? "true" : size.x >= Math.max(WIDE_PX, size.y * WIDER) ? "wide" : "tall";
}

/** @returns {Layout} */
export const layout = () => layouts[shown];

/** @returns {LayoutName} */
export const layoutName = () => shown;

/** @returns {boolean} */
export const isTrueGeography = () => isTrue;

/**
 * Draw something in the layout of now, and again in each that follows.
 * @param {(layout: Layout) => void} listener
 */
export function inLayout(listener) {
  listeners.push(listener);
  listener(layout());
}

/**
 * Draw what depends on how high panels are, now and whenever that changes.
 * @param {() => void} listener
 */
export function inPanels(listener) {
  panelListeners.push(listener);
  inLayout(listener);
}

/**
 * The panels of the cities: as high as the map has room for, and as there is land to draw.
 * @returns {Layout["frames"]}
 */
export const panels = () => layout().frames.map((frame) => ({...frame, bounds: stretched(frame)}));

/**
 * @param {Layout["frames"][0]} frame
 * @returns {[LatLng, LatLng]}
 */
function stretched({bounds: [[south, west], [north, east]], reach}) {
  return [[Math.max(south - spare, reach[0][0]), west], [Math.min(north + spare, reach[1][0]), east]];
}

/** How much higher than its layout the map's box is, above and below, in degrees. */
function room() {
  const [[south, west], [north, east]] = layout().bounds;
  const [low, high] = [map.project([south, west], 0), map.project([north, east], 0)];
  const size = map.getSize();
  // A view is fitted in steps of zoom.
  const step = map.options.zoomSnap || 1;
  const [wide, tall] = [size.x, size.y].map((side) => Math.max(1, side - 2 * EDGE_PX));
  const fit = Math.min(wide / (high.x - low.x), tall / (low.y - high.y));
  const scale = 2 ** (Math.floor(Math.log2(fit) / step + SNAPPED) * step);
  const higher = tall / scale / (low.y - high.y) - 1;
  return Math.max(0, higher) * (north - south) / 2;
}

/** Take the layout that fits the map's box; whether it is another one than before. */
export function refit() {
  const name = fitting();
  const isNew = name !== shown;
  if (isNew) {
    shown = name;
  }
  const before = spare;
  spare = room();
  if (isNew) {
    listeners.forEach((listener) => listener(layout()));
  } else if (spare !== before) {
    panelListeners.forEach((listener) => listener());
  }
  return isNew;
}

/**
 * Show the two cities beside each other, or where they truly lie.
 * @param {"cities" | "true"} name
 */
export function showLayout(name) {
  isTrue = name === "true";
  if (refit()) {
    map.fire("layoutchange");
  }
}

/**
 * @param {L.Map} on
 * @param {LinkPage} page
 */
export function startLayouts(on, page) {
  map = on;
  layouts = page.layouts;
  shown = fitting();
  spare = room();
}

/**
 * Places of a city, moved by its vector in metres of the map's projection, and scaled where that draws it at another scale.
 * @template {LatLng | LatLng[] | LatLng[][] | LatLng[][][]} T
 * @param {T} places
 * @param {string | null} city
 * @returns {T}
 */
export function moved(places, city) {
  const [dx, dy] = (city !== null && layout().shifts[city]) || [0, 0];
  const scale = (city !== null && layout().scales[city]) || 1;
  const {crs} = /** @type {{crs: L.CRS}} */ (map.options);
  /** @param {any} each @returns {any} */
  const move = (each) => {
    if (typeof each[0] !== "number") {
      return each.map(move);
    }
    const at = crs.unproject(crs.project(L.latLng(each[0], each[1])).multiplyBy(scale).add([dx, dy]));
    return [at.lat, at.lng];
  };
  return dx || dy || scale !== 1 ? move(places) : places;
}
