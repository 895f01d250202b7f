// Findings: a shape that is true, a ring around what is too small to see, and a list to fly through.

/** @import {Action, DrawnFinding, MapFinding, Severity, Shapes, SitePage} from "../types.d.ts" */
import {followFindings} from "../findingkeys.js";
import {boundsOf, boxOf, isDrawn, linesOf} from "../geometry.js";
import {severityTag} from "../marks.js";
import {filter, filterLine} from "./filter.js";
import {showsFinding, stateColour, stateSwitch, stateTag} from "./states.js";
import {fly} from "../start.js";
import {element, makeButton, setText, svgElement, word} from "../text.js";

const RING_PX = 11;
const LISTED = 400;
// More findings than these are drawn on a canvas.
const MOST_SHAPES = 1000;

/**
 * @param {Shapes} shapes
 * @param {number} at
 * @param {L.PathOptions} style
 * @returns {L.Path[]}
 */
function layersOf(shapes, at, style) {
  return linesOf(shapes, at).map((lines, number) => {
    if (!shapes.isOpen[shapes.parts[at] + number]) {
      return L.polygon(lines, style);
    }
    const [line] = lines;
    return line.length > 1 ? L.polyline(line, Object.assign({fill: false}, style)) : L.circleMarker(line[0], Object.assign({radius: 4}, style));
  });
}

/**
 * @param {SitePage} page
 * @param {MapFinding} finding
 * @param {Severity} severity
 * @returns {HTMLElement}
 */
function message(page, finding, severity) {
  const head = element("h3", {}, [severityTag(severity), stateTag(page, finding), element("span", {text: finding.rule})]);
  return element("article", {class: "gk-card"}, [
    head, element("p", {text: finding.message}),
    element("p", {class: "gk-source", text: [finding.park].concat(finding.subjects, [finding.source]).filter(Boolean).join(" · ")})
  ]);
}

/**
 * A finding about a whole park or all its free land is an outline: filled, it would hide the others.
 * @param {L.LatLngBounds} bounds
 * @param {L.LatLngBounds} all
 * @returns {boolean}
 */
function isWide(bounds, all) {
  /**
   * @param {L.LatLngBounds} one
   * @param {L.LatLngBounds} other
   * @returns {number}
   */
  const share = (one, other) => (one.getEast() - one.getWest()) / (other.getEast() - other.getWest());
  return share(bounds, all) > 0.5;
}

/**
 * @param {L.Map} map
 * @param {SitePage} page
 * @param {MapFinding} finding
 * @param {{shapes: Shapes, at: number, all: L.LatLngBounds, renderer?: L.Renderer}} place
 * @returns {DrawnFinding}
 */
function drawOne(map, page, finding, {shapes, at, all, renderer}) {
  const severity = severityIn(page, finding);
  const bounds = boundsOf(boxOf(shapes, at));
  const state = finding.state ? " is-" + finding.state : "";
  const name = "gk-finding is-" + finding.severity + (isWide(bounds, all) ? " is-wide" : "") + state;
  const look = {color: stateColour(finding, severity.colour), pane: "gk-findings", renderer: renderer};
  const style = Object.assign({className: name, weight: 2}, look);
  const shape = L.featureGroup(layersOf(shapes, at, style)).addTo(map);
  const ring = L.circleMarker(bounds.getCenter(), Object.assign({className: "gk-ring is-" + finding.severity + state, radius: RING_PX, weight: 2.5}, look)).addTo(map);
  [shape, ring].forEach((layer) => layer.bindPopup(() => message(page, finding, severity), {maxWidth: 320, autoPanPadding: [20, 20]}));
  return {shape: shape, ring: ring, bounds: bounds};
}

/**
 * @param {L.Map} map
 * @param {L.LatLngBounds} bounds
 * @returns {boolean}
 */
function isSmall(map, bounds) {
  const one = map.latLngToLayerPoint(bounds.getNorthWest());
  const other = map.latLngToLayerPoint(bounds.getSouthEast());
  return Math.max(Math.abs(one.x - other.x), Math.abs(one.y - other.y)) < RING_PX * 2;
}

/**
 * @param {L.Layer} layer
 * @param {L.Map} map
 * @param {boolean} isShown
 */
function toggle(layer, map, isShown) {
  if (isShown !== map.hasLayer(layer)) {
    isShown ? layer.addTo(map) : layer.remove();
  }
}

/**
 * @param {SitePage} page
 * @param {MapFinding} finding
 * @returns {Severity}
 */
const severityIn = (page, finding) => /** @type {Severity} */ (page.severities.find((each) => each.key === finding.severity));

/**
 * @param {L.Map} map
 * @param {SitePage} page
 * @param {MapFinding[]} findings
 * @param {Shapes} shapes
 * @param {L.LatLngBounds} all
 * @returns {(DrawnFinding | null)[]}
 */
