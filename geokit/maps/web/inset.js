// Where the park lies: its district among the others, with a circle as wide as its place is uncertain.
(function () {
  "use strict";

  function path(rings) {
    return rings.map((ring) => "M" + ring.map((point) => point.join(" ")).join("L") + "Z").join("");
  }

  geokit.inset = function (page) {
    const inset = page.inset;
    if (!inset) {
      return null;
    }
    const parts = inset.districts.map((district) =>
      geokit.drawing("path", {class: district.is_own ? "gk-inset-own" : "gk-inset-other", d: path(district.paths)})
    );
    if (inset.place) {
      const [x, y] = inset.place;
      const radius = inset.uncertainty_m / inset.unit_m;
      parts.push(geokit.drawing("circle", {class: "gk-uncertainty", cx: x, cy: y, r: Math.max(radius, 0)}));
      parts.push(geokit.drawing("circle", {class: "gk-inset-place", cx: x, cy: y, r: 3}));
    }
    const box = [-4, -4, inset.width + 8, inset.height + 8].join(" ");
    const picture = geokit.drawing("svg", {viewBox: box, width: inset.width + 8, role: "img"}, parts);
    picture.gkAttributes = {"aria-label": geokit.word("where")};
    return geokit.node("section", {class: "gk-inset"}, [geokit.node("h2", {text: geokit.word("where")}), picture]);
  };

  geokit.northArrow = function (map) {
    const control = L.control({position: "topright"});
    control.onAdd = () => geokit.node("div", {class: "gk-north"}, [
      geokit.drawing("svg", {width: 18, height: 24, viewBox: "0 0 18 24", "aria-hidden": "true"}, [
        geokit.drawing("path", {d: "M9 1L16 23L9 18L2 23Z"})
      ]),
      geokit.node("span", {text: geokit.word("north")})
    ]);
    control.addTo(map);
  };
})();
