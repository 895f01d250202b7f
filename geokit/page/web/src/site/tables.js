// What the map of a park or of an audit shows, as tables: phases, parcels and findings, those that the filter lets through.

/** @import {LiveFinding, LiveLayer, SitePage, TableSection} from "../types.d.ts" */
import {addMapTable} from "../maptable.js";
import {word} from "../text.js";
import {figureWord, muText, TAKEN_BACK} from "./figures.js";
import {filter} from "./filter.js";
import {valueOf} from "../values.js";

/** @typedef {import("./choosing.js").Choosing} Choosing */
/** @typedef {import("./figures.js").Figures} Figures */

/**
 * @param {Figures} figures
 * @returns {TableSection}
 */
function phaseSection(figures) {
  const {bars, is_by_phase, legend} = figures.layer.data;
  const groups = is_by_phase ? [] : legend.filter(({group}) => group < TAKEN_BACK);
  return {
    caption: word(is_by_phase ? "phase_land" : "phases"),
    columns: [
      {label: word("phase")}, {label: word("phase_sum"), isNumber: true},
      ...groups.map(({name}) => ({label: name, isNumber: true})), {label: word("phase_frame")}
    ],
    count: () => bars.length,
    row: (at) => {
      const {name, phase, frame} = bars[at];
      const parts = groups.map(({group}) => figures.shown[phase][group]);
      const sums = [figures.ofPhase("shown", phase), ...parts];
      return [name, ...sums.map(({mu, uncounted}) => figureWord("mu_of", uncounted, {mu: muText(mu)})), frame && frame.text];
    }
  };
}

/**
 * @param {LiveLayer} layer
 * @param {Choosing} choosing
 * @param {boolean} isPlain
 * @returns {TableSection}
 */
function parcelSection(layer, choosing, isPlain) {
  const {data} = layer;
  /** @type {number[]} */
  let shown = [];
  const groups = isPlain ? [] : [{label: word("progress")}];
  return {
    caption: word("parcels_table"),
    columns: [{label: word("parcel")}, ...groups, ...data.columns.map(({label, areas_m2}) => ({label, isNumber: Boolean(areas_m2)}))],
    count: () => {
      shown = Array.from(layer.shown.keys()).filter((at) => layer.shown[at]);
      return shown.length;
    },
    row: (number) => {
      const at = shown[number];
      const group = data.legend.find((each) => each.group === layer.groups[at]);
      const words = isPlain ? [] : [group ? group.name : null];
      return [data.ids.get(at), ...words, ...data.columns.map((column) => valueOf(column, at))];
    },
    open: (number) => choosing.openParcel(layer, shown[number])
  };
}

/**
 * @param {SitePage} page
 * @param {Choosing} choosing
 * @returns {TableSection}
 */
function findingSection(page, choosing) {
  /** @type {LiveFinding[]} */
  let shown = [];
  const states = page.states || [];
  const state = states.length ? [{label: word("state")}] : [];
  return {
    caption: word("findings"),
    columns: [{label: word("number"), isNumber: true}, {label: word("severity")}, ...state, {label: word("finding")}, {label: word("read_from")}],
    count: () => {
      shown = filter.findings().filter(({isShown}) => isShown);
      return shown.length;
    },
    row: (at) => {
      const {number, severity, data} = shown[at];
      const found = states.find(({key}) => key === data.state);
      return [number, severity.name, ...(state.length ? [found ? found.name : null] : []), data.message, data.source || null];
    },
    open: (at) => choosing.openFinding(shown[at])
  };
}

/**
 * @param {L.Map} map
 * @param {SitePage} page
 * @param {Choosing} choosing
 * @param {Figures | null} figures
 */
export function addSiteTables(map, page, choosing, figures) {
  const parcels = filter.layers().filter(({data}) => data.ids.length).map((layer) => parcelSection(layer, choosing, page.is_plain || layer.data.is_by_phase));
  const sections = [
    ...(figures && figures.layer.data.bars.length ? [phaseSection(figures)] : []), ...parcels, ...(page.findings ? [findingSection(page, choosing)] : [])
  ];
  if (sections.length) {
    filter.listen(addMapTable(map, sections).refresh);
  }
}
