// Where the park lies: its district among the others, with a circle as wide as its place is uncertain.
(function () {
  "use strict";

  function path(rings) {
    return rings.map((ring) => "M" + ring.map((point) => point.join(" ")).join("L") + "Z").join("");
  }

  // A frame around what the map shows, as long as it is smaller than the drawing.
  function viewFrame(map, inset) {
    const frame = geokit.drawing("rect", {class: "gk-inset-view"});
    const x = (lon) => (lon - inset.west) * inset.units_per_lon;
    const y = (lat) => (inset.north - lat) * inset.units_per_lat;
    const refresh = () => {
      const view = map.getBounds();
      const sides = {x: x(view.getWest()), y: y(view.getNorth()), width: x(view.getEast()) - x(view.getWest()), height: y(view.getSouth()) - y(view.getNorth())};
      // Too small to see, it would be a speck on the park's own sign.
      frame.style.display = sides.width > 6 && sides.width < inset.width ? "" : "none";
      Object.keys(sides).forEach((name) => frame.setAttribute(name, sides[name].toFixed(1)));
    };
    map.on("moveend zoomend", refresh);
    return frame;
  }

  geokit.inset = function (map, page) {
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
    parts.push(viewFrame(map, inset));
    const width = Math.max(inset.width, 160) + 8;
    const box = [-4, -4, width, inset.height + 34].join(" ");
    const picture = geokit.drawing("svg", {viewBox: box, width: width, role: "img"}, parts.concat(geokit.sketchScale(inset)));
    picture.gkAttributes = {"aria-label": geokit.word("where")};
    return geokit.node("section", {class: "gk-inset"}, [
      geokit.node("h2", {text: geokit.word("where")}), picture, inset.name && geokit.node("p", {class: "gk-source", text: inset.name})
    ]);
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
