// The two states, each on a canvas of its own: parcels in the colour of their stage, and their numbers where there is room.

/** @import {ChangePage, ChangeState, Edges, Frame, Paint, Reach, Shapes, StageName, Style, SwipeLine} from "../types.d.ts" */
import {isInView, paintShapes} from "../canvas.js";
import {onTheme} from "../frame.js";
import {holds} from "../geometry.js";
import {writeNames} from "../parcelnames.js";
import {colourOf, sample, symbolOf} from "../symbols.js";
import {choice} from "./choice.js";
import {addCanvas} from "./drawing.js";
import {OFF_LINE_PX} from "./swipe.js";

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
 * Hatches are for the changes: a stage is its colour, its dash and how dark it is here.
 * @param {StageName} group
 * @param {number} count
 * @returns {Style}
 */
function styleOf(group, count) {
  const {below, dash, width} = symbolOf(group.key);
  const style = {stroke: colourOf(group.key), weight: count > MANY ? 0.8 : Math.min(width, 1.4), dash: count > MANY ? [] : dash || []};
  return below === undefined ? style : {...style, fill: colourOf(group.key + "-fill"), fillOpacity: below, smallOpacity: below + 0.1};
}

/**
 * A stage as the map shows it, without its hatch.
 * @param {string} key
 * @returns {SVGSVGElement}
 */
export function stageSample(key) {
  const picture = sample(key, "box");
  const box = picture.querySelector("rect");
  box && box.classList.add("is-state");
  box && box.style.setProperty("--fill", "var(--" + key + "-fill, transparent)");
  box && box.style.setProperty("--below", String(symbolOf(key).below || 0));
  return picture;
}

/**
 * A canvas that follows the theme, in a pane of its own.
 * @param {L.Map} map
 * @param {string} name
 * @param {number} order
 * @param {Paint} paint
 * @param {SwipeLine} [line] where what is painted depends on it, and on what is chosen
 * @returns {HTMLElement}
 */
function addPane(map, name, order, paint, line) {
  const canvas = addCanvas(map, name, String(order), paint);
  const redraw = () => canvas.redraw();
  onTheme(redraw);
  line && [line, choice].forEach((told) => told.listen(redraw));
  return /** @type {HTMLElement} */ (map.getPane(name));
}

/**
 * What of a canvas is of one state.
 * @param {number} side
 * @param {Frame} frame
 * @param {SwipeLine} [line]
 * @returns {Reach}
 */
function reachOf(side, {size}, line) {
  const at = line ? size.x * line.share : side ? -Infinity : Infinity;
  return side ? {left: at + OFF_LINE_PX, right: Infinity} : {left: -Infinity, right: at - OFF_LINE_PX};
}

/**
 * @param {L.Map} map
 * @param {ChangePage} page
 * @param {ChangeState[]} states
 * @param {{line: SwipeLine, taken: (context: CanvasRenderingContext2D, frame: Frame) => Edges[]}} [above] the line between
 * the two: the numbers of each stand whole on its own side; and what else they keep off
 * @returns {HTMLElement[][]} the panes of each state: its land, and above the changes its numbers
 */
export function drawStates(map, page, states, above) {
  const line = above && above.line;
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
        const taken = above ? above.taken(context, frame) : [];
        writeNames(context, frame, {ids: state.layer.ids, shapes: state.shapes}, seen, {reach: reachOf(side, frame, line), taken});
      }
    }, line)
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
