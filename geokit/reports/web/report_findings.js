// The findings as the page was given them, which of them are shown, and in which order.
(function () {
  "use strict";
  const UNITS_PER_DEGREE = 1e7;

  // Steps from point to point, in whole units east and north of the page's origin.
  function points(steps, origin) {
    const found = [];
    let east = 0;
    let north = 0;
    for (let at = 0; at < steps.length; at += 2) {
      east += steps[at];
      north += steps[at + 1];
      found.push([origin[0] + north / UNITS_PER_DEGREE, origin[1] + east / UNITS_PER_DEGREE]);
    }
    return found;
  }

  geokit.unpackShape = function (shape, origin) {
    return shape && shape.map((polygon) => polygon.map((ring) => points(ring, origin)));
  };

  geokit.unpackFindings = function (report) {
    const columns = report.findings;
    return columns.rule.map((rule, at) => ({
      number: at + 1,
      park: columns.park[at],
      rule: rule,
      severity: report.severities.find((each) => each.key === columns.severity[at]),
      subjects: columns.subjects[at],
      message: columns.message[at],
      m2: columns.m2[at],
      mu: columns.mu[at],
      m: columns.m[at],
      place: columns.place[at],
      mark: columns.mark[at] && points(columns.mark[at], report.origin)[0],
      shape: geokit.unpackShape(columns.shape[at], report.origin)
    }));
  };

  const KEYS = {
    number: (finding) => finding.number,
    severity: (finding) => finding.severity.rank,
    park: (finding, report) => geokit.say(report.parks[finding.park]),
    rule: (finding, report) => geokit.say(report.rules[finding.rule]),
    subjects: (finding) => finding.subjects.join(", "),
    message: (finding) => geokit.say(finding.message),
    measured: (finding) => (finding.m2 === null ? finding.m : finding.m2),
    place: (finding) => finding.place
  };

  // Without a value is last, whichever way the others go.
  function compare(one, other, way) {
    if (one === null || other === null || one === "" || other === "") {
      return Number(one === null || one === "") - Number(other === null || other === "");
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
