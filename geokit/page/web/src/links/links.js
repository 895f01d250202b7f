// The link map: districts, arcs, parks and enclaves, with the list of pairs and the legend.

/** @import {District, LatLng, LinkPage, Text} from "../types.d.ts" */
import {linesOf, unpackShapes} from "../geometry.js";
import {isMeasuring} from "../measure.js";
import {Labels} from "../labels.js";
import {drawArcs} from "./arcs.js";
import {drawBadges, drawEnclaves} from "./badges.js";
import {focus} from "./focus.js";
import {listPairs} from "./pairs.js";
import {fly} from "../start.js";
import {element, fillWith, svgElement, word} from "../text.js";

/**
 * @param {L.Map} map
 * @param {District} district
 * @param {LatLng[][][]} polygons
 * @param {Labels} labels
 */
function drawDistrict(map, district, polygons, labels) {
  const isAlone = district.pairs.length === 0;
  const name = isAlone ? "gk-district is-alone" : "gk-district";
  const shape = polygons.length
    ? L.polygon(polygons, {className: name, weight: 1})
    : L.circleMarker(district.point, {className: name, radius: 9, weight: 1});
  shape.bindTooltip(() => element("span", {text: district.title}), {sticky: true}).addTo(map);
  if (!isAlone) {
    L.circleMarker(district.point, {className: "gk-seat", radius: 3, weight: 1.5, interactive: false, pane: "gk-arcs"}).addTo(map);
  }
  const words = element("span", {class: isAlone ? "gk-name is-alone" : "gk-name", text: district.name});
  labels.add({point: district.point, node: words, priority: isAlone ? 10 : 50, centred: isAlone, isShy: isAlone, distance: 6});
}

/**
 * @param {LinkPage} page
 * @returns {L.LatLngBounds}
 */
function everything(page) {
  const bounds = L.latLngBounds(page.districts.map((district) => district.point));
  page.districts.forEach((district) => district.bounds && bounds.extend(district.bounds));
  page.pairs.forEach((pair) => bounds.extend(L.latLngBounds(pair.path)));
  page.parks.forEach((park) => bounds.extend(park.badge));
  return bounds;
}

/**
 * @param {SVGElement[]} parts
 * @returns {SVGElement}
 */
function sample(parts) {
  return svgElement("svg", {width: 44, height: 20, viewBox: "0 0 44 20", "aria-hidden": "true"}, parts);
}

/**
 * @param {number} width
 * @param {string} [dash]
 * @returns {SVGElement}
 */
function line(width, dash) {
  const style = {d: "M6 10H38", "stroke-linecap": "round", "stroke-dasharray": dash || "none"};
  return sample([
    svgElement("path", Object.assign({class: "gk-casing", "stroke-width": width + 2.5}, style)),
    svgElement("path", Object.assign({class: "gk-sample", "stroke-width": width}, style))
  ]);
}

/**
 * @param {Element} picture
 * @param {Text} text
 * @returns {HTMLElement}
 */
function entry(picture, text) {
  return element("li", {}, [picture, element("span", {text: text})]);
}

/**
 * @param {string} name
 * @returns {HTMLElement}
 */
function swatch(name) {
  return element("span", {class: "gk-swatch"}, [element("span", {class: name})]);
}

/**
 * @param {LinkPage} page
 * @returns {HTMLElement}
 */
function legend(page) {
  const entries = page.classes.map((each) => entry(line(each.width), each.text));
  entries.push(entry(line(4.5, "0.1 9"), word("not_published")));
  entries.push(entry(swatch("gk-sample-district"), word("district_partner")));
  entries.push(entry(swatch("gk-sample-district is-alone"), word("district_alone")));
  entries.push(entry(swatch("gk-square"), word("park_schematic")));
  entries.push(entry(swatch("gk-square is-empty"), word("park_point")));
  entries.push(entry(swatch("gk-enclave"), word("enclave")));
  return element("section", {class: "gk-legend"}, [
    element("h2", {text: word("legend")}),
    element("p", {text: word("arc_width")}),
    element("ul", {}, entries)
  ]);
}

/**
 * @param {L.Map} map
 * @param {LinkPage} page
 */
export async function drawLinks(map, page) {
  const shapes = await unpackShapes(page.district_shapes);
  // Words of badges stand to the right of the last district.
  /** @type {L.FitBoundsOptions} */
  const room = {paddingTopLeft: [28, 24], paddingBottomRight: [map.getSize().x > 600 ? 90 : 28, 24]};
  const whole = () => fly(map, everything(page), room);
  fillWith(".gk-side", [listPairs(map, page, whole), legend(page)]);
  map.invalidateSize({animate: false});
  map.fitBounds(everything(page), Object.assign({animate: false}, room));
  map.createPane("gk-leaders").style.zIndex = "440";
  map.createPane("gk-arcs").style.zIndex = "450";
  const labels = new Labels(map);
  page.districts.forEach((district, at) => drawDistrict(map, district, linesOf(shapes, at), labels));
  drawArcs(map, page.pairs, labels);
  drawBadges(map, page.parks, page.pairs, labels);
  drawEnclaves(page.enclaves, page.pairs, labels);
  focus.choose(null);
  map.on("click", () => isMeasuring() || focus.choose(null));
}
