// The outline of a park and of its zones; what is schematic comes as a circle, is dashed, hatched and says so.

/** @import {Labels, LatLng, Shapes, SitePage, VaguePlace} from "../types.d.ts" */
import {isDrawn, linesOf} from "../geometry.js";
import {filter} from "./filter.js";
import {element, word} from "../text.js";

// A circle smaller than this sign is too small to be seen.
const BADGE_PX = 9;

/**
 * A sign of one size in place of a circle, as long as the circle is the smaller of the two.
 * @param {L.Map} map
 * @param {L.Polygon} circle
 * @param {string} name
 */
function addBadge(map, circle, name) {
  const box = circle.getBounds();
  const badge = L.circleMarker(box.getCenter(), {radius: BADGE_PX, className: name + " is-badge", interactive: false, pane: "gk-outlines"}).addTo(map);
  const refresh = () => {
    const [east, west] = [box.getNorthEast(), box.getSouthWest()].map((corner) => map.latLngToLayerPoint(corner).x);
    const path = /** @type {Element} */ (badge.getElement());
    path.classList.toggle("is-hidden", east - west >= 2 * BADGE_PX);
  };
  map.on("zoomend viewreset", refresh);
  refresh();
}

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
  page.outlines.map((outline, at) => ({outline, at, lines: linesOf(shapes, at)})).reverse().forEach(({outline, at, lines}) => {
    const key = outline.kind + (outline.is_schematic ? "-schematic" : "");
    const name = "gk-outline is-" + outline.kind + (outline.is_schematic ? " is-schematic" : "") + " sym-" + key;
    const shape = L.polygon(lines, {className: name, interactive: false, pane: "gk-outlines"});
    shape.addTo(map);
    bounds.extend(shape.getBounds());
    if (outline.is_schematic && outline.kind === "park") {
      addBadge(map, shape, name);
    }
    if (page.ground && outline.kind === "park") {
      drawGround(map, page, {shapes, at, lines});
    }
    const words = element("span", {class: "gk-outline-name"}, [
      element("span", {text: outline.name}),
      outline.is_schematic && element("em", {text: word("schematic")})
    ]);
    const box = shape.getBounds();
    const high = () => map.latLngToLayerPoint(box.getSouthEast()).y - map.latLngToLayerPoint(box.getNorthWest()).y;
    // Names of zones come first: that of the park stands above them, and deep within its outline would be read as one of them.
    const rank = outline.kind === "park" ? {priority: 80} : {priority: 90, high};
    labels.add({point: outline.label, node: words, above: outline.kind, ...rank});
    labels.avoid(lines);
  });
  return bounds;
}

/**
 * The land of the outline that is in no parcel. Below parcels lies what lies around the park, where that is no basemap:
 * their colours are those of the legend. A mask would do the same, and take twice the time to draw.
 * @param {L.Map} map
 * @param {SitePage} page
 * @param {{shapes: Shapes, at: number, lines: LatLng[][][]}} outline
 */
function drawGround(map, page, {shapes, at, lines}) {
  const [layer] = filter.layers();
  if (layer.data.is_many) {
    layer.ground = {shapes, at};
    return;
  }
  const options = {stroke: false, interactive: false, pane: "gk-ground"};
  const parts = [L.polygon(lines, {...options, className: "gk-ground sym-unparcelled"})];
  if (page.ground && page.ground.is_bare) {
    const parcels = Array.from(layer.shown.keys()).flatMap((parcel) => (isDrawn(layer.shapes, parcel) ? linesOf(layer.shapes, parcel) : []));
    parts.push(L.polygon(parcels, {...options, fillRule: "nonzero", className: "gk-ground gk-ground-cover"}));
  }
  const paths = parts.map((part) => /** @type {Element} */ (part.addTo(map).getElement()));
  filter.listen(() => paths.forEach((path) => path.classList.toggle("is-hidden", filter.isOnParcels())));
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
  const bounds = circle.getBounds();
  // Above the circle, as of a park whose outline is one: within, it would stand on the district's line.
  labels.add({point: [bounds.getNorth(), place.point[1]], node: words, priority: 80, above: "park"});
  return bounds;
}
