// Findings before and after: new, still there, accepted, gone; told apart by colour, dash and word.
(function () {
  "use strict";
  const COLOURS = {accepted: "#6f6f6f", gone: "#009e73"};
  const HIDDEN = {before: ["new"], after: ["gone"], both_times: []};

  geokit.standingColour = (finding, colour) => COLOURS[finding.standing] || colour;

  geokit.showsFinding = function (finding) {
    const shows = geokit.filter.shows;
    return shows("severity", finding.severity) && (!finding.standing || shows("standing", finding.standing));
  };

  geokit.standingTag = function (finding) {
    const standing = (geokit.page.standings || []).find((each) => each.key === finding.standing);
    return standing ? geokit.node("span", {class: "gk-standing is-" + standing.key, text: standing.name}) : null;
  };

  geokit.standingLegend = function (page) {
    return (page.standings || []).map((standing) => {
      const line = geokit.drawing("path", {d: "M2 9H30", class: "gk-standing-line is-" + standing.key});
      const picture = geokit.drawing("svg", {width: 32, height: 18, "aria-hidden": "true"}, [line]);
      return geokit.filterLine("standing", standing.key, picture, standing.name, String(standing.count));
    });
  };

  function choose(page, time) {
    page.standings.forEach((each) => geokit.filter.set("standing", each.key, !HIDDEN[time].includes(each.key)));
  }

  function isChosen(page, time) {
    return page.standings.every((each) => geokit.filter.shows("standing", each.key) !== HIDDEN[time].includes(each.key));
  }

  geokit.standingSwitch = function (page) {
    if (!page.standings) {
      return null;
    }
    const buttons = Object.keys(HIDDEN).map((time) => {
      const button = geokit.button(geokit.word(time), () => choose(page, time));
      geokit.filter.listen(() => button.setAttribute("aria-pressed", String(isChosen(page, time))));
      return button;
    });
    return geokit.node("div", {class: "gk-times"}, buttons);
  };
})();
