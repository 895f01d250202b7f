// What is known of a parcel of a layer, as rows of a heading and a value; areas in square metres and mu.

/** @import {Column, Row, Text} from "./types.d.ts" */
import {word} from "./text.js";

/**
 * As every product prints an area.
 * @param {number} value
 * @param {number} decimals
 * @returns {string}
 */
const fixed = (value, decimals) => value.toLocaleString("en-US", {minimumFractionDigits: decimals, maximumFractionDigits: decimals});

/**
 * @param {number} area_m2
 * @returns {string}
 */
export function muOf(area_m2) {
  // Half of a thousandth is rounded up, whatever binary fractions leave of it.
  return fixed(Number((area_m2 * 0.0015).toFixed(7)), 3);
}

/**
 * @param {number} area_m2
 * @returns {Text}
 */
export const areaText = (area_m2) => word("area", {m2: fixed(area_m2, 2), mu: muOf(area_m2)});

/**
 * @param {Column} column
 * @param {number} at
 * @returns {Text | null}
 */
export function valueOf(column, at) {
  if (column.areas_m2) {
    const area = column.areas_m2[at];
    return area === null || Number.isNaN(area) ? null : areaText(area);
  }
  const code = column.codes ? column.codes[at] : -1;
  return code < 0 || !column.texts ? null : column.texts[code];
}

/**
 * @param {Column[]} columns
 * @param {number} at
 * @returns {Row[]}
 */
export function rowsOf(columns, at) {
  return columns.flatMap((column) => {
    const value = valueOf(column, at);
    return value === null ? [] : [{label: column.label, value: value}];
  });
}
