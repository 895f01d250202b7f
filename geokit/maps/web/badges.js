// A park whose place is not public: a square of its area beside the district, joined to it, never an outline.
(function () {
  "use strict";
  const SMALLEST_PX = 9;
  const NAME_FROM_ZOOM = 9.75;
  const AREA_FROM_ZOOM = 8;

  function symbol(park, colour) {
    const node = geokit.node("span", {class: park.area_m2 ? "gk-square" : "gk-square is-empty"});
    node.style.setProperty("--colour", colour);
    return node;
  }

  function badge(park, pair) {
    const square = symbol(park, pair.colour);
    const key = park.area ? "uncertain" : "place_uncertain";
    const uncertain = park.uncertainty_m && geokit.word(key, {km: park.uncertainty_m / 1000});
    const words = geokit.node("span", {class: "gk-badge-words"}, [
      geokit.node("strong", {class: "gk-badge-name", text: park.name}),
      geokit.node("span", {}, [
        geokit.node("b", {text: String(pair.number)}),
        geokit.node("span", {class: "gk-badge-area", text: park.area || geokit.word("not_published")})
      ]),
      uncertain && geokit.node("span", {class: "gk-badge-uncertain", text: uncertain})
    ]);
    return {square: square, node: geokit.node("span", {class: "gk-badge", attributes: {title: park.name}}, [square, words])};
  }

  function resize(map, park, drawn) {
    const side = Math.sqrt(park.area_m2 || 0) / geokit.metresPerPixel(map);
    // A square too small to see becomes a sign, which says nothing of size.
    drawn.square.classList.toggle("is-sign", side < SMALLEST_PX);
    drawn.square.style.width = drawn.square.style.height = Math.max(side, SMALLEST_PX) + "px";
    drawn.node.classList.toggle("is-far", map.getZoom() < NAME_FROM_ZOOM);
    drawn.node.classList.toggle("is-very-far", map.getZoom() < AREA_FROM_ZOOM);
  }

  geokit.drawBadges = function (map, parks, pairs, labels) {
    parks.forEach((park) => {
      const pair = pairs.find((each) => each.id === park.pair);
      const drawn = badge(park, pair);
      const leader = L.polyline([park.district, park.badge], {className: "gk-leader", weight: 1, interactive: false, pane: "gk-leaders"}).addTo(map);
      const circle = park.anchor && L.circle(park.anchor, {radius: park.uncertainty_m, className: "gk-uncertainty", interactive: false, pane: "gk-leaders"});
      geokit.focus.follow(drawn.node, pair.id);
      labels.add({point: park.badge, node: drawn.node, priority: 90, centred: true, always: true, resize: () => resize(map, park, drawn)});
      geokit.focus.listen((focused, chosen) => {
        const isDim = focused !== null && focused !== pair.id;
        drawn.node.classList.toggle("is-dim", isDim);
        leader.getElement().classList.toggle("is-dim", isDim);
        if (circle) {
          chosen === pair.id ? circle.addTo(map) : circle.remove();
        }
      });
    });
  };

  geokit.drawEnclaves = function (map, enclaves, pairs, labels) {
    enclaves.forEach((enclave) => {
      const pair = pairs.find((each) => each.id === enclave.pair);
      const node = geokit.node("span", {class: "gk-enclave", attributes: {title: enclave.name}});
      node.style.setProperty("--colour", pair.colour);
      geokit.focus.follow(node, pair.id);
      labels.add({point: enclave.point, node: node, priority: 80, distance: 4, always: true});
      geokit.focus.listen((focused) => node.classList.toggle("is-dim", focused !== null && focused !== pair.id));
    });
  };
})();
