// Many findings of one cause: one row that stands for them, and opens to show each.
(function () {
  "use strict";
  // Fewer of a cause than this, as filters leave them, are rows of their own.
  const FROM = 5;

  // Tells each finding its group, and returns the groups.
  geokit.unpackGroups = function (report, findings) {
    return report.groups.map((packed, number) => {
      const group = {number: number, why: packed.why, isOpen: false};
      packed.findings.forEach((at) => (findings[at].group = group));
      return group;
    });
  };

  // Rows for findings in their order: {finding} for one, {group, members} where the first of many of one cause stands.
  geokit.groupRows = function (findings) {
    const members = new Map();
    findings.forEach((finding) => {
      if (finding.group) {
        members.has(finding.group) ? members.get(finding.group).push(finding) : members.set(finding.group, [finding]);
      }
    });
    const told = new Set();
    return findings.flatMap((finding) => {
      const all = members.get(finding.group) || [];
      if (all.length < FROM) {
        return [{finding: finding}];
      }
      if (told.has(finding.group)) {
        return [];
      }
      told.add(finding.group);
      const row = {group: finding.group, members: all};
      return finding.group.isOpen ? [row].concat(all.map((each) => ({finding: each, isMember: true}))) : [row];
    });
  };
})();
