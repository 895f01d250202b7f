// The signs of the changes, and the arrows of what moved: where they stand is known before they are painted.

/** @import {ChangePage, Drawn, Edges, Frame, Place, PlacedSign} from "../types.d.ts" */
import {isDrawn, placeOf} from "../geometry.js";
import {grown} from "../scale.js";
import {colourOf} from "../symbols.js";
import {choice} from "./choice.js";
import {eventsIn} from "./shown.js";
import {OFF_LINE_PX} from "./swipe.js";

// How far a sign reaches from its middle; of type of 14 px, as all here.
export const SIGN_PX = 11;
// Signs nearer than this are one, with a count.
const CELL_PX = 44;
const HEAD_PX = 10;
// Of a shorter one only its head would come out from under its sign.
const LEAST_ARROW_PX = SIGN_PX + 1.5 * HEAD_PX;

/**
 * From where to where the land of a change moved, in pixels of the canvas; the same place for what did not move.
 * @param {Frame} frame
 * @param {Drawn} drawn
 * @param {number} at
 * @returns {[Place, Place]}
 */
function wayOf(frame, {marks}, at) {
  const ring = marks.rings[marks.from[at]];
  const [first, last] = [marks.points[ring], marks.points[ring + 1] - 1];
  const [from, to] = [first, last].map((point) => {
    const [x, y] = placeOf(marks, point);
    return {x: x * frame.scale - frame.left, y: y * frame.scale - frame.top};
  });
  return [from, to];
}

/**
 * The ways that are long enough for an arrow.
 * @param {Frame} frame
 * @param {ChangePage} page
 * @param {Drawn} drawn
 * @returns {[Place, Place][]}
 */
function arrowsIn(frame, page, drawn) {
  const moved = page.kinds.findIndex((kind) => kind.key === "moved");
  return eventsIn(drawn, frame).filter((at) => drawn.events.kinds[at] === moved && isDrawn(drawn.marks, at))
    .map((at) => wayOf(frame, drawn, at)).filter(([from, to]) => Math.hypot(to.x - from.x, to.y - from.y) >= grown(LEAST_ARROW_PX));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {ChangePage} page
 * @param {Drawn} drawn
 */
export function paintArrows(context, frame, page, drawn) {
  const colour = colourOf("moved");
  const head = grown(HEAD_PX);
  context.setLineDash([]);
  Object.assign(context, {strokeStyle: colour, fillStyle: colour, lineWidth: grown(2.5)});
  arrowsIn(frame, page, drawn).forEach(([from, to]) => {
    const angle = Math.atan2(to.y - from.y, to.x - from.x);
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
    context.beginPath();
    context.moveTo(to.x, to.y);
    [0.45, -0.45].forEach((turn) => context.lineTo(to.x - head * Math.cos(angle + turn), to.y - head * Math.sin(angle + turn)));
    context.fill();
  });
}

/**
 * Put a sign into another, which stands in the middle of both; whether there is another.
 * @param {{x: number, y: number, events: number[]} | undefined} into
 * @param {{x: number, y: number, events: number[]}} sign
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
 * Those of a cell of the screen are one.
 * @param {Frame} frame
 * @param {Drawn} drawn
 * @returns {{x: number, y: number, events: number[]}[]}
 */
function gather(frame, drawn) {
  /** @type {Map<string, {x: number, y: number, events: number[]}>} */
  const cells = new Map();
  const cell = grown(CELL_PX);
  eventsIn(drawn, frame).filter((at) => isDrawn(drawn.marks, at)).forEach((at) => {
    const [{x, y}] = wayOf(frame, drawn, at);
    // Of the ground, so that cells do not jump while the map is dragged.
    const key = Math.floor((x + frame.left) / cell) + ":" + Math.floor((y + frame.top) / cell);
    join(cells.get(key), {x, y, events: [at]}) || cells.set(key, {x, y, events: [at]});
  });
  return [...cells.values()];
}

/**
 * Where the signs stand, what they say, and how far each reaches to either side; one gives way to the line between the
 * states, to the side that most of it is on, and those that would lie on each other are one.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {ChangePage} page
 * @param {Drawn} drawn
 * @param {number} line where the line between the states runs
 * @returns {PlacedSign[]}
 */
export function placeSigns(context, frame, page, drawn, line) {
  const {kinds} = drawn.events;
  Object.assign(context, {textAlign: "center", textBaseline: "middle", font: "bold " + grown(14) + "px " + getComputedStyle(document.body).fontFamily});
  /** @param {{x: number, y: number, events: number[]}} sign @returns {PlacedSign} */
  const place = ({x, y, events}) => {
    const kind = events.every((at) => kinds[at] === kinds[events[0]]) ? page.kinds[kinds[events[0]]] : null;
    const count = events.length > 1 ? events.length.toLocaleString("en-US") : "";
    const text = [kind && kind.sign, count].filter(Boolean).join(" · ");
    const half = Math.max(grown(SIGN_PX), context.measureText(text).width / 2 + grown(5));
    const far = half + OFF_LINE_PX;
    return {x: Math.abs(x - line) < far ? line + (x < line ? -far : far) : x, y, half, text, events, symbol: kind ? kind.symbol : "ink"};
  };
  /** @type {PlacedSign[]} */
  const placed = [];
  gather(frame, drawn).forEach((sign) => {
    // What had to step aside may lie on its neighbour then.
    for (let at = placed.findIndex((other) => touch(place(sign), other)); at >= 0; at = placed.findIndex((other) => touch(place(sign), other))) {
      join(sign, placed.splice(at, 1)[0]);
    }
    placed.push(place(sign));
  });
  return placed;
}

/**
 * @param {PlacedSign} one
 * @param {PlacedSign} other
 * @returns {boolean}
 */
const touch = (one, other) => Math.abs(one.x - other.x) < one.half + other.half + 2 && Math.abs(one.y - other.y) < grown(SIGN_PX) * 2 + 2;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {PlacedSign} placed
 */
export function paintSign(context, {x, y, half, text, events: own, symbol}) {
  const isChosen = own.includes(choice.chosen());
  const radius = grown(SIGN_PX);
  context.beginPath();
  context.roundRect ? context.roundRect(x - half, y - radius, half * 2, radius * 2, radius) : context.rect(x - half, y - radius, half * 2, radius * 2);
  Object.assign(context, {fillStyle: colourOf(isChosen ? "ink" : "paper"), strokeStyle: colourOf(symbol), lineWidth: isChosen ? 3.5 : 2});
  context.fill();
  context.stroke();
  context.fillStyle = colourOf(isChosen ? "paper" : "ink");
  context.fillText(text, x, y + 1);
}

/**
 * What the numbers of parcels keep off: each sign with its rim, and each arrow as a row of boxes.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {ChangePage} page
 * @param {Drawn} drawn
 * @param {number} line
 * @returns {Edges[]}
 */
export function signBoxes(context, frame, page, drawn, line) {
  /** @type {(x: number, y: number, across: number, along: number) => Edges} */
  const boxAt = (x, y, across, along) => ({left: x - across, right: x + across, top: y - along, bottom: y + along});
  const [head, high] = [grown(HEAD_PX) / 2, grown(SIGN_PX) + 2];
  const signs = placeSigns(context, frame, page, drawn, line).map(({x, y, half}) => boxAt(x, y, half + 2, high));
  const arrows = arrowsIn(frame, page, drawn).flatMap(([from, to]) => {
    const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / head);
    return Array.from({length: steps + 1}, (_, step) => boxAt(from.x + (to.x - from.x) * step / steps, from.y + (to.y - from.y) * step / steps, head, head));
  });
  return [...signs, ...arrows];
}
