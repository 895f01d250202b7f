// Where words may stand, in pixels: areas as grids of cells that sum quickly, and exact tests of boxes against outlines.

/** @import {Edges, Place} from "../types.d.ts" */
import {isCrossed} from "../boxes.js";

/** @typedef {Place[][]} Rings */

/**
 * @param {Place} centre
 * @param {Place} size
 * @param {number} [gap]
 * @returns {Edges}
 */
export function boxAround(centre, size, gap = 0) {
  const [x, y] = [size.x / 2 + gap, size.y / 2 + gap];
  return {left: centre.x - x, right: centre.x + x, top: centre.y - y, bottom: centre.y + y};
}

/**
 * @param {Edges} one
 * @param {Edges} other
 * @returns {Edges}
 */
export function overlapOf(one, other) {
  return {
    left: Math.max(one.left, other.left), right: Math.min(one.right, other.right),
    top: Math.max(one.top, other.top), bottom: Math.min(one.bottom, other.bottom)
  };
}

/**
 * A box whose corner is a whole pixel.
 * @param {Edges} box
 * @returns {Edges}
 */
export function rounded(box) {
  const [left, top] = [Math.round(box.left), Math.round(box.top)];
  return {left, top, right: left + box.right - box.left, bottom: top + box.bottom - box.top};
}

/** @param {Edges} box @returns {boolean} */
export const isEmpty = (box) => box.left >= box.right || box.top >= box.bottom;

/** @param {Edges} one @param {Edges} other @returns {boolean} */
export const meet = (one, other) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
  && !isEmpty(one) && !isEmpty(other);

/** @param {Edges} one @param {Edges} other @returns {boolean} */
export const isWithin = (one, other) =>
  one.left >= other.left && one.right <= other.right && one.top >= other.top && one.bottom <= other.bottom;

/** @param {Place} at @param {Edges} box @returns {Place} */
export const nearestIn = (at, box) => (
  {x: Math.min(Math.max(at.x, box.left), box.right), y: Math.min(Math.max(at.y, box.top), box.bottom)}
);

/** @param {Rings} rings @returns {Edges} */
export function extent(rings) {
  const box = {left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity};
  rings.forEach((ring) => ring.forEach((at) => {
    box.left = Math.min(box.left, at.x);
    box.right = Math.max(box.right, at.x);
    box.top = Math.min(box.top, at.y);
    box.bottom = Math.max(box.bottom, at.y);
  }));
  return box;
}

/**
 * @param {Rings} rings
 * @param {Place} at
 * @returns {boolean}
 */
export function holds(rings, at) {
  let isInside = false;
  for (const ring of rings) {
    let other = ring[ring.length - 1];
    for (const one of ring) {
      if ((one.y > at.y) !== (other.y > at.y) && at.x < (other.x - one.x) * (at.y - one.y) / (other.y - one.y) + one.x) {
        isInside = !isInside;
      }
      other = one;
    }
  }
  return isInside;
}

/** @param {Edges} box @returns {Place} */
export const middle = (box) => ({x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2});

// Leaflet draws outlines up to half a pixel beside where it places words.
const TOLERANCE_PX = 1.5;

/** @param {Rings} rings @param {Edges} box @returns {boolean} */
const crosses = (rings, box) => rings.some((ring) => isCrossed(ring, box));

/** @param {Edges} box @returns {Edges} */
const grown = (box) => boxAround(middle(box), {x: box.right - box.left, y: box.bottom - box.top}, TOLERANCE_PX);

/** @param {Rings} rings @param {Edges} box @returns {boolean} */
export const isInside = (rings, box) => holds(rings, middle(box)) && !crosses(rings, grown(box));

/** @param {Rings} rings @param {Edges} box @returns {boolean} */
export const isOutside = (rings, box) => !holds(rings, middle(box)) && !crosses(rings, grown(box));

/**
 * Whether two segments cross.
 * @param {[Place, Place]} one
 * @param {[Place, Place]} other
 * @returns {boolean}
 */
function cross([a, b], [c, d]) {
  /** @param {Place} p @param {Place} q @param {Place} r */
  const side = (p, q, r) => Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x));
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
}

const NEARLY_PX = 6;

/**
 * Whether two leaders cross, or all but do: each goes on a little beyond its end.
 * @param {[Place, Place]} one
 * @param {[Place, Place]} other
 * @returns {boolean}
 */
export function touch(one, other) {
  /** @param {[Place, Place]} line @returns {[Place, Place]} */
  const longer = ([from, to]) => {
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    return [from, {x: to.x + (to.x - from.x) * NEARLY_PX / length, y: to.y + (to.y - from.y) * NEARLY_PX / length}];
  };
  return cross(longer(one), longer(other));
}
