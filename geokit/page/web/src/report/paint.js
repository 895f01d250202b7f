// What the map of findings looks like: parcels with their names, faults in the colour of their severity, and marks above all.

/** @import {Edges, Finding, Frame, Placed, Severity, Shapes} from "../types.d.ts" */
import {isInView, paintDots, paintShapes} from "../canvas.js";
import {parcelNames} from "./names.js";

const FAULT = {weight: 2, fillOpacity: 0.35};
const MARK_PX = 4;
const CHOSEN_PX = 6;
// Beyond the white rim of a mark.
const RING_PX = 3;
// Names keep off so many marks.
const CROWD = 400;

/**
 * The page's own colours, which follow its theme.
 * @param {string} name
 * @returns {string}
 */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

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
 * Shapes of the lightest findings first: the worst are on top.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Shapes} shapes
 * @param {Placed[]} shown
 * @param {Severity[]} severities
 */
function paintFaults(context, frame, shapes, shown, severities) {
  severities.forEach((severity) => {
    const style = {stroke: colour(severity.key), ...FAULT};
    const seen = shown.filter((each) => each.finding.severity === severity && isInView(frame, shapes.boxes, each.at));
    const [wide, narrow] = [true, false].map((isWide) => seen.filter((each) => each.isWide === isWide).map((each) => each.at));
    paintShapes(context, frame, shapes, wide, {...style, fillOpacity: 0});
    paintShapes(context, frame, shapes, narrow, style);
  });
}

/**
 * All marks above all shapes; those that are chosen are larger, and stand in a dark ring.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Placed[]} shown
 * @param {Severity[]} severities
 * @param {Set<Finding>} chosen
 */
function paintMarks(context, frame, shown, severities, chosen) {
  context.fillStyle = colour("ink");
  context.beginPath();
  shown.filter((each) => chosen.has(each.finding)).forEach((each) => {
    const [x, y] = [each.x * frame.scale - frame.left, each.y * frame.scale - frame.top];
    context.moveTo(x, y);
    context.arc(x, y, CHOSEN_PX + RING_PX, 0, 2 * Math.PI);
  });
  context.fill("nonzero");
  severities.forEach((severity) => {
    const own = shown.filter((each) => each.finding.severity === severity);
    paintDots(context, frame, own.filter((each) => !chosen.has(each.finding)), colour(severity.key), MARK_PX);
    paintDots(context, frame, own.filter((each) => chosen.has(each.finding)), colour(severity.key), CHOSEN_PX);
  });
}

/**
 * Where the marks stand on the canvas: names keep off them.
 * @param {Frame} frame
 * @param {Placed[]} shown
 * @returns {Edges[]}
 */
function marksOn(frame, shown) {
  const inView = shown.filter((each) => each.x >= frame.west && each.x <= frame.east && each.y >= frame.north && each.y <= frame.south);
  return inView.slice(0, CROWD).map((each) => {
    const [x, y] = [each.x * frame.scale - frame.left, each.y * frame.scale - frame.top];
    return {left: x - CHOSEN_PX, right: x + CHOSEN_PX, top: y - CHOSEN_PX, bottom: y + CHOSEN_PX};
  });
}

/**
 * @param {{parcels: Shapes, outlines: Shapes, shapes: Shapes, names: string[], severities: Severity[]}} drawn
 */
export function findingPainter({parcels, outlines, shapes, names, severities}) {
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
    paintShapes(context, frame, parcels, seen, {stroke: colour("edge"), weight: 0.8, fill: colour("land"), fillOpacity: 1});
    paintShapes(context, frame, outlines, seenIn(outlines, frame), {stroke: colour("quiet"), weight: 2, dash: [8, 5]});
    const own = shown.filter((each) => chosen.has(each.finding) && !each.isWide).map((each) => each.at);
    paintShapes(context, frame, shapes, own, {stroke: colour("ink"), weight: 7});
    paintFaults(context, frame, shapes, shown, lightestFirst);
    paintMarks(context, frame, shown, lightestFirst, chosen);
    paintNames(context, frame, seen, {ink: colour("ink"), halo: colour("halo")}, marksOn(frame, shown));
  };
}
