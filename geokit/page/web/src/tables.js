// Tables on their way out of the page's data: geokit/page/tables.py.

/** @import {Layer, Names, Numbers, PackedTable, Table} from "./types.d.ts" */
import {unpackJson, unpackNumbers} from "./numbers.js";

/** @param {Numbers} steps */
function summed(steps) {
  const found = new Float64Array(steps.length);
  let sum = 0;
  for (let at = 0; at < steps.length; at += 1) {
    found[at] = sum += steps[at];
  }
  return found;
}

/**
 * @param {Numbers} numbers
 * @param {{per?: number, none?: number, is_steps?: boolean}} how
 */
function read(numbers, {per, none, is_steps}) {
  const whole = is_steps ? summed(numbers) : numbers;
  return per === undefined ? whole : Float64Array.from(whole, (each) => (each === none ? NaN : each / per));
}

/** Names that are written as a text and the number after it: a million of them are made one by one, when they are asked for. */
class WrittenNames {
  /**
   * @param {string[]} prefixes
   * @param {Numbers[]} lists
   */
  constructor(prefixes, [prefix, width, number]) {
    this.length = prefix.length;
    this.prefixes = prefixes;
    this.prefix = prefix;
    this.width = width;
    this.number = summed(number);
  }

  /** @param {number} at */
  digits(at) {
    return this.width[at] ? String(this.number[at]).padStart(this.width[at], "0") : "";
  }

  /** @param {number} at */
  get(at) {
    return this.prefixes[this.prefix[at]] + this.digits(at);
  }

  /** @param {string} name */
  indexOf(name) {
    const {prefixes, prefix} = this;
    const isBegun = prefixes.map((each) => name.startsWith(each));
    for (let at = 0; at < this.length; at += 1) {
      if (isBegun[prefix[at]] && this.get(at) === name) {
        return at;
      }
    }
    return -1;
  }

  /** @param {(text: string) => string} change does with each half what it does with both */
  mapped(change) {
    const prefixes = this.prefixes.map(change);
    return Array.from({length: this.length}, (_, at) => prefixes[this.prefix[at]] + this.digits(at));
  }
}

/**
 * @param {string[]} names
 * @returns {Names}
 */
const plainNames = (names) => ({
  length: names.length, get: (at) => names[at], indexOf: (name) => names.indexOf(name), mapped: (change) => names.map(change)
});

/**
 * What stands for lists becomes these.
 * @param {any} value
 * @param {Numbers[]} lists
 * @returns {any}
 */
function filled(value, lists) {
  if (value === null || typeof value !== "object") {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((each) => filled(each, lists));
  }
  if (value.list !== undefined) {
    return read(lists[value.list], value);
  }
  if (value.prefixes) {
    return new WrittenNames(value.prefixes, [value.prefix, value.width, value.number].map((each) => lists[each]));
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each, lists)]));
}

/**
 * @param {PackedTable} packed
 * @returns {Promise<Partial<Table>>} nothing where it cannot be read
 */
async function unpackTable(packed) {
  const [table, lists] = [await unpackJson(packed.json), await unpackNumbers(packed)];
  return lists ? filled(table, lists) : {};
}

/**
 * What is known of each parcel of a layer, put into it; of very many it comes packed.
 * @param {Layer} layer
 * @returns {Promise<Layer>}
 */
export async function fillLayer(layer) {
  // Nothing is known of parcels that could not be unpacked.
  const nothing = {ids: [], groups: [], phases: [], columns: [], moments: [], unmeasured: [], invalid: []};
  Object.assign(layer, nothing, {...layer}, layer.table ? await unpackTable(layer.table) : {});
  layer.table = undefined;
  if (Array.isArray(layer.ids)) {
    layer.ids = plainNames(layer.ids);
  }
  return layer;
}
