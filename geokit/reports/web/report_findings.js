// The findings as the page was given them, which of them are shown, and in which order.
(function () {
  "use strict";
  geokit.unpackFindings = function (report) {
    const columns = report.findings;
    const severities = new Map(report.severities.map((each) => [each.key, each]));
    return columns.rule.map((rule, at) => ({
      number: at + 1,
      park: columns.park[at],
      rule: rule,
      severity: severities.get(columns.severity[at]),
      subjects: columns.subjects[at],
      message: columns.message[at],
      m2: columns.m2[at],
      mu: columns.mu[at],
      m: columns.m[at],
      deg: columns.deg[at],
      place: columns.place[at],
      mark: columns.mark[at] && geokit.unpackPlace(columns.mark[at], report.origin)
    }));
  };

  const KEYS = {
    number: (finding) => finding.number,
    severity: (finding) => finding.severity.rank,
    park: (finding, report) => geokit.say(report.parks[finding.park]),
    rule: (finding, report) => geokit.say(report.rules[finding.rule]),
    subjects: (finding) => finding.subjects.join(", "),
    message: (finding) => geokit.say(finding.message),
    measured: (finding) => [finding.m2, finding.m, finding.deg].find((value) => value !== null),
    place: (finding) => finding.place
  };

  // Without a value is last, whichever way the others go.
  function compare(one, other, way) {
    const isNothing = (value) => value === undefined || value === "";
    if (isNothing(one) || isNothing(other)) {
      return Number(isNothing(one)) - Number(isNothing(other));
    }
    return way * (typeof one === "number" ? one - other : one.localeCompare(other, geokit.language, {numeric: true}));
  }

  function fits(finding, report, wanted) {
    const isChosen = !wanted.hidden.has(finding.severity.key)
      && (wanted.rule === "" || wanted.rule === finding.rule) && (wanted.park === "*" || wanted.park === finding.park);
    if (!isChosen || wanted.text === "") {
      return isChosen;
    }
    const said = [geokit.say(finding.message), finding.subjects.join(" "), finding.place].join(" ").toLowerCase();
    return said.includes(wanted.text.toLowerCase());
  }

  geokit.chooseFindings = function (findings, report, wanted, order) {
    const key = KEYS[order.by];
    const chosen = findings.filter((finding) => fits(finding, report, wanted)).map((finding) => [key(finding, report), finding]);
    chosen.sort((one, other) => compare(one[0], other[0], order.way) || one[1].number - other[1].number);
    return chosen.map((pair) => pair[1]);
  };
})();
