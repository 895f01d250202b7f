// Which changes are seen: of the kinds that the reader has not hidden, those in view.

/** @import {Drawn} from "../types.d.ts" */
import {isInView} from "../canvas.js";
import {choice} from "./choice.js";

/**
 * Positions of the shown events in view.
 * @param {Drawn} drawn
 * @param {{west: number, east: number, north: number, south: number}} frame
 * @returns {number[]}
 */
export function eventsIn({events, boxes}, frame) {
  const found = [];
  for (let at = 0; at < events.kinds.length; at += 1) {
    if (isInView(frame, boxes, at) && choice.showsEvent(events, at)) {
      found.push(at);
    }
  }
  return found;
}
