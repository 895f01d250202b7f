// Findings before and after: new, still there, accepted, gone; told apart by colour, dash and word.

/** @import {MapFinding, SitePage, State} from "../types.d.ts" */
import {filter} from "./filter.js";
import {element, makeButton, word} from "../text.js";

/** @typedef {"before" | "after" | "both_times"} Time */

/** @type {Record<Time, string[]>} */
const HIDDEN = {before: ["new"], after: ["gone"], both_times: []};
/** @type {Time[]} */
const TIMES = ["before", "after", "both_times"];

/**
 * Which symbol a finding is drawn with: its severity's, unless it is past.
 * @param {MapFinding} finding
 * @returns {string}
 */
export const symbolOfFinding = ({severity, state}) => (state === "accepted" || state === "gone" ? state : severity);

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
 * @param {State[]} states
 * @param {Time} time
 */
function choose(states, time) {
  const keys = states.map((each) => each.key);
  filter.set("state", keys, true);
  filter.set("state", keys.filter((key) => HIDDEN[time].includes(key)), false);
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
