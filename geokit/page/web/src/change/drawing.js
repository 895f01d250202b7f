// The changes above both states: land gained and lost, outlines by kind, and a sign for each, told by colour, hatch and sign.

/** @import {ChangePage, Drawn, Frame, Paint, PlacedSign, Shapes, SwipeLine} from "../types.d.ts" */
import {isInView, paintShapes, ShapeCanvas} from "../canvas.js";
import {onTheme} from "../frame.js";
import {boxAround, boxOf} from "../geometry.js";
import {grown} from "../scale.js";
import {canvasStyle, colourOf} from "../symbols.js";
import {choice} from "./choice.js";
import {eventsIn} from "./shown.js";
import {paintArrows, paintSign, placeSigns, SIGN_PX} from "./signs.js";

/**
 * @param {Drawn} drawn
 * @param {number} at
 * @returns {import("../types.d.ts").Box}
 */
export function boxOfEvent({events, states}, at) {
  const boxes = [events.old[at], events.new[at]].flatMap((rows, side) =>
    rows.filter((row) => row >= 0).map((row) => boxOf(states[side].shapes, row))
  );
  return boxAround(boxes);
}

/**
 * @param {Drawn} drawn
 * @returns {Float64Array} the box of each event, as shapes have theirs
 */
export function boxesOf(drawn) {
  const boxes = new Float64Array(drawn.events.kinds.length * 4);
  drawn.events.kinds.forEach((_, at) => boxes.set(boxOfEvent(drawn, at), at * 4));
  return boxes;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Drawn} drawn
 */
function paintPieces(context, frame, drawn) {
  /** @type {["lost" | "gained", Shapes, number[]][]} */
  const layers = [["lost", drawn.lost, drawn.lostEvents], ["gained", drawn.gained, drawn.gainedEvents]];
  layers.forEach(([key, shapes, owners]) => {
    const seen = owners.flatMap((owner, at) => (isInView(frame, shapes.boxes, at) && choice.showsEvent(drawn.events, owner) ? [at] : []));
    paintShapes(context, frame, shapes, seen, {...canvasStyle(context, key, frame), smallPx: 2});
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {ChangePage} page
 * @param {Drawn} drawn
 * @param {number[]} seen
 */
function paintOutlines(context, frame, page, {events, states}, seen) {
  page.kinds.forEach((kind, number) => {
    // What is added or removed is its land, which is drawn already.
    if (kind.key === "added" || kind.key === "removed") {
      return;
    }
    const own = seen.filter((at) => events.kinds[at] === number);
    const style = {...canvasStyle(context, kind.symbol, frame), smallPx: 2};
    if (kind.key === "moved") {
      paintShapes(context, frame, states[0].shapes, own.flatMap((at) => events.old[at]), {...style, fill: undefined, fillOpacity: 0});
    }
    const now = own.flatMap((at) => events.new[at].filter((row) => row >= 0));
    paintShapes(context, frame, states[1].shapes, now, style);
    if (kind.key === "split" || kind.key === "redivided") {
      // Where the new lines run, among all those of the hatch.
      paintShapes(context, frame, states[1].shapes, now, {stroke: colourOf("halo"), weight: 4});
      paintShapes(context, frame, states[1].shapes, now, {stroke: style.stroke, weight: 2});
    }
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Drawn} drawn
 */
function paintChosen(context, frame, {events, states}) {
  const at = choice.chosen();
  if (at < 0) {
    return;
  }
  [[events.old[at], [5, 4]], [events.new[at], []]].forEach(([rows, dash], side) => {
    const shown = rows.filter((row) => row >= 0);
    paintShapes(context, frame, states[side].shapes, shown, {stroke: colourOf("halo"), weight: 6});
    paintShapes(context, frame, states[side].shapes, shown, {stroke: colourOf("ink"), weight: 3, dash});
  });
}

/**
 * @param {L.Map} map
 * @param {ChangePage} page
 * @param {Drawn} drawn
 * @param {SwipeLine} line between the states
 */
export function drawChanges(map, page, drawn, line) {
  /** @type {PlacedSign[]} */
  let placed = [];
  const shapes = addCanvas(map, "gk-changes", "430", (context, frame) => {
    paintPieces(context, frame, drawn);
    paintOutlines(context, frame, page, drawn, eventsIn(drawn, frame));
    paintChosen(context, frame, drawn);
  });
  // Above the numbers of the parcels.
  const signs = addCanvas(map, "gk-signs", "450", (context, frame) => {
    placed = placeSigns(context, frame, page, drawn, frame.size.x * line.share);
    paintArrows(context, frame, page, drawn);
    placed.forEach((sign) => paintSign(context, sign));
  });
  const redraw = () => [shapes, signs].forEach((canvas) => canvas.redraw());
  choice.listen(redraw);
  onTheme(redraw);
  line.listen(() => signs.redraw());
  /**
   * The sign at a pixel of the view.
   * @param {L.Point} point
   * @returns {PlacedSign | undefined}
   */
  const signAt = (point) => placed.find((sign) => Math.hypot(sign.x - point.x, sign.y - point.y) < grown(SIGN_PX) + 5);
  return {signAt};
}

/**
 * @param {L.Map} map
 * @param {string} name
 * @param {string} order
 * @param {Paint} paint
 * @returns {ShapeCanvas}
 */
export function addCanvas(map, name, order, paint) {
  const pane = map.createPane(name);
  pane.style.zIndex = order;
  pane.style.pointerEvents = "none";
  return new ShapeCanvas(paint, {pane: name, className: name + "-canvas", padding: 0}).addTo(map);
}
