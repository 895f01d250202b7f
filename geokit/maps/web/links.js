// The link map: districts, arcs, parks and enclaves, with the list of pairs and the legend.
(function () {
  "use strict";

  function drawDistrict(map, district, labels) {
    const isAlone = district.pairs.length === 0;
    const name = isAlone ? "gk-district is-alone" : "gk-district";
    const shape = district.polygons.length
      ? L.polygon(district.polygons, {className: name, weight: 1})
      : L.circleMarker(district.point, {className: name, radius: 9, weight: 1});
    shape.bindTooltip(() => geokit.node("span", {text: district.title}), {sticky: true}).addTo(map);
    if (!isAlone) {
      L.circleMarker(district.point, {className: "gk-seat", radius: 3, weight: 1.5, interactive: false, pane: "gk-arcs"}).addTo(map);
    }
    const words = geokit.node("span", {class: isAlone ? "gk-name is-alone" : "gk-name", text: district.name});
    labels.add({point: district.point, node: words, priority: isAlone ? 10 : 50, centred: isAlone, isShy: isAlone, distance: 6});
  }

  function everything(page) {
    const bounds = L.latLngBounds(page.districts.map((district) => district.point));
    page.districts.forEach((district) => district.bounds && bounds.extend(district.bounds));
    page.pairs.forEach((pair) => bounds.extend(L.latLngBounds(pair.path)));
    page.parks.forEach((park) => bounds.extend(park.badge));
    return bounds;
  }

  function sample(parts) {
    return geokit.drawing("svg", {width: 44, height: 20, viewBox: "0 0 44 20", "aria-hidden": "true"}, parts);
  }

  function line(width, dash) {
    const style = {d: "M6 10H38", "stroke-linecap": "round", "stroke-dasharray": dash || "none"};
    return sample([
      geokit.drawing("path", Object.assign({class: "gk-casing", "stroke-width": width + 2.5}, style)),
      geokit.drawing("path", Object.assign({class: "gk-sample", "stroke-width": width}, style))
    ]);
  }

  function entry(picture, text) {
    return geokit.node("li", {}, [picture, geokit.node("span", {text: text})]);
  }

  function swatch(name) {
    return geokit.node("span", {class: "gk-swatch"}, [geokit.node("span", {class: name})]);
  }

  function legend(page) {
    const entries = page.classes.map((each) => entry(line(each.width), each.text));
    entries.push(entry(line(4.5, "0.1 9"), geokit.word("not_published")));
    entries.push(entry(swatch("gk-sample-district"), geokit.word("district_partner")));
    entries.push(entry(swatch("gk-sample-district is-alone"), geokit.word("district_alone")));
    entries.push(entry(swatch("gk-square"), geokit.word("park_schematic")));
    entries.push(entry(swatch("gk-square is-empty"), geokit.word("park_point")));
    entries.push(entry(swatch("gk-enclave"), geokit.word("enclave")));
    return geokit.node("section", {class: "gk-legend"}, [
      geokit.node("h2", {text: geokit.word("legend")}),
      geokit.node("p", {text: geokit.word("arc_width")}),
      geokit.node("ul", {}, entries)
    ]);
  }

  geokit.parts.push(function (map, page) {
    // Words of badges stand to the right of the last district.
    const room = {paddingTopLeft: [28, 24], paddingBottomRight: [map.getSize().x > 600 ? 90 : 28, 24]};
    const whole = () => geokit.fly(map, everything(page), room);
    const side = document.querySelector(".gk-side");
    side.appendChild(geokit.listPairs(map, page, whole));
    side.appendChild(legend(page));
    map.invalidateSize({animate: false});
    map.fitBounds(everything(page), Object.assign({animate: false}, room));
    map.createPane("gk-leaders").style.zIndex = 440;
    map.createPane("gk-arcs").style.zIndex = 450;
    const labels = geokit.labels(map);
    page.districts.forEach((district) => drawDistrict(map, district, labels));
    geokit.drawArcs(map, page.pairs, labels);
    geokit.drawBadges(map, page.parks, page.pairs, labels);
    geokit.drawEnclaves(map, page.enclaves, page.pairs, labels);
    geokit.focus.choose(null);
    map.on("click", () => geokit.isMeasuring() || geokit.focus.choose(null));
  });
})();
