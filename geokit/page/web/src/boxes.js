// Boxes and segments against boxes, in pixels.

/** @import {Edges, Place} from "./types.d.ts" */

/**
 * @param {Edges} one
 * @param {Edges} other
 * @returns {boolean}
 */
export function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/**
 * @param {number} from
 * @param {number} to
 * @param {number} low
 * @param {number} high
 * @returns {[number, number] | null}
 */
function clipAxis(from, to, low, high) {
  if (from === to) {
    return from < low || from > high ? null : [0, 1];
  }
  const [one, other] = [(low - from) / (to - from), (high - from) / (to - from)];
  return [Math.max(0, Math.min(one, other)), Math.min(1, Math.max(one, other))];
}

/**
 * The part of a segment that lies in a box, as shares of its length; null where none does.
 * @param {Place} from
 * @param {Place} to
 * @param {Edges} box
 * @returns {[number, number] | null}
 */
export function clip(from, to, box) {
  const across = clipAxis(from.x, to.x, box.left, box.right);
  const along = across && clipAxis(from.y, to.y, box.top, box.bottom);
  if (!across || !along) {
    return null;
  }
  const [first, last] = [Math.max(across[0], along[0]), Math.min(across[1], along[1])];
  return first < last ? [first, last] : null;
}

/** @param {Place} one @param {Place} other @param {Edges} box @returns {boolean} */
const isBeside = (one, other, box) => Math.max(one.x, other.x) < box.left || Math.min(one.x, other.x) > box.right
  || Math.max(one.y, other.y) < box.top || Math.min(one.y, other.y) > box.bottom;

/**
 * Whether a ring goes through a box.
 * @param {Place[]} ring
 * @param {Edges} box
 * @returns {boolean}
 */
export function isCrossed(ring, box) {
  let other = ring[ring.length - 1];
  for (const one of ring) {
    // Most edges lie wholly on one side of the box.
    if (!isBeside(one, other, box) && clip(other, one, box) !== null) {
      return true;
    }
    other = one;
  }
  return false;
}
