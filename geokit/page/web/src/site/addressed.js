// The phases, parcels and findings of a park's map or an audit's, as an address names them.

/** @import {Layer, Shapes, SitePage, Text} from "../types.d.ts" */
import {address} from "../address.js";
import {boundsOf, boxOf, isDrawn} from "../geometry.js";
import {filter} from "./filter.js";
import {parcelCard} from "./parcels.js";
import {fly} from "../start.js";

/**
 * Whether an id is what something is called in either language.
 * @param {Text} name
 * @param {string} id
 * @returns {boolean}
 */
const isCalled = (name, id) => (typeof name === "object" ? Object.values(name) : [String(name)]).includes(id);

/** @param {Text} name @returns {string} */
const chinese = (name) => (typeof name === "object" ? name.zh : String(name));

/** @param {SitePage} page */
function followPhases(page) {
  const bars = page.is_plain ? [] : page.parcels.flatMap((layer) => layer.bars);
  address.on("phase", (id) => {
    const bar = bars.find((each) => isCalled(each.name, id));
    bar && filter.phase() !== bar.phase && filter.choosePhase(bar.phase);
    return Boolean(bar);
  });
  let last = filter.phase();
  filter.listen(() => {
    if (filter.phase() !== last) {
      last = filter.phase();
      const bar = bars.find((each) => each.phase === last);
      address.say("phase", bar ? chinese(bar.name) : null);
    }
  });
}

/**
 * @param {L.Map} map
 * @param {Layer[]} layers
 * @param {Shapes[]} shapes
 */
function followParcels(map, layers, shapes) {
  address.on("parcel", (id) => layers.some((layer, number) => {
    const at = layer.ids.indexOf(id);
    if (at >= 0 && isDrawn(shapes[number], at)) {
      const bounds = boundsOf(boxOf(shapes[number], at));
      // Opened on the way, a card would stop the flight.
      map.once("moveend", () => L.popup({maxWidth: 300, minWidth: 240}).setLatLng(bounds.getCenter()).setContent(parcelCard(layer, at)).openOn(map));
      fly(map, bounds.pad(1));
    }
    return at >= 0;
  }));
}

/**
 * @param {L.Map} map
 * @param {SitePage} page
 * @param {Shapes[]} shapes
 */
export function followAddress(map, page, shapes) {
  address.on("park", (id) => page.parks.includes(id));
  followPhases(page);
  followParcels(map, page.parcels, shapes);
}
