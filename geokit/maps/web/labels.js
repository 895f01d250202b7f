// Words on the map that do not cover each other: the more important one stays, the other one gives way.
(function () {
  "use strict";
  const GAP = 3;

  function boxAt(centre, size) {
    return {
      left: centre.x - size.x / 2 - GAP, right: centre.x + size.x / 2 + GAP,
      top: centre.y - size.y / 2 - GAP, bottom: centre.y + size.y / 2 + GAP
    };
  }

  geokit.overlap = function (one, other) {
    return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  };

  // Where a label of a size may stand around its point, the best place first.
  geokit.candidates = function (size, distance) {
    const x = size.x / 2 + distance;
    const y = size.y / 2 + distance;
    return [[x, 0], [-x, 0], [0, -y], [0, y], [x, -y], [-x, -y], [x, y], [-x, y]];
  };

  function places(item, size) {
    if (item.isAbove) {
      return [[0, -size.y / 2 - 3], [0, size.y / 2 + 3]];
    }
    if (item.centred) {
      return [[0, 0]].concat(item.fixed ? [] : geokit.candidates(size, 4));
    }
    return geokit.candidates(size, item.distance || 7).concat(geokit.candidates(size, 13));
  }

  // Items: {point, node, priority}, and {centred, fixed, isAbove, isShy, always, distance, within, resize} as needed.
  geokit.labels = function (map) {
    const pane = map.createPane("gk-labels");
    pane.style.zIndex = 640;
    pane.classList.add("leaflet-zoom-hide");
    const items = [];
    const paths = [];
    const lines = [];

    // How much of the lines on the map a label would cover.
    function cost(box) {
      return lines.filter((at) => at.x > box.left && at.x < box.right && at.y > box.top && at.y < box.bottom).length;
    }

    function isInView(box) {
      const view = map.getSize();
      const origin = map.containerPointToLayerPoint([0, 0]);
      return box.left >= origin.x && box.top >= origin.y && box.right <= origin.x + view.x && box.bottom <= origin.y + view.y;
    }

    // Covering a word is worse than leaving the view, and that is worse than covering a line.
    function price(box, taken) {
      const covered = taken.filter((other) => geokit.overlap(box, other)).length;
      return covered * 10000 + (isInView(box) ? 0 : 1000) + Math.min(cost(box), 999);
    }

    function choose(item, size, base, taken) {
      let best = null;
      for (const [dx, dy] of places(item, size)) {
        const centre = {x: base.x + dx, y: base.y + dy};
        const box = boxAt(centre, size);
        const paid = price(box, taken);
        if ((paid < (item.isShy ? 1 : 1000) || item.always) && (best === null || paid < best.price)) {
          best = {centre: centre, box: box, price: paid};
        }
      }
      return best;
    }

    function place(item, taken) {
      const size = {x: item.node.offsetWidth, y: item.node.offsetHeight};
      const isWide = item.within && size.x > item.within();
      const best = isWide ? null : choose(item, size, map.latLngToLayerPoint(item.point), taken);
      item.node.style.visibility = best ? "visible" : "hidden";
      if (best) {
        L.DomUtil.setPosition(item.node, L.point(best.centre.x - size.x / 2, best.centre.y - size.y / 2).round());
        taken.push(best.box);
      }
    }

    function refresh() {
      const taken = [];
      lines.length = 0;
      paths.forEach((path) => path.forEach((point) => lines.push(map.latLngToLayerPoint(point))));
      items.forEach((item) => item.resize && item.resize());
      items.slice().sort((a, b) => b.priority - a.priority).forEach((item) => place(item, taken));
    }

    map.on("zoomend moveend resize", refresh);
    geokit.onLanguage(refresh);
    return {
      add: function (item) {
        item.node.classList.add("gk-label");
        pane.appendChild(item.node);
        items.push(item);
      },
      // Words keep off a line where they can.
      avoid: (path) => paths.push(path),
      refresh: refresh
    };
  };
})();
