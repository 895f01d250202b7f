// What the map of findings looks like: parcels with their names, faults in the colour of their severity, and marks above all.

/** @import {Edges, Finding, Frame, Placed, Severity, Shapes, Text} from "../types.d.ts" */
import {BEYOND, isInView, paintShapes} from "../canvas.js";
import {boxOf} from "../geometry.js";
import {overlap} from "../boxes.js";
import {canvasStyle, colourOf, signPoints} from "../symbols.js";
import {isolate, localize} from "../text.js";
import {parcelNames, writeWith} from "./names.js";

const MARK_PX = 10;
const CHOSEN_PX = 15;
// Names keep off so many marks.
const CROWD = 400;
// Smaller than this sign a circle is too small to be seen.
const BADGE_PX = 9;
// Half the height of a park's name, and where its middle may stand, in half its widths beside that of its land.
const PARK_NAME_PX = 9;
const ASIDE = [0, -0.5, 0.5, -1, 1];
// More marks than these cover each other.
const MOST_MARKS = 2000;
const APART_PX = MARK_PX / 2;
// More cells than a column of a canvas has.
const ROW = 65536;
// A fault of fewer pixels lies beneath its own mark.
const BENEATH_PX = 4;

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
 * The findings whose shapes can be seen: in view, and not beneath their own marks where there are very many.
 * @param {Frame} frame
 * @param {Shapes} shapes
 * @param {Placed[]} shown
 * @returns {Placed[]}
 */
function withShape(frame, {boxes}, shown) {
  const least = shown.length > MOST_MARKS ? BENEATH_PX / frame.scale : 0;
  return shown.filter(({at}) => isInView(frame, boxes, at)
    && (boxes[at * 4 + 2] - boxes[at * 4] >= least || boxes[at * 4 + 3] - boxes[at * 4 + 1] >= least));
}

/**
 * Shapes of the lightest findings first: the worst are on top.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Shapes} shapes
 * @param {Placed[]} shown
 * @param {Severity[]} severities
 */
function paintFaults(context, frame, shapes, shown, severities) {
  severities.forEach((severity) => {
    const style = canvasStyle(context, severity.key, frame);
    const seen = shown.filter((each) => each.finding.severity === severity);
    const [wide, narrow] = [true, false].map((isWide) => seen.filter((each) => each.isWide === isWide).map((each) => each.at));
    paintShapes(context, frame, shapes, wide, {...style, fillOpacity: 0});
    paintShapes(context, frame, shapes, narrow, style);
  });
}

/**
 * Signs of one severity, each form its own: colour alone is not for everybody.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Placed[]} placed
 * @param {string} key
 * @param {number} size
 */
function paintSigns(context, frame, placed, key, size) {
  Object.assign(context, {fillStyle: colourOf(key), strokeStyle: colourOf("halo"), lineWidth: 1, lineJoin: "round"});
  context.setLineDash([]);
  placed.forEach((each) => {
    context.beginPath();
    signPoints(key, each.x * frame.scale - frame.left, each.y * frame.scale - frame.top, size).forEach(([x, y]) => context.lineTo(x, y));
    context.closePath();
    context.fill();
    context.stroke();
  });
}

/**
 * Of more marks than a map has room for those that can be told apart: of several within a few pixels one.
 * @param {Frame} frame
 * @param {Placed[]} placed
 * @returns {Placed[]}
 */
export function apart(frame, placed) {
  const seen = placed.filter((each) => isSeen(frame, each));
  if (seen.length <= MOST_MARKS) {
    return seen;
  }
  const taken = new Set();
  return seen.filter(({x, y}) => {
    const column = Math.floor((x * frame.scale - frame.left) / APART_PX);
    const cell = column * ROW + Math.floor((y * frame.scale - frame.top) / APART_PX);
    return !taken.has(cell) && taken.add(cell);
  });
}

/** @param {Frame} frame @param {Placed} place @returns {boolean} */
const isSeen = (frame, {x, y}) => x >= frame.west && x <= frame.east && y >= frame.north && y <= frame.south;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Placed[]} marked
 */
function paintDiscs(context, frame, marked) {
  context.fillStyle = colourOf("ink");
  marked.forEach((each) => {
    context.beginPath();
    context.arc(each.x * frame.scale - frame.left, each.y * frame.scale - frame.top, CHOSEN_PX * 0.75, 0, 2 * Math.PI);
    context.fill();
  });
}

/**
 * All marks above all shapes; those that are chosen are larger, and stand on a dark disc.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Placed[]} shown
 * @param {Severity[]} severities
 * @param {Set<Finding>} chosen
 */
function paintMarks(context, frame, shown, severities, chosen) {
  const marked = chosen.size ? apart(frame, shown.filter((each) => chosen.has(each.finding))) : [];
  paintDiscs(context, frame, marked);
  severities.forEach(({key}) => {
    const others = shown.filter((each) => each.finding.severity.key === key && !chosen.has(each.finding));
    paintSigns(context, frame, apart(frame, others), key, MARK_PX);
    paintSigns(context, frame, marked.filter((each) => each.finding.severity.key === key), key, CHOSEN_PX);
  });
}

/**
 * Where the marks stand on the canvas: names keep off them.
 * @param {Frame} frame
 * @param {Placed[]} shown
 * @returns {Edges[]}
 */
