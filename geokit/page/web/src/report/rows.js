// The rows of the table of findings: one for a finding, and one for many of one cause.

/** @import {Action, Finding, Group, Report, Severity, Text} from "../types.d.ts" */
import {severityTag} from "../marks.js";
import {element, localize, makeButton, word} from "../text.js";

/** @typedef {"number" | "severity" | "park" | "rule" | "subjects" | "message" | "measured" | "place"} Heading */

const SHORT_NAME = 24;

const FORMATS = [1, 2, 3].map((decimals) => new Intl.NumberFormat("en-US", {minimumFractionDigits: decimals, maximumFractionDigits: decimals}));

/**
 * @param {number | null} value
 * @param {number} decimals
 * @returns {string}
 */
function format(value, decimals) {
  return value === null ? "" : FORMATS[decimals - 1].format(value);
}

/**
 * @param {Finding} finding
 * @returns {Text}
 */
function measured(finding) {
  if (finding.m2 !== null) {
    return word("area", {m2: format(finding.m2, 2), mu: format(finding.mu, 3)});
  }
  if (finding.m !== null) {
    return word("length", {m: format(finding.m, 2)});
  }
  return finding.deg === null ? "" : word("angle", {deg: format(finding.deg, 1)});
}

/**
 * @param {Text} text
 * @param {string} [name]
 * @returns {HTMLTableCellElement}
 */
function cell(text, name) {
  const node = document.createElement("td");
  node.className = name || "";
  node.gkText = text;
  node.textContent = localize(text);
  return node;
}

/**
 * A short name is not broken at its hyphens.
 * @param {string[]} subjects
 * @returns {HTMLTableCellElement}
 */
function subjectsCell(subjects) {
  const node = document.createElement("td");
  node.className = "is-wrapped";
  subjects.forEach((subject, at) => {
    const name = at + 1 < subjects.length ? subject + "," : subject;
    node.append(at ? " " : "", element("span", {class: name.length <= SHORT_NAME ? "is-whole" : "", text: name}));
  });
  return node;
}

/** @param {Severity} severity @returns {HTMLTableCellElement} */
const severityCell = (severity) => element("td", {}, [severityTag(severity)]);

/**
 * @param {Finding} finding
 * @param {Action} open
 * @returns {HTMLTableCellElement}
 */
function numberCell(finding, open) {
  return element("td", {}, [makeButton(String(finding.number), open, {attributes: {"aria-label": word("show", {n: finding.number})}})]);
}

/**
 * A click anywhere on a row does what its button does.
 * @param {HTMLTableRowElement} node
 * @param {Action} action
 */
function answerClicks(node, action) {
  node.addEventListener("click", (event) => {
    if (!(event.target instanceof Element && event.target.tagName === "BUTTON")) {
      action();
    }
  });
}

/**
 * One row for many findings of one cause: their number first, each of them when it is opened.
 * @param {Report} report
 * @param {Heading[]} columns
 * @param {{group: Group, members: Finding[]}} entry
 * @param {Action} turn
 * @returns {HTMLTableRowElement}
 */
export function groupRow(report, columns, {group, members}, turn) {
  const first = members[0];
  const n = members.length.toLocaleString("en-US");
  const toggle = makeButton((group.isOpen ? "▾ " : "▸ ") + n, turn, {
    class: "gk-open", attributes: {"aria-label": word("open_group", {n: n}), "aria-expanded": String(group.isOpen)}
  });
  const why = cell(group.why ? word("many_because", {n: n, why: group.why}) : word("many", {n: n}), "is-wrapped");
  const lead = columns.indexOf("rule");
  why.colSpan = columns.length - lead - 1;
  const park = lead > 2 ? cell(report.parks[first.park]) : null;
  const node = element("tr", {class: "gk-group"}, [
    element("td", {}, [toggle]), severityCell(first.severity), park, cell(report.rules[first.rule]), why
  ]);
  node.gkGroup = group;
  answerClicks(node, turn);
  return node;
}

/**
 * @param {Report} report
 * @param {Heading[]} columns
 * @param {Finding} finding
 * @param {Action} open
 * @returns {HTMLTableRowElement}
 */
export function findingRow(report, columns, finding, open) {
  const cells = {
    number: () => numberCell(finding, open),
    severity: () => severityCell(finding.severity),
    park: () => cell(report.parks[finding.park]),
    rule: () => cell(report.rules[finding.rule]),
    subjects: () => subjectsCell(finding.subjects),
    message: () => cell(finding.message, "is-wrapped"),
    measured: () => cell(measured(finding), "is-number"),
    place: () => cell(finding.place, "is-wrapped")
  };
  const node = element("tr", {}, columns.map((column) => cells[column]()));
  answerClicks(node, open);
  return node;
}
