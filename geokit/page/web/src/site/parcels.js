// Parcels, each with its card; few enough to be shapes of the page.

/** @import {Column, Labels, Layer, Shapes, SitePage, Text} from "../types.d.ts" */
import {address} from "../address.js";
import {makeCard} from "../cards.js";
import {boundsOf, boxAround, isDrawn, linesOf} from "../geometry.js";
import {filter, filterLine, groupSwatch} from "./filter.js";
import {drawMany} from "./manyparcels.js";
import {shownOf} from "./phases.js";
import {element, setText, word} from "../text.js";

/**
 * @param {number} area
 * @returns {Text}
 */
function areaText(area) {
  /**
   * @param {number} value
   * @param {number} decimals
   * @returns {string}
   */
  const format = (value, decimals) => value.toLocaleString("en-US", {minimumFractionDigits: decimals, maximumFractionDigits: decimals});
  // Half of a thousandth is rounded up, whatever binary fractions leave of it.
  return word("area", {m2: format(area, 2), mu: format(Number((area * 0.0015).toFixed(7)), 3)});
}

/**
 * @param {Column} column
 * @param {number} at
 * @returns {Text | null}
 */
function valueOf(column, at) {
  if (column.areas_m2) {
    return column.areas_m2[at] === null ? null : areaText(column.areas_m2[at]);
  }
  const code = column.codes ? column.codes[at] : -1;
  return code < 0 || !column.texts ? null : column.texts[code];
}

/**
 * @param {Layer} layer
 * @param {number} at
 * @returns {HTMLElement}
 */
export function parcelCard(layer, at) {
  const rows = layer.columns.flatMap((column) => {
    const value = valueOf(column, at);
    return value === null ? [] : [{label: column.label, value: value}];
  });
  return makeCard({name: layer.ids[at], rows: rows});
}

/**
 * @param {SitePage} page
 * @param {Layer} layer
 * @param {number} at
 * @returns {string}
 */
export function parcelClass(page, layer, at) {
  const group = page.is_plain ? null : layer.legend.find((each) => each.group === layer.groups[at]);
  return group ? "gk-parcel is-" + group.key : "gk-parcel is-plain";
}

/**
 * @param {L.Map} map
 * @param {SitePage} page
 * @param {Layer} layer
 * @param {Shapes} shapes
 * @param {Labels} labels
 */
function draw(map, page, layer, shapes, labels) {
  layer.ids.forEach((id, at) => {
    if (!isDrawn(shapes, at)) {
      return;
    }
    const shape = L.polygon(linesOf(shapes, at), {className: parcelClass(page, layer, at), weight: 1.2, pane: "gk-parcels"}).addTo(map);
    shape.on("popupopen", () => address.say("parcel", id)).on("popupclose", () => address.say("parcel", null));
    shape.bindPopup(() => parcelCard(layer, at), {maxWidth: 300, minWidth: 240, autoPanPadding: [20, 20]});
    const words = element("span", {class: "gk-parcel-name", text: id});
    const span = shape.getBounds();
    labels.add({
      point: span.getCenter(), node: words, priority: 20, centred: true, fixed: true,
      // A name wider than its parcel would be read as its neighbour's.
      within: () => map.latLngToLayerPoint(span.getSouthEast()).x - map.latLngToLayerPoint(span.getNorthWest()).x
    });
    const path = /** @type {Element} */ (shape.getElement());
    let drawnAs = layer.groups[at];
    filter.listen(() => {
      if (drawnAs !== layer.groups[at]) {
        drawnAs = layer.groups[at];
        path.setAttribute("class", parcelClass(page, layer, at) + " leaflet-interactive");
      }
      const isShown = filter.showsParcel(layer.groups[at], layer.phases[at]);
      path.classList.toggle("is-hidden", !isShown);
      words.classList.toggle("is-hidden", !isShown);
    });
  });
}

/**
 * @param {L.Map} map
 * @param {SitePage} page
 * @param {Shapes[]} shapes
 * @param {Labels} labels
 * @returns {L.LatLngBounds}
 */
export function drawParcels(map, page, shapes, labels) {
  const bounds = L.latLngBounds([]);
  page.parcels.forEach((layer, number) => {
    if (layer.is_many) {
      drawMany(map, page, layer, shapes[number]);
    } else {
      draw(map, page, layer, shapes[number], labels);
    }
    bounds.extend(boundsOf(boxAround([shapes[number].boxes])));
  });
  return bounds;
}

/**
 * @param {SitePage} page
 * @returns {HTMLElement[]}
 */
export function parcelLegend(page) {
  const layer = page.is_plain ? null : page.parcels[0];
  if (!layer) {
    return [];
  }
  return layer.legend.map((group) => {
    const picture = groupSwatch(group.colour, group.dash, group.key === "to-acquire");
    const line = filterLine("group", group.group, picture, group.name, "");
    const count = /** @type {Element} */ (line.querySelector(".gk-filter-count"));
    filter.listen(() => setText(count, shownOf(layer, group.group)));
    return line;
  });
}
