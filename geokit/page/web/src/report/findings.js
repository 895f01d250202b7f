// The findings as the page was given them, which of them are shown, and in which order.

/** @import {Finding, Order, Report, Severity, Wanted} from "../types.d.ts" */
import {language, localize} from "../text.js";

/**
 * @param {Report} report
 * @returns {Finding[]}
 */
export function unpackFindings(report) {
  const columns = report.findings;
  const severities = new Map(report.severities.map((each) => [each.key, each]));
  return columns.rule.map((rule, at) => ({
    number: at + 1,
    park: columns.park[at],
    rule: rule,
    severity: /** @type {Severity} */ (severities.get(columns.severity[at])),
    subjects: columns.subjects[at],
    message: columns.message[at],
    m2: columns.m2[at],
    mu: columns.mu[at],
    m: columns.m[at],
    deg: columns.deg[at],
    place: columns.place[at]
  }));
}

/** @typedef {string | number | null | undefined} Value */

/** @type {Record<string, (finding: Finding, report: Report) => Value>} */
const KEYS = {
  number: (finding) => finding.number,
  severity: (finding) => finding.severity.rank,
  park: (finding, report) => localize(report.parks[finding.park]),
  rule: (finding, report) => localize(report.rules[finding.rule]),
  subjects: (finding) => finding.subjects.join(", "),
  message: (finding) => localize(finding.message),
  measured: (finding) => [finding.m2, finding.m, finding.deg].find((value) => value !== null),
  place: (finding) => finding.place
};

/**
 * Without a value is last, whichever way the others go.
 * @param {Value} one
 * @param {Value} other
 * @param {number} way
 * @returns {number}
 */
function compare(one, other, way) {
  /**
   * @param {Value} value
   * @returns {boolean}
   */
  const isNothing = (value) => value === undefined || value === null || value === "";
  if (isNothing(one) || isNothing(other)) {
    return Number(isNothing(one)) - Number(isNothing(other));
  }
  const isNumber = typeof one === "number" && typeof other === "number";
  return way * (isNumber ? one - other : String(one).localeCompare(String(other), language, {numeric: true}));
}

/**
 * @param {Finding} finding
 * @param {Wanted} wanted
 * @returns {boolean}
 */
function fits(finding, wanted) {
  const isChosen = !wanted.hidden.has(finding.severity.key)
    && (wanted.rule === "" || wanted.rule === finding.rule) && (wanted.park === "*" || wanted.park === finding.park);
  if (!isChosen || wanted.text === "") {
    return isChosen;
  }
  const said = [localize(finding.message), finding.subjects.join(" "), finding.place].join(" ").toLowerCase();
  return said.includes(wanted.text.toLowerCase());
}

/**
 * @param {Finding[]} findings
 * @param {Report} report
 * @param {Wanted} wanted
 * @param {Order} order
 * @returns {Finding[]}
 */
export function chooseFindings(findings, report, wanted, order) {
  const key = KEYS[order.by];
  const chosen = findings.filter((finding) => fits(finding, wanted)).map((finding) => ({finding, value: key(finding, report)}));
  chosen.sort((one, other) => compare(one.value, other.value, order.way) || one.finding.number - other.finding.number);
  return chosen.map((each) => each.finding);
}
