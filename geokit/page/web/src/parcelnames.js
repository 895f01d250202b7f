// The numbers of parcels on a canvas: each whole within its parcel, and none over another.

/** @import {Edges, Frame, Names, Shapes} from "./types.d.ts" */
import {boxOf} from "./geometry.js";
import {overlap} from "./labels.js";
import {grown} from "./scale.js";
import {colourOf} from "./symbols.js";

// Below a sign a name begins this far down, and both together are so high.
const BELOW_SIGN_PX = 18;
const WITH_SIGN_PX = 56;

/**
 * Write the numbers that have room in their parcels.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {{ids: Names, shapes: Shapes, signed?: Set<number>}} parcels signed are those with a sign in their middle
 * @param {number[]} seen
 */
export function writeNames(context, frame, {ids, shapes, signed}, seen) {
  Object.assign(context, {
    textAlign: "center", textBaseline: "middle", lineWidth: 3, strokeStyle: colourOf("halo"), fillStyle: colourOf("ink"),
    font: grown(11) + "px " + getComputedStyle(document.body).fontFamily
  });
  context.setLineDash([]);
  const [half, below, least] = [grown(8), grown(BELOW_SIGN_PX), grown(WITH_SIGN_PX)];
  /** @type {Edges[]} */
  const taken = [];
  seen.forEach((at) => {
    const [west, north, east, south] = boxOf(shapes, at);
    const width = context.measureText(ids.get(at)).width + 6;
    const isSigned = Boolean(signed && signed.has(at));
    const x = (west + east) / 2 * frame.scale - frame.left;
    const y = (north + south) / 2 * frame.scale - frame.top + (isSigned ? below : 0);
    const box = {left: x - width / 2, right: x + width / 2, top: y - half, bottom: y + half};
    const hasRoom = width < (east - west) * frame.scale && (south - north) * frame.scale > (isSigned ? least : 2 * half);
    if (hasRoom && !taken.some((other) => overlap(box, other))) {
      taken.push(box);
      context.strokeText(ids.get(at), x, y);
      context.fillText(ids.get(at), x, y);
    }
  });
}
