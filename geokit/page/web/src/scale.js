// A scale bar in the reader's language.

/** @import {Text} from "./types.d.ts" */
import {addControl} from "./start.js";
import {element, setText, word} from "./text.js";

const LONGEST_REM = 8;

const TYPE_PX = 14;

/** How much larger the type of the page is than on a desk: what is painted grows with it. */
export const growth = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / TYPE_PX;

/** @param {number} length @returns {number} */
export const grown = (length) => length * growth();

/**
 * @param {L.Map} map
 * @returns {number}
 */
export function metresPerPixel(map) {
  const lat = map.getCenter().lat * Math.PI / 180;
  return 40075016.686 * Math.cos(lat) / (256 * Math.pow(2, map.getZoom()));
}

/**
 * The largest length of 1, 2 or 5 times a power of ten that is at most `longest`.
 * @param {number} longest
 * @returns {number}
 */
export function roundLength(longest) {
  const power = Math.pow(10, Math.floor(Math.log10(longest)));
  return ([5, 2].find((factor) => factor * power <= longest) || 1) * power;
}

/**
 * @param {number} metres
 * @returns {Text}
 */
export function lengthText(metres) {
  return metres >= 1000 ? word("kilometres", {n: metres / 1000}) : word("metres", {n: metres});
}

/** @param {L.Map} map */
export function addScaleBar(map) {
  const bar = element("div", {class: "gk-scale-bar"});
  addControl(map, "bottomleft", bar);
  const refresh = () => {
    // As large as the type, which grows with the screen.
    const longest = LONGEST_REM * parseFloat(getComputedStyle(document.documentElement).fontSize);
    const length = roundLength(metresPerPixel(map) * longest);
    bar.style.width = Math.round(length / metresPerPixel(map)) + "px";
    setText(bar, lengthText(length));
  };
  map.on("zoomend moveend resize", refresh);
  refresh();
}