function marksOn(frame, shown) {
  return shown.filter((each) => isSeen(frame, each)).slice(0, CROWD).map((each) => {
    const [x, y] = [each.x * frame.scale - frame.left, each.y * frame.scale - frame.top];
    const half = CHOSEN_PX / 2;
    return {left: x - half, right: x + half, top: y - half, bottom: y + half};
  });
}

/**
 * Circles in place of outlines that nobody knows; one too small to be seen is a sign.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Shapes} circles
 */
function paintCircles(context, frame, circles) {
  const style = canvasStyle(context, "park-schematic", frame);
  const seen = seenIn(circles, frame);
  /** @param {number} at */
  const isSmall = (at) => (circles.boxes[at * 4 + 2] - circles.boxes[at * 4]) * frame.scale < 2 * BADGE_PX;
  paintShapes(context, frame, circles, seen.filter((at) => !isSmall(at)), style);
  Object.assign(context, {strokeStyle: style.stroke, lineWidth: style.weight});
  context.setLineDash(style.dash || []);
  seen.filter(isSmall).forEach((at) => {
    const [west, north, east, south] = circles.boxes.slice(at * 4, at * 4 + 4);
    context.beginPath();
    context.arc((west + east) / 2 * frame.scale - frame.left, (north + south) / 2 * frame.scale - frame.top, BADGE_PX, 0, 2 * Math.PI);
    context.stroke();
  });
}

/** @typedef {{land: Shapes, names: Text[]}} NamedLand */

/**
 * Where a shape is drawn on the canvas, with the sign that stands for one too small to be seen.
 * @param {Shapes} land
 * @param {number} at
 * @param {Frame} frame
 * @returns {Edges}
 */
function drawnBox(land, at, frame) {
  const [west, north, east, south] = boxOf(land, at);
  const [x, y] = [(west + east) / 2 * frame.scale - frame.left, (north + south) / 2 * frame.scale - frame.top];
  const [wide, high] = [east - west, south - north].map((length) => Math.max(length * frame.scale / 2, BADGE_PX));
  return {left: x - wide, right: x + wide, top: y - high, bottom: y + high};
}

/**
 * The names of parks below their land or above it, whole in the view, off the others and off buttons; a park that is alone
 * is named above the page, and a circle says here too that it is one.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {{outlines: NamedLand, circles: NamedLand}} lands
 * @param {Edges[]} controls
 */
function paintParks(context, frame, {outlines, circles}, controls) {
  if (!circles.land.count && outlines.land.count < 2) {
    return;
  }
  const parks = [outlines, circles].flatMap(({land, names}) => seenIn(land, frame).map((at) => ({name: isolate(localize(names[at])), box: drawnBox(land, at, frame)})));
  // The canvas reaches beyond the view.
  const [beyond, above] = [frame.size.x, frame.size.y].map((side) => side * BEYOND / (1 + 2 * BEYOND));
  const taken = [...parks.map(({box}) => box), ...controls.map(({left, right, top, bottom}) => (
    {left: left + beyond, right: right + beyond, top: top + above, bottom: bottom + above}
  ))];
  writeWith(context, {ink: colourOf("ink"), halo: colourOf("halo")});
  parks.forEach(({name, box}) => {
    const half = context.measureText(name).width / 2 + 4;
    const inView = (/** @type {number} */ x) => Math.max(beyond + half, Math.min(frame.size.x - beyond - half, x));
    const middles = ASIDE.map((share) => inView((box.left + box.right) / 2 + share * half));
    const room = middles.flatMap((x) => [box.bottom + PARK_NAME_PX, box.top - PARK_NAME_PX].map((y) => ({x, y})))
      .map((at) => ({left: at.x - half, right: at.x + half, top: at.y - PARK_NAME_PX + 1, bottom: at.y + PARK_NAME_PX - 1}))
      .find((each) => !taken.some((other) => other !== box && overlap(each, other)));
    if (room) {
      taken.push(room);
      const [middle, y] = [(room.left + room.right) / 2, (room.top + room.bottom) / 2];
      context.strokeText(name, middle, y);
      context.fillText(name, middle, y);
    }
  });
}

/**
 * @param {{parcels: Shapes, parks: {outlines: NamedLand, circles: NamedLand}, shapes: Shapes, names: string[], severities: Severity[], controls: () => Edges[]}} drawn
 */
export function findingPainter({parcels, parks: {outlines, circles}, shapes, names, severities, controls}) {
  const paintNames = parcelNames(parcels, names);
  const lightestFirst = severities.slice().reverse();
  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Frame} frame
   * @param {Placed[]} shown
   * @param {Set<Finding>} chosen
   */
  return (context, frame, shown, chosen) => {
    const seen = seenIn(parcels, frame);
    paintShapes(context, frame, parcels, seen, canvasStyle(context, "parcel", frame));
    paintShapes(context, frame, outlines.land, seenIn(outlines.land, frame), canvasStyle(context, "park", frame));
    paintCircles(context, frame, circles.land);
    paintParks(context, frame, {outlines, circles}, controls());
    const faults = withShape(frame, shapes, shown);
    const own = faults.filter((each) => chosen.has(each.finding) && !each.isWide).map((each) => each.at);
    paintShapes(context, frame, shapes, own, {stroke: colourOf("ink"), weight: 7});
    paintFaults(context, frame, shapes, faults, lightestFirst);
    paintMarks(context, frame, shown, lightestFirst, chosen);
    paintNames(context, frame, seen, {ink: colourOf("ink"), halo: colourOf("halo")}, marksOn(frame, shown));
  };
}
