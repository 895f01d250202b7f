// What the reader has chosen to see, in one place: everything on the page asks here, and hears of every change.

/** @import {Action, LiveFinding, LiveLayer, Text} from "../types.d.ts" */
import {applyDay, columnOf} from "./layers.js";

/** @typedef {"group" | "severity" | "state"} Kind */
/** @typedef {{field: string, label: Text, name: Text}} Choice */

/** @type {Action[]} */
const listeners = [];
/** @type {Record<Kind, Set<string | number>>} */
const hidden = {group: new Set(), severity: new Set(), state: new Set()};
/** @type {LiveLayer[]} */
let layers = [];
/** @type {LiveFinding[]} */
let findings = [];
/** @type {number | null} */
let phase = null;
let lastPhase = Infinity;
/** @type {number | null} */
let day = null;
/** @type {Choice | null} */
let choice = null;

/** @param {number} number */
const showsPhase = (number) => (phase === null ? number <= lastPhase : number === phase);

/**
 * The number of the chosen text in a layer's column; null where nothing is chosen, -1 where no parcel has it.
 * @param {LiveLayer} layer
 */
function chosenCode(layer) {
  if (choice === null) {
    return null;
  }
  const {field, name} = choice;
  const column = columnOf(layer.data, field);
  const wanted = JSON.stringify(name);
  return column && column.texts ? column.texts.findIndex((text) => JSON.stringify(text) === wanted) : -1;
}

/** @param {LiveLayer} layer */
function sift(layer) {
  const {shown, groups, data} = layer;
  const code = chosenCode(layer);
  const codes = code !== null && choice && (columnOf(data, choice.field) || {}).codes || [];
  for (let at = 0; at < shown.length; at += 1) {
    const isChosen = code === null || code >= 0 && codes[at] === code;
    shown[at] = Number(isChosen && !hidden.group.has(groups[at]) && showsPhase(data.phases[at]));
  }
}

/**
 * A finding of hidden parcels or phases is hidden; one that names none of them is not.
 * @param {LiveFinding} finding
 */
function concernsShown({subjects}) {
  const layer = subjects && layers[subjects.layer];
  if (!subjects || !layer || !filter.isOnParcels()) {
    return true;
  }
  return subjects.parcels.some((at) => layer.shown[at]) || choice === null && subjects.phases.some(showsPhase);
}

/** @param {LiveFinding} finding */
function showsFinding(finding) {
  const {severity, state} = finding.data;
  return !hidden.severity.has(severity) && !(state && hidden.state.has(state)) && concernsShown(finding);
}

function tell() {
  layers.forEach(sift);
  findings.forEach((finding) => (finding.isShown = showsFinding(finding)));
  listeners.forEach((listener) => listener());
}

export const filter = {
  /** @param {Action} listener */
  listen: (listener) => listeners.push(listener),
  /** @param {LiveLayer[]} parcels @param {LiveFinding[]} found */
  begin: (parcels, found) => {
    layers = parcels;
    findings = found;
  },
  tell,
  layers: () => layers,
  findings: () => findings,
  phase: () => phase,
  lastPhase: () => lastPhase,
  day: () => day,
  choice: () => choice,
  showsPhase,
  /** @param {Kind} kind @param {string | number} key */
  shows: (kind, key) => !hidden[kind].has(key),
  /** @param {Kind} kind */
  hidden: (kind) => hidden[kind],
  /** Whether parcels are left out. */
  isOnParcels: () => hidden.group.size > 0 || phase !== null || lastPhase !== Infinity || choice !== null,
  isOn: () => filter.isOnParcels() || hidden.severity.size > 0 || hidden.state.size > 0 || day !== null,
  /** @param {number | null} number */
  choosePhase: (number) => {
    phase = phase === number ? null : number;
    lastPhase = Infinity;
    tell();
  },
  /** @param {number} number */
  showPhasesTo: (number) => {
    phase = null;
    lastPhase = number;
    tell();
  },
  /** @param {number | null} number */
  chooseDay: (number) => {
    day = number;
    layers.forEach((layer) => applyDay(layer, day));
    tell();
  },
  /** @param {Choice | null} found */
  choose: (found) => {
    choice = found;
    tell();
  },
  /** @param {Kind} kind @param {(string | number)[]} keys @param {boolean} isShown */
  set: (kind, keys, isShown) => {
    keys.forEach((key) => hidden[kind][isShown ? "delete" : "add"](key));
    tell();
  },
  reset: () => {
    Object.values(hidden).forEach((keys) => keys.clear());
    phase = choice = null;
    lastPhase = Infinity;
    if (day !== null) {
      filter.chooseDay(null);
    } else {
      tell();
    }
  }
};
