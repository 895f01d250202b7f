// On paper there is no line to move: the earlier state stands beside the later one, in the same view and at the same scale.

/** @import {ChangePage, Drawn} from "../types.d.ts" */
import {clearOf} from "../fitting.js";
import {fitOnPaper} from "../print.js";
import {element, word} from "../text.js";
import {drawStates} from "./states.js";

const STILL = {zoomControl: false, attributionControl: false, keyboard: false, zoomSnap: 0, fadeAnimation: false, zoomAnimation: false};

// How far the name of a state reaches down from the rim of its map, and what is free on all sides.
const [CAPTION_PX, LEAST_PX] = [36, 20];
// Of a sheet beside its column: land that is wider than this is larger in two maps one above the other.
const WIDE = 1.35;

/**
 * @param {L.Map} map
 * @param {L.LatLngBounds} bounds
 * @returns {boolean}
 */
function isWide(map, bounds) {
  if (!bounds.isValid()) {
    return false;
  }
  const [west, east] = [map.project(bounds.getNorthWest(), 0), map.project(bounds.getSouthEast(), 0)];
  return east.x - west.x > WIDE * (east.y - west.y);
}

/**
 * @param {L.Map} map
 * @param {ChangePage} page
 * @param {Drawn} drawn
 * @param {L.LatLngBounds} bounds
 */
export function addEarlierMap(map, page, drawn, bounds) {
  const place = element("div", {class: "gk-earlier-map"});
  const [before, after] = page.states.map((state) => state.name);
  const node = element("div", {class: "gk-earlier"}, [place, element("p", {class: "gk-state-caption", text: before})]);
  map.getContainer().before(node);
  const main = node.parentElement;
  main && main.classList.toggle("is-stacked", isWide(map, bounds));
  map.getContainer().appendChild(element("p", {class: "gk-state-caption", text: word("with_changes", {state: after})}));
  /** @type {L.Map | null} */
  let earlier = null;

  fitOnPaper(map, bounds, () => clearOf(map, bounds, {names: {x: 0, y: CAPTION_PX}, hasNumbers: false, least: LEAST_PX}));
  map.on("paper", () => {
    Object.assign(place.style, {width: "", height: ""});
    const {width, height} = place.getBoundingClientRect();
    // What it was drawn for is what is printed.
    Object.assign(place.style, {width: width + "px", height: height + "px"});
    if (!earlier) {
      earlier = L.map(place, STILL).setView(map.getCenter(), map.getZoom());
      drawStates(earlier, page, drawn.states.slice(0, 1));
    }
    earlier.invalidateSize({animate: false}).setView(map.getCenter(), map.getZoom(), {animate: false});
  });
}
