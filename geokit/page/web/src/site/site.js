// The map of a park or of an audit: outlines, parcels, findings, legend, bars and cards.

/** @import {Action, Layer, LiveFinding, LiveLayer, Shapes, SitePage} from "../types.d.ts" */
import {makeCard} from "../cards.js";
import {clearOf} from "../fitting.js";
import {linesOf, unpackShapes} from "../geometry.js";
import {Labels} from "../labels.js";
import {fitOnPaper} from "../print.js";
import {followAddress} from "./addressed.js";
import {Choosing} from "./choosing.js";
import {Figures} from "./figures.js";
import {filter} from "./filter.js";
import {filterBar} from "./filterbar.js";
import {drawMarks} from "./findingmarks.js";
import {drawFindings, listFindings, makeFindings} from "./findings.js";
import {reactCounts, reactHeadlines} from "./headlines.js";
import {addNorthArrow, makeInset} from "./inset.js";
import {makeLayer} from "./layers.js";
import {makeLegend} from "./legend.js";
import {drawOutlines, drawVaguePlace} from "./outlines.js";
import {drawParcels} from "./parcels.js";
import {phaseBars} from "./phases.js";
import {searchBox} from "./search.js";
import {addSiteTables} from "./tables.js";
import {addControl, fly} from "../start.js";
import {fillLayer} from "../tables.js";
import {element, fillWith, word} from "../text.js";

/** From below upwards. */
const PANES = ["gk-ground", "gk-parcels", "gk-outlines", "gk-chosen", "gk-findings", "gk-marks"];
/** These are looked through. */
const QUIET = ["gk-ground", "gk-outlines", "gk-chosen", "gk-marks"];

/** @type {Choosing | null} */
let choosing = null;

/**
 * Show a finding by its number, or by its fingerprint, which stays when others come and go; whether there is one.
 * @param {string | number} id
 * @returns {boolean}
 */
export function openFinding(id) {
  const found = filter.findings().find(({number, data}) => [String(number), data.fingerprint].includes(String(id)));
  found && choosing && choosing.openFinding(found);
  return Boolean(found);
}

/**
 * Show a parcel by its number; whether there is one.
 * @param {string} id
 * @returns {boolean}
 */
export function openParcel(id) {
  const found = filter.layers().map((layer) => ({layer, at: layer.data.ids.indexOf(id)})).find(({at}) => at >= 0);
  found && choosing && choosing.openParcel(found.layer, found.at);
  return Boolean(found);
}

/**
 * Show one phase alone, by its id in park.toml or by its name; whether there is one.
 * @param {string} id
 * @returns {boolean}
 */
export function choosePhase(id) {
  const bars = filter.layers().flatMap(({data}) => data.bars);
  const found = bars.find((bar) => bar.id === id || Object.values(bar.name).includes(id));
  if (found && filter.phase() !== found.phase) {
    filter.choosePhase(found.phase);
  }
  return Boolean(found);
}

/**
 * @param {SitePage} page
 * @returns {HTMLElement | null}
 */
function notes(page) {
  return page.notes.length ? element("section", {class: "gk-notes"}, page.notes.map((text) => element("p", {text: text}))) : null;
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
  PANES.forEach((name, at) => {
    const pane = map.createPane(name);
    pane.style.zIndex = String(400 + at * 20);
    // Numbers of findings lie above the names of parcels.
    if (name === "gk-marks") {
      pane.style.zIndex = "645";
    }
    pane.style.pointerEvents = QUIET.includes(name) ? "none" : "";
  });
}

/**
 * @param {Layer} data
 * @param {number} number
 * @returns {Promise<LiveLayer>}
 */
async function unpackLayer(data, number) {
  return makeLayer(await fillLayer(data), await unpackShapes(data.packed), number);
}

/**
 * Draw everything, from below upwards; returns the bounds of all.
 * @param {L.Map} map
 * @param {SitePage} page
 * @param {Choosing} chosen
 * @param {{findings: LiveFinding[], shapes: Shapes | null, labels: Labels}} parts
 */
async function drawAll(map, page, chosen, {findings, shapes, labels}) {
  const bounds = drawParcels(map, page, labels, chosen);
  bounds.extend(drawOutlines(map, page, await unpackShapes(page.outline_shapes), labels));
  if (page.vague_place) {
    const district = await unpackShapes(page.vague_place.district);
    bounds.extend(drawVaguePlace(map, page, page.vague_place, linesOf(district, 0), labels));
  }
  if (shapes) {
    drawFindings(map, findings, shapes, bounds, chosen);
    findings.forEach((finding) => finding.isWide && labels.avoid(finding.lines()));
    drawMarks(map, findings, chosen, labels);
  }
  findings.forEach((finding) => finding.bounds && bounds.extend(finding.bounds));
  return bounds;
}

/**
 * @param {SitePage} page
 * @param {LiveFinding[]} findings
 * @param {Choosing} chosen
 * @param {{figures: Figures | null, whole: Action}} more
 */
function sideOf(page, findings, chosen, {figures, whole}) {
  const list = page.findings ? listFindings(page, findings, chosen) : null;
  const legend = makeLegend(page, figures, whole);
  // Of a park, how far it has come matters first; of an audit, what it found.
  return page.is_plain ? [list, legend] : [figures && phaseBars(figures, legend ? null : whole), legend, list];
}

/**
 * @param {L.Map} map
 * @param {SitePage} page
 */
export async function drawSite(map, page) {
  panes(map);
  map.setView([23, 115], 9, {animate: false});
  const labels = new Labels(map);
  const layers = await Promise.all(page.parcels.map(unpackLayer));
  const shapes = page.finding_shapes ? await unpackShapes(page.finding_shapes) : null;
  const findings = makeFindings(page, shapes);
  filter.begin(layers, findings);
  // First of all listeners: the others read what it sums up.
  const figures = page.is_plain || !layers.length ? null : new Figures(layers[0]);
  const chosen = choosing = new Choosing(map, page);
  const bounds = await drawAll(map, page, chosen, {findings, shapes, labels});
  const clear = () => clearOf(map, bounds, {names: labels.room(), hasNumbers: findings.length > 0, isRound: !layers.length});
  const whole = () => bounds.isValid() && fly(map, bounds, clear());
  fillWith(".gk-side", [
    filterBar(page), searchBox(chosen), notes(page), ...sideOf(page, findings, chosen, {figures, whole}), makeInset(map, page), parkCard(page)
  ]);
  figures ? reactHeadlines(page, figures) : reactCounts(page);
  addNorthArrow(map);
  map.invalidateSize({animate: false});
  if (bounds.isValid()) {
    map.fitBounds(bounds, {...clear(), animate: false});
  }
  fitOnPaper(map, bounds, clear);
  addControl(map, "bottomright", chosen.grid);
  addSiteTables(map, page, chosen, figures);
  followAddress(page, findings, {chosen, openParcel, choosePhase});
  // Last of all listeners: the others hide and show what is written.
  filter.listen(() => labels.refresh());
  filter.tell();
}
