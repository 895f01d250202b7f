// Arcs: one a pair, its width by land published; dotted where none is.

/** @import {Labels, LatLng, Pair} from "../types.d.ts" */
import {focus} from "./focus.js";
import {element, word} from "../text.js";

const UNPUBLISHED_PX = 4.5;
const NARROW_PX = 600;

/** @typedef {L.PolylineOptions & {curve: LatLng[]}} CurveOptions */

/** A polyline rounds each of its points to a pixel, which makes a curve tremble; this one is drawn as a curve. */
class Curve extends L.Polyline {
  /**
   * @param {LatLng[]} path
   * @param {CurveOptions} options
   */
  constructor(path, options) {
    super(path, options);
    this.curve = options.curve;
  }

  _updatePath() {
    const map = this._map;
    /** @param {LatLng} point */
    const place = (point) => {
      const at = map.project(point).subtract(map.getPixelOrigin());
      return at.x.toFixed(1) + " " + at.y.toFixed(1);
    };
    const [start, control, end] = this.curve;
    /** @type {any} */ (this)._renderer._setPath(this, "M" + place(start) + "Q" + place(control) + " " + place(end));
  }
}

/**
 * @param {Pair} pair
 * @returns {HTMLElement}
 */
export function pairNumber(pair) {
  const node = element("span", {class: "gk-number", text: String(pair.number), attributes: {title: pair.name}});
  node.style.setProperty("--colour", pair.colour);
  return node;
}

/**
 * @param {Pair} pair
 * @param {number} width
 * @returns {{casing: Curve, line: Curve, reach: Curve}}
 */
function lines(pair, width) {
  const isDotted = pair.width === null;
  const dash = isDotted ? "0.1 " + width * 2 : undefined;
  /**
   * @param {string} className
   * @param {number} weight
   * @returns {CurveOptions}
   */
  const style = (className, weight) => ({
    className: className, weight: weight, dashArray: dash, lineCap: "round", fill: false, interactive: false, pane: "gk-arcs", curve: pair.curve
  });
  const casing = new Curve(pair.path, style("gk-casing", width + 2.5));
  const line = new Curve(pair.path, Object.assign(style("gk-arc", width), {color: pair.colour, opacity: 1}));
  // A wide unseen line is easier to point at.
  const reach = new Curve(pair.path, {curve: pair.curve, className: "gk-reach", weight: 18, opacity: 0, pane: "gk-arcs"});
  return {casing: casing, line: line, reach: reach};
}

/**
 * @param {Curve} reach
 * @param {Pair} pair
 */
function follow(reach, pair) {
  reach.on("mouseover", () => focus.point(pair.id));
  reach.on("mouseout", () => focus.point(null));
  reach.on("click", () => focus.choose(pair.id));
  reach.bindTooltip(() => element("div", {}, [
    element("strong", {text: pair.name}),
    element("div", {text: pair.land || word("not_published")})
  ]), {sticky: true});
}

/**
 * @param {L.Map} map
 * @param {Pair[]} pairs
 * @param {Labels} labels
 */
export function drawArcs(map, pairs, labels) {
  pairs.forEach((pair) => {
    const scale = map.getSize().x < NARROW_PX ? 0.6 : 1;
    const drawn = lines(pair, (pair.width === null ? UNPUBLISHED_PX : pair.width) * scale);
    [drawn.casing, drawn.line, drawn.reach].forEach((layer) => layer.addTo(map));
    follow(drawn.reach, pair);
    labels.avoid(pair.path);
    const number = pairNumber(pair);
    focus.follow(number, pair.id);
    labels.add({point: pair.path[Math.floor(pair.path.length / 2)], node: number, priority: 100, centred: true, fixed: true, always: true});
    focus.listen((focused) => {
      const isDim = focused !== null && focused !== pair.id;
      [drawn.casing.getElement(), drawn.line.getElement(), number].forEach((node) => node && node.classList.toggle("is-dim", isDim));
      if (focused === pair.id) {
        [drawn.casing, drawn.line].forEach((layer) => layer.bringToFront());
      }
    });
  });
}
