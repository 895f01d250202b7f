// Where words stand that belong to a sign, and where a mark goes that reaches out of the view.

/** @import {Edges, Place} from "../types.d.ts" */
/** @import {Fixed, Found, Ground, Sizes} from "./names.js" */
import {Grid} from "./grid.js";
import {freeNear} from "./outside.js";
import {boxAround, isWithin, meet, middle, nearestIn, overlapOf, rounded} from "./places.js";

const SIDES = [[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, 1], [1, -1], [-1, -1]];
// Further and further off, by this much.
const STEPS = 9;
const STEP_PX = 16;
const APART_PX = 5;
const LONG_TRIES = 12;
// What covering a ribbon costs, in pixels off the sign.
const ON_RIBBON_PX = 120;
// Larger than any view: a grid of one cell.
const WHOLE_PX = 1e6;

/**
 * The side of a sign that is free, near or further off, else the nearest place that is; none where words would cover
 * words or a district.
 * @param {Place} size
 * @param {Place} at
 * @param {number} room between the middle of the sign and the words
 * @param {Ground} ground
 * @returns {Edges | undefined}
 */
export function besideSign(size, at, room, ground) {
  const isOff = (/** @type {Edges} */ box) => isWithin(box, ground.view) && ground.districts.share(box) === 0
    && !ground.taken.some((other) => meet(boxAround(middle(box), size, APART_PX), other));
  const found = Array.from({length: STEPS}, (_, step) => step * STEP_PX).flatMap((off) => SIDES.map(([x, y]) => {
    const centre = {x: at.x + x * (size.x / 2 + room + off), y: at.y + y * (size.y / 2 + room + off)};
    const box = rounded(boxAround(centre, size));
    return {box, price: off + ON_RIBBON_PX * ground.ribbons.share(box)};
  })).filter(({box}) => isOff(box));
  return found.length
    ? found.reduce((best, each) => (each.price < best.price ? each : best)).box
    : freeNear(size, ground.view, at, ground);
}

/**
 * The place of a city's name: free in its panel, or in the view. Where districts leave no room, it rather stands on one than
 * nowhere.
 * @param {Place} size
 * @param {Edges} frame
 * @param {Place} at
 * @param {Ground} ground
 * @returns {Edges | undefined}
 */
export function besideCity(size, frame, at, ground) {
  const anywhere = {...ground, districts: new Grid(ground.view, WHOLE_PX).sum()};
  return freeNear(size, overlapOf(frame, ground.view), at, ground) || freeNear(size, ground.view, at, ground) || freeNear(size, ground.view, at, anywhere);
}

/**
 * Where something may stand, the best first. The number of a pair stands on its ribbon, with its land to the right or to
 * the left; this long form is not worth the way that the short one goes to be free.
 * @param {Fixed} item
 * @param {Place[]} points
 * @param {Sizes} sizes
 * @returns {Found[]}
 */
export function triesOf(item, points, sizes) {
  const {full, name} = sizes;
  if (!item.hasShort) {
    return points.map((at) => ({variant: "full", box: rounded(boxAround(at, full))}));
  }
  const aside = (full.x - name.x) / 2;
  /** @param {boolean} isMirrored @returns {(at: Place) => Found} */
  const long = (isMirrored) => ({x, y}) => ({variant: "full", isMirrored, box: rounded(boxAround({x: x + (isMirrored ? -aside : aside), y}, full))});
  const near = points.slice(0, LONG_TRIES);
  /** @type {Found[]} */
  const short = points.map((at) => ({variant: "name", box: rounded(boxAround(at, name))}));
  return [...near.map(long(false)), ...near.map(long(true)), ...short];
}

/**
 * What reaches into a room is pushed into it.
 * @param {Found} found
 * @param {Edges} view
 * @returns {Found}
 */
export function pushed(found, view) {
  if (!meet(found.box, view)) {
    return found;
  }
  const size = {x: found.box.right - found.box.left, y: found.box.bottom - found.box.top};
  const room = boxAround(middle(view), {x: view.right - view.left - size.x, y: view.bottom - view.top - size.y});
  return {variant: found.variant, box: rounded(boxAround(nearestIn(middle(found.box), room), size))};
}
