// A page begins: the map comes into its frame, and every part gets the map and the page's data.

import {buildFrame} from "./frame.js";
import {keepReadingOrder} from "./reading.js";
import {addPatterns} from "./symbols.js";
import {complain, element, language, page, switchLanguage, word} from "./text.js";

// A path that a tooltip or a popup is bound to is a stop of the Tab key in some browsers: one without a name says nothing.
L.Path.addInitHook(/** @this {L.Path} */ function () {
  this.on("add", () => {
    const path = this.getElement();
    if (path && !path.hasAttribute("aria-label")) {
      path.setAttribute("tabindex", "-1");
    }
  });
});

/** @param {L.Map} map */
function nameControls(map) {
  const container = map.getContainer();
  container.gkAttributes = {"aria-label": word("map")};
  for (const [selector, key] of [["zoom-in", "zoom_in"], ["zoom-out", "zoom_out"]]) {
    const control = container.querySelector(".leaflet-control-" + selector);
    if (control) {
      control.gkAttributes = {title: word(key), "aria-label": word(key)};
    }
  }
  map.attributionControl && map.attributionControl.setPrefix(false);
}

export const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * Fly where motion is welcome, jump where it is not.
 * @param {L.Map} map
 * @param {L.LatLngBoundsExpression} bounds
 * @param {L.FitBoundsOptions} [options]
 */
export function fly(map, bounds, options) {
  map.flyToBounds(bounds, Object.assign({padding: [40, 40], animate: !calm, duration: 0.8}, options));
}

/**
 * Put something of our own into a corner of the map.
 * @param {L.Map} map
 * @param {L.ControlPosition} position
 * @param {HTMLElement} node
 */
export function addControl(map, position, node) {
  const control = new L.Control({position});
  control.onAdd = () => node;
  control.addTo(map);
}

/**
 * Say where a basemap stays away, for want of a network: its plain ground is no empty land.
 * @param {L.Map} map
 */
function watchTiles(map) {
  const note = element("span", {class: "gk-no-tiles", text: word("no_tiles")});
  let isThere = false;
  /** @param {L.Layer} layer */
  const watch = (layer) => {
    if (layer instanceof L.TileLayer) {
      layer.on("tileload", () => (isThere = true) && note.remove());
      layer.on("tileerror", () => isThere || document.querySelector(".gk-credits")?.append(note));
    }
  };
  map.eachLayer(watch);
  map.on("layeradd", ({layer}) => watch(layer));
}

/** Whether the page stands: every part of it is drawn. */
export let isReady = false;
/** Whether a page was begun: then it says itself what is wrong. */
export let isBegun = false;
/** Ends when the page stands, or has said why it does not. */
export let settled = Promise.resolve();

/**
 * @param {L.Map} map
 * @param {((map: L.Map, page: any) => void | Promise<void>)[]} parts
 */
async function drawAll(map, parts) {
  try {
    for (const part of parts) {
      await part(map, page);
    }
    isReady = true;
  } catch (error) {
    complain("broken_data");
    console.error(error);
  } finally {
    switchLanguage(language);
    keepReadingOrder();
  }
}

/** Whether the window has any size: a frame of a tab that is not open has none, and nothing can be fitted into it. */
const isSeen = () => window.innerWidth > 0 && window.innerHeight > 0;

/**
 * @param {L.Map} map
 * @returns {Promise<void>}
 */
const whenSeen = (map) => new Promise((resolve) => {
  const look = () => {
    if (isSeen()) {
      window.removeEventListener("resize", look);
      map.invalidateSize({animate: false});
      resolve();
    }
  };
  window.addEventListener("resize", look);
});

/**
 * Put a map into the frame, and each part onto the map.
 * @param {L.Map} map
 * @param {((map: L.Map, page: any) => void | Promise<void>)[]} parts
 */
export function startWith(map, parts) {
  addPatterns();
  buildFrame();
  nameControls(map);
  watchTiles(map);
  map.invalidateSize({animate: false});
  // Leaflet hears Escape only while the map has the focus; a popup may be opened from a list beside it.
  document.addEventListener("keydown", (event) => event.key === "Escape" && map.closePopup());
  isBegun = true;
  settled = isSeen() ? drawAll(map, parts) : whenSeen(map).then(() => drawAll(map, parts));
}
