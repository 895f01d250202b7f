// The parcels of a page while it is looked at: in which group each is on the chosen day, what it adds to a sum, and
// whether the filter lets it through.

/** @import {Changes, Column, Layer, LiveLayer, Shapes} from "../types.d.ts" */

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
  for (let at = 0; at < areas.length; at += 1) {
    // Nothing, or not a number, where one is missing.
    found[at] = Math.floor((areas[at] || 0) * 1.5 + 0.5);
  }
  data.counted && change(found, data.counted);
  return found;
}

/**
 * @param {Int32Array} counted
 * @param {Changes} changes
 */
function change(counted, {at, by}) {
  for (let number = 0; number < at.length; number += 1) {
    counted[at[number]] += by[number];
  }
}

/**
 * @param {Layer} data
 * @param {Shapes} shapes
 * @param {number} number
 * @returns {LiveLayer}
 */
export function makeLayer(data, shapes, number) {
  const {groups, sums} = data;
  const count = groups.length;
  const shown = new Uint8Array(count).fill(1);
  if (sums) {
    return {data, shapes, number, groups, shown, counts: Uint32Array.from(sums.counts), uncounted: sums.uncounted, counted: sums.thousandths};
  }
  const uncounted = new Uint8Array(count);
  Array.from(data.unmeasured, (at) => (uncounted[at] = 1));
  return {data, shapes, number, groups, shown, counts: new Uint32Array(count).fill(1), uncounted, counted: countedOf(data)};
}

/**
 * Put each parcel into the group that it was in on a day; null is the last.
 * @param {LiveLayer} layer
 * @param {number | null} day
 */
export function applyDay(layer, day) {
  const {data} = layer;
  if (data.sums) {
    return;
  }
  const moment = day === null ? undefined : data.moments[day];
  const counted = countedOf(data);
  Object.assign(layer, {groups: data.groups, counted});
  if (moment) {
    const groups = Uint8Array.from(data.groups);
    for (let number = 0; number < moment.at.length; number += 1) {
      groups[moment.at[number]] = moment.groups[number];
    }
    change(counted, moment.counted);
    layer.groups = groups;
  }
}
