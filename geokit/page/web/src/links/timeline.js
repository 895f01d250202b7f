// What happened and what was expected, in order; each moment leads to its pairs.

/** @import {LinkPage, Milestone, Text} from "../types.d.ts" */
import {isPast, pastNote} from "../cards.js";
import {element, word} from "../text.js";
import {choosable, inferredNote, joined, pairNumbers, sourcesOf} from "./entries.js";

/**
 * @param {Milestone} moment
 * @returns {Text}
 */
export function momentText({date, text, is_expected, due, inferred}) {
  const marks = [is_expected && word("expected"), isPast(due) && word("passed"), inferred && word("inferred")].filter((mark) => mark !== false && mark !== null);
  return marks.length ? word("moment_marked", {date, text, marks: joined(marks)}) : word("moment", {date, text});
}

/**
 * @param {Milestone} moment
 * @param {LinkPage} page
 * @param {HTMLElement | null} source
 * @returns {HTMLElement}
 */
function item(moment, page, source) {
  const head = choosable(moment.pairs, "gk-moment-head", [
    element("span", {class: "gk-moment-date"}, [
      element("span", {text: moment.date}), moment.is_expected && element("span", {class: "gk-tag", text: word("expected")})
    ]),
    pairNumbers(moment.pairs, page),
    element("span", {class: "gk-moment-text", text: moment.text})
  ]);
  const past = pastNote(moment.due);
  const notes = [past && element("p", {class: "gk-note"}, [past]), moment.inferred && inferredNote(moment.inferred), source];
  return element("li", {class: moment.is_expected ? "gk-moment is-expected" : "gk-moment"}, [head, ...notes]);
}

/**
 * @param {LinkPage} page
 * @returns {HTMLElement}
 */
export function makeTimeline(page) {
  const {own, common} = sourcesOf(page.milestones);
  return element("section", {}, [
    element("h2", {class: "gk-list-head", text: word("timeline")}),
    element("ol", {class: "gk-moments"}, page.milestones.map((moment) => item(moment, page, own(moment)))),
    common
  ]);
}
