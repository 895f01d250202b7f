// What the map shows: everything, or the pairs chosen; and which of the two layouts.

/** @import {LatLng} from "../types.d.ts" */
import {isMeasuring, setMeasuringGuard} from "../measure.js";
import {fly} from "../start.js";
import {element, makeButton, word} from "../text.js";
import {dock} from "./dock.js";
import {focus} from "./focus.js";
import {isTrueGeography, layout, refit, showLayout} from "./layout.js";

const PADDING_PX = 12;
const CHOSEN_PADDING_PX = 46;
// Outlines are generalised by some 500 m.
const LEAST_MAX_ZOOM = 11;
const FURTHER = 1.5;
const SAME_PX = 2;
const WORTH_MOVING = 0.5;

/**
 * Keep the view: it follows what is chosen, and the size of the map until the reader moves it.
 * @param {L.Map} map
 * @param {(ids: string[]) => LatLng[]} placesOf
 */
export function keepView(map, placesOf) {
  let isMoved = false;
  let isOwn = false;
  let fitted = viewOf(map);
  /** @param {boolean} isCalm */
  const fit = (isCalm) => {
    isOwn = true;
    // A wall shows both cities whole: what is chosen is told by its colour, and nothing moves.
    const ids = document.documentElement.classList.contains("is-wall") ? [] : focus.allChosen();
    const whole = L.latLngBounds(layout().bounds);
    const near = ids.length ? L.latLngBounds(placesOf(ids)) : whole;
    // What would hardly grow is shown within the whole, of which nothing is cut off.
    const bounds = map.getBoundsZoom(near) - map.getBoundsZoom(whole) < WORTH_MOVING ? whole : near;
    const room = bounds === whole ? PADDING_PX : CHOSEN_PADDING_PX;
    /** @type {L.FitBoundsOptions} */
    const options = {padding: [Math.min(room, map.getSize().x / 12), Math.min(room, map.getSize().y / 12)]};
    // A drawing that fills a wall is no more exact than one on a desk, but it must fill it.
    map.setMaxZoom(Math.max(LEAST_MAX_ZOOM, map.getBoundsZoom(layout().bounds) + FURTHER));
    if (isCalm) {
      map.fitBounds(bounds, {...options, animate: false});
    } else {
      fly(map, bounds, options);
    }
  };
  map.on("moveend", () => {
    const now = viewOf(map);
    if (isOwn) {
      [isOwn, isMoved, fitted] = [false, false, now];
    } else if (now.size.equals(fitted.size) && !document.documentElement.dataset.sheet) {
      isMoved = now.zoom !== fitted.zoom || now.middle.distanceTo(map.project(fitted.centre)) > SAME_PX;
    }
  });
  map.on("resize paper", () => (refit() || !isMoved) && fit(true));
  map.on("layoutchange", () => fit(true));
  let last = "";
  focus.listen(() => {
    const now = focus.allChosen().join();
    if (now !== last) {
      last = now;
      fit(false);
    }
  });
  fit(true);
  return () => (focus.allChosen().length ? focus.choose(null) : fit(false));
}

/** @param {L.Map} map */
const viewOf = (map) => ({centre: map.getCenter(), middle: map.project(map.getCenter()), zoom: map.getZoom(), size: map.getSize()});

/**
 * @param {L.Map} map
 * @param {() => void} whole
 */
export function addLayoutSwitch(map, whole) {
  /** @type {["cities" | "true", string][]} */
  const choices = [["cities", "two_cities"], ["true", "true_geography"]];
  const buttons = choices.map(([name, key]) => makeButton(word(key), () => isMeasuring() || showLayout(name)));
  const group = element("div", {class: "gk-layout-switch", attributes: {role: "group", "aria-label": word("layout")}}, buttons);
  const node = element("div", {class: "gk-layouts"}, [group, makeButton(word("whole"), whole, {class: "gk-whole"})]);
  const refresh = () => buttons.forEach((button, at) => button.setAttribute("aria-pressed", String(isTrueGeography() === (at === 1))));
  // What is measured must lie where it truly does.
  setMeasuringGuard(() => {
    const wasTrue = isTrueGeography();
    showLayout("true");
    return wasTrue ? null : {words: word("measured_truly"), isRefused: false};
  });
  map.on("layoutchange", refresh);
  refresh();
  const main = /** @type {Element} */ (map.getContainer().parentElement);
  const strip = element("div", {class: "gk-strip"});
  main.insertBefore(strip, map.getContainer());
  dock(map, node, ["topright"], strip);
}
