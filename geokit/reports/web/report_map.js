// The map beside the table: parcels in grey, faults in the colour of their severity, drawn on one canvas.
(function () {
  "use strict";
  const PARCEL = {color: "#7a8794", weight: 0.8};
  const OUTLINE = {color: "#4d5966", weight: 2, dash: [8, 5]};
  const FAULT = {weight: 2, fillOpacity: 0.35};
  const CLOSEST = 19;
  const MARK_PX = 4;
  const REACH_PX = 10;
  // A fault that covers most of the map would hide the others if it were filled.
  const WIDE = 0.5;

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

  // The findings that have a place: where their mark stands in the world, and the box around mark and shape.
  function placeAll(findings, shapes) {
    return findings.filter((finding) => finding.mark).map((finding) => {
      const at = finding.number - 1;
      const [x, y] = [geokit.worldX(finding.mark[1]), geokit.worldY(finding.mark[0])];
      return {finding: finding, at: at, x: x, y: y, box: geokit.joinBoxes(shapes.boxes.subarray(at * 4, at * 4 + 4), [x, y, x, y])};
    });
  }

  // The box around all boxes of four numbers each.
  function boxOfAll(layers) {
    const all = [Infinity, Infinity, -Infinity, -Infinity];
    layers.forEach((boxes) => {
      for (let at = 0; at < boxes.length; at += 4) {
        all[0] = Math.min(all[0], boxes[at]);
        all[1] = Math.min(all[1], boxes[at + 1]);
        all[2] = Math.max(all[2], boxes[at + 2]);
        all[3] = Math.max(all[3], boxes[at + 3]);
      }
    });
    return all;
  }

  const widthOf = (box) => box[2] - box[0];
  const every = (shapes) => Array.from({length: shapes.count}, (_, at) => at);

  // The finding that was meant: the nearest mark within reach, or else the smallest shape around the place.
  function meant(map, shown, place) {
    const scale = 256 * Math.pow(2, map.getZoom());
    const [x, y] = [geokit.worldX(place.lng), geokit.worldY(place.lat)];
    const away = (each) => Math.hypot(each.x - x, each.y - y) * scale;
    const near = shown.filter((each) => away(each) <= REACH_PX).sort((one, other) => away(one) - away(other));
    const around = shown.filter((each) => !each.isWide && each.box[0] <= x && each.box[2] >= x && each.box[1] <= y && each.box[3] >= y)
      .sort((one, other) => widthOf(one.box) - widthOf(other.box));
    return near.length ? near[0].finding : around.length ? around[0].finding : null;
  }

  // Shapes of the lightest findings first, and all marks above all shapes: the worst are on top.
  function paintFaults(context, frame, shapes, shown, report) {
    const severities = report.severities.slice().reverse();
    const of = (severity) => shown.filter((each) => each.finding.severity === severity);
    severities.forEach((severity) => {
      const style = Object.assign({color: severity.colour}, FAULT);
      const [wide, narrow] = [true, false].map((isWide) => of(severity).filter((each) => each.isWide === isWide).map((each) => each.at));
      geokit.paintShapes(context, frame, shapes, wide, Object.assign({}, style, {fillOpacity: 0}));
      geokit.paintShapes(context, frame, shapes, narrow, style);
    });
    severities.forEach((severity) => geokit.paintDots(context, frame, of(severity), severity.colour, MARK_PX));
  }

  geokit.findingMap = function (report, findings, open) {
    const map = L.map("gk-map", {zoomSnap: 0.25, maxZoom: 20});
    const [parcels, outlines, shapes] = [report.parcels, report.outlines, report.findings.shape].map((packed) => geokit.unpackOutlines(packed, report.origin));
    const placed = placeAll(findings, shapes);
    const world = boxOfAll([parcels.boxes, outlines.boxes, placed.flatMap((each) => each.box)]);
    const isAnywhere = world[0] <= world[2];
    const all = isAnywhere ? geokit.boundsOfBox(world) : null;
    placed.forEach((each) => (each.isWide = widthOf(each.box) > WIDE * widthOf(world)));
    const byFinding = new Map(placed.map((each) => [each.finding, each]));
    all ? map.fitBounds(all, {padding: [20, 20], animate: false}) : map.setView([23, 115], 5, {animate: false});
    let shown = null;
    let arrived = null;

    const canvas = new geokit.Canvas((context, frame) => {
      // The table comes first: until it stands there is nothing to draw.
      if (shown) {
        geokit.paintShapes(context, frame, parcels, every(parcels), PARCEL);
        geokit.paintShapes(context, frame, outlines, every(outlines), OUTLINE);
        paintFaults(context, frame, shapes, shown, report);
      }
    }).addTo(map);

    map.on("click", (event) => {
      const finding = meant(map, shown || [], event.latlng);
      if (finding) {
        open(finding);
      }
    });

    return {
      map: map,
      show: function (chosen) {
        shown = chosen.map((finding) => byFinding.get(finding)).filter(Boolean);
        canvas.redraw();
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
        geokit.fly(map, geokit.boundsOfBox(found.box).pad(0.8), {maxZoom: CLOSEST});
      },
      whole: () => all && geokit.fly(map, all),
      // Paper has another form than the screen: what was wholly in view stays so.
      layFor: function (view) {
        map.invalidateSize({animate: false});
        const isWhole = all && view.contains(all);
        map.fitBounds(isWhole ? all : view, {padding: isWhole ? [15, 15] : [0, 0], animate: false});
      }
    };
  };
})();
