// The numbers of parcels on a canvas: each whole within its parcel, and none over another.

/** @import {Edges, Frame, Names, Reach, Shapes} from "./types.d.ts" */
import {boxOf} from "./geometry.js";
import {overlap} from "./boxes.js";
import {grown} from "./scale.js";
import {colourOf} from "./symbols.js";
import {isolate} from "./text.js";

// How far a sign reaches from the middle of its parcel, and a name from its own. Of type of 14 px; on a wall all grows with it.
export const SIGN_PX = 11;
const HALF_NAME_PX = 8;
// A name below a sign leaves its rim free; both together are so high.
const BELOW_SIGN_PX = SIGN_PX + HALF_NAME_PX + 3;
const WITH_SIGN_PX = 2 * (BELOW_SIGN_PX + HALF_NAME_PX);
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
 * Write the numbers that have room in their parcels.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {{ids: Names, shapes: Shapes, signed?: Set<number>}} parcels signed are those with a sign in their middle
 * @param {number[]} seen
 * @param {Reach} [reach] what of the canvas is seen: a name moves within its parcel to stand there whole
 */
export function writeNames(context, frame, {ids, shapes, signed}, seen, reach = ANYWHERE) {
  Object.assign(context, {
    textAlign: "center", textBaseline: "middle", lineWidth: 3, strokeStyle: colourOf("halo"), fillStyle: colourOf("ink"),
    font: grown(11) + "px " + getComputedStyle(document.body).fontFamily
  });
  context.setLineDash([]);
  const [half, below, least] = [grown(HALF_NAME_PX), grown(BELOW_SIGN_PX), grown(WITH_SIGN_PX)];
  /** @type {Edges[]} */
  const taken = [];
  seen.forEach((at) => {
    const [west, north, east, south] = boxOf(shapes, at);
    const name = isolate(ids.get(at));
    const width = context.measureText(name).width + 6;
    const isSigned = Boolean(signed && signed.has(at));
    const [left, right] = [Math.max(west * frame.scale - frame.left, reach.left), Math.min(east * frame.scale - frame.left, reach.right)];
    const x = within((west + east) / 2 * frame.scale - frame.left, left + width / 2, right - width / 2);
    const y = (north + south) / 2 * frame.scale - frame.top + (isSigned ? below : 0);
    const [top, bottom] = [north, south].map((edge) => edge * frame.scale - frame.top);
    const hasRoom = width < right - left && bottom - top > (isSigned ? least : 2 * half);
    // Parcels may lie on the same land, and each has its name: a line lower, or higher where no sign is.
    const apart = 2 * half + 1;
    const lines = hasRoom ? [y, y + apart, ...(isSigned ? [] : [y - apart])] : [];
    const line = lines.map((middle) => ({left: x - width / 2, right: x + width / 2, top: middle - half, bottom: middle + half}))
      .find((box) => box.top >= top && box.bottom <= bottom && !taken.some((other) => overlap(box, other)));
    if (line) {
      taken.push(line);
      context.strokeText(name, x, line.top + half);
      context.fillText(name, x, line.top + half);
    }
  });
}
