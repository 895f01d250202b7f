// The numbers of findings on the map: a ring where a shape is too small to be seen, and one mark for those that lie too
// close to each other; it comes apart when the map is zoomed.

/** @import {Labels, LiveFinding} from "../types.d.ts" */
import {isMeasuring} from "../measure.js";
import {element, setAttributes, svgElement, word} from "../text.js";
import {signOf} from "./choosing.js";
import {filter} from "./filter.js";
import {symbolOfFinding} from "./states.js";

/** @typedef {import("./choosing.js").Choosing} Choosing */
/** @typedef {{finding: LiveFinding, x: number, y: number, isSmall: boolean}} Spot */

const RING_PX = 11;
const CLOSE_PX = 30;
// So many numbers are named in one mark.
const NAMED = 3;
// A number stands within the corner of a large shape, and on that of one which it would hide.
const INSET_PX = 14;
const HEIGHT_PX = 28;
const LETTER_PX = 8;
const LARGE_PX = 70;

/**
 * Where a finding has its number: pixels of the map.
 * @param {L.Map} map
 * @param {LiveFinding} finding
 * @param {number} zoom
 * @returns {Spot}
 */
function spotOf(map, finding, zoom) {
  const bounds = /** @type {L.LatLngBounds} */ (finding.bounds);
  const one = map.project(bounds.getNorthWest(), zoom);
  const other = map.project(bounds.getSouthEast(), zoom);
  const [width, height] = [other.x - one.x, other.y - one.y];
  if (Math.max(width, height) < RING_PX * 2) {
    return {finding, x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, isSmall: true};
  }
  const inset = Math.min(width, height) < LARGE_PX ? 0 : INSET_PX;
  return {finding, x: one.x + inset, y: one.y + inset, isSmall: false};
}

/**
 * @param {Spot[]} spots
 * @returns {Spot[][]}
 */
function clustersOf(spots) {
  /** @type {Map<string, Spot[][]>} */
  const cells = new Map();
  /** @type {Spot[][]} */
  const found = [];
  for (const spot of spots) {
    const [column, row] = [Math.floor(spot.x / CLOSE_PX), Math.floor(spot.y / CLOSE_PX)];
    const near = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].flatMap((dy) => cells.get(column + dx + " " + (row + dy)) || []));
    const close = near.find(([first]) => Math.hypot(first.x - spot.x, first.y - spot.y) < CLOSE_PX);
    if (close) {
      close.push(spot);
    } else {
      const cluster = [spot];
      const key = column + " " + row;
      found.push(cluster);
      cells.set(key, [...(cells.get(key) || []), cluster]);
    }
  }
  return found;
}

/** @param {Spot[]} cluster */
function textOf(cluster) {
  const numbers = cluster.map(({finding}) => finding.number);
  return numbers.length > NAMED ? "×" + numbers.length : numbers.join("·");
}

/**
 * What a mark covers, near enough, for words to keep off.
 * @param {Spot[]} cluster
 * @param {L.Point} origin
 */
function boxOf(cluster, origin) {
  const [{x, y, isSmall}] = cluster;
  const [left, top] = isSmall ? [x - origin.x + 16, y - origin.y - 20] : [x - origin.x, y - origin.y];
  const half = (HEIGHT_PX + LETTER_PX * textOf(cluster).length) / 2;
  return {left: left - half, right: left + half, top: top - HEIGHT_PX / 2, bottom: top + HEIGHT_PX / 2};
}

/**
 * @param {Spot[]} cluster
 * @param {boolean} isChosen
 * @param {() => void} open
 */
function markOf(cluster, isChosen, open) {
  const [{finding, isSmall}] = cluster;
  const key = symbolOfFinding(finding.data);
  const numbers = cluster.map((spot) => spot.finding.number);
  const text = textOf(cluster);
  const button = element("button", {class: "gk-pin-number" + (numbers.length > NAMED ? " is-cluster" : "")}, [signOf(key), element("b", {text})]);
  button.type = "button";
  // The list is the way for keys: a tab stop for each of a thousand is none.
  button.tabIndex = -1;
  button.style.borderColor = "var(--" + key + ")";
  const name = numbers.length > 1 ? word("cluster", {text, n: numbers.length}) : word("finding_number", {n: numbers[0], severity: finding.severity.name});
  setAttributes(button, {"aria-label": name, title: name});
  button.addEventListener("click", (event) => {
    if (!isMeasuring()) {
      event.stopPropagation();
      open();
    }
  });
  const node = element("div", {class: "gk-pin" + (isSmall ? " has-ring" : "") + (isChosen ? " is-chosen" : "")}, [button]);
  if (isSmall) {
    const size = 2 * RING_PX + 4;
    const ring = svgElement("circle", {cx: size / 2, cy: size / 2, r: RING_PX, class: "gk-ring is-" + finding.data.severity + " sym-" + key});
    node.prepend(svgElement("svg", {width: size, height: size, "aria-hidden": "true"}, [ring]));
  }
  return node;
}

/**
 * @param {L.Map} map
 * @param {LiveFinding[]} findings
 * @param {Choosing} choosing
 * @param {Labels} labels
 */
export function drawMarks(map, findings, choosing, labels) {
  const pane = /** @type {HTMLElement} */ (map.getPane("gk-marks"));
  pane.classList.add("leaflet-zoom-hide");

  /** @param {Spot[]} cluster */
  function open(cluster) {
    const own = cluster.map(({finding}) => finding);
    const closest = clustersOf(own.map((finding) => spotOf(map, finding, map.getMaxZoom())));
    if (own.length === 1) {
      choosing.openFinding(own[0]);
    } else if (closest.length === 1) {
      choosing.showFindings(own);
    } else {
      const all = L.latLngBounds([]);
      own.forEach(({bounds}) => bounds && all.extend(bounds.getCenter()));
      choosing.flyTo(all.pad(0.5));
    }
  }

  /** Those in view. */
  function clusters() {
    const zoom = map.getZoom();
    const view = map.getPixelBounds();
    const spots = findings.filter(({isShown, bounds}) => isShown && bounds).map((finding) => spotOf(map, finding, zoom));
    return clustersOf(spots).filter(([{x, y}]) => view && view.contains([x, y]));
  }

  function refresh() {
    const origin = map.getPixelOrigin();
    pane.textContent = "";
    clusters().forEach((cluster) => {
      const [{x, y}] = cluster;
      const node = markOf(cluster, cluster.some(({finding}) => finding === choosing.finding), () => open(cluster));
      L.DomUtil.setPosition(node, L.point(x - origin.x, y - origin.y).round());
      pane.appendChild(node);
    });
  }

  labels.obstacles = () => clusters().map((cluster) => boxOf(cluster, map.getPixelOrigin()));

  map.on("zoomend moveend resize", refresh);
  filter.listen(refresh);
  choosing.listen(refresh);
}
