// The findings as the page was given them, which of them are shown, and in which order.

/** @import {Columns, Finding, Group, Order, Report, Severity, Text, Wanted} from "../types.d.ts" */
import {unpackJson} from "../numbers.js";
import {language, localize, word} from "../text.js";
import {foldedGroups} from "./groups.js";

/**
 * The columns of the findings; of many they come compressed.
 * @param {Report} report
 * @returns {Promise<Columns>}
 */
export async function unpackColumns(report) {
  const columns = typeof report.columns === "string" ? await unpackJson(report.columns) : report.columns;
  return Object.assign({group: [], names: []}, columns);
}

/**
 * The findings in the order of the report, each in its group.
 * @param {Report} report
 * @param {Columns} columns
 * @returns {Finding[]}
 */
export function unpackFindings(report, columns) {
  const severities = new Map(report.severities.map((each) => [each.key, each]));
  /** @type {Group[]} */
  const groups = report.groups.map((each) => ({
    number: each.number, park: each.park, rule: each.rule, title: each.title, why: each.why || null, isMany: each.is_many,
    isOpen: false, unlisted: each.unlisted || 0, severity: /** @type {Severity} */ (severities.get(each.severity))
  }));
  return columns.group.map((number, at) => ({
    number: at + 1,
    group: groups[number - 1],
    severity: groups[number - 1].severity,
    subjects: columns.subjects[at],
    fact: columns.fact[at],
    message: columns.message[at],
    m2: columns.m2[at],
    mu: columns.mu[at],
    m: columns.m[at],
    deg: columns.deg[at],
    limit: columns.limit[at] === null ? null : columns.limits[/** @type {number} */ (columns.limit[at])],
    place: columns.place[at],
    north: columns.north[at],
    east: columns.east[at],
    fingerprint: columns.fingerprint[at]
  }));
}

/**
 * Where a finding lies, in words: coordinates have no thousands separators.
 * @param {Report} report
 * @param {Finding} finding
 * @returns {Text | null}
 */
export function position(report, {group, north, east}) {
  if (north === null || east === null) {
    return null;
  }
  const isDegrees = report.degrees.includes(group.park);
  const [key, decimals] = isDegrees ? ["at_degrees", 6] : ["at_metres", 2];
  const place = word(String(key), {north: north.toFixed(Number(decimals)), east: east.toFixed(Number(decimals))});
  return report.is_public ? word("about", {place: place}) : place;
}

/** @typedef {string | number | null | undefined} Value */

/** @type {Record<string, (finding: Finding, report: Report) => Value>} */
const KEYS = {
  number: (finding) => finding.number,
  severity: (finding) => finding.severity.rank,
  park: (finding, report) => localize(report.parks[finding.group.park]),
  rule: (finding) => localize(finding.group.title),
  subjects: (finding) => finding.subjects.map((each) => localize(each)).join(", "),
  message: (finding) => localize(finding.fact),
  measured: (finding) => [finding.m2, finding.m, finding.deg].find((value) => value !== null)
};

// Made once: to compare by the rules of a language is to look them up.
const collators = {zh: new Intl.Collator("zh", {numeric: true}), en: new Intl.Collator("en", {numeric: true})};

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
  return way * (isNumber ? one - other : collators[language].compare(String(one), String(other)));
}

/** @type {WeakMap<Finding, {language: string, text: string}>} */
const searched = new WeakMap();

/**
 * What a search looks through: every letter that is typed asks for that of all findings.
 * @param {Finding} finding
 * @returns {string}
 */
function textOf(finding) {
  const known = searched.get(finding);
  if (known && known.language === language) {
    return known.text;
  }
  const {group, fact, message, subjects, place} = finding;
  const text = [localize(group.title), localize(fact), localize(message), ...subjects.map((each) => localize(each)), place].join(" ").toLowerCase();
  searched.set(finding, {language: language, text: text});
  return text;
}

/**
 * @param {Finding} finding
 * @param {Wanted} wanted
 * @returns {boolean}
 */
function fits(finding, wanted) {
  const {rule, park} = finding.group;
  const isChosen = !wanted.hidden.has(finding.severity.key)
    && (wanted.rule === "" || wanted.rule === rule) && (wanted.park === "*" || wanted.park === park);
  if (!isChosen || wanted.text === "") {
    return isChosen;
  }
  return textOf(finding).includes(wanted.text.toLowerCase());
}

/**
 * Of what is alike the groups that one row stands for come first, the worst of them before the others, as in every report;
 * then each finding by its number.
 * @param {Finding[]} findings
 * @param {Report} report
 * @param {Wanted} wanted
 * @param {Order} order
 * @returns {Finding[]}
 */
export function chooseFindings(findings, report, wanted, order) {
  const key = KEYS[order.by];
  const fitting = findings.filter((finding) => fits(finding, wanted));
  const folded = foldedGroups(fitting);
  const chosen = fitting.map((finding) => ({
    finding, value: key(finding, report), group: folded.has(finding.group) ? finding.group.number : report.groups.length + 1
  }));
  chosen.sort((one, other) => compare(one.value, other.value, order.way)
    || one.group - other.group || one.finding.number - other.finding.number);
  return chosen.map((each) => each.finding);
}
