// Many findings of one cause: one row that stands for them, and opens to show each.

/** @import {Finding, Group, TableRow} from "../types.d.ts" */

// Fewer of a cause than this, as filters leave them, are rows of their own.
const FROM = 5;

/**
 * The groups that one row stands for, with their members.
 * @param {Finding[]} findings
 * @returns {Map<Group, Finding[]>}
 */
export function foldedGroups(findings) {
  /** @type {Map<Group, Finding[]>} */
  const members = new Map();
  findings.forEach((finding) => {
    if (finding.group.isMany) {
      const known = members.get(finding.group) || [];
      known.push(finding);
      members.set(finding.group, known);
    }
  });
  return new Map([...members].filter(([, all]) => all.length >= FROM));
}

/**
 * Rows for findings in their order: {finding} for one, {group, members} where the first of many of one cause stands.
 * @param {Finding[]} findings
 * @returns {TableRow[]}
 */
export function groupRows(findings) {
  const members = foldedGroups(findings);
  const told = new Set();
  return findings.flatMap((finding) => {
    const group = finding.group;
    const all = members.get(group);
    if (!all) {
      return [{finding: finding, isMember: false}];
    }
    if (told.has(group)) {
      return [];
    }
    told.add(group);
    const opened = group.isOpen ? all.map((each) => ({finding: each, isMember: true})) : [];
    return [{group: group, members: all}, ...opened];
  });
}

/**
 * Rows for paper: of each group the first members, and in all so many as a reader turns sheets; the rest is counted.
 * @param {TableRow[]} entries
 * @param {{members: number, rows: number}} most
 * @returns {TableRow[]}
 */
export function printedRows(entries, most) {
  let members = 0;
  const short = entries.filter((entry) => {
    members = "isMember" in entry && entry.isMember ? members + 1 : 0;
    return members <= most.members;
  }).slice(0, most.rows);
  /** @param {TableRow[]} rows */
  const count = (rows) => rows.filter((entry) => "finding" in entry).length;
  const left = count(entries) - count(short);
  return left ? [...short, {unprinted: left}] : short;
}

/**
 * How many rows findings make while no group is open.
 * @param {Finding[]} findings
 * @returns {number}
 */
export function countEntries(findings) {
  return groupRows(findings).filter((entry) => !("finding" in entry && entry.isMember)).length;
}
