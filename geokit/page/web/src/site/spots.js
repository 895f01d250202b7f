// Land that is too small to be seen on the whole map, as where files lie at the two ends of a city: a ring around it,
// with how many parcels it has; it goes when the map is near enough to see them.

/** @import {LiveLayer} from "../types.d.ts" */
import {boxAround, boundsOf, isDrawn} from "../geometry.js";
import {RING_PX} from "./clusters.js";
import {countText} from "./figures.js";
import {filter} from "./filter.js";
import {fly} from "../start.js";
import {element, setText, word} from "../text.js";

/** @typedef {import("../labels.js").Labels} Labels */
/** @typedef {{box: number[], members: number[]}} Spot west, north, east and south, in units of the world */

// Land closer together than this share of all of it is one spot; of more spots than these the map is a pattern by itself.
const NEAR = 1 / 20;
const MOST = 40;

/**
 * @param {number[]} one
 * @param {number[]} other
 * @param {number} near
 */
const isNear = (one, other, near) =>
  one[0] - near <= other[2] && other[0] - near <= one[2] && one[1] - near <= other[3] && other[1] - near <= one[3];

/**
 * Join spots that lie near each other, until none do.
 * @param {Spot[]} spots
 * @param {number} near
 * @returns {Spot[]}
 */
function joined(spots, near) {
  /** @type {Spot[]} */
  const found = [];
  spots.forEach((spot) => {
    const close = found.find(({box}) => isNear(box, spot.box, near));
    if (close) {
      close.members.push(...spot.members);
      close.box = [0, 1, 2, 3].map((side) => (side < 2 ? Math.min : Math.max)(close.box[side], spot.box[side]));
    } else {
      found.push({box: spot.box.slice(), members: spot.members.slice()});
    }
  });
  return found.length === spots.length ? found : joined(found, near);
}

/**
 * @param {LiveLayer} layer
 * @returns {Spot[]}
 */
function spotsOf({shapes}) {
  const each = Array.from({length: shapes.count}, (_, at) => at).filter((at) => isDrawn(shapes, at))
    .map((at) => ({box: Array.from(shapes.boxes.slice(at * 4, at * 4 + 4)), members: [at]}));
  const all = [0, 1, 2, 3].map((side) => each.reduce((found, {box}) => (side < 2 ? Math.min : Math.max)(found, box[side]), side < 2 ? Infinity : -Infinity));
  const found = joined(each, Math.max(all[2] - all[0], all[3] - all[1]) * NEAR);
  return found.length > 1 && found.length <= MOST ? found : [];
}

/**
 * @param {L.Map} map
 * @param {LiveLayer} layer
 * @param {Labels} labels
 */
export function drawSpots(map, layer, labels) {
  spotsOf(layer).forEach(({box, members}) => {
    const bounds = boundsOf(boxAround([box]));
    const ring = L.circleMarker(bounds.getCenter(), {radius: RING_PX, className: "gk-spot sym-park", pane: "gk-parcels"}).addTo(map);
    const path = /** @type {Element} */ (ring.getElement());
    const words = element("span", {class: "gk-parcel-name gk-spot-name"});
    labels.add({point: bounds.getCenter(), node: words, priority: 80});
    ring.on("click", () => fly(map, bounds));
    function refresh() {
      const wide = Math.max(box[2] - box[0], box[3] - box[1]) * 256 * Math.pow(2, map.getZoom());
      const shown = members.filter((at) => layer.shown[at]).length;
      setText(words, word("parcels_all", {m: countText(shown)}));
      [path, words].forEach((node) => node.classList.toggle("is-hidden", wide > 2 * RING_PX || !shown));
    }
    map.on("zoomend", refresh);
    filter.listen(refresh);
  });
}
