// Many parcels on one canvas: only what is in view; of very many, no more detail than a screen can show.

/** @import {Frame, LiveLayer, SitePage, Style} from "../types.d.ts" */
import {isInView, paintShapes, ShapeCanvas} from "../canvas.js";
import {onTheme} from "../frame.js";
import {holds, worldX, worldY} from "../geometry.js";
import {isMeasuring} from "../measure.js";
import {writeNames} from "../parcelnames.js";
import {filter} from "./filter.js";
import {Grid} from "./grid.js";
import {canvasStyle, colourOf, meanOpacity} from "../symbols.js";

/** @typedef {import("./choosing.js").Choosing} Choosing */

const NAMED = 600;
const MANY = 2000;
// A parcel narrower than this is a rectangle, and one of very many has no outline of its own.
const SMALL_PX = 2;
const SMALL_OF_VERY_MANY_PX = 6;
const FAINT = 0.1;

/**
 * Positions of the parcels in view that the filter lets through.
 * @param {LiveLayer} layer
 * @param {Frame} frame
 * @returns {number[]}
 */
function seenIn({shapes, shown}, frame) {
  const found = [];
  for (let at = 0; at < shapes.count; at += 1) {
    if (shown[at] && isInView(frame, shapes.boxes, at)) {
      found.push(at);
    }
  }
  return found;
}

/**
 * The parcel at a place, or -1.
 * @param {LiveLayer} layer
 * @param {L.LatLng} place
 * @returns {number}
 */
function find({shapes, shown}, place) {
  const [x, y] = [worldX(place.lng), worldY(place.lat)];
  const point = {west: x, east: x, north: y, south: y};
  for (let at = shapes.count - 1; at >= 0; at -= 1) {
    if (shown[at] && isInView(point, shapes.boxes, at) && holds(shapes, at, x, y)) {
      return at;
    }
  }
  return -1;
}

/**
 * What is too small for a line or a hatch has their mean; what has neither is a faint spot.
 * @param {string} key
 * @param {number} smallPx
 * @returns {Partial<Style>}
 */
const smallOf = (key, smallPx) => ({
  smallPx, smallFill: colourOf(key + "-fill") || colourOf(key), smallOpacity: Math.max(FAINT, meanOpacity(key))
});

/**
 * Colours of the page as it is now, one style a group; one for all where groups do not matter; invalid outlines apart.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {SitePage} page
 * @param {LiveLayer} layer
 * @param {number} count
 * @returns {(Style & {group?: number, phase?: number, isInvalid?: boolean})[]}
 */
function stylesOf(context, frame, page, {data}, count) {
  const smallPx = data.is_by_view ? SMALL_OF_VERY_MANY_PX : SMALL_PX;
  const invalid = data.invalid.length ? [{...canvasStyle(context, "invalid", frame), isInvalid: true}] : [];
  if (page.is_plain) {
    return [{...canvasStyle(context, "parcel", frame), weight: 0.8, smallPx, smallOpacity: 0.9}, ...invalid];
  }
  const kinds = data.is_by_phase && data.bars.length
    ? data.bars.map(({phase, key}) => ({phase, key: key || "parcel"})) : data.legend.map(({group, key}) => ({group, key}));
  const own = kinds.map((kind) => {
    const style = canvasStyle(context, kind.key, frame);
    // A line of less than a pixel is drawn several times as fast as a wider one.
    const line = count > MANY ? {weight: 0.8, dash: []} : {weight: 1.2};
    return {...style, ...line, ...smallOf(kind.key, smallPx), ...kind};
  });
  return [...own, ...invalid];
}

/**
 * The land of the outline that is in no parcel: cut out where parcels are, so that their colours are those of the legend.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {LiveLayer} layer
 * @param {number[]} seen
 */
function paintGround(context, frame, {ground, shapes}, seen) {
  if (ground && !filter.isOnParcels()) {
    paintShapes(context, frame, ground.shapes, [ground.at], {...canvasStyle(context, "unparcelled", frame), weight: 0});
    context.globalCompositeOperation = "destination-out";
    paintShapes(context, frame, shapes, seen, {stroke: colourOf("ink"), weight: 0, fillOpacity: 1});
    context.globalCompositeOperation = "source-over";
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {SitePage} page
 * @param {LiveLayer} layer
 */
function paint(context, frame, page, layer) {
  const seen = seenIn(layer, frame);
  const invalid = new Set(layer.data.invalid);
  paintGround(context, frame, layer, seen);
  stylesOf(context, frame, page, layer, seen.length).forEach((style) => {
    const {group, phase} = style;
    const [kinds, kind] = phase === undefined ? [layer.groups, group] : [layer.data.phases, phase];
    const own = style.isInvalid ? seen.filter((at) => invalid.has(at))
      : kind === undefined ? seen : seen.filter((at) => kinds[at] === kind && !(invalid.size && invalid.has(at)));
    paintShapes(context, frame, layer.shapes, own, style);
  });
  if (seen.length <= NAMED) {
    writeNames(context, frame, {ids: layer.data.ids, shapes: layer.shapes}, seen);
  }
}

/**
 * @param {L.Map} map
 * @param {SitePage} page
 * @param {LiveLayer} layer
 * @param {Choosing} choosing
 */
export function drawMany(map, page, layer, choosing) {
  // Until the map lies where it will, and the filter has spoken, there is nothing to draw.
  let isPlaced = false;
  const grid = new Grid(page, layer);
  const canvas = new ShapeCanvas((context, frame) => {
    if (!isPlaced) {
      return;
    }
    const isCoarse = grid.stands(frame.scale, frame.size);
    choosing.onGrid(layer, isCoarse ? grid.side(frame.scale) : 0);
    isCoarse ? grid.paint(context, frame) : paint(context, frame, page, layer);
  }, {pane: "gk-parcels", className: "gk-many", padding: 0}).addTo(map);
  filter.listen(() => {
    isPlaced = true;
    canvas.redraw();
  });
  onTheme(() => canvas.redraw());
  map.on("click", (event) => {
    if (isMeasuring()) {
      return;
    }
    const scale = 256 * Math.pow(2, map.getZoom());
    if (grid.stands(scale, map.getSize())) {
      choosing.showCell(layer, grid.sumsAt(scale, {x: worldX(event.latlng.lng), y: worldY(event.latlng.lat)}));
      return;
    }
    const at = find(layer, event.latlng);
    at >= 0 && choosing.showParcel(layer, at);
  });
}
