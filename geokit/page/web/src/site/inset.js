// Where the park lies: its district among the others, with a circle as wide as its place is uncertain.

/** @import {Inset, Rings, SitePage} from "../types.d.ts" */
import {drawing, sketchScale} from "../cards.js";
import {addControl} from "../start.js";
import {element, svgElement, word} from "../text.js";

/**
 * @param {Rings} rings
 * @returns {string}
 */
function path(rings) {
  return rings.map((ring) => "M" + ring.map((point) => point.join(" ")).join("L") + "Z").join("");
}

/**
 * A frame around what the map shows, as long as it is smaller than the drawing.
 * @param {L.Map} map
 * @param {Inset} inset
 * @returns {SVGElement}
 */
function viewFrame(map, inset) {
  const frame = svgElement("rect", {class: "gk-inset-view"});
  /**
   * @param {number} lon
   * @returns {number}
   */
  const x = (lon) => (lon - inset.west) * inset.units_per_lon;
  /**
   * @param {number} lat
   * @returns {number}
   */
  const y = (lat) => (inset.north - lat) * inset.units_per_lat;
  const refresh = () => {
    const view = map.getBounds();
    const sides = {x: x(view.getWest()), y: y(view.getNorth()), width: x(view.getEast()) - x(view.getWest()), height: y(view.getSouth()) - y(view.getNorth())};
    // Too small to see, it would be a speck on the park's own sign.
    frame.style.display = sides.width > 6 && sides.width < inset.width ? "" : "none";
    Object.entries(sides).forEach(([name, side]) => frame.setAttribute(name, side.toFixed(1)));
  };
  map.on("moveend zoomend", refresh);
  return frame;
}

/**
 * @param {L.Map} map
 * @param {SitePage} page
 * @returns {HTMLElement | null}
 */
export function makeInset(map, page) {
  const inset = page.inset;
  if (!inset) {
    return null;
  }
  /** @type {SVGElement[]} */
  const parts = inset.districts.map((district) =>
    svgElement("path", {class: district.is_own ? "gk-inset-own" : "gk-inset-other", d: path(district.paths)})
  );
  if (inset.place) {
    const [x, y] = inset.place;
    const radius = inset.uncertainty_m / inset.unit_m;
    parts.push(svgElement("circle", {class: "gk-uncertainty", cx: x, cy: y, r: Math.max(radius, 0)}));
    parts.push(svgElement("circle", {class: "gk-inset-place", cx: x, cy: y, r: 3}));
  }
  parts.push(viewFrame(map, inset));
  const width = Math.max(inset.width, 160) + 8;
  const box = [-4, -4, width, inset.height + 34].join(" ");
  const picture = drawing(width, box, [...parts, ...sketchScale(inset)]);
  picture.gkAttributes = {"aria-label": word("where")};
  return element("section", {class: "gk-inset"}, [
    element("h2", {text: word("where")}), picture, inset.name && element("p", {class: "gk-source", text: inset.name})
  ]);
}

/** @param {L.Map} map */
export function addNorthArrow(map) {
  addControl(map, "topright", element("div", {class: "gk-north"}, [
    svgElement("svg", {width: 18, height: 24, viewBox: "0 0 18 24", "aria-hidden": "true"}, [
      svgElement("path", {d: "M9 1L16 23L9 18L2 23Z"})
    ]),
    element("span", {text: word("north")})
  ]));
}
