// The numbers of parcels on a canvas: each whole within its parcel, and none over another.

/** @import {Edges, Frame, Names, Place, Reach, Shapes} from "./types.d.ts" */
import {boxOf, holds} from "./geometry.js";
import {overlap} from "./boxes.js";
import {grown} from "./scale.js";
import {colourOf} from "./symbols.js";
import {isolate} from "./text.js";

// How far a name reaches up and down from its middle. Of type of 14 px; on a wall all grows with it.
const HALF_NAME_PX = 8;
/** @type {Reach} */
const ANYWHERE = {left: -Infinity, right: Infinity};

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 * @returns {number}
 */
const within = (value, least, most) => Math.min(Math.max(value, least), most);

/**
 * Where a name may stand, the best first: its own place, or close below, above or beside what lies around it.
 * @param {Place} own
 * @param {{across: number, along: number}} half of the name
 * @param {Edges[]} taken
 * @returns {Edges[]}
 */
function placesFor({x, y}, {across, along}, taken) {
  const own = {left: x - across, right: x + across, top: y - along, bottom: y + along};
  const around = {left: x - 2 * across, right: x + 2 * across, top: y - 3 * along, bottom: y + 3 * along};
  const beside = taken.filter((box) => overlap(box, around)).flatMap(({left, right, top, bottom}) => [
    {dx: 0, dy: bottom + along + 1 - y, price: 0}, {dx: 0, dy: top - along - 1 - y, price: along},
    {dx: right + across - x, dy: 0, price: 2 * along}, {dx: left - across - x, dy: 0, price: 2 * along}
  ]);
  const price = (/** @type {{dx: number, dy: number, price: number}} */ place) => Math.hypot(place.dx, place.dy) + place.price;
  return [own, ...beside.sort((one, other) => price(one) - price(other))
    .map(({dx, dy}) => ({left: own.left + dx, right: own.right + dx, top: own.top + dy, bottom: own.bottom + dy}))];
}

/**
 * Write the numbers that have room in their parcels.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {{ids: Names, shapes: Shapes}} parcels
 * @param {number[]} seen
 * @param {{reach?: Reach, taken?: Edges[]}} [around] what of the canvas is seen, where a name stands whole in its parcel, and
 * what it keeps off
 */
export function writeNames(context, frame, {ids, shapes}, seen, {reach = ANYWHERE, taken: above = []} = {}) {
  Object.assign(context, {
    textAlign: "center", textBaseline: "middle", lineWidth: 3, strokeStyle: colourOf("halo"), fillStyle: colourOf("ink"),
    font: grown(11) + "px " + getComputedStyle(document.body).fontFamily
  });
  context.setLineDash([]);
  const along = grown(HALF_NAME_PX);
  const taken = above.slice();
  seen.forEach((at) => {
    const [west, north, east, south] = boxOf(shapes, at);
    const name = isolate(ids.get(at));
    const across = context.measureText(name).width / 2 + 3;
    const [left, right] = [Math.max(west * frame.scale - frame.left, reach.left), Math.min(east * frame.scale - frame.left, reach.right)];
    const [top, bottom] = [north, south].map((edge) => edge * frame.scale - frame.top);
    if (2 * across >= right - left || 2 * along >= bottom - top) {
      return;
    }
    const own = {x: within((west + east) / 2 * frame.scale - frame.left, left + across, right - across), y: (top + bottom) / 2};
    // A parcel is not its box: a name that gives way stays on its land.
    const isOwn = (/** @type {Edges} */ box) => holds(shapes, at, ((box.left + box.right) / 2 + frame.left) / frame.scale, ((box.top + box.bottom) / 2 + frame.top) / frame.scale);
    const place = placesFor(own, {across, along}, taken).find((box, number) =>
      box.left >= left && box.right <= right && box.top >= top && box.bottom <= bottom
      && !taken.some((other) => overlap(box, other)) && (number === 0 || isOwn(box)));
    if (place) {
      taken.push(place);
      const [x, y] = [place.left + across, place.top + along];
      context.strokeText(name, x, y);
      context.fillText(name, x, y);
    }
  });
}
