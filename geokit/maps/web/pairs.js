// The list of pairs: names, distance, land; each opens to its parks and flies to either end.
(function () {
  "use strict";

  function head(pair, toggle) {
    const meta = geokit.node("span", {class: "gk-pair-meta"}, [
      geokit.node("span", {text: pair.distance}),
      geokit.node("span", {class: pair.land ? "" : "gk-unknown", text: pair.land || geokit.word("not_published")})
    ]);
    const button = geokit.button("", toggle, {class: "gk-pair-head"});
    [geokit.number(pair), geokit.node("strong", {text: pair.name}), meta].forEach((part) => button.appendChild(part));
    button.gkText = undefined;
    return button;
  }

  function flights(map, pair, districts) {
    return geokit.node("div", {class: "gk-flights"}, pair.ends.map((id) => {
      const district = districts.find((each) => each.id === id);
      const target = district.bounds || [district.point, district.point];
      return geokit.button(geokit.word("fly_to", {place: district.name}), () => geokit.fly(map, target, {maxZoom: 10.5}));
    }));
  }

  function body(map, pair, page) {
    const parks = page.parks.filter((park) => park.pair === pair.id);
    const enclaves = page.enclaves.filter((enclave) => enclave.pair === pair.id);
    const cards = parks.concat(enclaves).map(geokit.card);
    const none = parks.length ? null : geokit.node("p", {class: "gk-unknown", text: geokit.word("no_park")});
    const source = geokit.node("p", {class: "gk-source", text: pair.source});
    return geokit.node("div", {class: "gk-pair-body"}, [flights(map, pair, page.districts), none].concat(cards, [source]));
  }

  function item(map, pair, page) {
    const button = head(pair, () => geokit.focus.choose(geokit.focus.chosen() === pair.id ? null : pair.id));
    const details = body(map, pair, page);
    const node = geokit.node("li", {class: "gk-pair"}, [button, details]);
    details.id = "gk-pair-" + pair.number;
    button.setAttribute("aria-controls", details.id);
    button.addEventListener("mouseenter", () => geokit.focus.point(pair.id));
    button.addEventListener("mouseleave", () => geokit.focus.point(null));
    geokit.focus.listen((focused, chosen) => {
      const isChosen = chosen === pair.id;
      if (isChosen && details.hidden) {
        node.scrollIntoView({block: "nearest"});
      }
      details.hidden = !isChosen;
      button.setAttribute("aria-expanded", String(isChosen));
      node.classList.toggle("is-chosen", isChosen);
    });
    return node;
  }

  geokit.listPairs = function (map, page, whole) {
    const heading = geokit.node("div", {class: "gk-list-head"}, [
      geokit.node("h2", {text: geokit.word("pairs")}),
      geokit.button(geokit.word("whole"), whole)
    ]);
    const list = geokit.node("ol", {class: "gk-pairs"}, page.pairs.map((pair) => item(map, pair, page)));
    return geokit.node("section", {}, [heading, list]);
  };
})();
