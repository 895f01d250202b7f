// Many parcels on one canvas: only what is in view; of very many, no more detail than a screen can show.

/** @import {Frame, Layer, Shapes, SitePage, Style} from "../types.d.ts" */
import {address} from "../address.js";
import {isInView, paintShapes, ShapeCanvas} from "../canvas.js";
import {onTheme} from "../frame.js";
import {boxOf, holds, worldX, worldY} from "../geometry.js";
import {overlap} from "../labels.js";
import {isMeasuring} from "../measure.js";
import {filter} from "./filter.js";
import {parcelCard} from "./parcels.js";

const NAMED = 600;
const MANY = 2000;
// A parcel narrower than this is a rectangle, and one of very many has no outline of its own.
const SMALL_PX = 2;
const SMALL_OF_VERY_MANY_PX = 6;

/**
 * Positions of the parcels in view that the filter lets through.
 * @param {Layer} layer
 * @param {Shapes} shapes
 * @param {Frame} frame
 * @returns {number[]}
 */
function seenIn(layer, shapes, frame) {
  const found = [];
  for (let at = 0; at < shapes.count; at += 1) {
    if (isInView(frame, shapes.boxes, at) && filter.showsParcel(layer.groups[at], layer.phases[at])) {
      found.push(at);
    }
  }
  return found;
}

/**
 * Write the names that have room in their parcels.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Layer} layer
 * @param {Shapes} shapes
 * @param {number[]} seen
 */
function writeNames(context, frame, layer, shapes, seen) {
  const style = getComputedStyle(document.documentElement);
  Object.assign(context, {textAlign: "center", textBaseline: "middle", lineWidth: 3, font: "11px " + getComputedStyle(document.body).fontFamily});
  context.setLineDash([]);
  context.strokeStyle = style.getPropertyValue("--halo");
  context.fillStyle = style.getPropertyValue("--ink");
  /** @type {{left: number, right: number, top: number, bottom: number}[]} */
  const taken = [];
  seen.forEach((at) => {
    const [west, north, east, south] = boxOf(shapes, at);
    const width = context.measureText(layer.ids[at]).width + 6;
    const x = (west + east) / 2 * frame.scale - frame.left;
    const y = (north + south) / 2 * frame.scale - frame.top;
    const box = {left: x - width / 2, right: x + width / 2, top: y - 8, bottom: y + 8};
    if (width < (east - west) * frame.scale && !taken.some((other) => overlap(box, other))) {
      taken.push(box);
      context.strokeText(layer.ids[at], x, y);
      context.fillText(layer.ids[at], x, y);
    }
  });
}

/**
 * The parcel at a place, or -1.
 * @param {Layer} layer
 * @param {Shapes} shapes
 * @param {L.LatLng} place
 * @returns {number}
 */
function find(layer, shapes, place) {
  const [x, y] = [worldX(place.lng), worldY(place.lat)];
  const point = {west: x, east: x, north: y, south: y};
  for (let at = shapes.count - 1; at >= 0; at -= 1) {
    if (isInView(point, shapes.boxes, at) && filter.showsParcel(layer.groups[at], layer.phases[at]) && holds(shapes, at, x, y)) {
      return at;
    }
  }
  return -1;
}

/**
 * Colours of the page as it is now, one style a group; one for all where groups do not matter.
 * @param {SitePage} page
 * @param {Layer} layer
 * @param {number} count
 * @returns {(Style & {group?: number})[]}
 */
function stylesOf(page, layer, count) {
  const computed = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const value = (name) => computed.getPropertyValue(name).trim();
  const common = {
    // A line of less than a pixel is drawn several times as fast as a wider one.
    weight: count > MANY ? 0.8 : 1.2,
    smallPx: layer.is_by_view ? SMALL_OF_VERY_MANY_PX : SMALL_PX
  };
  if (page.is_plain) {
    return [{...common, fill: value("--land"), stroke: value("--edge"), fillOpacity: 0.9, smallOpacity: 0.9}];
  }
  return layer.legend.map((group) => ({
    ...common, group: group.group, fill: group.colour, stroke: value("--" + group.key) || group.colour, fillOpacity: 0.5, smallOpacity: 0.5,
    dash: group.dash && count <= MANY ? group.dash.split(" ").map(Number) : []
  }));
}

/**
 * @param {L.Map} map
 * @param {SitePage} page
 * @param {Layer} layer
 * @param {Shapes} shapes
 */
export function drawMany(map, page, layer, shapes) {
  // Until the map lies where it will, and the filter has spoken, there is nothing to draw.
  let isPlaced = false;
  const canvas = new ShapeCanvas((context, frame) => {
    if (!isPlaced) {
      return;
    }
    const seen = seenIn(layer, shapes, frame);
    stylesOf(page, layer, seen.length).forEach((style) => {
      const own = style.group === undefined ? seen : seen.filter((at) => layer.groups[at] === style.group);
      paintShapes(context, frame, shapes, own, style);
    });
    if (seen.length <= NAMED) {
      writeNames(context, frame, layer, shapes, seen);
    }
  }, {pane: "gk-parcels", className: "gk-many", padding: 0}).addTo(map);
  filter.listen(() => {
    isPlaced = true;
    canvas.redraw();
  });
  onTheme(() => canvas.redraw());
  map.on("click", (event) => {
    const at = isMeasuring() ? -1 : find(layer, shapes, event.latlng);
    if (at >= 0) {
      address.say("parcel", layer.ids[at]);
      L.popup({maxWidth: 300, minWidth: 240}).setLatLng(event.latlng).setContent(parcelCard(layer, at)).openOn(map);
    }
  });
}
