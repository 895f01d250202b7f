// The pairs and parks of the link map, as an address names them.

/** @import {LinkPage} from "../types.d.ts" */
import {address} from "../address.js";
import {focus} from "./focus.js";

/**
 * @param {L.Map} _map
 * @param {LinkPage} page
 */
export function followAddress(_map, page) {
  address.on("pair", (id) => {
    const isKnown = page.pairs.some((pair) => pair.id === id);
    isKnown && focus.choose(id);
    return isKnown;
  });
  // A park whose map is not in this file is shown by its pair.
  address.on("park", (id) => {
    const park = page.parks.find((each) => each.id === id);
    park && focus.choose(park.pair);
    return Boolean(park);
  });
  let last = focus.chosen();
  focus.listen((_, chosen) => {
    if (chosen !== last) {
      last = chosen;
      address.say("pair", chosen);
    }
  });
}
