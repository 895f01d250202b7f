// The outline of a park and of its zones; a sketch is dashed, hatched and says so.
(function () {
  "use strict";

  geokit.drawOutlines = function (map, page, labels) {
    const bounds = L.latLngBounds([]);
    // The park's own line comes last: on top of those of its zones.
    page.outlines.slice().reverse().forEach((outline) => {
      const name = ["gk-outline", "is-" + outline.kind, outline.is_schematic ? "is-schematic" : ""].join(" ").trim();
      const shape = L.polygon(outline.polygons, {className: name, weight: outline.kind === "park" ? 3 : 2, interactive: false, pane: "gk-outlines"});
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

  // A park whose outline nobody knows: its district, and a circle as wide as its place is uncertain.
  geokit.drawVaguePlace = function (map, page, labels) {
    const place = page.vague_place;
    const circle = L.circle(place.point, {radius: place.uncertainty_m, className: "gk-uncertainty", interactive: false, pane: "gk-outlines"}).addTo(map);
    L.polygon(place.polygons, {className: "gk-district", weight: 1, interactive: false, pane: "gk-parcels"}).addTo(map);
    const words = geokit.node("span", {class: "gk-outline-name"}, [
      geokit.node("span", {text: page.title}),
      geokit.node("em", {text: geokit.word("place_uncertain", {km: page.uncertainty_km})})
    ]);
    labels.add({point: place.point, node: words, priority: 90, centred: true, always: true});
    return circle.getBounds();
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
