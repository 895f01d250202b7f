// The map beside the table: which findings it shows and marks, and how it flies to them.

/** @import {Box, Finding, Placed, Report, Shapes} from "../types.d.ts" */
import {ShapeCanvas} from "../canvas.js";
import {clearOf, controlsOf} from "../fitting.js";
import {onTheme} from "../frame.js";
import {boundsOf, boxAround, boxOf, isDrawn, unpackShapes, worldX, worldY} from "../geometry.js";
import {severityTag} from "../marks.js";
import {addScaleBar} from "../scale.js";
import {addNorthArrow} from "../site/inset.js";
import {addControl, fly} from "../start.js";
import {element, localize, makeButton, onLanguage, word} from "../text.js";
import {findingPainter} from "./paint.js";

const CLOSEST = 19;
// As in report.css.
const PHONE_PX = 600;
const REACH_PX = 12;
// A fault that covers most of the map would hide the others if it were filled.
const WIDE = 0.5;

/**
 * @param {Finding} finding
 * @returns {HTMLElement}
 */
function card(finding) {
  const {group, place} = finding;
  // Most facts begin with the kind of the fault.
  const kind = localize(finding.fact).startsWith(localize(group.title)) ? null : group.title;
  return element("article", {class: "gk-card"}, [
    element("h2", {}, [severityTag(finding.severity), element("span", {text: finding.fact})]),
    element("p", {text: finding.message}),
    element("p", {class: "gk-source"}, [kind && element("span", {text: kind}), place ? element("span", {text: place}) : null])
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
 * The findings that have a place, and the part of the world that all lies in; null where nothing does.
 * @param {Finding[]} findings
 * @param {{parcels: Shapes, outlines: Shapes, circles: Shapes, shapes: Shapes, marks: Shapes}} drawn
 */
function placesOf(findings, {parcels, outlines, circles, shapes, marks}) {
  const placed = placeAll(findings, shapes, marks);
  const world = boxAround([parcels.boxes, outlines.boxes, circles.boxes, placed.flatMap((each) => each.box)]);
  placed.forEach((each) => (each.isWide = widthOf(each.box) > WIDE * widthOf(world)));
  return {placed: placed, all: world[0] <= world[2] ? boundsOf(world) : null};
}

/**
 * @param {L.Map} map
 * @param {L.LatLngBounds} all
 */
const clear = (map, all) => clearOf(map, all, {hasNumbers: false, least: 20});

/**
 * @param {L.Map} map
 * @param {L.LatLngBounds | null} all
 */
function addControls(map, all) {
  addControl(map, "topright", makeButton(word("whole"), () => all && fly(map, all, clear(map, all)), {class: "gk-whole"}));
  addNorthArrow(map);
  addScaleBar(map);
}

/**
 * How the map flies to a finding and opens its card there; what it was to open before stays closed.
 * @param {L.Map} map
 * @param {(finding: Finding) => Placed | undefined} find
 */
function flight(map, find) {
  let arrive = () => {};
  const leave = () => map.closePopup().off("moveend", arrive);
  /** @param {Finding} finding */
  const go = (finding) => {
    const found = find(finding);
    leave();
    if (found) {
      const isPhone = window.innerWidth <= PHONE_PX;
      const place = boundsOf([found.x, found.y, found.x, found.y]).getCenter();
      // Opened on the way, a card would stop the flight. On a phone it would cover the map, and its row is such a card.
      arrive = () => {
        isPhone || L.popup({maxWidth: 320, closeButton: true}).setLatLng(place).setContent(card(finding)).openOn(map);
      };
      map.once("moveend", arrive);
      fly(map, boundsOf(found.box).pad(0.8), {maxZoom: CLOSEST});
    }
  };
  return {go, leave};
}

/** The findings on the map: those that are shown, and among them those that are marked. */
class FindingLayer {
  /**
   * @param {L.Map} map
   * @param {Placed[]} placed
   * @param {ReturnType<typeof findingPainter>} paint
   */
  constructor(map, placed, paint) {
    this.map = map;
    this.byFinding = new Map(placed.map((each) => [each.finding, each]));
    /** @type {Placed[] | null} */
    this.shown = null;
    /** @type {Set<Finding>} */
    this.chosen = new Set();
    // The table comes first: until it stands there is nothing to draw.
    this.canvas = new ShapeCanvas((context, frame) => this.shown && paint(context, frame, this.shown, this.chosen)).addTo(map);
    this.flight = flight(map, (finding) => this.byFinding.get(finding));
    onTheme(() => this.canvas.redraw());
    onLanguage(() => this.canvas.redraw());
  }

  /** @param {Finding[]} wanted */
  show(wanted) {
    this.shown = wanted.flatMap((finding) => this.byFinding.get(finding) || []);
    this.canvas.redraw();
  }

  /** @param {Finding[]} marked */
  mark(marked) {
    this.flight.leave();
    this.chosen = new Set(marked);
    this.canvas.redraw();
  }

  /** @param {Finding} finding */
  flyTo(finding) {
    this.mark([finding]);
    this.flight.go(finding);
  }

  /**
   * Mark findings, and show the part of the map that all of them lie in.
   * @param {Finding[]} members
   */
  gather(members) {
    this.mark(members);
    const boxes = members.flatMap((finding) => this.byFinding.get(finding) || []).map((each) => each.box);
    if (boxes.length) {
      fly(this.map, boundsOf(boxAround(boxes)).pad(0.2), {maxZoom: CLOSEST});
    }
  }

  /** @param {Finding} finding */
  hasPlace(finding) {
    return this.byFinding.has(finding);
  }
}

/**
 * @param {L.Map} map
 * @param {Report} report
 * @param {Finding[]} findings
 * @param {{open: (finding: Finding) => void, names: string[]}} options
 */
export async function findingMap(map, report, findings, {open, names}) {
  const packed = [report.parcels, report.outlines, report.circles, report.shapes, report.marks];
  const [parcels, outlines, circles, shapes, marks] = await Promise.all(packed.map(unpackShapes));
  const {placed, all} = placesOf(findings, {parcels, outlines, circles, shapes, marks});
  // A map with nothing on it is no map: the table has its room.
  document.documentElement.classList.toggle("is-placeless", !all);
  map.setView([23, 115], 5, {animate: false});
  addControls(map, all);
  if (all) {
    map.fitBounds(all, {...clear(map, all), animate: false});
  }
  const parks = {outlines: {land: outlines, names: report.outline_names}, circles: {land: circles, names: report.circle_names}};
  const paint = findingPainter({parcels, parks, shapes, names, severities: report.severities, controls: () => controlsOf(map)});
  const layer = new FindingLayer(map, placed, paint);
  map.on("click", (event) => {
    const finding = meant(map, layer.shown || [], event.latlng);
    if (finding) {
      open(finding);
    }
  });
  /**
   * Paper has another form than the screen: what was wholly in view stays so.
   * @param {L.LatLngBounds} view
   */
  const layFor = (view) => {
    if (!all) {
      return;
    }
    map.invalidateSize({animate: false});
    const isWhole = view.contains(all) ? all : null;
    map.fitBounds(isWhole || view, {padding: isWhole ? [15, 15] : [0, 0], animate: false});
  };
  return {layer, layFor};
}