export function drawFindings(map, page, findings, shapes, all) {
  /** @type {(DrawnFinding | null)[]} */
  const drawn = findings.map(() => null);
  const renderer = findings.length > MOST_SHAPES ? L.canvas({pane: "gk-findings"}) : undefined;
  // The worst come first in the list, and last on the map: on top.
  for (let at = findings.length - 1; at >= 0; at -= 1) {
    if (isDrawn(shapes, at)) {
      drawn[at] = drawOne(map, page, findings[at], {shapes, at, all, renderer});
    }
  }
  const refresh = () => drawn.forEach((each, at) => {
    if (each) {
      const isShown = showsFinding(findings[at]);
      toggle(each.shape, map, isShown);
      toggle(each.ring, map, isShown && isSmall(map, each.bounds));
    }
  });
  map.on("zoomend", refresh);
  filter.listen(refresh);
  refresh();
  return drawn;
}

/** @param {SitePage} page @returns {HTMLElement[]} */
export function severityLegend(page) {
  return page.severities.map((severity) => {
    const dot = svgElement("circle", {cx: 16, cy: 9, r: 6, class: "gk-ring is-" + severity.key});
    const picture = svgElement("svg", {width: 32, height: 18, "aria-hidden": "true"}, [dot]);
    return filterLine("severity", severity.key, picture, severity.name, String(severity.count));
  });
}

/**
 * @param {SitePage} page
 * @param {MapFinding} finding
 * @param {boolean} isPlaced
 * @param {Action} open
 * @returns {HTMLElement}
 */
function entry(page, finding, isPlaced, open) {
  const button = makeButton("", open, {class: "gk-finding-entry"});
  button.gkText = undefined;
  [severityTag(severityIn(page, finding)), stateTag(page, finding), element("span", {text: finding.message}), isPlaced ? null : element("em", {text: word("no_place")})]
    .forEach((part) => part && button.appendChild(part));
  return element("li", {}, [button]);
}

/**
 * @param {L.Map} map
 * @param {SitePage} page
 * @param {MapFinding[]} findings
 * @param {(DrawnFinding | null)[]} drawn
 * @returns {HTMLElement}
 */
export function listFindings(map, page, findings, drawn) {
  const count = element("span", {class: "gk-finding-count"});
  /** @type {HTMLElement[]} */
  const entries = [];
  const {open, step} = stepper(map, findings, drawn, (at) => {
    entries.forEach((node, number) => node.classList.toggle("is-chosen", number === at));
    setText(count, word("finding_at", {n: at + 1, count: findings.length}));
    if (entries[at]) {
      entries[at].scrollIntoView({block: "nearest"});
    }
  });
  findings.slice(0, LISTED).forEach((finding, at) => {
    const node = entry(page, finding, drawn[at] !== null, () => open(at));
    filter.listen(() => node.classList.toggle("is-hidden", !showsFinding(finding)));
    entries.push(node);
  });
  const more = findings.length - LISTED;
  const steps = element("div", {class: "gk-steps"}, [
    makeButton(word("previous"), () => step(-1)), makeButton(word("next"), () => step(1)), count
  ]);
  return element("section", {class: "gk-findings"}, [
    element("h2", {text: word("findings")}),
    stateSwitch(page),
    findings.length ? steps : element("p", {text: word("no_findings")}),
    element("ol", {}, entries),
    more > 0 ? element("p", {class: "gk-source", text: word("more_findings", {count: more})}) : null
  ]);
}

/**
 * How a reader goes through the findings: to one, or to the next that the filter lets through.
 * @param {L.Map} map
 * @param {MapFinding[]} findings
 * @param {(DrawnFinding | null)[]} drawn
 * @param {(at: number) => void} tell
 */
function stepper(map, findings, drawn, tell) {
  let current = -1;
  const say = followFindings(findings, open);
  let arrive = () => {};

  /** @param {number} at */
  function open(at) {
    const found = drawn[at];
    current = at;
    tell(at);
    say(at);
    // A flight that is broken off arrives nowhere.
    map.off("moveend", arrive);
    if (found) {
      arrive = () => found.shape.openPopup(found.bounds.getCenter());
      map.closePopup().stop().once("moveend", arrive);
      fly(map, found.bounds.pad(1), {maxZoom: map.getMaxZoom()});
    }
  }

  /** @param {number} by */
  function step(by) {
    const total = findings.length;
    for (let tried = 1; tried <= total; tried += 1) {
      const at = (current + by * tried + total * tried) % total;
      if (showsFinding(findings[at])) {
        open(at);
        return;
      }
    }
  }

  return {open, step};
}
