// What the reader has chosen to see: groups of parcels, one phase or all up to one, kinds of findings.
(function () {
  "use strict";
  const listeners = [];
  const hidden = {group: new Set(), severity: new Set(), standing: new Set()};
  let phase = null;
  let lastPhase = Infinity;

  function tell() {
    listeners.forEach((listener) => listener());
  }

  geokit.filter = {
    listen: (listener) => listeners.push(listener),
    choosePhase: function (number) {
      phase = phase === number ? null : number;
      tell();
    },
    showPhasesTo: function (number) {
      phase = null;
      lastPhase = number;
      tell();
    },
    tell: tell,
    phase: () => phase,
    showsPhase: (number) => (phase === null ? number <= lastPhase : number === phase),
    shows: (kind, key) => !hidden[kind].has(key),
    showsParcel: (group, number) => !hidden.group.has(group) && geokit.filter.showsPhase(number),
    set: function (kind, key, isShown) {
      hidden[kind][isShown ? "delete" : "add"](key);
      tell();
    }
  };

  geokit.swatch = function (colour, dash, isHatched) {
    const box = geokit.drawing("rect", {x: 2, y: 2, width: 28, height: 14, rx: 2, stroke: colour, fill: colour, "stroke-dasharray": dash || "none", class: "gk-swatch-box"});
    const hatch = geokit.drawing("rect", {x: 2, y: 2, width: 28, height: 14, fill: "url(#gk-hatch)"});
    return geokit.drawing("svg", {width: 32, height: 18, "aria-hidden": "true"}, isHatched ? [box, hatch] : [box]);
  };

  // A line of the legend that is a check box as well.
  geokit.filterLine = function (kind, key, picture, name, count) {
    const box = geokit.node("input", {});
    box.type = "checkbox";
    box.checked = true;
    geokit.filter.listen(() => (box.checked = geokit.filter.shows(kind, key)));
    box.addEventListener("change", () => geokit.filter.set(kind, key, box.checked));
    const words = geokit.node("span", {class: "gk-filter-words"}, [
      geokit.node("strong", {text: name}), geokit.node("span", {class: "gk-filter-count", text: count})
    ]);
    return geokit.node("li", {}, [geokit.node("label", {class: "gk-filter"}, [box, picture, words])]);
  };
})();
