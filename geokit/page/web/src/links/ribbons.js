// Ribbons: wide where help comes from, narrow where it goes; a thin dashed line where no area is published.

/** @import {Enclave, LatLng, Pair} from "../types.d.ts" */
/** @import {Names} from "./names.js" */
import {isMeasuring} from "../measure.js";
import {element, word} from "../text.js";
import {focus} from "./focus.js";
import {inLayout, layout} from "./layout.js";
import {SmoothLine, SmoothPolygon, paint} from "./shapes.js";

const REACH_PX = 16;
// How many points of a ribbon, the nearest first, its number may go to when its own place is taken.
const MARKS = 16;
const SPARSE = 3;

/**
 * @param {Pair} pair
 * @returns {HTMLElement}
 */
export function pairNumber(pair) {
  const node = element("span", {class: "gk-number", text: String(pair.number), attributes: {title: pair.name}});
  paint(node, pair);
  return node;
}

/**
 * The number of a pair, with its land where that is published.
 * @param {Pair} pair
 * @returns {HTMLElement}
 */
function mark(pair) {
  const node = element("span", {class: "gk-mark-pair"}, [pairNumber(pair), pair.land_label && element("span", {class: "gk-mark-land", text: pair.land_label})]);
  node.dataset.pair = pair.id;
  return node;
}

/**
 * @param {L.Path} shape
 * @param {Pair} pair
 */
function follow(shape, pair) {
  shape.on("mouseover", () => focus.point(pair.id));
  shape.on("mouseout", () => focus.point(null));
  shape.on("click", (event) => {
    if (!isMeasuring()) {
      L.DomEvent.stop(event);
      focus.toggle([pair.id]);
    }
  });
  shape.bindTooltip(() => element("div", {}, [
    element("strong", {text: pair.name}),
    element("div", {text: pair.land || word("not_published")})
  ]), {sticky: true});
}

/**
 * @param {L.Map} map
 * @param {Pair} pair
 * @returns {L.Path[]}
 */
function shapesOf(map, pair) {
  /** @type {L.PolylineOptions} */
  const quiet = {interactive: false, pane: "gk-ribbons", weight: 1};
  const ribbon = () => layout().ribbons[pair.id];
  // A wide unseen line is easier to point at.
  const reach = new SmoothLine([], {className: "gk-reach", weight: REACH_PX, opacity: 0, pane: "gk-ribbons"}).addTo(map);
  inLayout(() => reach.setLatLngs(ribbon().axis));
  follow(reach, pair);
  if (pair.width_class === null) {
    const line = new SmoothLine([], {...quiet, className: "gk-thread sym-unpublished"}).addTo(map);
    inLayout(() => line.setLatLngs(ribbon().axis));
    return [line, reach];
  }
  const shape = new SmoothPolygon([], {...quiet, className: "gk-ribbon"}).addTo(map);
  inLayout(() => shape.setLatLngs(ribbon().outline));
  return [shape, reach];
}

/**
 * @param {L.Map} map
 * @param {Pair[]} pairs
 * @param {Names} names
 */
export function drawRibbons(map, pairs, names) {
  // The largest land is drawn last, over the others, and its number is placed first.
  const sorted = [...pairs].sort((one, other) => (one.width_class ?? -1) - (other.width_class ?? -1));
  const marks = sorted.map((pair) => {
    const [shape, reach] = shapesOf(map, pair);
    paint(shape.getElement(), pair);
    const node = mark(pair);
    focus.follow(node, [pair.id]);
    focus.dim(() => [shape.getElement(), node], [pair.id]);
    focus.listen((_, __, shown) => {
      /** @type {Element} */ (shape.getElement()).classList.toggle("is-shown", shown.includes(pair.id));
      if (shown.includes(pair.id)) {
        shape.bringToFront();
        reach.bringToFront();
      }
    });
    names.avoid(() => layout().ribbons[pair.id][pair.width_class === null ? "axis" : "outline"], pair.width_class === null);
    return {node, rank: /** @type {"mark"} */ ("mark"), hasShort: Boolean(pair.land), places: () => placesOf(pair)};
  });
  marks.reverse().forEach((each) => names.addFixed(each));
}

/**
 * @param {Pair} pair
 * @returns {LatLng[]}
 */
function placesOf(pair) {
  const {axis, mark: own} = layout().ribbons[pair.id];
  const far = (/** @type {LatLng} */ [lat, lng]) => Math.hypot(lat - own[0], lng - own[1]);
  const sorted = [...axis].sort((one, other) => far(one) - far(other));
  return [own, ...sorted.slice(0, MARKS), ...sorted.slice(MARKS).filter((_, at) => at % SPARSE === 0)];
}

/**
 * The way back: from a host district to the site that it keeps in the helping city.
 * @param {L.Map} map
 * @param {Enclave} enclave
 * @param {Pair} pair
 */
export function drawFlow(map, enclave, pair) {
  const shape = new SmoothPolygon([], {className: "gk-flow", interactive: false, pane: "gk-ribbons", weight: 1}).addTo(map);
  inLayout(() => shape.setLatLngs((layout().flows[enclave.id] || {outline: []}).outline));
  paint(shape.getElement(), pair);
  focus.dim(() => [shape.getElement()], [pair.id]);
  focus.listen((_, __, shown) => /** @type {Element} */ (shape.getElement()).classList.toggle("is-shown", shown.includes(pair.id)));
}
