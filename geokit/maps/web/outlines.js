// The outline of a park and of its zones; a sketch is dashed, hatched and says so.
(function () {
  "use strict";

  geokit.drawOutlines = function (map, page, labels) {
    const bounds = L.latLngBounds([]);
    page.outlines.forEach((outline) => {
      const name = ["gk-outline", "is-" + outline.kind, outline.is_schematic ? "is-schematic" : ""].join(" ").trim();
      const shape = L.polygon(outline.polygons, {className: name, weight: outline.kind === "park" ? 2.5 : 2, interactive: false, pane: "gk-outlines"});
      shape.addTo(map);
      bounds.extend(shape.getBounds());
      const words = geokit.node("span", {class: "gk-outline-name"}, [
        geokit.node("span", {text: outline.name}),
        outline.is_schematic && geokit.node("em", {text: geokit.word("schematic")})
      ]);
      labels.add({point: outline.label, node: words, priority: outline.kind === "park" ? 90 : 80, distance: 3, isAbove: true});
    });
    return bounds;
  };

  geokit.outlineLegend = function (page) {
    const seen = new Set();
    return page.outlines.map((outline) => {
      const key = outline.kind + outline.is_schematic;
      if (seen.has(key)) {
        return null;
      }
      seen.add(key);
      const box = geokit.drawing("rect", {x: 2, y: 2, width: 28, height: 14, class: "gk-outline is-" + outline.kind + (outline.is_schematic ? " is-schematic" : "")});
      const picture = geokit.drawing("svg", {width: 32, height: 18, "aria-hidden": "true"}, [box]);
      const words = geokit.word(outline.kind === "park" ? "outline" : "zone", {basis: outline.basis});
      return geokit.node("li", {class: "gk-filter"}, [picture, geokit.node("span", {text: words})]);
    });
  };
})();
