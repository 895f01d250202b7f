// What somebody else put onto the map lies where it truly does; it is taken off while the cities are moved.

import {inLayout, showLayout} from "./layout.js";

/** @type {L.Layer[]} */
const foreign = [];

/**
 * Remember what is on the map before the page draws anything of its own.
 * @param {L.Map} map
 */
export function rememberForeign(map) {
  map.eachLayer((layer) => foreign.push(layer));
}

/** @param {L.Map} map */
export function keepForeignTrue(map) {
  const hasPicture = foreign.some((layer) => layer instanceof L.GridLayer || layer instanceof L.ImageOverlay);
  inLayout(({frames}) => {
    foreign.forEach((layer) => (frames.length ? layer.remove() : layer.addTo(map)));
    // Land and sea are on the basemap already.
    map.getContainer().classList.toggle("has-basemap", hasPicture && !frames.length);
  });
  map.on("layeradd", ({layer}) => layer instanceof L.TileLayer && showLayout("true"));
  if (foreign.length) {
    showLayout("true");
  }
}
