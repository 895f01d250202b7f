// Which parks name which sectors, and the companies that the sources name.

/** @import {LinkedPark, LinkPage, Sector} from "../types.d.ts" */
import {element, setAttributes, word} from "../text.js";
import {choosable, foldFacts, joined, pairNumbers} from "./entries.js";

/**
 * @param {Sector} sector
 * @param {LinkPage} page
 * @returns {HTMLElement}
 */
function item(sector, page) {
  const parks = /** @type {LinkedPark[]} */ (page.parks.filter(({id}) => sector.parks.includes(id)));
  const pairs = [...new Set(parks.map(({pair}) => pair))];
  const head = choosable(pairs, "gk-fact", [element("span", {class: "gk-fact-words", text: sector.name}), pairNumbers(pairs, page)]);
  setAttributes(head, {title: joined(parks.map(({name}) => name))});
  return element("li", {class: "gk-entry"}, [head]);
}

/**
 * @param {LinkPage} page
 * @returns {HTMLElement}
 */
export function makeSectors(page) {
  const {sectors, sector_parks: parks, companies} = page;
  return element("section", {}, [
    element("h2", {class: "gk-list-head", text: word("sectors")}),
    sectors.length > 0 && element("ul", {class: "gk-entries gk-sectors"}, sectors.map((sector) => item(sector, page))),
    ...foldFacts([{title: word("sector_parks"), facts: parks, isOpen: true}, {title: word("companies"), facts: companies}], page)
  ]);
}
