// What the reader has chosen to see: groups of parcels, one phase or all up to one, kinds of findings.

/** @import {Action, Text} from "../types.d.ts" */
import {element, svgElement} from "../text.js";

/** @typedef {"group" | "severity" | "state"} Kind */

/** @type {Action[]} */
const listeners = [];
/** @type {Record<Kind, Set<string | number>>} */
const hidden = {group: new Set(), severity: new Set(), state: new Set()};
/** @type {number | null} */
let phase = null;
let lastPhase = Infinity;

function tell() {
  listeners.forEach((listener) => listener());
}

export const filter = {
  /** @param {Action} listener */
  listen: (listener) => listeners.push(listener),
  /** @param {number} number */
  choosePhase: (number) => {
    phase = phase === number ? null : number;
    tell();
  },
  /** @param {number} number */
  showPhasesTo: (number) => {
    phase = null;
    lastPhase = number;
    tell();
  },
  tell: tell,
  phase: () => phase,
  /** @param {number} number */
  showsPhase: (number) => (phase === null ? number <= lastPhase : number === phase),
  /** @param {Kind} kind @param {string | number} key */
  shows: (kind, key) => !hidden[kind].has(key),
  /** @param {number} group @param {number} number */
  showsParcel: (group, number) => !hidden.group.has(group) && filter.showsPhase(number),
  /** @param {Kind} kind @param {string | number} key @param {boolean} isShown */
  set: (kind, key, isShown) => {
    hidden[kind][isShown ? "delete" : "add"](key);
    tell();
  }
};

/**
 * @param {string} colour
 * @param {string} dash
 * @param {boolean} isHatched
 * @returns {SVGElement}
 */
export function groupSwatch(colour, dash, isHatched) {
  const box = svgElement("rect", {x: 2, y: 2, width: 28, height: 14, rx: 2, stroke: colour, fill: colour, "stroke-dasharray": dash || "none", class: "gk-swatch-box"});
  const hatch = svgElement("rect", {x: 2, y: 2, width: 28, height: 14, fill: "url(#gk-hatch)"});
  return svgElement("svg", {width: 32, height: 18, "aria-hidden": "true"}, isHatched ? [box, hatch] : [box]);
}

/**
 * A line of the legend that is a check box as well.
 * @param {Kind} kind
 * @param {string | number} key
 * @param {Element} picture
 * @param {Text} name
 * @param {Text} count
 * @returns {HTMLElement}
 */
export function filterLine(kind, key, picture, name, count) {
  const box = element("input", {});
  box.type = "checkbox";
  box.checked = true;
  filter.listen(() => (box.checked = filter.shows(kind, key)));
  box.addEventListener("change", () => filter.set(kind, key, box.checked));
  const words = element("span", {class: "gk-filter-words"}, [
    element("strong", {text: name}), element("span", {class: "gk-filter-count", text: count})
  ]);
  return element("li", {}, [element("label", {class: "gk-filter"}, [box, picture, words])]);
}
