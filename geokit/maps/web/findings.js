// Findings: a shape that is true, a ring around what is too small to see, and a list to fly through.
(function () {
  "use strict";
  const RING_PX = 11;
  const LISTED = 400;
  // More findings than these are drawn on a canvas.
  const MOST_SHAPES = 1000;

  function layerOf(part, style) {
    if (part.kind === "Polygon") {
      return L.polygon(part.rings, style);
    }
    return part.kind === "Point" ? L.circleMarker(part.rings[0][0], Object.assign({radius: 4}, style)) : L.polyline(part.rings, Object.assign({fill: false}, style));
  }

  function message(finding, colour) {
    const head = geokit.node("h3", {}, [
      geokit.node("span", {class: "gk-severity", text: colour.name}), geokit.standingTag(finding), geokit.node("span", {text: finding.rule})
    ]);
    head.firstChild.style.setProperty("--colour", colour.colour);
    return geokit.node("article", {class: "gk-card"}, [
      head, geokit.node("p", {text: finding.message}),
      geokit.node("p", {class: "gk-source", text: [finding.park].concat(finding.subjects, [finding.source]).filter(Boolean).join(" · ")})
    ]);
  }

  function boundsOf(finding) {
    const bounds = L.latLngBounds([]);
    finding.shape.forEach((part) => part.rings.forEach((ring) => ring.forEach((point) => bounds.extend(point))));
    return bounds;
  }

  // A finding about a whole park or all its free land is an outline: filled, it would hide the others.
  function isWide(bounds, all) {
    const share = (one, other) => (one.getEast() - one.getWest()) / (other.getEast() - other.getWest());
    return share(bounds, all) > 0.5;
  }

  function drawOne(map, finding, severity, all, renderer) {
    const bounds = boundsOf(finding);
    const standing = finding.standing ? " is-" + finding.standing : "";
    const name = "gk-finding is-" + finding.severity + (isWide(bounds, all) ? " is-wide" : "") + standing;
    const look = {color: geokit.standingColour(finding, severity.colour), pane: "gk-findings", renderer: renderer};
    const style = Object.assign({className: name, weight: 2}, look);
    const shape = L.featureGroup(finding.shape.map((part) => layerOf(part, style))).addTo(map);
    const ring = L.circleMarker(bounds.getCenter(), Object.assign({className: "gk-ring is-" + finding.severity + standing, radius: RING_PX, weight: 2.5}, look)).addTo(map);
    [shape, ring].forEach((layer) => layer.bindPopup(() => message(finding, severity), {maxWidth: 320, autoPanPadding: [20, 20]}));
    return {shape: shape, ring: ring, bounds: bounds};
  }

  function isSmall(map, bounds) {
    const one = map.latLngToLayerPoint(bounds.getNorthWest());
    const other = map.latLngToLayerPoint(bounds.getSouthEast());
    return Math.max(Math.abs(one.x - other.x), Math.abs(one.y - other.y)) < RING_PX * 2;
  }

  function toggle(layer, map, isShown) {
    if (isShown !== map.hasLayer(layer)) {
      isShown ? layer.addTo(map) : layer.remove();
    }
  }

  geokit.drawFindings = function (map, page, all) {
    const drawn = new Array(page.findings.length).fill(null);
    const renderer = page.findings.length > MOST_SHAPES ? L.canvas({pane: "gk-findings"}) : undefined;
    // The worst come first in the list, and last on the map: on top.
    page.findings.map((finding, at) => at).reverse().forEach((at) => {
      const finding = page.findings[at];
      const severity = page.severities.find((each) => each.key === finding.severity);
      drawn[at] = finding.shape ? drawOne(map, finding, severity, all, renderer) : null;
    });
    const refresh = () => drawn.forEach((each, at) => {
      if (each) {
        const isShown = geokit.showsFinding(page.findings[at]);
        toggle(each.shape, map, isShown);
        toggle(each.ring, map, isShown && isSmall(map, each.bounds));
      }
    });
    map.on("zoomend", refresh);
    geokit.filter.listen(refresh);
    refresh();
    return drawn;
  };

  geokit.severityLegend = function (page) {
    return page.severities.map((severity) => {
      const dot = geokit.drawing("circle", {cx: 16, cy: 9, r: 6, class: "gk-ring is-" + severity.key});
      const picture = geokit.drawing("svg", {width: 32, height: 18, "aria-hidden": "true"}, [dot]);
      return geokit.filterLine("severity", severity.key, picture, severity.name, String(severity.count));
    });
  };

  function entry(finding, severity, open) {
    const button = geokit.button("", open, {class: "gk-finding-entry"});
    button.gkText = undefined;
    const tag = geokit.node("span", {class: "gk-severity", text: severity.name});
    tag.style.setProperty("--colour", severity.colour);
    [tag, geokit.standingTag(finding), geokit.node("span", {text: finding.message}), finding.shape ? null : geokit.node("em", {text: geokit.word("no_place")})]
      .filter(Boolean).forEach((part) => button.appendChild(part));
    return geokit.node("li", {}, [button]);
  }

  geokit.listFindings = function (map, page, drawn) {
    const entries = [];
    let current = -1;
    let arrive = () => {};
    const count = geokit.node("span", {class: "gk-finding-count"});

    function open(at) {
      current = at;
      entries.forEach((node, number) => node.classList.toggle("is-chosen", number === at));
      geokit.setText(count, geokit.word("finding_at", {n: at + 1, count: page.findings.length}));
      if (entries[at]) {
        entries[at].scrollIntoView({block: "nearest"});
      }
      // A flight that is broken off arrives nowhere.
      map.off("moveend", arrive);
      if (drawn[at]) {
        arrive = () => drawn[at].shape.openPopup(drawn[at].bounds.getCenter());
        map.closePopup().stop().once("moveend", arrive);
        geokit.fly(map, drawn[at].bounds.pad(1), {maxZoom: map.getMaxZoom()});
      }
    }

    // The next finding that the filter lets through.
    function step(by) {
      const total = page.findings.length;
      for (let tried = 1; tried <= total; tried += 1) {
        const at = (current + by * tried + total * tried) % total;
        if (geokit.showsFinding(page.findings[at])) {
          open(at);
          return;
        }
      }
    }

    page.findings.slice(0, LISTED).forEach((finding, at) => {
      const severity = page.severities.find((each) => each.key === finding.severity);
      const node = entry(finding, severity, () => open(at));
      geokit.filter.listen(() => node.classList.toggle("is-hidden", !geokit.showsFinding(finding)));
      entries.push(node);
    });
    const more = page.findings.length - LISTED;
    const steps = geokit.node("div", {class: "gk-steps"}, [
      geokit.button(geokit.word("previous"), () => step(-1)), geokit.button(geokit.word("next"), () => step(1)), count
    ]);
    return geokit.node("section", {class: "gk-findings"}, [
      geokit.node("h2", {text: geokit.word("findings")}),
      geokit.standingSwitch(page),
      page.findings.length ? steps : geokit.node("p", {text: geokit.word("no_findings")}),
      geokit.node("ol", {}, entries),
      more > 0 ? geokit.node("p", {class: "gk-source", text: geokit.word("more_findings", {count: more})}) : null
    ]);
  };
})();
