// The numbers of findings on the map: a ring where a shape is too small to be seen, and one number for those that would
// cover each other; it comes apart when the map is zoomed.

/** @import {Edges, Labels, LiveFinding} from "../types.d.ts" */
import {isMeasuring} from "../measure.js";
import {growth} from "../scale.js";
import {element, setAttributes, svgElement, word} from "../text.js";
import {signOf} from "./choosing.js";
import {boxOf, clustersOf, isForMany, numbersOf, RING_LINE_PX, RING_PX, spotOf, textOf} from "./clusters.js";
import {filter} from "./filter.js";
import {symbolOfFinding} from "./states.js";

/** @typedef {import("./choosing.js").Choosing} Choosing */
/** @typedef {import("./clusters.js").Cluster} Cluster */
/** @typedef {import("./clusters.js").Spot} Spot */

/**
 * @param {Spot} ring
 * @param {Spot} from
 */
function ringOf({finding: {data}, x, y}, from) {
  const size = 2 * (RING_PX + RING_LINE_PX);
  const circle = svgElement("circle", {cx: size / 2, cy: size / 2, r: RING_PX, class: "gk-ring is-" + data.severity + " sym-" + symbolOfFinding(data)});
  const picture = svgElement("svg", {width: size, height: size, "aria-hidden": "true"}, [circle]);
  picture.style.transform = "translate(" + (x - from.x) + "px, " + (y - from.y) + "px)";
  return picture;
}

/**
 * @param {Cluster} cluster
 * @param {boolean} isChosen
 * @param {() => void} open
 */
function markOf(cluster, isChosen, open) {
  const [first] = cluster.spots;
  const key = symbolOfFinding(first.finding.data);
  const numbers = numbersOf(cluster);
  const text = textOf(cluster);
  const button = element("button", {class: "gk-pin-number" + (isForMany(text) ? " is-cluster" : "")}, [signOf(key), element("b", {text})]);
  button.type = "button";
  // The list is the way for keys: a tab stop for each of a thousand is none.
  button.tabIndex = -1;
  button.style.borderColor = "var(--" + key + ")";
  const name = numbers.length > 1 ? word("cluster", {text, n: numbers.length})
    : word("finding_number", {n: numbers[0], severity: first.finding.severity.name});
  setAttributes(button, {"aria-label": name, title: name});
  button.addEventListener("click", (event) => {
    if (!isMeasuring()) {
      event.stopPropagation();
      open();
    }
  });
  const className = "gk-pin" + (first.isSmall ? " has-ring" : "") + (isChosen ? " is-chosen" : "");
  return element("div", {class: className}, [...cluster.rings.map((ring) => ringOf(ring, first)), button]);
}

/** The clusters of a map; made anew when it is zoomed, or when others are shown. */
class Marks {
  /**
   * @param {L.Map} map
   * @param {LiveFinding[]} findings
   */
  constructor(map, findings) {
    this.map = map;
    this.findings = findings;
    /** @type {Cluster[]} */
    this.known = [];
    this.zoom = NaN;
    this.grown = NaN;
  }

  forget() {
    this.zoom = NaN;
  }

  /** Those in view. */
  seen() {
    const [zoom, grown] = [this.map.getZoom(), growth()];
    if (zoom !== this.zoom || grown !== this.grown) {
      [this.zoom, this.grown] = [zoom, grown];
      const spots = this.findings.filter(({isShown, bounds}) => isShown && bounds).map((finding) => spotOf(this.map, finding, zoom));
      this.known = clustersOf(spots, grown);
    }
    const view = this.map.getPixelBounds();
    return this.known.filter(({spots: [first], rings}) => view && [first, ...rings].some(({x, y}) => view.contains([x, y])));
  }

  /**
   * What they cover, in pixels of the map's layer.
   * @returns {Edges[]}
   */
  covered() {
    const origin = this.map.getPixelOrigin();
    const reach = RING_PX + RING_LINE_PX;
    return this.seen().flatMap((cluster) => [
      boxOf(cluster, this.grown),
      ...cluster.rings.map(({x, y}) => ({left: x - reach, right: x + reach, top: y - reach, bottom: y + reach}))
    ]).map(({left, right, top, bottom}) => ({
      left: left - origin.x, right: right - origin.x, top: top - origin.y, bottom: bottom - origin.y
    }));
  }

  /**
   * Go where those of a cluster lie apart, or tell of each if that is nowhere.
   * @param {Cluster} cluster
   * @param {Choosing} choosing
   */
  open({spots}, choosing) {
    const {map, grown} = this;
    const own = spots.map(({finding}) => finding);
    const zoom = map.getMaxZoom();
    // There a number lies where its shape does: further out, pixels of inset are metres.
    const closest = own.map((finding) => spotOf(map, finding, zoom));
    const places = L.latLngBounds(closest.map(({x, y}) => map.unproject([x, y], zoom))).pad(0.5);
    if (own.length === 1) {
      choosing.openFinding(own[0]);
    } else if (clustersOf(closest, grown).length === 1 || map.getBoundsZoom(places) <= map.getZoom()) {
      choosing.showFindings(own);
    } else {
      choosing.flyTo(places);
    }
  }
}

/**
 * @param {L.Map} map
 * @param {LiveFinding[]} findings
 * @param {Choosing} choosing
 * @param {Labels} labels
 */
export function drawMarks(map, findings, choosing, labels) {
  const pane = /** @type {HTMLElement} */ (map.getPane("gk-marks"));
  const marks = new Marks(map, findings);
  pane.classList.add("leaflet-zoom-hide");

  function refresh() {
    const origin = map.getPixelOrigin();
    pane.textContent = "";
    marks.seen().forEach((cluster) => {
      const [{x, y}] = cluster.spots;
      const isChosen = cluster.spots.some(({finding}) => finding === choosing.finding);
      const node = markOf(cluster, isChosen, () => marks.open(cluster, choosing));
      L.DomUtil.setPosition(node, L.point(x - origin.x, y - origin.y).round());
      pane.appendChild(node);
    });
  }

  labels.obstacles = () => marks.covered();
  map.on("zoomend moveend resize", refresh);
  filter.listen(() => {
    marks.forget();
    refresh();
  });
  choosing.listen(refresh);
}
