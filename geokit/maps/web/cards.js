// Cards: a name, and rows of a heading and a value.
(function () {
  "use strict";

  // The last moment of a year, month or day.
  geokit.endOf = function (date) {
    const parts = date.split("-").map(Number);
    if (parts.length === 1) {
      return new Date(parts[0] + 1, 0, 1);
    }
    return parts.length === 2 ? new Date(parts[0], parts[1], 1) : new Date(parts[0], parts[1] - 1, parts[2] + 1);
  };

  function row(item) {
    const isPast = item.due && geokit.endOf(item.due) <= new Date();
    const value = geokit.node("dd", {}, [
      geokit.node("span", {text: item.value}),
      isPast && geokit.node("em", {class: "gk-past", text: geokit.word("due_passed")})
    ]);
    return [geokit.node("dt", {text: item.label}), value];
  }

  geokit.rows = function (items) {
    return geokit.node("dl", {class: "gk-rows"}, items.reduce((all, item) => all.concat(row(item)), []));
  };

  function path(rings) {
    return rings.map((ring) => "M" + ring.map((point) => point.join(" ")).join("L") + "Z").join("");
  }

  geokit.sketchScale = function (drawing) {
    const length = geokit.roundLength(drawing.unit_m * 90);
    const units = length / drawing.unit_m;
    const y = drawing.height + 22;
    const words = geokit.drawing("text", {x: units + 6, y: y + 4});
    geokit.setText(words, geokit.lengthText(length));
    return [geokit.drawing("path", {class: "gk-scale", d: "M0 " + (y - 5) + "v5h" + units + "v-5"}), words];
  };

  // A schematic outline with its zones, to scale and off the map.
  geokit.sketch = function (drawing) {
    const parts = [geokit.drawing("path", {class: "gk-sketch-outline", d: path(drawing.outline)})];
    drawing.zones.forEach((zone) => parts.push(geokit.drawing("path", {class: "gk-sketch-zone", d: path(zone.paths)})));
    const box = [-3, -3, Math.max(drawing.width, 160) + 6, drawing.height + 34].join(" ");
    const picture = geokit.drawing("svg", {viewBox: box, width: Math.max(drawing.width, 160) + 6, role: "img"}, parts.concat(geokit.sketchScale(drawing)));
    picture.gkAttributes = {"aria-label": geokit.word("sketch")};
    return geokit.node("figure", {class: "gk-sketch"}, [picture, geokit.node("figcaption", {text: geokit.word("sketch")})]);
  };

  geokit.card = function (item) {
    return geokit.node("article", {class: "gk-card"}, [
      geokit.node("h3", {text: item.name}),
      geokit.rows(item.rows),
      item.sketch && geokit.sketch(item.sketch)
    ]);
  };
})();
