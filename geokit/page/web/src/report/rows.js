// The rows of the table of findings: one for a finding, and one for many of one cause. What counts stands first, in bold.
// Roles are written out: as cards on a phone the rows are no table to a browser, and to a screen reader they still are.

/** @import {Action, Finding, Group, Report, Text} from "../types.d.ts" */
import {severityTag} from "../marks.js";
import {position} from "./findings.js";
import {element, inEach, localize, makeButton, setAttributes, word} from "../text.js";

/** @typedef {"number" | "severity" | "park" | "subjects" | "message" | "measured"} Heading */

const SHORT_NAME = 24;
const LONG_NAME = 36;
// A parcel list longer than this is a wall of numbers: the others come with the details.
const MOST_SUBJECTS = 12;

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
    // Of less than half a thousandth of a mu the mu would read 0.000.
    return finding.m2 && !finding.mu ? word("area_m2", {m2: format(finding.m2, 2)}) : word("area", {m2: format(finding.m2, 2), mu: format(finding.mu, 3)});
  }
  if (finding.m !== null) {
    return word("length", {m: format(finding.m, 2)});
  }
  return finding.deg === null ? "" : word("angle", {deg: format(finding.deg, 1)});
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} role
 * @param {string} name
 * @param {(Node | null)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function part(tag, role, name, children) {
  const node = element(tag, {class: name}, children);
  node.setAttribute("role", role);
  return node;
}

/**
 * @param {Heading} name
 * @param {(Node | null)[]} children
 * @returns {HTMLTableCellElement}
 */
const cell = (name, children) => part("td", "cell", "is-" + name, children);

/**
 * @param {Text} text
 * @param {string} [name]
 * @returns {HTMLElement}
 */
const words = (text, name) => element("span", {class: name || "", text: text});

/**
 * @param {Text[]} subjects
 * @returns {Text}
 */
const listed = (subjects) => inEach((language) => subjects.map((each) => localize(each, language)).join(", "));

/**
 * A short name is not broken at its hyphens; of a very long one so much is shown as tells it, until its row is chosen.
 * @param {Text[]} subjects
 * @returns {(Node | null)[]}
 */
function names(subjects) {
  const shown = subjects.slice(0, MOST_SUBJECTS);
  const spans = shown.map((subject, at) => {
    const length = Math.max(.../** @type {const} */ (["zh", "en"]).map((language) => localize(subject, language).length));
    // Names from right to left are in order as in a sentence: each apart from what follows.
    const comma = at + 1 < subjects.length ? document.createTextNode(",") : null;
    return element("span", {class: length < SHORT_NAME ? "is-whole" : length > LONG_NAME ? "is-long" : ""}, [element("bdi", {text: subject}), comma]);
  });
  const more = subjects.length - shown.length;
  const parts = [...spans, more > 0 ? words(word("more_subjects", {n: more})) : null];
  return parts.flatMap((each) => each && [each, document.createTextNode(" ")]);
}

/**
 * A click anywhere on a row does what its button does.
 * @param {HTMLTableRowElement} node
 * @param {Action} action
 */
function answerClicks(node, action) {
  node.addEventListener("click", (event) => {
    const isText = String(window.getSelection() || "") !== "";
    const isOwn = event.target instanceof Element && event.target.closest("button, .gk-details");
    if (!isOwn && !isText) {
      action();
    }
  });
}

/**
 * One row for many findings of one cause: their number first, each of them when it is opened.
 * @param {Report} report
 * @param {Heading[]} columns
 * @param {{group: Group, members: Finding[]}} entry
 * @param {{turn: Action, isPlaced: boolean}} answers
 * @returns {HTMLTableRowElement}
 */
export function groupRow(report, columns, {group, members}, {turn, isPlaced}) {
  const n = members.length.toLocaleString("en-US");
  const about = {n: n, title: group.title};
  const toggle = makeButton((group.isOpen ? "▾ " : "▸ ") + n, turn, {
    class: "gk-open",
    attributes: {"aria-label": word(isPlaced ? "open_group" : "open_nowhere", about), "aria-expanded": String(group.isOpen)}
  });
  const unlisted = group.unlisted ? element("p", {text: word("unlisted", {n: group.unlisted.toLocaleString("en-US")})}) : null;
  const lead = cell("message", [
    element("strong", {class: "gk-fact", text: word("many", about)}), element("p", {text: group.why || word("one_cause")}), unlisted
  ]);
  const park = columns.includes("park") ? cell("park", [words(report.parks[group.park])]) : null;
  // Subjects and sizes are those of the members.
  lead.colSpan = columns.length - (park ? 3 : 2);
  const node = part("tr", "row", "gk-group" + (group.isOpen ? " is-open" : ""), [
    cell("number", [toggle]), cell("severity", [severityTag(group.severity)]), park, lead
  ]);
  node.gkGroup = group;
  answerClicks(node, turn);
  return node;
}

/**
 * A row of words over all columns, such as how many rows are not there.
 * @param {Heading[]} columns
 * @param {Node} said
 * @returns {HTMLTableRowElement}
 */
export function wordsRow(columns, said) {
  const place = cell("message", [said]);
  place.colSpan = columns.length;
  return part("tr", "row", "gk-rest", [place]);
}

/**
 * @param {Report} report
 * @param {Heading[]} columns
 * @param {Finding} finding
 * @param {{open: Action, isPlaced: boolean}} answers
 * @returns {HTMLTableRowElement}
 */
export function findingRow(report, columns, finding, {open, isPlaced}) {
  const about = {n: finding.number, fact: finding.fact, subjects: listed(finding.subjects.slice(0, MOST_SUBJECTS))};
  const button = makeButton(String(finding.number), open, {
    class: "gk-number", attributes: {"aria-label": word(isPlaced ? "show" : "show_nowhere", about), "aria-expanded": "false"}
  });
  const cells = {
    number: () => cell("number", [button]),
    severity: () => cell("severity", [severityTag(finding.severity)]),
    park: () => cell("park", [words(report.parks[finding.group.park])]),
    subjects: () => cell("subjects", names(finding.subjects)),
    message: () => cell("message", [
      element("strong", {class: "gk-fact", text: finding.fact}), element("p", {class: "gk-said", text: finding.message})
    ]),
    measured: () => cell("measured", [words(measured(finding))])
  };
  const node = part("tr", "row", "gk-row", columns.map((column) => cells[column]()));
  answerClicks(node, open);
  return node;
}

/**
 * What else is known of a finding.
 * @param {Report} report
 * @param {Finding} finding
 * @returns {HTMLElement}
 */
function details(report, finding) {
  /** @type {[string, Text | null][]} */
  const rows = [
    ["rule", finding.group.title], ["measured", measured(finding)], ["limit", finding.limit],
    ["park", finding.group.park ? report.parks[finding.group.park] : null],
    ["subjects", finding.subjects.length > MOST_SUBJECTS ? listed(finding.subjects) : null],
    ["position", position(report, finding) || word("nowhere")], ["place", finding.place]
  ];
  return element("dl", {class: "gk-details"}, rows.filter(([, text]) => text !== null && text !== "").flatMap(([key, text]) => [
    element("dt", {text: word(key)}), element("dd", {text: /** @type {Text} */ (text)})
  ]));
}

/**
 * Open or close the details of a row.
 * @param {Report} report
 * @param {HTMLElement} row
 * @param {Finding} finding
 * @param {boolean} isOpen
 */
export function turnDetails(report, row, finding, isOpen) {
  const known = row.querySelector(".gk-details");
  const place = row.querySelector(".is-message");
  if (known && !isOpen) {
    known.remove();
  } else if (!known && isOpen && place) {
    place.appendChild(details(report, finding));
  }
  row.classList.toggle("is-chosen", isOpen);
  const button = row.querySelector("button");
  if (button) {
    setAttributes(button, {...button.gkAttributes, "aria-expanded": String(isOpen)});
  }
}
