// The list of pairs: names, distance, land; each opens to its parks and flies to either end.

/** @import {Action, District, LinkPage, Pair} from "../types.d.ts" */
import {makeCard} from "../cards.js";
import {hide, isBeside} from "../focused.js";
import {fly} from "../start.js";
import {element, makeButton, word} from "../text.js";
import {parkButtons} from "../views.js";
import {inferredNote, sourcesOf} from "./entries.js";
import {focus, isMoved} from "./focus.js";
import {moved} from "./layout.js";
import {pairNumber} from "./ribbons.js";

/**
 * @param {Pair} pair
 * @param {Action} toggle
 * @returns {HTMLButtonElement}
 */
function head(pair, toggle) {
  const meta = element("span", {class: "gk-pair-meta"}, [
    element("span", {text: pair.distance}),
    element("span", {class: pair.land ? "" : "gk-unknown", text: pair.land || word("not_published")})
  ]);
  const button = makeButton("", toggle, {class: "gk-pair-head"});
  [pairNumber(pair), element("strong", {text: pair.name}), meta].forEach((part) => button.appendChild(part));
  button.gkText = undefined;
  return button;
}

/**
 * @param {L.Map} map
 * @param {Pair} pair
 * @param {District[]} districts
 * @returns {HTMLElement}
 */
function flights(map, pair, districts) {
  return element("div", {class: "gk-flights"}, pair.ends.map((id) => {
    const district = /** @type {District} */ (districts.find((each) => each.id === id));
    const target = () => L.latLngBounds(moved(district.bounds, district.city));
    return makeButton(word("fly_to", {place: district.name}), () => {
      map.getContainer().scrollIntoView({block: "nearest"});
      fly(map, target(), {maxZoom: map.getMaxZoom() - 0.5});
    });
  }));
}

/**
 * What is known of a park that has neither name nor figure, or that none is known.
 * @param {Pair} pair
 * @returns {HTMLElement}
 */
function noPark({unnamed_park: unnamed, source}) {
  if (!unnamed) {
    return element("p", {class: "gk-unknown", text: word("no_park")});
  }
  return element("article", {class: "gk-card"}, [
    element("h3", {text: word("unnamed_park")}), element("p", {class: "gk-unnamed", text: unnamed.text}),
    unnamed.inferred && inferredNote(unnamed.inferred), sourcesOf([unnamed, {source}]).own(unnamed)
  ]);
}

/**
 * @param {L.Map} map
 * @param {Pair} pair
 * @param {LinkPage} page
 * @returns {HTMLElement}
 */
function body(map, pair, page) {
  const parks = page.parks.filter((park) => park.pair === pair.id);
  const enclaves = page.enclaves.filter((enclave) => enclave.pair === pair.id);
  const cards = [...parks, ...enclaves].map(makeCard);
  // Below its name: a card may be longer than the screen.
  parks.forEach((park, at) => cards[at].children[0].after(...parkButtons(park)));
  const none = parks.length ? null : noPark(pair);
  const uncertain = pair.uncertainty && element("p", {class: "gk-unknown", text: pair.uncertainty});
  const source = element("p", {class: "gk-source", text: pair.source});
  return element("div", {class: "gk-pair-body"}, [flights(map, pair, page.districts), uncertain, none, ...cards, source]);
}

/**
 * @param {L.Map} map
 * @param {Pair} pair
 * @param {LinkPage} page
 * @returns {HTMLElement}
 */
function item(map, pair, page) {
  const button = head(pair, () => focus.toggle([pair.id]));
  const details = body(map, pair, page);
  const node = element("li", {class: "gk-pair"}, [button, details]);
  details.id = "gk-pair-" + pair.number;
  button.setAttribute("aria-controls", details.id);
  button.addEventListener("mouseenter", (event) => isMoved(event) && focus.point(pair.id));
  button.addEventListener("mouseleave", () => focus.point(null));
  let isFirst = false;
  focus.listen((_, __, shown) => {
    // Where a district was chosen that has several pairs, the reader picks one of them here.
    const isChosen = focus.chosen() === pair.id;
    node.classList.toggle("is-chosen", isChosen);
    node.classList.toggle("is-pointed", shown.includes(pair.id));
    button.setAttribute("aria-expanded", String(isChosen));
    hide(details, !isChosen, () => button);
    const isNowFirst = focus.allChosen()[0] === pair.id;
    // Pointing at another row must not move the list under the pointer.
    if (isNowFirst && !isFirst && isBeside()) {
      node.scrollIntoView({block: "nearest"});
    }
    isFirst = isNowFirst;
  });
  return node;
}

/**
 * @param {L.Map} map
 * @param {LinkPage} page
 * @returns {HTMLElement}
 */
export function listPairs(map, page) {
  const heading = element("h2", {class: "gk-list-head", text: word("pairs")});
  const list = element("ol", {class: "gk-pairs"}, page.pairs.map((pair) => item(map, pair, page)));
  return element("section", {}, [heading, list]);
}
