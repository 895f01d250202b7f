// Measuring on the screen: geodesic lengths and areas on GRS 80, good for an impression and labelled so.

import {addControl} from "./start.js";
import {element, makeButton, word} from "./text.js";

const SEMI_MAJOR_M = 6378137;
const FLATTENING = 1 / 298.257222101;
const ECCENTRICITY = Math.sqrt(FLATTENING * (2 - FLATTENING));
const RAD = Math.PI / 180;
/** @type {[string, number, number][]} */
const UNITS = [["square_metres", 1, 0], ["mu", 2000 / 3, 2], ["hectares", 1e4, 3], ["square_kilometres", 1e6, 4]];

/**
 * The area from the equator to a latitude, for a radian of longitude: half of Snyder's q.
 * @param {number} lat
 * @returns {number}
 */
function zone(lat) {
  const sine = Math.sin(lat * RAD);
  const es = ECCENTRICITY * sine;
  return SEMI_MAJOR_M * SEMI_MAJOR_M * (1 - ECCENTRICITY * ECCENTRICITY) / 2 * (sine / (1 - es * es) + Math.atanh(es) / ECCENTRICITY);
}

/**
 * @param {L.LatLng[]} points
 * @returns {number}
 */
export function geodesicArea(points) {
  let sum = 0;
  points.forEach((point, at) => {
    const next = points[(at + 1) % points.length];
    // The mean of a zone along an edge, by Simpson's rule.
    const mean = (zone(point.lat) + 4 * zone((point.lat + next.lat) / 2) + zone(next.lat)) / 6;
    sum += (next.lng - point.lng) * RAD * mean;
  });
  return Math.abs(sum);
}

/**
 * Lambert's formula for long lines: off by some ten metres in a thousand kilometres.
 * @param {L.LatLng} one
 * @param {L.LatLng} other
 * @returns {number}
 */
function distance(one, other) {
  const [first, second] = [one, other].map((point) => Math.atan((1 - FLATTENING) * Math.tan(point.lat * RAD)));
  const [mean, half] = [(first + second) / 2, (second - first) / 2];
  const share = Math.sin(half) ** 2 + Math.cos(first) * Math.cos(second) * Math.sin((other.lng - one.lng) * RAD / 2) ** 2;
  const angle = 2 * Math.asin(Math.min(1, Math.sqrt(share)));
  if (angle === 0) {
    return 0;
  }
  const x = (angle - Math.sin(angle)) * (Math.sin(mean) * Math.cos(half) / Math.cos(angle / 2)) ** 2;
  const y = (angle + Math.sin(angle)) * (Math.cos(mean) * Math.sin(half) / Math.sin(angle / 2)) ** 2;
  return SEMI_MAJOR_M * (angle - FLATTENING / 2 * (x + y));
}

/**
 * @param {L.LatLng[]} points
 * @returns {number}
 */
export function geodesicLength(points) {
  return points.slice(1).reduce((sum, point, at) => sum + distance(points[at], point), 0);
}

/**
 * @param {number} value
 * @param {number} decimals
 * @returns {string}
 */
function number(value, decimals) {
  return value.toLocaleString("en-US", {maximumFractionDigits: decimals});
}

/**
 * @param {L.LatLng[]} points
 * @returns {HTMLElement}
 */
function lengthRow(points) {
  const metres = geodesicLength(points);
  const text = metres >= 10000 ? word("kilometres", {n: number(metres / 1000, 2)}) : word("metres", {n: number(metres, 0)});
  return element("li", {text: text});
}

/**
 * @param {L.LatLng[]} points
 * @returns {HTMLElement[]}
 */
function areaRows(points) {
  const area = geodesicArea(points);
  return UNITS.map(([key, size, decimals]) => element("li", {text: word(key, {n: number(area / size, decimals)})}));
}

/**
 * The points measured so far, where somebody measures.
 * @type {L.LatLng[] | null}
 */
let points = null;

/** @returns {boolean} */
export const isMeasuring = () => points !== null;

/**
 * @param {L.Map} map
 * @returns {HTMLElement}
 */
function tool(map) {
  const results = element("ul", {class: "gk-measured"});
  const panel = element("div", {class: "gk-measure-panel"}, [
    element("p", {text: word("measure_hint")}), results, element("p", {text: word("measure_approximate")})
  ]);
  const drawn = L.polygon([], {className: "gk-measure", weight: 2, interactive: false});

  /** @param {L.LatLng[]} measured */
  function show(measured) {
    points = measured;
    drawn.setLatLngs(measured);
    results.textContent = "";
    const rows = measured.length > 1 ? [lengthRow(measured)] : [];
    [...rows, ...(measured.length > 2 ? areaRows(measured) : [])].forEach((row) => results.appendChild(row));
  }

  /** @param {L.LeafletMouseEvent} event */
  function add(event) {
    show([...(points || []), event.latlng]);
  }

  function stop() {
    points = null;
    map.off("click", add).doubleClickZoom.enable();
    map.getContainer().classList.remove("is-measuring");
    drawn.remove();
    panel.hidden = true;
    button.setAttribute("aria-pressed", "false");
    map.fire("measurestop");
  }

  function start() {
    show([]);
    map.on("click", add).doubleClickZoom.disable();
    map.getContainer().classList.add("is-measuring");
    drawn.addTo(map);
    panel.hidden = false;
    button.setAttribute("aria-pressed", "true");
    map.fire("measurestart");
  }

  const button = makeButton(word("measure"), () => (points ? stop() : start()));
  document.addEventListener("keydown", (event) => event.key === "Escape" && points && stop());
  stop();
  return element("div", {class: "gk-measure-tool"}, [button, panel]);
}

/** @param {L.Map} map */
export function addMeasuring(map) {
  const node = tool(map);
  L.DomEvent.disableClickPropagation(node);
  addControl(map, "topright", node);
}
