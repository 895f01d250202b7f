// Parcels, each with its card; few enough to be shapes of the page.

/** @import {Labels, LiveLayer, SitePage, Text} from "../types.d.ts" */
import {makeCard} from "../cards.js";
import {boundsOf, boxAround, isDrawn, linesOf} from "../geometry.js";
import {isMeasuring} from "../measure.js";
import {filter} from "./filter.js";
import {drawMany} from "./manyparcels.js";
import {drawSpots} from "./spots.js";
import {element, makeButton, word} from "../text.js";
import {rowsOf} from "../values.js";

/** @typedef {import("./choosing.js").Choosing} Choosing */

/**
 * @param {SitePage} page
 * @param {LiveLayer} layer
 * @param {number} at
 * @param {Choosing} choosing
 * @returns {HTMLElement}
 */
export function parcelCard(page, {data, shapes}, at, choosing) {
  const card = makeCard({name: data.ids.get(at), rows: rowsOf(data.columns, at)});
  if (!isDrawn(shapes, at)) {
    card.appendChild(element("p", {class: "gk-source", text: word("not_on_map")}));
  } else if (data.invalid.includes(at)) {
    card.appendChild(element("p", {class: "gk-source", text: word("invalid_outline")}));
  }
  const number = page.parcels.indexOf(data);
  const own = filter.findings().filter(({subjects}) => subjects && subjects.layer === number && subjects.parcels.includes(at));
  if (own.length) {
    card.appendChild(element("ul", {class: "gk-own-findings", attributes: {"aria-label": word("findings_of")}}, own.map((finding) =>
      element("li", {}, [choosing.findingButton(finding)])
    )));
  }
  return card;
}

/**
 * @param {LiveLayer} layer
 * @param {number} at
 * @returns {string}
 */
function phaseKey({data}, at) {
  const bar = data.bars.find((each) => each.phase === data.phases[at]);
  return bar && bar.key || "parcel";
}

/**
 * @param {SitePage} page
 * @param {LiveLayer} layer
 * @param {number} at
 * @returns {string}
 */
export function parcelClass(page, layer, at) {
  if (layer.data.invalid.includes(at)) {
    return "gk-parcel is-invalid sym-invalid";
  }
  if (layer.data.is_by_phase) {
    return "gk-parcel sym-" + phaseKey(layer, at);
  }
  const group = page.is_plain ? null : layer.data.legend.find((each) => each.group === layer.groups[at]);
  return group ? "gk-parcel is-" + group.key + " sym-" + group.key : "gk-parcel is-plain sym-parcel";
}

/**
 * @param {L.Map} map
 * @param {SitePage} page
 * @param {LiveLayer} layer
 * @param {Labels} labels
 * @param {Choosing} choosing
 */
function draw(map, page, layer, labels, choosing) {
  for (let at = 0; at < layer.shapes.count; at += 1) {
    isDrawn(layer.shapes, at) && drawOne(map, page, layer, at, {labels, choosing});
  }
}

/**
 * @param {L.Map} map
 * @param {SitePage} page
 * @param {LiveLayer} layer
 * @param {number} at
 * @param {{labels: Labels, choosing: Choosing}} parts
 */
function drawOne(map, page, layer, at, {labels, choosing}) {
  const shape = L.polygon(linesOf(layer.shapes, at), {className: parcelClass(page, layer, at), pane: "gk-parcels"}).addTo(map);
  shape.on("click", () => isMeasuring() || choosing.showParcel(layer, at));
  const words = element("span", {class: "gk-parcel-name", text: layer.data.ids.get(at)});
  const span = shape.getBounds();
  const sizeOf = () => map.latLngToLayerPoint(span.getSouthEast()).subtract(map.latLngToLayerPoint(span.getNorthWest()));
  labels.add({
    point: span.getCenter(), node: words, priority: 20, centred: true, fixed: true,
    // A name wider than its parcel would be read as its neighbour's.
    within: () => sizeOf().x, high: () => sizeOf().y
  });
  const path = /** @type {Element} */ (shape.getElement());
  let drawnAs = layer.groups[at];
  filter.listen(() => {
    if (drawnAs !== layer.groups[at]) {
      drawnAs = layer.groups[at];
      path.setAttribute("class", parcelClass(page, layer, at) + " leaflet-interactive");
    }
    path.classList.toggle("is-hidden", !layer.shown[at]);
    words.classList.toggle("is-hidden", !layer.shown[at]);
  });
}

/**
 * @param {L.Map} map
 * @param {SitePage} page
 * @param {Labels} labels
 * @param {Choosing} choosing
 * @returns {L.LatLngBounds}
 */
export function drawParcels(map, page, labels, choosing) {
  const bounds = L.latLngBounds([]);
  filter.layers().forEach((layer) => {
    if (layer.data.is_many) {
      drawMany(map, page, layer, choosing);
    } else {
      draw(map, page, layer, labels, choosing);
      drawSpots(map, layer, labels);
    }
    bounds.extend(boundsOf(boxAround([layer.shapes.boxes])));
  });
  return bounds;
}

/**
 * @param {Text} name
 * @param {() => void} open
 */
export const linkTo = (name, open) => makeButton(name, open, {class: "gk-link"});
