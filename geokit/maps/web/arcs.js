// Arcs: one a pair, its width by land published; dotted where none is.
(function () {
  "use strict";
  const UNPUBLISHED_PX = 4.5;
  const NARROW_PX = 600;

  // A polyline rounds each of its points to a pixel, which makes a curve tremble; this one is drawn as a curve.
  const Curve = L.Polyline.extend({
    _updatePath: function () {
      const place = (point) => {
        const at = this._map.project(point).subtract(this._map.getPixelOrigin());
        return at.x.toFixed(1) + " " + at.y.toFixed(1);
      };
      const [start, control, end] = this.options.curve;
      this._renderer._setPath(this, "M" + place(start) + "Q" + place(control) + " " + place(end));
    }
  });

  geokit.number = function (pair) {
    const node = geokit.node("span", {class: "gk-number", text: String(pair.number), attributes: {title: pair.name}});
    node.style.setProperty("--colour", pair.colour);
    return node;
  };

  function lines(pair, width) {
    const isDotted = pair.width === null;
    const dash = isDotted ? "0.1 " + width * 2 : null;
    const style = (className, weight) => ({
      className: className, weight: weight, dashArray: dash, lineCap: "round", fill: false, interactive: false, pane: "gk-arcs", curve: pair.curve
    });
    const casing = new Curve(pair.path, style("gk-casing", width + 2.5));
    const line = new Curve(pair.path, Object.assign(style("gk-arc", width), {color: pair.colour, opacity: 1}));
    // A wide unseen line is easier to point at.
    const reach = new Curve(pair.path, {curve: pair.curve, className: "gk-reach", weight: 18, opacity: 0, pane: "gk-arcs"});
    return {casing: casing, line: line, reach: reach};
  }

  function follow(reach, pair) {
    reach.on("mouseover", () => geokit.focus.point(pair.id));
    reach.on("mouseout", () => geokit.focus.point(null));
    reach.on("click", () => geokit.focus.choose(pair.id));
    reach.bindTooltip(() => geokit.node("div", {}, [
      geokit.node("strong", {text: pair.name}),
      geokit.node("div", {text: pair.land || geokit.word("not_published")})
    ]), {sticky: true});
  }

  geokit.drawArcs = function (map, pairs, labels) {
    pairs.forEach((pair) => {
      const scale = map.getSize().x < NARROW_PX ? 0.6 : 1;
      const drawn = lines(pair, (pair.width === null ? UNPUBLISHED_PX : pair.width) * scale);
      [drawn.casing, drawn.line, drawn.reach].forEach((layer) => layer.addTo(map));
      follow(drawn.reach, pair);
      labels.avoid(pair.path);
      const number = geokit.number(pair);
      geokit.focus.follow(number, pair.id);
      labels.add({point: pair.path[Math.floor(pair.path.length / 2)], node: number, priority: 100, centred: true, fixed: true, always: true});
      geokit.focus.listen((focused) => {
        const isDim = focused !== null && focused !== pair.id;
        [drawn.casing, drawn.line].forEach((layer) => layer.getElement().classList.toggle("is-dim", isDim));
        number.classList.toggle("is-dim", isDim);
        if (focused === pair.id) {
          [drawn.casing, drawn.line].forEach((layer) => layer.bringToFront());
        }
      });
    });
  };
})();
