// The changes above both states: land gained and lost, outlines by kind, and a sign for each, told by colour, hatch and sign.

/** @import {ChangePage, ChangeTable, Drawn, Frame, Paint, PlacedSign, Shapes, SwipeLine} from "../types.d.ts" */
import {isInView, paintShapes, ShapeCanvas} from "../canvas.js";
import {onTheme} from "../frame.js";
import {boxAround, boxOf, isDrawn, placeOf} from "../geometry.js";
import {SIGN_PX} from "../parcelnames.js";
import {grown} from "../scale.js";
import {canvasStyle, colourOf} from "../symbols.js";
import {choice} from "./choice.js";
import {OFF_LINE_PX} from "./swipe.js";

// Signs nearer than this are one, with a count.
const CELL_PX = 44;
const LEAST_ARROW_PX = 14;

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
 * Positions of the shown events in view.
 * @param {Drawn} drawn
 * @param {{west: number, east: number, north: number, south: number}} frame
 * @returns {number[]}
 */
export function eventsIn({events, boxes}, frame) {
  const found = [];
  for (let at = 0; at < events.kinds.length; at += 1) {
    if (isInView(frame, boxes, at) && choice.showsEvent(events, at)) {
      found.push(at);
    }
  }
  return found;
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
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Drawn} drawn
 * @param {number[]} seen
 * @param {string} colour
 */
function paintArrows(context, frame, {marks}, seen, colour) {
  context.setLineDash([]);
  Object.assign(context, {strokeStyle: colour, fillStyle: colour, lineWidth: 2.5});
  seen.forEach((at) => {
    const first = marks.points[marks.rings[marks.from[at]]];
    const places = [0, 1].map((step) => placeOf(marks, first + step));
    const [x, y] = [frame.left, frame.top].map((edge, side) => places.map((place) => place[side] * frame.scale - edge));
    const angle = Math.atan2(y[1] - y[0], x[1] - x[0]);
    if (Math.hypot(x[1] - x[0], y[1] - y[0]) < LEAST_ARROW_PX) {
      return;
    }
    context.beginPath();
    context.moveTo(x[0], y[0]);
    context.lineTo(x[1], y[1]);
    context.stroke();
    context.beginPath();
    context.moveTo(x[1], y[1]);
    [0.45, -0.45].forEach((turn) => context.lineTo(x[1] - 10 * Math.cos(angle + turn), y[1] - 10 * Math.sin(angle + turn)));
    context.fill();
  });
}

/**
 * Where the signs stand: those of a cell of the screen are one, with a count, and so are those that would lie on each other.
 * @param {Frame} frame
 * @param {Drawn} drawn
 * @param {number[]} seen
 * @returns {PlacedSign[]}
 */
function placeSigns(frame, {marks}, seen) {
  /** @type {Map<string, PlacedSign>} */
  const cells = new Map();
  const [cell, radius] = [grown(CELL_PX), grown(SIGN_PX)];
  seen.filter((at) => isDrawn(marks, at)).forEach((at) => {
    const [px, py] = placeOf(marks, marks.points[marks.rings[marks.from[at]]]);
    const x = px * frame.scale - frame.left;
    const y = py * frame.scale - frame.top;
    // Of the ground, so that cells do not jump while the map is dragged.
    const key = Math.floor((x + frame.left) / cell) + ":" + Math.floor((y + frame.top) / cell);
    join(cells.get(key), {x, y, events: [at]}) || cells.set(key, {x, y, events: [at]});
  });
  /** @type {PlacedSign[]} */
  const placed = [];
  cells.forEach((sign) => {
    const near = placed.find((other) => Math.abs(other.x - sign.x) < cell && Math.abs(other.y - sign.y) < radius * 2 + 2);
    join(near, sign) || placed.push(sign);
  });
  return placed;
}

/**
 * Put a sign into another, which stands in the middle of both; whether there is another.
 * @param {PlacedSign | undefined} into
 * @param {PlacedSign} sign
 * @returns {boolean}
 */
function join(into, {x, y, events}) {
  if (!into) {
    return false;
  }
  const share = events.length / (into.events.length + events.length);
  into.x += (x - into.x) * share;
  into.y += (y - into.y) * share;
  events.forEach((at) => into.events.push(at));
  return true;
}

/**
 * A sign gives way to the line between the states, to the side that most of it is on.
 * @param {PlacedSign} placed
 * @param {number} half how far it reaches to either side
 * @param {number} line
 */
function stepAside(placed, half, line) {
  const far = half + OFF_LINE_PX;
  if (Math.abs(placed.x - line) < far) {
    placed.x = line + (placed.x < line ? -far : far);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {ChangePage} page
 * @param {ChangeTable} events
 * @param {PlacedSign} placed
 * @param {number} line where the line between the states runs
 */
function paintSign(context, page, events, placed, line) {
  const {events: own} = placed;
  const kinds = new Set(own.map((at) => events.kinds[at]));
  const kind = page.kinds[events.kinds[own[0]]];
  const text = own.length === 1 ? kind.sign : (kinds.size === 1 ? kind.sign + " · " : "") + own.length.toLocaleString("en-US");
  const isChosen = own.includes(choice.chosen());
  const radius = grown(SIGN_PX);
  const half = Math.max(radius, context.measureText(text).width / 2 + grown(5));
  stepAside(placed, half, line);
  const {x, y} = placed;
  context.beginPath();
  context.roundRect ? context.roundRect(x - half, y - radius, half * 2, radius * 2, radius) : context.rect(x - half, y - radius, half * 2, radius * 2);
  Object.assign(context, {
    fillStyle: colourOf(isChosen ? "ink" : "paper"), strokeStyle: colourOf(kinds.size === 1 ? kind.symbol : "ink"), lineWidth: isChosen ? 3.5 : 2
  });
  context.fill();
  context.stroke();
  context.fillStyle = colourOf(isChosen ? "paper" : "ink");
  context.fillText(text, x, y + 1);
}

/**
 * @param {L.Map} map
 * @param {ChangePage} page
 * @param {Drawn} drawn
 * @param {SwipeLine} line between the states
 */
export function drawChanges(map, page, drawn, line) {
  const moved = page.kinds.findIndex((kind) => kind.key === "moved");
  /** @type {PlacedSign[]} */
  let placed = [];
  const shapes = addCanvas(map, "gk-changes", "430", (context, frame) => {
    paintPieces(context, frame, drawn);
    paintOutlines(context, frame, page, drawn, eventsIn(drawn, frame));
    paintChosen(context, frame, drawn);
  });
  // Above the numbers of the parcels.
  const signs = addCanvas(map, "gk-signs", "450", (context, frame) => {
    const seen = eventsIn(drawn, frame);
    paintArrows(context, frame, drawn, seen.filter((at) => drawn.events.kinds[at] === moved), colourOf("moved"));
    placed = placeSigns(frame, drawn, seen);
    Object.assign(context, {textAlign: "center", textBaseline: "middle", font: "bold " + grown(14) + "px " + getComputedStyle(document.body).fontFamily});
    placed.forEach((sign) => paintSign(context, page, drawn.events, sign, frame.size.x * line.share));
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
