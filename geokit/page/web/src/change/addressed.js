// The changes and the parcels of a page, as an address names them: `#change=split:12` is what became of parcel 12.

/** @import {ChangePage, Drawn} from "../types.d.ts" */
import {address} from "../address.js";
import {choice} from "./choice.js";

/**
 * What names a change in this page and in that of the same two states made anew: its kind and the first of its parcels.
 * @param {ChangePage} page
 * @param {Drawn} drawn
 * @param {number} at
 * @returns {string}
 */
const nameOf = (page, {events}, at) => page.kinds[events.kinds[at]].key + ":" + [...events.old_ids[at], ...events.new_ids[at]][0];

/**
 * @param {ChangePage} page
 * @param {Drawn} drawn
 * @param {{open: (at: number) => void, openParcel: (at: number) => void}} ways
 */
export function followAddress(page, drawn, {open, openParcel}) {
  const {events, states} = drawn;

  /** @param {number} at */
  function show(at) {
    // What is asked for is not hidden.
    at >= 0 && !choice.showsEvent(events, at) && choice.set(events.kinds[at], true, events);
    at >= 0 && open(at);
    return at >= 0;
  }

  address.on("change", (id) => show(events.kinds.findIndex((_, at) => nameOf(page, drawn, at) === id)));
  address.on("parcel", (id) => {
    const changed = events.kinds.findIndex((_, at) => events.new_ids[at].includes(id) || events.old_ids[at].includes(id));
    const kept = changed < 0 ? states[1].layer.ids.indexOf(id) : -1;
    kept >= 0 && openParcel(kept);
    return kept >= 0 || show(changed);
  });
  let last = choice.chosen();
  choice.listen(() => {
    if (choice.chosen() !== last) {
      last = choice.chosen();
      address.say("change", last < 0 ? null : nameOf(page, drawn, last));
    }
  });
}
