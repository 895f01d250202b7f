// A park whose place is not public: a square of its area beside the district, joined to it, never an outline.
// An enclave: a point in the helping city, with the way back to it.

/** @import {District, LinkedPark, LinkPage, Pair} from "../types.d.ts" */
/** @import {Names} from "./names.js" */
import {metresPerPixel} from "../scale.js";
import {sign} from "../symbols.js";
import {element, svgElement, word} from "../text.js";
import {followWay} from "../views.js";
import {focus} from "./focus.js";
import {inLayout, layout, moved} from "./layout.js";
import {drawFlow} from "./ribbons.js";
import {SmoothLine, paint} from "./shapes.js";

const SMALLEST_PX = 9;
const GAP_PX = 6;
const SIGN_PX = 16;

/**
 * @param {{pair: string}} linked
 * @param {Pair[]} pairs
 * @returns {Pair}
 */
const pairOf = (linked, pairs) => /** @type {Pair} */ (pairs.find((each) => each.id === linked.pair));

/**
 * How far off the place of a park may be, in words.
 * @param {LinkedPark} park
 */
export function uncertaintyOf(park) {
  return park.uncertainty_m && word(park.area ? "uncertain" : "place_uncertain", {km: park.uncertainty_m / 1000});
}

/**
 * @param {LinkedPark} park
 * @returns {HTMLElement}
 */
function wordsOf(park) {
  const uncertain = uncertaintyOf(park);
  return element("span", {class: "gk-badge-words"}, [
    element("strong", {class: "gk-badge-name", text: park.name}),
    element("span", {class: "gk-badge-area", text: park.area || word("not_published")}),
    uncertain && element("span", {class: "gk-badge-uncertain", text: uncertain})
  ]);
}

/**
 * @param {L.Map} map
 * @param {LinkedPark} park
 * @param {HTMLElement} square
 */
function resize(map, park, square) {
  const side = Math.sqrt(park.area_m2 || 0) / metresPerPixel(map);
  // A square too small to see becomes a sign, which says nothing of size.
  square.classList.toggle("is-sign", side < SMALLEST_PX);
  square.style.width = square.style.height = Math.max(side, SMALLEST_PX) + "px";
}

/**
 * @param {L.Map} map
 * @param {LinkPage} page
 * @param {Names} names
 */
export function drawBadges(map, page, names) {
  page.parks.forEach((park) => {
    const pair = pairOf(park, page.pairs);
    const square = element("span", {class: park.area_m2 ? "gk-square box-badge" : "gk-square is-empty"});
    paint(square, pair);
    const node = element("span", {class: "gk-badge", attributes: {title: park.name}}, [square]);
    const leader = new SmoothLine([], {className: "sym-leader", weight: 1, interactive: false, pane: "gk-ribbons"}).addTo(map);
    const {city} = /** @type {District} */ (page.districts.find(({id}) => id === park.district));
    const place = () => layout().badges[park.id];
    const way = () => layout().ties[park.id];
    inLayout(() => leader.setLatLngs(way()));
    names.avoid(way, true);
    focus.follow(node, [pair.id]);
    followWay(node, park.id);
    focus.dim(() => [node, leader.getElement()], [pair.id]);
    names.addFixed({node, rank: "sign", places: () => [place()], resize: () => resize(map, park, square)});
    names.addBeside({node: wordsOf(park), place, isShown: () => focus.allChosen().includes(pair.id), room: () => square.offsetWidth / 2 + GAP_PX});
    showUncertainty(map, park, pair, city);
  });
}

/**
 * @param {L.Map} map
 * @param {LinkedPark} park
 * @param {Pair} pair
 * @param {string} city
 */
function showUncertainty(map, park, pair, city) {
  const {anchor} = park;
  if (!anchor) {
    return;
  }
  const circle = L.circle(anchor, {radius: park.uncertainty_m || 0, className: "sym-uncertainty gk-uncertain", interactive: false, pane: "gk-ribbons"});
  inLayout(() => circle.setLatLng(moved(anchor, city)));
  focus.listen(() => (focus.allChosen().includes(pair.id) ? circle.addTo(map) : circle.remove()));
}

/**
 * @param {L.Map} map
 * @param {LinkPage} page
 * @param {Names} names
 */
export function drawEnclaves(map, page, names) {
  page.enclaves.forEach((enclave) => {
    const pair = pairOf(enclave, page.pairs);
    const {city} = /** @type {District} */ (page.districts.find(({id}) => id === pair.ends[0]));
    const picture = svgElement("svg", {viewBox: `0 0 ${SIGN_PX} ${SIGN_PX}`, "aria-hidden": "true"}, [sign(enclave.inferred ? "enclave-inferred" : "enclave", SIGN_PX / 2, SIGN_PX / 2)]);
    const node = element("span", {class: "gk-enclave", attributes: {title: enclave.name}}, [/** @type {any} */ (picture)]);
    paint(node, pair);
    drawFlow(map, enclave, pair);
    focus.follow(node, [pair.id]);
    focus.dim(() => [node], [pair.id]);
    const place = () => moved(enclave.point, city);
    names.addFixed({node, rank: "sign", places: () => [place()]});
    const words = element("span", {class: "gk-badge-words"}, [element("strong", {text: enclave.name}), element("span", {text: word(enclave.inferred ? "enclave_inferred" : "enclave_short")})]);
    names.addBeside({node: words, place, isShown: () => focus.allChosen().includes(pair.id), room: () => 10});
  });
}
