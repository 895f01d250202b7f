// The outline of a park and of its zones; a sketch is dashed, hatched and says so.

/** @import {Labels, LatLng, Shapes, SitePage, VaguePlace} from "../types.d.ts" */
import {linesOf} from "../geometry.js";
import {element, svgElement, word} from "../text.js";

/**
 * @param {L.Map} map
 * @param {SitePage} page
 * @param {Shapes} shapes
 * @param {Labels} labels
 * @returns {L.LatLngBounds}
 */
export function drawOutlines(map, page, shapes, labels) {
  const bounds = L.latLngBounds([]);
  // The park's own line comes last: on top of those of its zones.
  page.outlines.map((outline, at) => ({outline, lines: linesOf(shapes, at)})).reverse().forEach(({outline, lines}) => {
    const name = ["gk-outline", "is-" + outline.kind, outline.is_schematic ? "is-schematic" : ""].join(" ").trim();
    const shape = L.polygon(lines, {className: name, weight: outline.kind === "park" ? 3 : 2, interactive: false, pane: "gk-outlines"});
    shape.addTo(map);
    bounds.extend(shape.getBounds());
    const words = element("span", {class: "gk-outline-name"}, [
      element("span", {text: outline.name}),
      outline.is_schematic && element("em", {text: word("schematic")})
    ]);
    labels.add({point: outline.label, node: words, priority: outline.kind === "park" ? 90 : 80, distance: 3, isAbove: true});
  });
  return bounds;
}

/**
 * A park whose outline nobody knows: its district, and a circle as wide as its place is uncertain.
 * @param {L.Map} map
 * @param {SitePage} page
 * @param {VaguePlace} place
 * @param {LatLng[][][]} lines
 * @param {Labels} labels
 * @returns {L.LatLngBounds}
 */
export function drawVaguePlace(map, page, place, lines, labels) {
  const circle = L.circle(place.point, {radius: place.uncertainty_m, className: "gk-uncertainty", interactive: false, pane: "gk-outlines"}).addTo(map);
  L.polygon(lines, {className: "gk-district", weight: 1, interactive: false, pane: "gk-parcels"}).addTo(map);
  const words = element("span", {class: "gk-outline-name"}, [
    element("span", {text: page.title}),
    element("em", {text: word("place_uncertain", {km: page.uncertainty_km || ""})})
  ]);
  labels.add({point: place.point, node: words, priority: 90, centred: true, always: true});
  return circle.getBounds();
}

/**
 * @param {SitePage} page
 * @returns {(HTMLElement | null)[]}
 */
export function outlineLegend(page) {
  const seen = new Set();
  return page.outlines.map((outline) => {
    const key = outline.kind + outline.is_schematic;
    if (seen.has(key)) {
      return null;
    }
    seen.add(key);
    const box = svgElement("rect", {x: 2, y: 2, width: 28, height: 14, class: "gk-outline is-" + outline.kind + (outline.is_schematic ? " is-schematic" : "")});
    const picture = svgElement("svg", {width: 32, height: 18, "aria-hidden": "true"}, [box]);
    const words = word(outline.kind === "park" ? "outline" : "zone", {basis: outline.basis});
    return element("li", {class: "gk-filter"}, [picture, element("span", {text: words})]);
  });
}
