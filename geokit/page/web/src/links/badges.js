// A park whose place is not public: a square of its area beside the district, joined to it, never an outline.

/** @import {Enclave, Labels, LinkedPark, Pair} from "../types.d.ts" */
import {focus} from "./focus.js";
import {metresPerPixel} from "../scale.js";
import {element, word} from "../text.js";
import {followWay} from "../views.js";

const SMALLEST_PX = 9;
const NAME_FROM_ZOOM = 9.75;
const AREA_FROM_ZOOM = 8;

/** @typedef {{square: HTMLElement, node: HTMLElement}} Badge */

/**
 * @param {{pair: string}} linked
 * @param {Pair[]} pairs
 * @returns {Pair}
 */
const pairOf = (linked, pairs) => /** @type {Pair} */ (pairs.find((each) => each.id === linked.pair));

/**
 * @param {LinkedPark} park
 * @param {string} colour
 * @returns {HTMLElement}
 */
function symbol(park, colour) {
  const node = element("span", {class: park.area_m2 ? "gk-square" : "gk-square is-empty"});
  node.style.setProperty("--colour", colour);
  return node;
}

/**
 * @param {LinkedPark} park
 * @param {Pair} pair
 * @returns {Badge}
 */
function badge(park, pair) {
  const square = symbol(park, pair.colour);
  const key = park.area ? "uncertain" : "place_uncertain";
  const uncertain = park.uncertainty_m && word(key, {km: park.uncertainty_m / 1000});
  const words = element("span", {class: "gk-badge-words"}, [
    element("strong", {class: "gk-badge-name", text: park.name}),
    element("span", {}, [
      element("b", {text: String(pair.number)}),
      element("span", {class: "gk-badge-area", text: park.area || word("not_published")})
    ]),
    uncertain && element("span", {class: "gk-badge-uncertain", text: uncertain})
  ]);
  return {square: square, node: element("span", {class: "gk-badge", attributes: {title: park.name}}, [square, words])};
}

/**
 * @param {L.Map} map
 * @param {LinkedPark} park
 * @param {Badge} drawn
 */
function resize(map, park, drawn) {
  const side = Math.sqrt(park.area_m2 || 0) / metresPerPixel(map);
  // A square too small to see becomes a sign, which says nothing of size.
  drawn.square.classList.toggle("is-sign", side < SMALLEST_PX);
  drawn.square.style.width = drawn.square.style.height = Math.max(side, SMALLEST_PX) + "px";
  drawn.node.classList.toggle("is-far", map.getZoom() < NAME_FROM_ZOOM);
  drawn.node.classList.toggle("is-very-far", map.getZoom() < AREA_FROM_ZOOM);
}

/**
 * @param {L.Map} map
 * @param {LinkedPark[]} parks
 * @param {Pair[]} pairs
 * @param {Labels} labels
 */
export function drawBadges(map, parks, pairs, labels) {
  parks.forEach((park) => {
    const pair = pairOf(park, pairs);
    const drawn = badge(park, pair);
    const leader = L.polyline([park.district, park.badge], {className: "gk-leader", weight: 1, interactive: false, pane: "gk-leaders"}).addTo(map);
    const circle = park.anchor && L.circle(park.anchor, {radius: park.uncertainty_m || 0, className: "gk-uncertainty", interactive: false, pane: "gk-leaders"});
    focus.follow(drawn.node, pair.id);
    followWay(drawn.node, park.id);
    labels.add({point: park.badge, node: drawn.node, priority: 90, centred: true, always: true, resize: () => resize(map, park, drawn)});
    focus.listen((focused, chosen) => {
      const isDim = focused !== null && focused !== pair.id;
      drawn.node.classList.toggle("is-dim", isDim);
      /** @type {Element} */ (leader.getElement()).classList.toggle("is-dim", isDim);
      if (circle) {
        if (chosen === pair.id) {
          circle.addTo(map);
        } else {
          circle.remove();
        }
      }
    });
  });
}

/**
 * @param {Enclave[]} enclaves
 * @param {Pair[]} pairs
 * @param {Labels} labels
 */
export function drawEnclaves(enclaves, pairs, labels) {
  enclaves.forEach((enclave) => {
    const pair = pairOf(enclave, pairs);
    const node = element("span", {class: "gk-enclave", attributes: {title: enclave.name}});
    node.style.setProperty("--colour", pair.colour);
    focus.follow(node, pair.id);
    labels.add({point: enclave.point, node: node, priority: 80, distance: 4, always: true});
    focus.listen((focused) => node.classList.toggle("is-dim", focused !== null && focused !== pair.id));
  });
}
