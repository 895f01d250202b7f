// Land by phase and stage, before and after: every row adds up, and so does every column.
// The side column has room for three figures: what there was, is and differs stands above what was gained, lost, reclassified.

/** @import {ChangePage, SumFigures, Text} from "../types.d.ts" */
import {element, word} from "../text.js";
import {stageSample} from "./states.js";

const HEADINGS = ["sum_change", "sum_gained", "sum_lost", "sum_reclassified"];

/**
 * Roles are written out: laid out in two lines a row is none to a browser, and to a screen reader it still is.
 * @template {"table" | "thead" | "tbody" | "tfoot" | "tr" | "td"} T
 * @param {T} tag
 * @param {string} role
 * @param {(Node | null)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
const part = (tag, role, children) => element(tag, {attributes: {role}}, children);

/**
 * @param {SumFigures} figures
 * @returns {HTMLElement[]}
 */
function cells({mu, m2}) {
  return mu.map((value, at) => part("td", "cell", [
    element("span", {class: "gk-mu", text: value}), element("span", {class: "gk-m2", text: m2[at] + " m²"})
  ]));
}

/** @type {Record<string, string>} */
const ROLES = {col: "columnheader", row: "rowheader", rowgroup: "rowheader"};

/**
 * @param {Text} text
 * @param {string} scope
 * @param {SVGElement} [picture]
 * @returns {HTMLElement}
 */
function heading(text, scope, picture) {
  const node = element("th", {attributes: {role: ROLES[scope]}}, [picture, element("span", {text: text})]);
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
  const head = part("tr", "row", [heading(word("sum_stage"), "col"), ...names.map((name) => heading(name, "col"))]);
  /** @type {HTMLElement[]} */
  const bodies = [];
  let phase = "";
  page.sums.rows.forEach((row) => {
    const key = JSON.stringify(row.phase);
    if (key !== phase) {
      phase = key;
      const title = part("tr", "row", [heading(row.phase, "rowgroup")]);
      title.className = "gk-sum-phase";
      bodies.push(part("tbody", "rowgroup", [title]));
    }
    bodies[bodies.length - 1].appendChild(part("tr", "row", [heading(row.stage, "row", stageSample(row.key)), ...cells(row)]));
  });
  const total = part("tfoot", "rowgroup", [part("tr", "row", [heading(word("sum_total"), "row"), ...cells(page.sums)])]);
  const table = part("table", "table", [part("thead", "rowgroup", [head]), ...bodies, total]);
  table.gkAttributes = {"aria-label": word("sums")};
  // A figure is not torn from its heading at the end of a sheet.
  return element("figure", {class: "gk-sums"}, [element("h2", {text: word("sums")}), table, element("p", {class: "gk-source", text: word("sum_rule", {before, after})})]);
}
