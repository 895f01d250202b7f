// The map of a park or of an audit: outlines, parcels, findings, legend, bars and cards.

/** @import {Action, Layer, Shapes, SitePage, Text} from "../types.d.ts" */
import {makeCard} from "../cards.js";
import {linesOf, unpackJson, unpackShapes} from "../geometry.js";
import {Labels} from "../labels.js";
import {followAddress} from "./addressed.js";
import {filter} from "./filter.js";
import {drawFindings, listFindings, severityLegend} from "./findings.js";
import {addNorthArrow, makeInset} from "./inset.js";
import {drawOutlines, drawVaguePlace, outlineLegend} from "./outlines.js";
import {drawParcels, parcelLegend} from "./parcels.js";
import {phaseBars} from "./phases.js";
import {stateLegend} from "./states.js";
import {fly} from "../start.js";
import {element, fillWith, makeButton, word} from "../text.js";

/**
 * @param {SitePage} page
 * @returns {HTMLElement | null}
 */
function notes(page) {
  /** @type {Text[]} */
  const uncertain = page.outlines.some((outline) => outline.is_schematic) && page.uncertainty_km
    ? [word("schematic_note", {km: page.uncertainty_km})] : [];
  const all = [...uncertain, ...page.notes];
  return all.length ? element("section", {class: "gk-notes"}, all.map((text) => element("p", {text: text}))) : null;
}

/**
 * @param {SitePage} page
 * @param {Action} whole
 * @returns {HTMLElement | null}
 */
function legend(page, whole) {
  const found = page.findings ? [...severityLegend(page), ...stateLegend(page)] : [];
  const lines = [...outlineLegend(page), ...parcelLegend(page), ...found];
  if (!lines.length) {
    return null;
  }
  const small = page.findings && page.findings.length ? element("p", {class: "gk-source", text: word("exaggerated")}) : null;
  return element("section", {class: "gk-legend"}, [
    element("div", {class: "gk-list-head"}, [
      element("h2", {text: word("legend")}), makeButton(word("whole"), whole)
    ]),
    element("ul", {}, lines), small
  ]);
}

/**
 * @param {SitePage} page
 * @returns {HTMLElement | null}
 */
function parkCard(page) {
  return page.card ? element("section", {}, [element("h2", {text: word("park")}), makeCard(page.card)]) : null;
}

/** @param {L.Map} map */
function panes(map) {
  ["gk-parcels", "gk-outlines", "gk-findings"].forEach((name, at) => {
    map.createPane(name).style.zIndex = String(410 + at * 20);
  });
  /** @type {HTMLElement} */ (map.getPane("gk-outlines")).style.pointerEvents = "none";
}

/**
 * @param {Layer} layer
 * @returns {Promise<Shapes>}
 */
async function unpackLayer(layer) {
  if (layer.table) {
    Object.assign(layer, await unpackJson(layer.table));
  }
  return unpackShapes(layer.packed);
}

/**
 * Draw everything, from below upwards; returns the bounds of all, and the findings as they were drawn.
 * @param {L.Map} map
 * @param {SitePage} page
 * @param {Labels} labels
 */
async function drawAll(map, page, labels) {
  const parcels = await Promise.all(page.parcels.map(unpackLayer));
  const bounds = drawParcels(map, page, parcels, labels);
  bounds.extend(drawOutlines(map, page, await unpackShapes(page.outline_shapes), labels));
  if (page.vague_place) {
    const district = await unpackShapes(page.vague_place.district);
    bounds.extend(drawVaguePlace(map, page, page.vague_place, linesOf(district, 0), labels));
  }
  const shapes = page.finding_shapes && await unpackShapes(page.finding_shapes);
  const drawn = page.findings && shapes ? drawFindings(map, page, page.findings, shapes, bounds) : [];
  drawn.forEach((each) => each && bounds.extend(each.bounds));
  return {bounds, drawn, parcels};
}

/**
 * @param {L.Map} map
 * @param {SitePage} page
 */
export async function drawSite(map, page) {
  panes(map);
  map.setView([23, 115], 9, {animate: false});
  const labels = new Labels(map);
  const {bounds, drawn, parcels} = await drawAll(map, page, labels);
  const whole = () => bounds.isValid() && fly(map, bounds);
  const findings = page.findings ? listFindings(map, page, page.findings, drawn) : null;
  // Of a park, how far it has come matters first; of an audit, what it found.
  const first = page.is_plain ? [findings, legend(page, whole)] : [phaseBars(page), legend(page, whole), findings];
  fillWith(".gk-side", [notes(page), ...first, makeInset(map, page), parkCard(page)]);
  map.invalidateSize({animate: false});
  if (bounds.isValid()) {
    map.fitBounds(bounds, {padding: [40, 40], animate: false});
  }
  addNorthArrow(map);
  followAddress(map, page, parcels);
  filter.tell();
  labels.refresh();
}
