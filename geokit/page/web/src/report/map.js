// The map beside the table: parcels in grey, faults in the colour of their severity, drawn on one canvas.

/** @import {Box, Finding, Frame, Placed, Report, Severity, Shapes} from "../types.d.ts" */
import {isInView, paintDots, paintShapes, ShapeCanvas} from "../canvas.js";
import {boundsOf, boxAround, boxOf, isDrawn, unpackShapes, worldX, worldY} from "../geometry.js";
import {severityTag} from "../marks.js";
import {fly} from "../start.js";
import {element} from "../text.js";

/** @typedef {Awaited<ReturnType<typeof findingMap>>} FindingMap */

const PARCEL = {stroke: "#7a8794", weight: 0.8};
const OUTLINE = {stroke: "#4d5966", weight: 2, dash: [8, 5]};
const FAULT = {weight: 2, fillOpacity: 0.35};
const CLOSEST = 19;
const MARK_PX = 4;
const REACH_PX = 10;
// A fault that covers most of the map would hide the others if it were filled.
const WIDE = 0.5;

/**
 * @param {Finding} finding
 * @param {Report} report
 * @returns {HTMLElement}
 */
function card(finding, report) {
  return element("article", {class: "gk-card"}, [
    element("h3", {}, [severityTag(finding.severity), element("span", {text: report.rules[finding.rule]})]),
    element("p", {text: finding.message}),
    finding.place ? element("p", {class: "gk-source", text: finding.place}) : null
  ]);
}

/**
 * The findings that have a place: where their mark stands in the world, and the box around mark and shape.
 * @param {Finding[]} findings
 * @param {Shapes} shapes
 * @param {Shapes} marks
 * @returns {Placed[]}
 */
function placeAll(findings, shapes, marks) {
  return findings.filter((_, at) => isDrawn(marks, at)).map((finding) => {
    const at = finding.number - 1;
    const [x, y] = boxOf(marks, at);
    return {finding, at, x, y, box: boxAround([boxOf(shapes, at), [x, y, x, y]]), isWide: false};
  });
}

/**
 * @param {Box} box
 * @returns {number}
 */
const widthOf = (box) => box[2] - box[0];

/**
 * The positions of the shapes in view.
 * @param {Shapes} shapes
 * @param {Frame} frame
 * @returns {number[]}
 */
function seenIn(shapes, frame) {
  const found = [];
  for (let at = 0; at < shapes.count; at += 1) {
    if (isInView(frame, shapes.boxes, at)) {
      found.push(at);
    }
  }
  return found;
}

/**
 * The finding that was meant: the nearest mark within reach, or else the smallest shape around the place.
 * @param {L.Map} map
 * @param {Placed[]} shown
 * @param {L.LatLng} place
 * @returns {Finding | null}
 */
function meant(map, shown, place) {
  const scale = 256 * Math.pow(2, map.getZoom());
  const [x, y] = [worldX(place.lng), worldY(place.lat)];
  /**
   * @param {Placed} each
   * @returns {number}
   */
  const away = (each) => Math.hypot(each.x - x, each.y - y) * scale;
  const near = shown.filter((each) => away(each) <= REACH_PX).sort((one, other) => away(one) - away(other));
  const around = shown.filter((each) => !each.isWide && each.box[0] <= x && each.box[2] >= x && each.box[1] <= y && each.box[3] >= y)
    .sort((one, other) => widthOf(one.box) - widthOf(other.box));
  return near.length ? near[0].finding : around.length ? around[0].finding : null;
}

/**
 * Shapes of the lightest findings first, and all marks above all shapes: the worst are on top.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Shapes} shapes
 * @param {Placed[]} shown
 * @param {Report} report
 */
function paintFaults(context, frame, shapes, shown, report) {
  const severities = report.severities.slice().reverse();
  /**
   * @param {Severity} severity
   * @returns {Placed[]}
   */
  const of = (severity) => shown.filter((each) => each.finding.severity === severity);
  severities.forEach((severity) => {
    const style = {stroke: severity.colour, ...FAULT};
    const seen = of(severity).filter((each) => isInView(frame, shapes.boxes, each.at));
    const [wide, narrow] = [true, false].map((isWide) => seen.filter((each) => each.isWide === isWide).map((each) => each.at));
    paintShapes(context, frame, shapes, wide, {...style, fillOpacity: 0});
    paintShapes(context, frame, shapes, narrow, style);
  });
  severities.forEach((severity) => paintDots(context, frame, of(severity), severity.colour, MARK_PX));
}

/**
 * @param {L.Map} map
 * @param {Report} report
 * @param {Finding[]} findings
 * @param {(finding: Finding) => void} open
 */
export async function findingMap(map, report, findings, open) {
  const packed = [report.parcels, report.outlines, report.shapes, report.marks];
  const [parcels, outlines, shapes, marks] = await Promise.all(packed.map(unpackShapes));
  const placed = placeAll(findings, shapes, marks);
  const world = boxAround([parcels.boxes, outlines.boxes, placed.flatMap((each) => each.box)]);
  const all = world[0] <= world[2] ? boundsOf(world) : null;
  placed.forEach((each) => (each.isWide = widthOf(each.box) > WIDE * widthOf(world)));
  const byFinding = new Map(placed.map((each) => [each.finding, each]));
  if (all) {
    map.fitBounds(all, {padding: [20, 20], animate: false});
  } else {
    map.setView([23, 115], 5, {animate: false});
  }
  /** @type {Placed[] | null} */
  let shown = null;

  const canvas = new ShapeCanvas((context, frame) => {
    // The table comes first: until it stands there is nothing to draw.
    if (shown) {
      paintShapes(context, frame, parcels, seenIn(parcels, frame), PARCEL);
      paintShapes(context, frame, outlines, seenIn(outlines, frame), OUTLINE);
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
    /** @param {Finding[]} chosen */
    show: (chosen) => {
      shown = chosen.flatMap((finding) => byFinding.get(finding) || []);
      canvas.redraw();
    },
    flyTo: flight(map, (finding) => byFinding.get(finding), (finding) => card(finding, report)),
    /** @param {Finding} finding */
    hasPlace: (finding) => byFinding.has(finding),
    whole: () => all && fly(map, all),
    /**
     * Paper has another form than the screen: what was wholly in view stays so.
     * @param {L.LatLngBounds} view
     */
    layFor: (view) => {
      map.invalidateSize({animate: false});
      const whole = all && view.contains(all) ? all : null;
      map.fitBounds(whole || view, {padding: whole ? [15, 15] : [0, 0], animate: false});
    }
  };
}

/**
 * How the map flies to a finding and opens its card there.
 * @param {L.Map} map
 * @param {(finding: Finding) => Placed | undefined} find
 * @param {(finding: Finding) => HTMLElement} cardOf
 * @returns {(finding: Finding) => void}
 */
function flight(map, find, cardOf) {
  let arrive = () => {};
  return (finding) => {
    const found = find(finding);
    map.closePopup();
    map.off("moveend", arrive);
    if (found) {
      const place = boundsOf([found.x, found.y, found.x, found.y]).getCenter();
      // Opened on the way, a card would stop the flight.
      arrive = () => {
        L.popup({maxWidth: 320}).setLatLng(place).setContent(cardOf(finding)).openOn(map);
      };
      map.once("moveend", arrive);
      fly(map, boundsOf(found.box).pad(0.8), {maxZoom: CLOSEST});
    }
  };
}
