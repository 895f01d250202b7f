// Findings before and after: new, still there, accepted, gone; told apart by colour, dash and word.

/** @import {MapFinding, SitePage, State} from "../types.d.ts" */
import {filter, filterLine} from "./filter.js";
import {element, makeButton, svgElement, word} from "../text.js";

/** @typedef {"before" | "after" | "both_times"} Time */

/** @type {Record<string, string>} */
const COLOURS = {accepted: "#6f6f6f", gone: "#009e73"};
/** @type {Record<Time, string[]>} */
const HIDDEN = {before: ["new"], after: ["gone"], both_times: []};
/** @type {Time[]} */
const TIMES = ["before", "after", "both_times"];

/**
 * @param {MapFinding} finding
 * @param {string} colour
 * @returns {string}
 */
export const stateColour = (finding, colour) => COLOURS[finding.state || ""] || colour;

/**
 * @param {MapFinding} finding
 * @returns {boolean}
 */
export function showsFinding(finding) {
  const shows = filter.shows;
  return shows("severity", finding.severity) && (!finding.state || shows("state", finding.state));
}

/**
 * @param {SitePage} page
 * @param {MapFinding} finding
 * @returns {HTMLElement | null}
 */
export function stateTag(page, finding) {
  const state = (page.states || []).find((each) => each.key === finding.state);
  return state ? element("span", {class: "gk-state is-" + state.key, text: state.name}) : null;
}

/**
 * @param {SitePage} page
 * @returns {HTMLElement[]}
 */
export function stateLegend(page) {
  return (page.states || []).map((state) => {
    const line = svgElement("path", {d: "M2 9H30", class: "gk-state-line is-" + state.key});
    const picture = svgElement("svg", {width: 32, height: 18, "aria-hidden": "true"}, [line]);
    return filterLine("state", state.key, picture, state.name, String(state.count));
  });
}

/**
 * @param {State[]} states
 * @param {Time} time
 */
function choose(states, time) {
  states.forEach((each) => filter.set("state", each.key, !HIDDEN[time].includes(each.key)));
}

/**
 * @param {State[]} states
 * @param {Time} time
 * @returns {boolean}
 */
function isChosen(states, time) {
  return states.every((each) => filter.shows("state", each.key) !== HIDDEN[time].includes(each.key));
}

/**
 * @param {SitePage} page
 * @returns {HTMLElement | null}
 */
export function stateSwitch(page) {
  const states = page.states;
  if (!states) {
    return null;
  }
  const buttons = TIMES.map((time) => {
    const button = makeButton(word(time), () => choose(states, time));
    filter.listen(() => button.setAttribute("aria-pressed", String(isChosen(states, time))));
    return button;
  });
  return element("div", {class: "gk-times"}, buttons);
}
