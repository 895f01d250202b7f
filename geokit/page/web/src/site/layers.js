// The parcels of a page while it is looked at: in which group each is on the chosen day, what it adds to a sum, and
// whether the filter lets it through.

/** @import {Column, Layer, LiveLayer, Shapes} from "../types.d.ts" */

/**
 * @param {Layer} data
 * @param {string} name
 * @returns {Column | undefined}
 */
export const columnOf = (data, name) => data.columns.find((column) => column.name === name);

/**
 * Areas in thousandths of a mu, each rounded by itself, with what the figures of the ledger have more or less.
 * @param {Layer} data
 * @returns {Int32Array}
 */
function countedOf(data) {
  const found = new Int32Array(data.ids.length);
  const column = columnOf(data, "measured");
  const areas = column && column.areas_m2 || [];
  // A thousandth of a mu is two thirds of a square metre.
  areas.forEach((area, at) => (found[at] = area === null ? 0 : Math.floor(area * 1.5 + 0.5)));
  const changed = data.counted || {at: [], by: []};
  changed.at.forEach((at, number) => (found[at] += changed.by[number]));
  return found;
}

/**
 * @param {Layer} data
 * @param {Shapes} shapes
 * @param {number} number
 * @returns {LiveLayer}
 */
export function makeLayer(data, shapes, number) {
  // Nothing is known of parcels that could not be unpacked.
  /** @type {Partial<Layer>} */
  const nothing = {ids: [], groups: [], phases: [], columns: [], moments: [], unmeasured: [], invalid: []};
  Object.assign(data, nothing, {...data});
  const count = data.ids.length;
  const isUnmeasured = new Uint8Array(count);
  data.unmeasured.forEach((at) => (isUnmeasured[at] = 1));
  return {data, shapes, number, groups: data.groups, shown: new Uint8Array(count).fill(1), isUnmeasured, counted: countedOf(data)};
}

/**
 * Put each parcel into the group that it was in on a day; null is the last.
 * @param {LiveLayer} layer
 * @param {number | null} day
 */
export function applyDay(layer, day) {
  const {data} = layer;
  const moment = day === null ? undefined : data.moments[day];
  layer.groups = data.groups;
  layer.counted = countedOf(data);
  if (moment) {
    const groups = data.groups.slice();
    moment.at.forEach((at, number) => (groups[at] = moment.groups[number]));
    moment.counted.at.forEach((at, number) => (layer.counted[at] += moment.counted.by[number]));
    layer.groups = groups;
  }
}
