// Where words stand that belong to a sign, and where a mark goes that reaches out of the view.

/** @import {Edges, Place} from "../types.d.ts" */
/** @import {Ground, Variant} from "./names.js" */
import {freeNear} from "./outside.js";
import {boxAround, isWithin, meet, middle, nearestIn, rounded} from "./places.js";

const SIDES = [[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, 1], [1, -1], [-1, -1]];
// Further and further off, by this much.
const STEPS = 9;
const STEP_PX = 16;
const APART_PX = 5;
// No more than this share of words may lie on a district.
const LEAST_SHARE = 0.02;
// What covering a district, or a ribbon, costs, in pixels off the sign.
const ON_DISTRICT_PX = 2000;
const ON_RIBBON_PX = 120;

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
  const found = Array.from({length: STEPS}, (_, step) => step * STEP_PX).flatMap((off) => SIDES.map(([x, y]) => {
    const centre = {x: at.x + x * (size.x / 2 + room + off), y: at.y + y * (size.y / 2 + room + off)};
    const box = rounded(boxAround(centre, size));
    return {box, price: off + ON_DISTRICT_PX * ground.districts.share(box) + ON_RIBBON_PX * ground.ribbons.share(box)};
  })).filter(({box}) => isWithin(box, ground.view) && !ground.taken.some((other) => meet(boxAround(middle(box), size, APART_PX), other)));
  const best = found.reduce((least, each) => (each.price < least.price ? each : least), {box: /** @type {Edges | undefined} */ (undefined), price: Infinity});
  return best.price < ON_DISTRICT_PX * LEAST_SHARE + STEPS * STEP_PX ? best.box : freeNear(size, ground.view, at, ground);
}

/**
 * The mark of the gap is pushed into the view that it reaches into.
 * @param {{box: Edges, variant: Variant}} found
 * @param {Edges} view
 * @returns {{box: Edges, variant: Variant}}
 */
export function pushed(found, view) {
  if (!meet(found.box, view)) {
    return found;
  }
  const size = {x: found.box.right - found.box.left, y: found.box.bottom - found.box.top};
  const room = boxAround(middle(view), {x: view.right - view.left - size.x, y: view.bottom - view.top - size.y});
  return {variant: found.variant, box: rounded(boxAround(nearestIn(middle(found.box), room), size))};
}
