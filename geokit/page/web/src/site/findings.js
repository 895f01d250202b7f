// Findings: shapes that are true, and a list to fly through; both have the same numbers.

/** @import {LiveFinding, SitePage, Shapes} from "../types.d.ts" */
import {boundsOf, boxOf, isDrawn, linesOf} from "../geometry.js";
import {isMeasuring} from "../measure.js";
import {countText} from "./figures.js";
import {filter} from "./filter.js";
import {FindingList} from "./groups.js";
import {surfacesOf} from "./detail.js";
import {stateSwitch, symbolOfFinding} from "./states.js";
import {colourOf, symbolOf} from "../symbols.js";
import {element, makeButton, setText, word} from "../text.js";

/** @typedef {import("./choosing.js").Choosing} Choosing */

// More findings than these are drawn on a canvas.
const MOST_SHAPES = 1000;
// A finding wider than this share of everything is an outline: filled, it would hide the others.
const WIDE = 0.5;

/**
 * @param {SitePage} page
 * @param {Shapes | null} shapes
 * @returns {LiveFinding[]}
 */
export function makeFindings(page, shapes) {
  return (page.findings || []).map((data, at) => {
    const isPlaced = shapes !== null && isDrawn(shapes, at);
    return {
      data, at, number: at + 1, isShown: true, isWide: false, shape: null,
      severity: /** @type {LiveFinding["severity"]} */ (page.severities.find((each) => each.key === data.severity)),
      subjects: (page.finding_subjects || [])[at] || null,
      bounds: isPlaced ? boundsOf(boxOf(/** @type {Shapes} */ (shapes), at)) : null,
      lines: () => (isPlaced ? surfacesOf(/** @type {Shapes} */ (shapes), at) : [])
    };
  });
}

/**
 * @param {Shapes} shapes
 * @param {number} at
 * @param {L.PathOptions} style
 * @returns {L.Path[]}
 */
function layersOf(shapes, at, style) {
  return linesOf(shapes, at).map((lines, number) => {
    if (!shapes.isOpen[shapes.from[at] + number]) {
      return L.polygon(lines, style);
    }
    const [line] = lines;
    const open = Object.assign({}, style, {className: style.className + " is-open"});
    return line.length > 1 ? L.polyline(line, {...open, fill: false}) : L.circleMarker(line[0], {...open, radius: 4});
  });
}

/**
 * @param {LiveFinding} finding
 * @param {L.Renderer | undefined} renderer
 * @returns {L.PathOptions}
 */
function styleOf({data, isWide}, renderer) {
  const key = symbolOfFinding(data);
  const state = data.state ? " is-" + data.state : "";
  const {width, dash} = symbolOf(key);
  return {
    className: "gk-finding is-" + data.severity + (isWide ? " is-wide" : "") + state + " sym-" + key, weight: width,
    // A canvas knows no classes.
    color: colourOf(key), dashArray: (dash || []).join(" "), fill: !isWide, pane: "gk-findings", renderer
  };
}

/**
 * @param {L.Map} map
 * @param {LiveFinding[]} findings
 * @param {Shapes} shapes
 * @param {L.LatLngBounds} all
 * @param {Choosing} choosing
 */
export function drawFindings(map, findings, shapes, all, choosing) {
  const renderer = findings.length > MOST_SHAPES ? L.canvas({pane: "gk-findings"}) : undefined;
  /** @param {L.LatLngBounds} bounds */
  const width = (bounds) => bounds.getEast() - bounds.getWest();
  // The worst come first in the list, and last on the map: on top.
  for (const finding of findings.slice().reverse()) {
    if (finding.bounds) {
      finding.isWide = all.isValid() && width(finding.bounds) > width(all) * WIDE;
      finding.shape = L.featureGroup(layersOf(shapes, finding.at, styleOf(finding, renderer)));
      finding.shape.on("click", () => isMeasuring() || choosing.openFinding(finding));
    }
  }
  filter.listen(() => findings.slice().reverse().forEach(({shape, isShown}) => {
    if (shape && isShown !== map.hasLayer(shape)) {
      isShown ? shape.addTo(map) : shape.remove();
    }
  }));
}

/**
 * @param {SitePage} page
 * @param {LiveFinding[]} findings
 * @param {Choosing} choosing
 * @returns {HTMLElement}
 */
export function listFindings(page, findings, choosing) {
  const [at, count, more] = ["gk-finding-at", "gk-finding-count", "gk-source"].map((name) => element("span", {class: name}));
  at.setAttribute("role", "status");
  const list = new FindingList(page, choosing);
  const further = makeButton(word("list_more"), () => list.listMore(), {class: "gk-more"});

  function fill() {
    const left = list.fill(findings.filter(({isShown}) => isShown));
    further.hidden = left === 0;
    setText(more, left > 0 ? word("more_findings", {count: countText(left)}) : "");
    const fields = {n: countText(list.shown.length), m: countText(findings.length)};
    setText(count, word(list.shown.length === findings.length ? "count_all" : "count_of", fields));
    mark(choosing.finding);
  }

  /** @param {LiveFinding | null} chosen */
  function mark(chosen) {
    if (chosen && list.hides(chosen)) {
      fill();
      return;
    }
    list.mark(chosen);
    const n = chosen ? countText(list.shown.indexOf(chosen) + 1) : "";
    setText(at, chosen ? word("finding_at", {n: n, count: countText(list.shown.length)}) : "");
  }

  /** @param {number} by */
  function step(by) {
    const {shown} = list;
    const from = choosing.finding ? shown.indexOf(choosing.finding) : by > 0 ? -1 : 0;
    if (shown.length) {
      choosing.openFinding(shown[(from + by + shown.length) % shown.length]);
    }
  }

  list.onTurn = fill;
  choosing.map.on("paper", () => choosing.map.once("screen", list.listForPaper()));
  filter.listen(fill);
  choosing.listen(mark);
  const steps = element("div", {class: "gk-steps"}, [makeButton(word("previous"), () => step(-1)), makeButton(word("next"), () => step(1)), at]);
  return element("section", {class: "gk-findings"}, [
    element("div", {class: "gk-list-head"}, [element("h2", {text: word("findings")}), count]),
    stateSwitch(page),
    findings.length ? steps : element("p", {text: word("no_findings")}),
    list.node, more, further
  ]);
}
