// Parcels, each with its card; few enough to be shapes of the page.
(function () {
  "use strict";

  function areaText(area) {
    const format = (value, decimals) => value.toLocaleString("en-US", {minimumFractionDigits: decimals, maximumFractionDigits: decimals});
    // Half of a thousandth is rounded up, whatever binary fractions leave of it.
    return geokit.word("area", {m2: format(area, 2), mu: format(Number((area * 0.0015).toFixed(7)), 3)});
  }

  function valueOf(column, at) {
    if (column.areas_m2) {
      return column.areas_m2[at] === null ? null : areaText(column.areas_m2[at]);
    }
    return column.codes[at] < 0 ? null : column.texts[column.codes[at]];
  }

  geokit.parcelCard = function (layer, at) {
    const rows = layer.columns.map((column) => ({label: column.label, value: valueOf(column, at)})).filter((row) => row.value !== null);
    return geokit.card({name: layer.ids[at], rows: rows});
  };

  geokit.parcelStyle = function (page, layer, at) {
    const group = page.is_plain ? null : layer.legend.find((each) => each.group === layer.groups[at]);
    return group ? "gk-parcel is-" + group.key : "gk-parcel is-plain";
  };

  function draw(map, page, layer, labels) {
    const bounds = L.latLngBounds([]);
    layer.shapes.forEach((polygons, at) => {
      const shape = L.polygon(polygons, {className: geokit.parcelStyle(page, layer, at), weight: 1.2, pane: "gk-parcels"}).addTo(map);
      shape.bindPopup(() => geokit.parcelCard(layer, at), {maxWidth: 300, minWidth: 240, autoPanPadding: [20, 20]});
      bounds.extend(shape.getBounds());
      const words = geokit.node("span", {class: "gk-parcel-name", text: layer.ids[at]});
      const span = shape.getBounds();
      labels.add({
        point: shape.getBounds().getCenter(), node: words, priority: 20, centred: true, fixed: true,
        // A name wider than its parcel would be read as its neighbour's.
        within: () => map.latLngToLayerPoint(span.getSouthEast()).x - map.latLngToLayerPoint(span.getNorthWest()).x
      });
      let drawnAs = layer.groups[at];
      geokit.filter.listen(() => {
        if (drawnAs !== layer.groups[at]) {
          drawnAs = layer.groups[at];
          shape.getElement().setAttribute("class", geokit.parcelStyle(page, layer, at) + " leaflet-interactive");
        }
        const isShown = geokit.filter.showsParcel(layer.groups[at], layer.phases[at]);
        shape.getElement().classList.toggle("is-hidden", !isShown);
        words.classList.toggle("is-hidden", !isShown);
      });
    });
    return bounds;
  }

  function complain() {
    const words = geokit.node("p", {class: "gk-guard", text: geokit.word("broken_data")});
    document.body.insertBefore(words, document.body.firstChild);
  }

  // Many parcels come packed and are drawn when they are unpacked.
  geokit.drawParcels = function (map, page, labels) {
    const bounds = L.latLngBounds([]);
    page.parcels.forEach((layer) => {
      if (layer.packed) {
        bounds.extend(layer.bounds);
        geokit.drawMany(map, page, layer).then(() => (geokit.isUnpacked = true), complain);
      } else {
        bounds.extend(draw(map, page, layer, labels));
      }
    });
    return bounds;
  };

  geokit.parcelLegend = function (page) {
    const layer = page.is_plain ? null : page.parcels[0];
    return (layer ? layer.legend : []).map((group) => {
      const picture = geokit.swatch(group.colour, group.dash, group.key === "to-acquire");
      const line = geokit.filterLine("group", group.group, picture, group.name, "");
      const count = line.querySelector(".gk-filter-count");
      geokit.filter.listen(() => geokit.setText(count, geokit.shownOf(layer, group.group)));
      return line;
    });
  };
})();
