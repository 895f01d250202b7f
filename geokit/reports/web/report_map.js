// The map beside the table: parcels in grey, faults in the colour of their severity, drawn on one canvas.
(function () {
  "use strict";
  const PARCEL = {color: "#7a8794", weight: 0.8, fill: false};
  const OUTLINE = {color: "#4d5966", weight: 2, dashArray: "8 5", fill: false};
  const CLOSEST = 19;
  const MARK_PX = 4;
  const REACH_PX = 10;
  const IN_A_PATH = 50;
  // A fault that covers most of the map would hide the others if it were filled.
  const WIDE = 0.5;

  function isWide(bounds, all) {
    return bounds.getEast() - bounds.getWest() > WIDE * (all.getEast() - all.getWest());
  }

  // Bounds of points in bare numbers: objects for each of a hundred thousand points take their time.
  function boundsOf(points) {
    let south = Infinity, west = Infinity, north = -Infinity, east = -Infinity;
    for (const [lat, lon] of points) {
      south = Math.min(south, lat);
      west = Math.min(west, lon);
      north = Math.max(north, lat);
      east = Math.max(east, lon);
    }
    return points.length ? L.latLngBounds([[south, west], [north, east]]) : L.latLngBounds([]);
  }

  function corners(polygons) {
    return polygons.flatMap((polygon) => polygon[0]);
  }

  function card(finding, report) {
    return geokit.node("article", {class: "gk-card"}, [
      geokit.node("h3", {}, [
        geokit.node("span", {class: "gk-severity is-" + finding.severity.key, text: finding.severity.name}),
        geokit.node("span", {text: report.rules[finding.rule]})
      ]),
      geokit.node("p", {text: finding.message}),
      finding.place ? geokit.node("p", {class: "gk-source", text: finding.place}) : null
    ]);
  }

  // Shapes share a path: a layer each would take long to make, one path for all would take long to paint. Outer
  // rings all turn one way, so that shapes of a path that overlap do not cancel each other.
  function paths(polygons, style) {
    const layers = [];
    for (let at = 0; at < polygons.length; at += IN_A_PATH) {
      layers.push(L.polygon(polygons.slice(at, at + IN_A_PATH), Object.assign({fillRule: "nonzero"}, style)));
    }
    return layers;
  }

  function faultPaths(shown, report, common) {
    const styles = report.severities.slice().reverse().flatMap((severity) => [[severity, false], [severity, true]]);
    return styles.flatMap(([severity, isFilled]) => {
      const own = shown.filter((each) => each.finding.severity === severity && each.isWide !== isFilled);
      const style = {color: severity.colour, weight: 2, fill: isFilled, fillOpacity: 0.35};
      return paths(own.flatMap((each) => each.finding.shape || []), Object.assign(style, common));
    });
  }

  function markFor(finding, common) {
    const style = {color: "#ffffff", weight: 1, fillColor: finding.severity.colour, fillOpacity: 1, radius: MARK_PX};
    return L.circleMarker(finding.mark, Object.assign(style, common));
  }

  // The finding that was meant: the nearest mark within reach, or else the smallest shape around the place.
  function meant(map, shown, place) {
    const at = map.latLngToContainerPoint(place);
    const near = shown.map((each) => [at.distanceTo(map.latLngToContainerPoint(each.finding.mark)), each])
      .filter((pair) => pair[0] <= REACH_PX).sort((one, other) => one[0] - other[0]);
    const width = (each) => each.bounds.getEast() - each.bounds.getWest();
    const around = shown.filter((each) => !each.isWide && each.bounds.contains(place)).sort((one, other) => width(one) - width(other));
    return near.length ? near[0][1].finding : around.length ? around[0].finding : null;
  }

  geokit.findingMap = function (report, findings, open) {
    const map = L.map("gk-map", {preferCanvas: true, zoomSnap: 0.25, maxZoom: 20});
    const common = {renderer: L.canvas({padding: 0.3}), interactive: false};
    const unpack = (shapes) => shapes.flatMap((shape) => geokit.unpackShape(shape, report.origin));
    const parcels = unpack(report.parcels);
    const outlines = unpack(report.outlines);
    const placed = findings.filter((finding) => finding.mark)
      .map((finding) => ({finding: finding, bounds: boundsOf(corners(finding.shape || []).concat([finding.mark]))}));
    const all = boundsOf(corners(parcels).concat(corners(outlines)));
    placed.forEach((each) => all.extend(each.bounds));
    placed.forEach((each) => (each.isWide = isWide(each.bounds, all)));
    const byFinding = new Map(placed.map((each) => [each.finding, each]));
    all.isValid() ? map.fitBounds(all, {padding: [20, 20], animate: false}) : map.setView([23, 115], 5, {animate: false});

    const ground = L.layerGroup().addTo(map);
    const faults = L.layerGroup().addTo(map);
    let shown = placed;
    let arrived = null;

    map.on("click", (event) => {
      const finding = meant(map, shown, event.latlng);
      if (finding) {
        open(finding);
      }
    });

    return {
      map: map,
      show: function (chosen) {
        shown = chosen.map((finding) => byFinding.get(finding)).filter(Boolean);
        if (!ground.getLayers().length) {
          paths(parcels, Object.assign({}, PARCEL, common)).forEach((layer) => ground.addLayer(layer));
          paths(outlines, Object.assign({}, OUTLINE, common)).forEach((layer) => ground.addLayer(layer));
        }
        faults.clearLayers();
        faultPaths(shown, report, common).forEach((layer) => faults.addLayer(layer));
        // The worst come first in the report and last on the map: on top.
        shown.slice().sort((one, other) => one.finding.severity.rank - other.finding.severity.rank)
          .forEach((each) => faults.addLayer(each.mark || (each.mark = markFor(each.finding, common))));
      },
      flyTo: function (finding) {
        const found = byFinding.get(finding);
        map.closePopup();
        if (arrived) {
          map.off("moveend", arrived);
        }
        if (!found) {
          return;
        }
        // Opened on the way, a card would stop the flight.
        arrived = () => L.popup({maxWidth: 320}).setLatLng(finding.mark).setContent(card(finding, report)).openOn(map);
        map.once("moveend", arrived);
        geokit.fly(map, found.bounds.pad(0.8), {maxZoom: CLOSEST});
      },
      whole: () => all.isValid() && geokit.fly(map, all),
      // Paper has another form than the screen: what was wholly in view stays so.
      layFor: function (view) {
        map.invalidateSize({animate: false});
        const isWhole = all.isValid() && view.contains(all);
        map.fitBounds(isWhole ? all : view, {padding: isWhole ? [15, 15] : [0, 0], animate: false});
      }
    };
  };
})();
