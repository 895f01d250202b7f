// The lists beside the map, one shown at a time: pairs, and what else the catalogue says of the programme.

/** @import {LinkedCard, LinkPage, Text} from "../types.d.ts" */
import {makeCard} from "../cards.js";
import {element, makeButton, word} from "../text.js";
import {foldFacts, parkCards} from "./entries.js";
import {listPairs} from "./pairs.js";
import {makeSectors} from "./sectors.js";
import {makeTimeline} from "./timeline.js";

/**
 * What is said of the programme itself.
 * @param {LinkPage} page
 * @returns {HTMLElement}
 */
const makeAbout = (page) => element("section", {}, [
  element("h2", {class: "gk-list-head", text: word("programme")}),
  ...foldFacts(page.about, page)
]);

/**
 * What opens on the screen, whole on paper.
 * @param {Text} heading
 * @param {LinkedCard[]} cards
 * @returns {HTMLElement | false}
 */
const onPaper = (heading, cards) => cards.length > 0 && element("section", {class: "gk-further gk-on-paper"}, [
  element("h2", {class: "gk-list-head", text: heading}), ...cards.map(({name, rows}) => makeCard({name, rows}))
]);

/**
 * @param {{name: Text, node: HTMLElement}[]} lists
 * @returns {HTMLElement}
 */
function makeSwitch(lists) {
  /** @param {number} shown */
  const show = (shown) => lists.forEach(({node}, at) => {
    // Paper has all of them, and so they are not hidden as such.
    node.classList.toggle("is-behind", at !== shown);
    buttons[at].setAttribute("aria-pressed", String(at === shown));
  });
  const buttons = lists.map(({name}, at) => makeButton(name, () => show(at)));
  show(0);
  return element("div", {class: "gk-list-switch", attributes: {role: "group", "aria-label": word("lists")}}, buttons);
}

/**
 * @param {L.Map} map
 * @param {LinkPage} page
 * @returns {HTMLElement[]}
 */
export function makeLists(map, page) {
  const pairs = listPairs(map, page);
  const further = [
    page.milestones.length > 0 && {name: word("timeline"), node: makeTimeline(page)},
    page.sectors.length + page.companies.length > 0 && {name: word("sectors"), node: makeSectors(page)},
    page.about.length > 0 && {name: word("programme"), node: makeAbout(page)}
  ].filter((list) => list !== false);
  const cards = [onPaper(word("parks"), parkCards(page)), onPaper(word("enclaves"), page.enclaves)].filter((section) => section !== false);
  if (!further.length) {
    return [pairs, ...cards];
  }
  further.forEach(({node}) => node.classList.add("gk-further"));
  return [makeSwitch([{name: word("pairs_short"), node: pairs}, ...further]), pairs, ...cards, ...further.map(({node}) => node)];
}
