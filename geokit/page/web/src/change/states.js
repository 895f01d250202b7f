// The two states, each on a canvas of its own: parcels in the colour of their stage, and their numbers where there is room.

/** @import {ChangePage, ChangeState, Frame, Paint, Shapes, StageName, Style} from "../types.d.ts" */
import {isInView, paintShapes} from "../canvas.js";
import {onTheme} from "../frame.js";
import {boxOf, holds} from "../geometry.js";
import {overlap} from "../labels.js";
import {colourOf, sample, symbolOf} from "../symbols.js";
import {addCanvas, grown} from "./drawing.js";

const NAMED = 400;
const MANY = 2000;
const PANES = ["gk-before", "gk-after"];

/**
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
 * Hatches are for the changes: a stage is its colour and its dash here.
 * @param {StageName} group
 * @param {number} count
 * @returns {Style}
 */
function styleOf(group, count) {
  const {opacity, dash, width} = symbolOf(group.key);
  const style = {stroke: colourOf(group.key), weight: count > MANY ? 0.8 : Math.min(width, 1.4), dash: count > MANY ? [] : dash || []};
  return opacity === undefined ? style : {...style, fill: colourOf(group.key + "-fill"), fillOpacity: 0.3, smallOpacity: 0.4};
}

/**
 * Write the numbers that have room in their parcels.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {ChangeState} state
 * @param {number[]} seen
 */
function writeNames(context, frame, {layer: {ids}, shapes, signed}, seen) {
  Object.assign(context, {
    textAlign: "center", textBaseline: "middle", lineWidth: 3, strokeStyle: colourOf("halo"), fillStyle: colourOf("ink"),
    font: grown(11) + "px " + getComputedStyle(document.body).fontFamily
  });
  context.setLineDash([]);
  const half = grown(8);
  /** @type {{left: number, right: number, top: number, bottom: number}[]} */
  const taken = [];
  seen.forEach((at) => {
    const [west, north, east, south] = boxOf(shapes, at);
    const width = context.measureText(ids[at]).width + 6;
    const x = (west + east) / 2 * frame.scale - frame.left;
    // The sign of a change stands in the middle.
    const isSigned = signed.has(at);
    const y = (north + south) / 2 * frame.scale - frame.top + (isSigned ? grown(18) : 0);
    const box = {left: x - width / 2, right: x + width / 2, top: y - half, bottom: y + half};
    const hasRoom = width < (east - west) * frame.scale && (south - north) * frame.scale > (isSigned ? grown(56) : 2 * half);
    if (hasRoom && !taken.some((other) => overlap(box, other))) {
      taken.push(box);
      context.strokeText(ids[at], x, y);
      context.fillText(ids[at], x, y);
    }
  });
}

/**
 * A stage as the map shows it: its colour and its dash, without its hatch.
 * @param {string} key
 * @returns {SVGSVGElement}
 */
export function stageSample(key) {
  const picture = sample(key, "box");
  const box = picture.querySelector("rect");
  box && box.classList.add("is-state");
  box && box.style.setProperty("--fill", "var(--" + key + "-fill, transparent)");
  return picture;
}

/**
 * A canvas that follows the theme, in a pane of its own.
 * @param {L.Map} map
 * @param {string} name
 * @param {number} order
 * @param {Paint} paint
 * @returns {HTMLElement}
 */
function addPane(map, name, order, paint) {
  const canvas = addCanvas(map, name, String(order), paint);
  onTheme(() => canvas.redraw());
  return /** @type {HTMLElement} */ (map.getPane(name));
}

/**
 * @param {L.Map} map
 * @param {ChangePage} page
 * @param {ChangeState[]} states
 * @returns {HTMLElement[][]} the panes of each state: its land, and above the changes its numbers
 */
export function drawStates(map, page, states) {
  return states.map((state, side) => [
    addPane(map, PANES[side], 410 + side, (context, frame) => {
      const seen = seenIn(state.shapes, frame);
      page.groups.forEach((group) => {
        const own = seen.filter((at) => state.layer.groups[at] === group.group);
        paintShapes(context, frame, state.shapes, own, styleOf(group, seen.length));
      });
    }),
    addPane(map, PANES[side] + "-names", 440 + side, (context, frame) => {
      const seen = seenIn(state.shapes, frame);
      if (seen.length <= NAMED) {
        writeNames(context, frame, state, seen);
      }
    })
  ]);
}

/**
 * The parcel at a place of the world, or -1.
 * @param {ChangeState} state
 * @param {{x: number, y: number}} place
 * @returns {number}
 */
export function parcelAt({shapes}, {x, y}) {
  const point = {west: x, east: x, north: y, south: y};
  for (let at = shapes.count - 1; at >= 0; at -= 1) {
    if (isInView(point, shapes.boxes, at) && holds(shapes, at, x, y)) {
      return at;
    }
  }
  return -1;
}
