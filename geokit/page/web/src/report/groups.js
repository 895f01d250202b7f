// Many findings of one cause: one row that stands for them, and opens to show each.

/** @import {Finding, Group, Report, TableRow} from "../types.d.ts" */

// Fewer of a cause than this, as filters leave them, are rows of their own.
const FROM = 5;

/**
 * Tells each finding its group, and returns the groups.
 * @param {Report} report
 * @param {Finding[]} findings
 * @returns {Group[]}
 */
export function unpackGroups(report, findings) {
  return report.groups.map((packed, number) => {
    const group = {number: number, why: packed.why, isOpen: false};
    packed.findings.forEach((at) => (findings[at].group = group));
    return group;
  });
}

/**
 * Rows for findings in their order: {finding} for one, {group, members} where the first of many of one cause stands.
 * @param {Finding[]} findings
 * @returns {TableRow[]}
 */
export function groupRows(findings) {
  /** @type {Map<Group, Finding[]>} */
  const members = new Map();
  findings.forEach((finding) => {
    if (finding.group) {
      const known = members.get(finding.group) || [];
      known.push(finding);
      members.set(finding.group, known);
    }
  });
  const told = new Set();
  return findings.flatMap((finding) => {
    const group = finding.group;
    const all = group && members.get(group) || [];
    if (!group || all.length < FROM) {
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
