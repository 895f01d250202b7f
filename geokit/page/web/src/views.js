// A file of several pages: the link map, and the maps of its parks. The address says which of them is open.

/** @import {Action, Text} from "./types.d.ts" */
import {address} from "./address.js";
import {language, makeButton, onLanguage, page, word} from "./text.js";

/**
 * The address of another page of this file: the reader stays with the language and the colours that were chosen.
 * @param {[string, string][]} fields
 */
function go(fields) {
  const theme = document.documentElement.dataset.theme;
  address.leaveFor(new Map([
    ...fields, .../** @type {[string, string][]} */ (language === page.language ? [] : [["lang", language]]),
    .../** @type {[string, string][]} */ (theme ? [["theme", theme]] : [])
  ]));
}

/**
 * How the map of a park is opened; null where this file does not hold it.
 * @param {string} park
 * @returns {Action | null}
 */
function wayTo(park) {
  const isHere = (page.views || []).some((view) => view.id === park);
  return isHere ? () => go([["park", park]]) : null;
}

/**
 * The button that opens the map of a park; none where this file does not hold it.
 * @param {{id: string, name: Text}} park
 * @returns {HTMLButtonElement[]}
 */
export function parkButtons({id, name}) {
  const way = wayTo(id);
  return way ? [makeButton(word("open_park"), way, {class: "gk-open-park", attributes: {"aria-label": word("open_park_of", {park: name})}})] : [];
}

/**
 * Let a click on a park open its map, where this file holds it.
 * @param {HTMLElement} node
 * @param {string} park
 */
export function followWay(node, park) {
  const way = wayTo(park);
  way && node.addEventListener("click", way);
}

/** Whether the address names another page of this file than the one that is open; it is opened then. */
export function goElsewhere() {
  const asked = (page.views || []).find((view) => view.id === address.asked("park"));
  const isElsewhere = (asked && asked.id) !== page.view;
  if (isElsewhere) {
    window.location.reload();
  }
  return isElsewhere;
}

/**
 * Make ready for the page that is open: its own styles, what its map may do, and the way back.
 * @param {L.Map} map
 */
export function enterView(map) {
  const theme = address.asked("theme");
  if (theme === "dark" || theme === "light") {
    document.documentElement.dataset.theme = theme;
  }
  onLanguage(() => address.asked("lang") === undefined || address.mark("lang", language));
  if (page.view === undefined) {
    return;
  }
  document.querySelectorAll("style[data-of]").forEach((style) => {
    style.setAttribute("media", (page.styles || []).includes(style.getAttribute("data-of") || "") ? "all" : "not all");
  });
  // What somebody put onto the first page's map is of that page.
  map.eachLayer((layer) => layer.remove());
  Object.assign(map.options, page.map);
}

/** Put the way back before everything else in the head of a park's page. */
export function addWayBack() {
  const pair = page.pair ? [/** @type {[string, string]} */ (["pair", page.pair])] : [];
  const buttons = document.querySelector(".gk-buttons");
  buttons && buttons.prepend(makeButton(word("way_back"), () => go(pair), {class: "gk-way-back"}));
}
