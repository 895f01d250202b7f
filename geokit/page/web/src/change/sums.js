// Land by phase and stage, before and after: every row adds up, and so does every column.

/** @import {ChangePage, SumFigures, Text} from "../types.d.ts" */
import {element, word} from "../text.js";
import {stageSample} from "./states.js";

const HEADINGS = ["sum_change", "sum_gained", "sum_lost", "sum_reclassified"];

/**
 * @param {SumFigures} figures
 * @returns {HTMLElement[]}
 */
function cells({mu, m2}) {
  return mu.map((value, at) => element("td", {}, [
    element("span", {class: "gk-mu", text: value}), element("span", {class: "gk-m2", text: m2[at] + " m²"})
  ]));
}

/**
 * @param {Text} text
 * @param {string} scope
 * @param {SVGElement} [picture]
 * @returns {HTMLElement}
 */
function heading(text, scope, picture) {
  const node = element("th", {}, [picture, element("span", {text: text})]);
  node.scope = scope;
  return node;
}

/**
 * @param {ChangePage} page
 * @returns {HTMLElement}
 */
export function sumsTable(page) {
  const [before, after] = page.states.map((state) => state.name);
  const names = [before, after, ...HEADINGS.map((key) => word(key))];
  const head = element("tr", {}, [heading(word("sum_stage"), "col"), ...names.map((name) => heading(name, "col"))]);
  /** @type {HTMLElement[]} */
  const bodies = [];
  let phase = "";
  page.sums.rows.forEach((row) => {
    const key = JSON.stringify(row.phase);
    if (key !== phase) {
      phase = key;
      const title = heading(row.phase, "rowgroup");
      title.setAttribute("colspan", String(names.length + 1));
      bodies.push(element("tbody", {}, [element("tr", {class: "gk-sum-phase"}, [title])]));
    }
    bodies[bodies.length - 1].appendChild(element("tr", {}, [heading(row.stage, "row", stageSample(row.key)), ...cells(row)]));
  });
  const total = element("tfoot", {}, [element("tr", {}, [heading(word("sum_total"), "row"), ...cells(page.sums)])]);
  const table = element("table", {}, [element("thead", {}, [head]), ...bodies, total]);
  const frame = element("div", {class: "gk-sums-scroll", attributes: {"aria-label": word("sums")}}, [table]);
  // What scrolls sideways is reached by keys.
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  return element("section", {class: "gk-sums"}, [element("h2", {text: word("sums")}), frame, element("p", {class: "gk-source", text: word("sum_rule", {before, after})})]);
}
